// The frame of a screen: its heading, what it is about, its actions; and the title of the browser's tab.
import { type ReactNode, useEffect, useRef } from 'react'
import styles from './page.module.css'

interface Given {
  readonly title: string
  /** The title of the tab, if it says more. */
  readonly tab?: string
  /** In front of the heading: where one comes from. */
  readonly above?: ReactNode
  readonly about?: ReactNode
  readonly actions?: ReactNode
  /** Forms and texts are narrow; tables take all the room there is. */
  readonly width?: 'wide' | 'narrow'
  readonly children: ReactNode
}

export function Page({ title, tab, above, about, actions, width = 'wide', children }: Given) {
  const heading = useRef<HTMLHeadingElement>(null)
  const tabTitle = `${tab ?? title} · Attrium`
  useEffect(() => {
    document.title = tabTitle
  }, [tabTitle])
  // Screen readers and the keyboard begin at the heading of a screen that was opened; a field with focus keeps it.
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) {
      heading.current?.focus({ preventScroll: true })
    }
  }, [])
  return (
    <div className={styles['page']} data-width={width}>
      <header className={styles['head']}>
        <div className={styles['heading']}>
          {above && <div className={styles['above']}>{above}</div>}
          <h1 ref={heading} tabIndex={-1} className={styles['title']}>
            {title}
          </h1>
          {about && <p className={styles['about']}>{about}</p>}
        </div>
        {actions && <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}
