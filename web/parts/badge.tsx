// A word with a colour that means something: what wins, what is outranked, what is hidden, what ends.
import type { ReactNode } from 'react'
import styles from './badge.module.css'

export type Meaning = 'wins' | 'outranked' | 'hidden' | 'ends' | 'danger'

interface Given {
  readonly meaning: Meaning
  readonly title?: string
  readonly children: ReactNode
}

export const Badge = ({ meaning, title, children }: Given) => (
  <span className={styles['badge']} data-meaning={meaning} title={title}>
    {children}
  </span>
)
