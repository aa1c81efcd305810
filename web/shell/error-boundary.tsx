// Catches what no screen caught: says that the page is broken, and lets people reload it.
import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { Empty } from '../parts/states.tsx'
import styles from './outside.module.css'
import { texts } from './texts.ts'

export const Broken = () => (
  <Empty
    title={texts.broken}
    action={<Button onClick={() => window.location.reload()}>{texts.reload}</Button>}
  >
    {texts.brokenAbout}
  </Empty>
)

export class ErrorBoundary extends Component<
  { readonly children: ReactNode },
  { broken: boolean }
> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    if (!this.state.broken) return this.props.children
    return (
      <main className={styles['outside']}>
        <Broken />
      </main>
    )
  }
}
