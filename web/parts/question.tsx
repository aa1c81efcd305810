// Asks before something that is no change of `/changes` is done: what it means, a button that says what happens, and
// what the server says if it refuses.
import { Button, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { queries } from '../api/queries.ts'
import styles from './question.module.css'
import { Problem } from './states.tsx'
import { partTexts as texts } from './texts.ts'

interface Given {
  readonly title: string
  /** The name of the button, which says what happens. */
  readonly action: string
  /** Nothing is offered before what it means is known. */
  readonly isReady?: boolean
  readonly isHarmless?: boolean
  readonly run: () => Promise<unknown>
  readonly onDone: () => unknown
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Question(given: Given) {
  const { title, action, isReady = true, isHarmless = false, run, onDone, onClose } = given
  const doing = useMutation({
    mutationFn: run,
    onSuccess: async () => {
      // First, so that nothing asks again for what is gone.
      await onDone()
      await queries.invalidateQueries()
    },
  })
  return (
    <Modal opened onClose={onClose} title={title} size="md">
      <div className={styles['content']}>
        {given.children}
        {doing.isError && <Problem error={doing.error} />}
        <div className={styles['buttons']}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {texts.cancel}
          </Button>
          <Button
            {...(!isHarmless && { color: 'red.9' })}
            loading={doing.isPending}
            disabled={!isReady}
            onClick={() => doing.mutate()}
          >
            {action}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
