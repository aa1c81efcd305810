// A part of a form: heading and explanation on the left, fields on the right; on phones one below the other.
import type { ReactNode } from 'react'
import styles from './section.module.css'

interface Given {
  readonly title: string
  readonly about?: ReactNode
  readonly children: ReactNode
}

export const Section = ({ title, about, children }: Given) => (
  <section className={styles['section']} aria-label={title}>
    <div className={styles['told']}>
      <h2 className={styles['title']}>{title}</h2>
      {about && <div className={styles['about']}>{about}</div>}
    </div>
    <div className={styles['fields']}>{children}</div>
  </section>
)
