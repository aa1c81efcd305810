// A change that somebody is making: its operations, whom they concern, saving and undoing it.
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { CallRefused, type RefusedField } from '../../src/client/answers.ts'
import { type BodyText, jsonText, type SentOperation } from '../../src/client/client.ts'
import { attrium } from '../api/clients.ts'
import { queries } from '../api/queries.ts'
import { isRefusal, told } from '../api/told.ts'
import { dismissChange, say, toast } from '../parts/announce.ts'
import { randomKey } from './repeated-key.ts'
import { texts } from './texts.ts'

/** What `POST /changes` answers. */
export type Applied = Awaited<ReturnType<typeof tryOut>>

interface Given {
  /** None: nothing is unsaved. */
  readonly operations: readonly SentOperation[]
  /** Reads what the form was filled from again, so that the screen can tell whether somebody else has changed it. */
  readonly refresh?: () => Promise<unknown>
  readonly onSaved?: (applied: Applied) => unknown
}

/** How long after the last key a preview is asked for. */
const pause = 300

async function tryOut(operations: readonly SentOperation[]) {
  const text = jsonText({ changes: operations })
  const { body } = await attrium('POST /changes', { query: { dry_run: true }, text })
  return body
}

/** What the bar of unsaved changes shows and does. */
export type Change = Omit<ReturnType<typeof useChange>, 'lookAgain'>

export function useChange({ operations, refresh, onSaved }: Given) {
  const key = JSON.stringify(operations)
  const [asked] = useDebouncedValue(key, pause)
  const isEmpty = operations.length === 0
  const [saved, setSaved] = useState('')
  useEffect(() => {
    if (!isEmpty) return
    setSaved('')
    setUnknown('')
    sending.current = undefined
  }, [isEmpty])
  const sending = useRef<{ of: string; text: BodyText; id: string }>(undefined)
  /** The operations that were sent, until the answer is there. */
  const [unknown, setUnknown] = useState('')
  const preview = useQuery({
    queryKey: ['preview', asked],
    queryFn: async () => {
      const previewed = await tryOut(operations)
      // Afterwards, not before: so no change of others can slip between what is compared and the basis.
      await refresh?.()
      return previewed
    },
    // What has just been saved is not asked about again, though it may be on the screen for a moment.
    enabled: !isEmpty && asked === key && saved !== key,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  const isCurrent = !preview.isPlaceholderData && !preview.isFetching && asked === key
  const save = useMutation({
    mutationFn: async (reason: string) => {
      setUnknown(key)
      const of = JSON.stringify([key, reason])
      // Sent again after a lost answer, it is the same request with the same basis, and is applied once.
      if (sending.current?.of !== of) {
        const basis = preview.data?.basis ?? undefined
        const text = jsonText({
          changes: operations,
          ...(basis !== undefined && { basis }),
          ...(reason.trim() !== '' && { reason: reason.trim() }),
        })
        sending.current = { of, text, id: randomKey() }
      }
      const { text, id } = sending.current
      return (await attrium('POST /changes', { headers: { 'idempotency-key': id }, text })).body
    },
    onSuccess: async (applied) => {
      sending.current = undefined
      setUnknown('')
      announceSaved(applied)
      setSaved(key)
      // First, so that nothing asks again for what is gone or has another name.
      await onSaved?.(applied)
      await readAgain()
    },
    onError: async (error) => {
      if (error instanceof CallRefused && error.status < 500) {
        setUnknown('')
        sending.current = undefined
      }
      if (!isRefusal(error, 409)) return
      toast(texts.moved, { kind: 'problem' })
      await Promise.all([readAgain(), preview.refetch()])
    },
  })
  /** What is on the screen may be stored already: whatever has changed meanwhile may be this person's own change. */
  const isMaybeStored = unknown === key
  return {
    operations,
    isEmpty,
    isMaybeStored,
    /** The last preview, perhaps of what was typed before. */
    preview: isEmpty ? undefined : preview.data,
    isCurrent: isEmpty || isMaybeStored || isCurrent,
    /** Reads again what the form was filled from and what this change would do: somebody else has changed something. */
    lookAgain: (): unknown => {
      if (isMaybeStored) return
      return isEmpty ? refresh?.() : preview.refetch({ cancelRefetch: false })
    },
    refusal: isEmpty || isMaybeStored ? undefined : (preview.error ?? undefined),
    save,
  }
}

/** Everything that is on the screen; a preview belongs to what is being typed. */
const readAgain = () =>
  queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'preview' })

/** What is wrong with an operation, by the name of its field. */
export function problemsOf(error: unknown, at: number): ReadonlyMap<string, string> {
  if (!(error instanceof CallRefused)) return new Map()
  const prefix = `changes[${at}].`
  const own = ({ field }: RefusedField) => field.startsWith(prefix)
  return new Map(
    error.problems.filter(own).map(({ field, message }) => [
      field.slice(prefix.length),
      // The field stands beside the sentence.
      message.replaceAll(prefix, ''),
    ]),
  )
}

export function announceSaved({ id, effects }: Applied): void {
  const text = effects === null ? texts.saved : texts.savedFor(effects.users)
  if (id === null) toast(text)
  else toast(text, { change: id, action: { label: texts.undo, run: () => void undo(id) } })
}

/** Tells how it went; false if nothing was undone. */
export async function undo(change_id: string): Promise<boolean> {
  try {
    await attrium('POST /changes/{change_id}/undo', { path: { change_id } })
    dismissChange(change_id)
    await readAgain()
    toast(texts.undone)
    return true
  } catch (error) {
    say('')
    toast(told(error), { kind: 'problem' })
    return false
  }
}
