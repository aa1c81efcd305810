// The bar of unsaved changes: whom they concern, why they are made, and the buttons that save or discard them.
import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { say } from '../parts/announce.ts'
import { Problem } from '../parts/states.tsx'
import { Impact } from './impact.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import styles from './save-bar.module.css'
import { texts } from './texts.ts'
import { useBarRoom } from './use-bar-room.ts'
import type { Change } from './use-change.ts'

interface Given {
  readonly change: Change
  /** How many things are unsaved, for people. */
  readonly count: number
  readonly onDiscard: () => void
  /** Somebody else has changed what is being edited: what to do about that. */
  readonly conflict?:
    | { readonly onTakeTheirs: () => void; readonly onKeepMine: () => void }
    | undefined
  /** What is unsaved, where a number says nothing. */
  readonly what?: string
  /** Something on the screen is wrong and is told there. */
  readonly isWrong?: boolean
  /** What to do about it; empty where the children say it. */
  readonly wrongAbout?: string
  readonly children?: ReactNode
}

/** Problems of single fields are told beside them by the screen; `isWrong` says that it does. */
export function SaveBar(given: Given) {
  const { change, count, what, onDiscard, children } = given
  const { isWrong = false, wrongAbout = texts.mend } = given
  const unsaved = what ?? texts.unsaved(count)
  const [reason, setReason] = useState('')
  const { preview, isCurrent, refusal, save, isEmpty, isMaybeStored } = change
  const conflict = isMaybeStored ? undefined : given.conflict
  const effects = preview?.effects
  const sentence =
    effects == null || !isCurrent
      ? ''
      : effects.users === 0
        ? texts.nobody
        : texts.people(effects.users)
  useEffect(() => {
    if (sentence !== '') say(sentence)
  }, [sentence])
  const isShown = !isEmpty || isWrong
  const bar = useRef<HTMLElement>(null)
  useBarRoom(bar, isShown)
  if (!isShown) return null
  const canSave = isCurrent && refusal === undefined && !isWrong && conflict === undefined
  return (
    <>
      <LeaveGuard />
      <section ref={bar} className={styles['bar']} aria-label={unsaved}>
        {conflict && <Conflict {...conflict} />}
        {refusal !== undefined && !isWrong && <Problem error={refusal} />}
        {save.isError && <Problem error={save.error} />}
        <div className={styles['body']}>
          <div className={styles['impact']} aria-busy={!isCurrent}>
            <p className={styles['count']}>{unsaved}</p>
            {children}
            {isWrong ? (
              wrongAbout !== '' && <p className={styles['quiet']}>{wrongAbout}</p>
            ) : refusal !== undefined ? null : effects ? (
              <div data-waiting={!isCurrent || undefined} className={styles['effects']}>
                <Impact effects={effects} />
              </div>
            ) : (
              <p className={styles['quiet']}>
                {preview && effects === null ? texts.unknown : texts.asking}
              </p>
            )}
          </div>
          <div className={styles['buttons']}>
            <TextInput
              className={styles['reason'] ?? ''}
              aria-label={texts.reason}
              placeholder={texts.reason}
              maxLength={1000}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Button variant="default" onClick={onDiscard} disabled={save.isPending}>
              {texts.discard}
            </Button>
            <Button
              onClick={() => save.mutate(reason)}
              loading={save.isPending}
              // Stays in the order of the keyboard while the preview is on its way.
              {...(!canSave && { 'data-disabled': true })}
              aria-disabled={!canSave}
              onClickCapture={(event) => {
                if (!canSave) event.stopPropagation()
              }}
            >
              {isCurrent && effects ? texts.saveFor(effects.users) : texts.save}
            </Button>
          </div>
        </div>
      </section>
    </>
  )
}

function Conflict({ onTakeTheirs, onKeepMine }: NonNullable<Given['conflict']>) {
  return (
    <div className={styles['conflict']} role="alert">
      <div>
        <strong>{texts.conflict}</strong> {texts.conflictAbout}
      </div>
      <div className={styles['choices']}>
        <Button size="compact-sm" variant="default" onClick={onTakeTheirs}>
          {texts.takeTheirs}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onKeepMine}>
          {texts.keepMine}
        </Button>
      </div>
    </div>
  )
}
