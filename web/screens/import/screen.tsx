// The import of a table: its columns, what becomes of each cell, and then, with a reason, all of it at once.
import { Checkbox, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { attributesQuery } from '../../api/attributes.ts'
import { sentence } from '../../api/told.ts'
import { SaveBar } from '../../change/save-bar.tsx'
import type { Applied } from '../../change/use-change.ts'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Section } from '../../parts/section.tsx'
import { ColumnList } from './column-list.tsx'
import { columnsOf, type Known, type LineProblem } from './columns.ts'
import styles from './import.module.css'
import { Outcome } from './outcome.tsx'
import { PreviewGrid } from './preview-grid.tsx'
import { saveResult } from './result.ts'
import { Source } from './source.tsx'
import { tableIn, withHeader } from './table.ts'
import { texts } from './texts.ts'
import { ownQuery, problemsIn, useImport } from './use-import.ts'

/** Mistakes that are listed above the rows. */
const listed = 100

interface Given {
  /** Grows with every text. */
  readonly number: number
  readonly text: string
  readonly name: string | undefined
}

export function ImportScreen() {
  const [given, setGiven] = useState<Given>({ number: 0, text: '', name: undefined })
  const [empty, setEmpty] = useState<'keep' | 'unset'>('keep')
  const [skips, setSkips] = useState(false)
  const [applied, setApplied] = useState<Applied>()
  const take = (text: string, name: string | undefined) => {
    setGiven(({ number }) => ({ number: number + 1, text, name }))
    setSkips(false)
  }
  // What is typed is read when somebody pauses.
  const [read] = useDebouncedValue(given, 350)
  const isTyping = read !== given
  const found = useQuery({
    queryKey: ['table', read.number],
    queryFn: async ({ signal }) => (await tableIn(read.text, () => signal.aborted)) ?? null,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    // The reason that somebody is typing stays while the next table is read.
    placeholderData: keepPreviousData,
  })
  const table = found.data ?? undefined
  const { data: all } = useQuery(attributesQuery)
  const attributes = useMemo(() => new Map((all ?? []).map((it) => [it.name ?? it.id, it])), [all])
  const columns = useMemo(() => table && columnsOf(table.header), [table])
  const named = useMemo(() => {
    const names = columns?.form === 'wide' ? columns.header : [...attributes.keys()]
    return columns === undefined ? [] : names.filter((name) => attributes.has(name)).slice(0, 100)
  }, [columns, attributes])
  const own = useQuery(ownQuery(named))
  const isReady =
    table !== undefined && !found.isPlaceholderData && !isTyping && applied === undefined
  const change = useImport({
    ...{ ...read, isReady, empty, skips },
    onApplied: setApplied,
  })
  const problems = useMemo(
    () => problemsIn({ preview: change.preview, refusal: change.refusal }),
    [change.preview, change.refusal],
  )
  const known = useMemo(
    (): Known => ({ attributes, own: own.data, problems: byLine(problems) }),
    [attributes, own.data, problems],
  )
  const again = () => {
    setApplied(undefined)
    take('', undefined)
  }
  const { changed = 0, refused = 0 } = change.preview?.counts ?? {}
  const isStopped = change.preview !== undefined && refused > 0 && !skips
  const isIdle = change.preview !== undefined && changed === 0
  const isRefused = change.refusal !== undefined && problems.length > 0
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={
        <SameCall
          call={{
            method: 'POST',
            path: `/api/attrium/1.0/changes?dry_run=true&empty=${empty}`,
            file: 'table.csv',
          }}
          command={`attrium import table.csv --dry-run --empty ${empty}`}
        />
      }
    >
      {applied !== undefined && table !== undefined && columns !== undefined ? (
        <Outcome
          applied={applied}
          onFile={() => saveResult(table, columns, known, empty === 'unset')}
          onAgain={again}
        />
      ) : (
        <>
          <div>
            <Source {...given} rows={table?.starts.length} onText={take} />
            {table !== undefined && columns !== undefined && (
              <>
                <ColumnList
                  columns={columns}
                  attributes={attributes}
                  problems={problems}
                  onRename={(at, name) =>
                    take(withHeader(table, columns.header.with(at, name)), given.name)
                  }
                />
                <Section title={texts.empty}>
                  <Select
                    aria-label={texts.empty}
                    data={[
                      { value: 'keep', label: texts.emptyKeep },
                      { value: 'unset', label: texts.emptyUnset },
                    ]}
                    value={empty}
                    allowDeselect={false}
                    onChange={(value) => setEmpty(value === 'unset' ? 'unset' : 'keep')}
                  />
                </Section>
              </>
            )}
          </div>
          {table !== undefined && columns !== undefined && (
            <>
              <section className={styles['preview']} aria-label={texts.preview}>
                <h2>{texts.preview}</h2>
                <p className={styles['totals']} role="status">
                  {change.preview === undefined
                    ? change.refusal === undefined && texts.asking
                    : texts.totals(change.preview.counts)}
                </p>
                <Mistakes
                  problems={problems}
                  untold={refused - (change.preview?.problems.length ?? refused)}
                />
                <PreviewGrid
                  key={read.number}
                  table={table}
                  columns={columns}
                  known={known}
                  unsetsEmpty={empty === 'unset'}
                />
              </section>
              <SaveBar
                change={change}
                count={changed}
                onDiscard={again}
                isWrong={isStopped || isIdle || isRefused}
                {...((isStopped || isIdle) && { wrongAbout: '' })}
              >
                {isIdle && <p>{texts.nothing(refused)}</p>}
                {refused > 0 && !isIdle && (
                  <>
                    {isStopped && <p>{texts.stopped(refused)}</p>}
                    <Checkbox
                      label={texts.skip(changed, refused)}
                      checked={skips}
                      onChange={(event) => setSkips(event.currentTarget.checked)}
                    />
                  </>
                )}
              </SaveBar>
            </>
          )}
        </>
      )}
    </Page>
  )
}

function Mistakes({ problems, untold }: { problems: readonly LineProblem[]; untold: number }) {
  if (problems.length === 0) return null
  return (
    // What scrolls can be reached by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as said above
    <ul className={styles['mistakes']} aria-label={texts.mistakes} tabIndex={0}>
      {problems.slice(0, listed).map(({ line, field, message }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew
        <li key={at}>
          <span className={styles['place']}>{texts.onLine(line, field)}</span> {sentence(message)}
        </li>
      ))}
      {untold > 0 && <li>{texts.untold}</li>}
    </ul>
  )
}

const byLine = (problems: readonly LineProblem[]): ReadonlyMap<number, readonly LineProblem[]> =>
  Map.groupBy(problems, ({ line }) => line ?? 0)
