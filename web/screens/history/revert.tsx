// Puts back what was there before a change, after it was shown whom that concerns and what has changed again since.
import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CallRefused } from '../../../src/client/answers.ts'
import { attrium } from '../../api/clients.ts'
import { queries } from '../../api/queries.ts'
import { isRefusal, sentence } from '../../api/told.ts'
import { Impact } from '../../change/impact.tsx'
import { useRepeatedKey } from '../../change/repeated-key.ts'
import { texts as changeTexts } from '../../change/texts.ts'
import { announceSaved } from '../../change/use-change.ts'
import { Problem } from '../../parts/states.tsx'
import styles from './history.module.css'
import { texts } from './texts.ts'

export interface Wanted {
  /** The id of a change, or the number of one of its rows. */
  readonly change: string
  /** In words. */
  readonly about: string
}

export function Revert({
  wanted,
  onClose,
}: {
  readonly wanted: Wanted
  readonly onClose: () => void
}) {
  const [reason, setReason] = useState('')
  const [skips, setSkips] = useState(false)
  const path = { change_id: wanted.change }
  const on_conflict = skips ? ('skip' as const) : ('stop' as const)
  const preview = useQuery({
    queryKey: ['revert', wanted.change, on_conflict],
    queryFn: async () => {
      const query = { dry_run: true, on_conflict }
      const body = { reason: null, basis: null }
      return (await attrium('POST /changes/{change_id}/undo', { path, query, body })).body
    },
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
  const keyFor = useRepeatedKey()
  const save = useMutation({
    mutationFn: async () => {
      const body = { reason: reason.trim() || null, basis: preview.data?.basis ?? null }
      const query = { on_conflict }
      const headers = { 'idempotency-key': keyFor([path, query, body]) }
      return (await attrium('POST /changes/{change_id}/undo', { path, query, body, headers })).body
    },
    onSuccess: (applied) => {
      announceSaved(applied)
      onClose()
      return queries.invalidateQueries()
    },
    onError: (error) => {
      if (isRefusal(error, 409)) void preview.refetch()
    },
  })
  const { data, error } = preview
  const conflicts = error instanceof CallRefused ? error.problems : (data?.problems ?? [])
  const isNothing = data?.counts.changed === 0
  return (
    <Modal opened onClose={onClose} title={texts.revertTitle} size="lg">
      <div className={styles['revert']}>
        <p>
          <bdi>{wanted.about}</bdi>
        </p>
        {conflicts.length > 0 ? (
          <div className={styles['conflicts']} role="alert">
            <strong>{texts.conflicts}</strong>
            <ul>
              {conflicts.map(({ field, message }) => (
                <li key={`${field} ${message}`}>{sentence(message)}</li>
              ))}
            </ul>
          </div>
        ) : (
          error !== null && <Problem error={error} />
        )}
        {conflicts.length > 0 && (
          <Checkbox
            label={texts.skip}
            checked={skips}
            onChange={(event) => setSkips(event.currentTarget.checked)}
          />
        )}
        {data === undefined ? (
          error === null && <p className="quiet">{changeTexts.asking}</p>
        ) : isNothing ? (
          <p>{texts.nothingLeft}</p>
        ) : data.effects === null ? (
          <p>{changeTexts.unknown}</p>
        ) : (
          <Impact effects={data.effects} />
        )}
        {data !== undefined && data.counts.refused > 0 && <p>{texts.left(data.counts.refused)}</p>}
        {save.isError && <Problem error={save.error} />}
        <TextInput
          label={changeTexts.reason}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={styles['buttons']}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {changeTexts.keep}
          </Button>
          <Button
            loading={save.isPending}
            disabled={data === undefined || preview.isFetching || isNothing}
            onClick={() => save.mutate()}
          >
            {texts.revert}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
