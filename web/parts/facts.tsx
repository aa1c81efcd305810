// A list of facts: each with its name beside it, or above it where there is little room.
import type { ReactNode } from 'react'
import styles from './facts.module.css'

/** `children` are pairs of `dt` and `dd`. */
export const Facts = ({ children }: { readonly children: ReactNode }) => (
  <dl className={styles['facts']}>{children}</dl>
)
