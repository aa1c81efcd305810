// Fields that are folded away on a narrow page until somebody asks for them: the answers are what people came for.
import { Button } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import styles from './folded.module.css'
import { partTexts as texts } from './texts.ts'

interface Given {
  /** What is in use is seen. */
  readonly isInUse: boolean
  readonly children: ReactNode
}

export function Folded({ isInUse, children }: Given) {
  const [isOpen, setOpen] = useState(isInUse)
  const id = useId()
  return (
    <>
      <Button
        variant="subtle"
        className={styles['toggle'] ?? ''}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? texts.fewer : texts.others}
      </Button>
      <div id={id} className={styles['fields']} data-open={isOpen || undefined}>
        {children}
      </div>
    </>
  )
}
