// What a screen shows in place of its content: waiting, nothing there, something wrong.
import { Button, Skeleton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { told } from '../api/told.ts'
import styles from './states.module.css'

/** Lines in the place of a list, so that nothing jumps when it arrives. */
export function Waiting({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div className={styles['waiting']} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines that are all the same
        <Skeleton key={at} height={18} width={`${92 - ((at * 17) % 40)}%`} />
      ))}
    </div>
  )
}

interface EmptyGiven {
  readonly title: string
  /** What this place is for, and what to do first. */
  readonly children: ReactNode
  readonly action?: ReactNode
}

export function Empty({ title, children, action }: EmptyGiven) {
  return (
    <div className={styles['empty']}>
      <h2 className={styles['title']}>{title}</h2>
      <div className={styles['text']}>{children}</div>
      {action}
    </div>
  )
}

export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div className={styles['problem']} role="alert">
      <IconAlertTriangle size={18} aria-hidden className={styles['icon']} />
      <span className={styles['sentence']}>{told(error)}</span>
      {onRetry && (
        <Button variant="default" size="compact-sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
