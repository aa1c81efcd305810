// The sign-in page; afterwards people are where they wanted to go.
import { getRouteApi } from '@tanstack/react-router'
import { useEffect } from 'react'
import { router } from '../../routes.ts'
import { Logo } from '../../shell/logo.tsx'
import styles from '../../shell/outside.module.css'
import { ProviderButtons } from '../../shell/provider-buttons.tsx'
import { SignInForm } from '../../shell/sign-in-form.tsx'
import { texts } from './texts.ts'

export function SignInScreen() {
  const { to } = getRouteApi('/sign-in').useSearch()
  useEffect(() => {
    document.title = `${texts.title} · Attrium`
  }, [])
  return (
    <main className={styles['outside']}>
      <div className={styles['brand']}>
        <Logo size={30} /> Attrium
      </div>
      <div className={styles['card']}>
        <h1 className={styles['title']}>{texts.title}</h1>
        <SignInForm onSignedIn={() => router.history.push(ownAddress(to))} />
        <ProviderButtons to={ownAddress(to)} />
      </div>
      <p className={styles['text']}>
        {texts.help} <code>{texts.command}</code>
      </p>
    </main>
  )
}

/** Only addresses of this application: a link to the sign-in page must not lead elsewhere. */
export const ownAddress = (to: string | undefined): string =>
  to !== undefined && /^\/(?![/\\])[^\\]*$/.test(to) ? to : '/attributes'
