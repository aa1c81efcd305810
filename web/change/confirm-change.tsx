// Asks before a change that takes something away: it says whom that concerns, and only then lets it be done.
import { Button, Modal, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { SentOperation } from '../../src/client/client.ts'
import { Problem } from '../parts/states.tsx'
import styles from './confirm-change.module.css'
import { Impact } from './impact.tsx'
import { texts } from './texts.ts'
import { useChange } from './use-change.ts'

interface Given {
  readonly title: string
  readonly operations: readonly SentOperation[]
  /** The name of the button, which says what happens. */
  readonly action: string
  readonly onClose: () => void
  readonly onDone: () => unknown
  readonly children?: ReactNode
}

export function ConfirmChange({ title, operations, action, onClose, onDone, children }: Given) {
  const [reason, setReason] = useState('')
  const { preview, isCurrent, refusal, save } = useChange({ operations, onSaved: onDone })
  return (
    <Modal opened onClose={onClose} title={title} size="md">
      <div className={styles['content']}>
        {children}
        {refusal !== undefined ? (
          <Problem error={refusal} />
        ) : preview === undefined ? (
          <p className="quiet">{texts.asking}</p>
        ) : preview.effects === null ? (
          <p>{texts.unknown}</p>
        ) : (
          <Impact effects={preview.effects} />
        )}
        {save.isError && <Problem error={save.error} />}
        <TextInput
          label={texts.reason}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={styles['buttons']}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {texts.keep}
          </Button>
          <Button
            color="red"
            loading={save.isPending}
            disabled={!isCurrent || refusal !== undefined}
            onClick={() => save.mutate(reason)}
          >
            {action}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
