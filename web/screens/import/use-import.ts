// A table as a change: what the server says it would do, applying it, and what people have now.
import { type QueryKey, useMutation, useQuery } from '@tanstack/react-query'
import { CallRefused } from '../../../src/client/answers.ts'
import { attrium } from '../../api/clients.ts'
import { queries } from '../../api/queries.ts'
import { isRefusal } from '../../api/told.ts'
import { useRepeatedKey } from '../../change/repeated-key.ts'
import { texts as changeTexts } from '../../change/texts.ts'
import { type Applied, announceSaved, type Change } from '../../change/use-change.ts'
import { toast } from '../../parts/announce.ts'
import { keyOf, type LineProblem } from './columns.ts'
import { breathe } from './table.ts'

export interface Options {
  readonly empty: 'keep' | 'unset'
  /** Leaves out what is refused. */
  readonly skips: boolean
}

interface Given extends Options {
  /** Another number for another text: texts are too long to be compared. */
  readonly number: number
  readonly text: string
  /** The text was read whole, and nobody is typing. */
  readonly isReady: boolean
  readonly onApplied: (applied: Applied) => void
}

const ownKey = 'own-values'

/** What the preview was made of stays as it was: the result tells what there was before. */
const isOfOthers = ({ queryKey }: { readonly queryKey: QueryKey }) =>
  queryKey[0] !== 'import' && queryKey[0] !== ownKey

const body = (text: string) => ({ type: 'text/csv', text }) as const

export function useImport({ number, text, isReady, empty, skips, onApplied }: Given): Change {
  const preview = useQuery({
    queryKey: ['import', number, empty],
    queryFn: async () => {
      const query = { dry_run: true, on_problem: 'skip' as const, empty }
      return (await attrium('POST /changes', { query, text: body(text) })).body
    },
    enabled: isReady,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  // The same table is applied once, however often the button is pressed while the connection is bad.
  const keyFor = useRepeatedKey()
  const save = useMutation({
    mutationFn: async (reason: string) => {
      const basis = preview.data?.basis ?? undefined
      const why = reason.trim()
      const query = {
        ...{ empty, on_problem: skips ? ('skip' as const) : ('stop' as const) },
        ...(why !== '' && { reason: why }),
        ...(basis !== undefined && { basis }),
      }
      const headers = { 'idempotency-key': keyFor([number, query]) }
      return (await attrium('POST /changes', { query, headers, text: body(text) })).body
    },
    onSuccess: (applied) => {
      announceSaved(applied)
      onApplied(applied)
      return queries.invalidateQueries({ predicate: isOfOthers })
    },
    onError: (error) => {
      if (!isRefusal(error, 409)) return
      toast(changeTexts.moved, { kind: 'problem' })
      void queries.invalidateQueries({ queryKey: [ownKey] })
      void preview.refetch()
    },
  })
  return {
    operations: [],
    isEmpty: text === '',
    // Nothing asks again for what the table would do.
    isMaybeStored: false,
    preview: preview.data,
    isCurrent: isReady && !preview.isFetching && preview.data !== undefined,
    refusal: preview.error ?? undefined,
    save,
  }
}

/** All that the server says is wrong, whether it has refused the table or only cells of it. */
export function problemsIn({
  preview,
  refusal,
}: Pick<Change, 'preview' | 'refusal'>): LineProblem[] {
  // What is wrong with a person is told by the server for each of their cells.
  if (preview !== undefined) {
    return [...new Map(preview.problems.map((it) => [JSON.stringify(it), it])).values()]
  }
  if (!(refusal instanceof CallRefused)) return []
  return refusal.problems.map(({ field, message }) => {
    const [, line, column = ''] = /^line (\d+)(?:, (.*))?$/s.exec(field) ?? []
    return {
      line: line === undefined ? null : Number(line),
      field: line === undefined ? field : column,
      message,
    }
  })
}

/** Own values of the attributes of a table, by `keyOf`. */
export const ownQuery = (attributes: readonly string[]) => ({
  queryKey: [ownKey, attributes],
  queryFn: async () => {
    const own = new Map<string, string | null>()
    const query = { of: 'own', attributes: attributes.join(',') }
    const { body } = await attrium('GET /values.ndjson', { query, asChunks: true })
    const decoder = new TextDecoder()
    let rest = ''
    const take = (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (line === '') continue
        const { user_id, email, attribute, value } = JSON.parse(line) as Record<
          string,
          string | null
        >
        for (const user of [user_id, email])
          if (user != null) own.set(keyOf(user, attribute ?? ''), value ?? null)
      }
    }
    for await (const chunk of body) {
      take(decoder.decode(chunk, { stream: true }))
      await breathe()
    }
    take(`${decoder.decode()}\n`)
    return own
  },
  enabled: attributes.length > 0,
  gcTime: 0,
  staleTime: Number.POSITIVE_INFINITY,
  // Some may set values that they may not list; then nothing is compared.
  retry: false,
})
