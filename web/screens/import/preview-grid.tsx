// The rows of the table with a verdict for each cell, some at a time.
import { Button, SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Badge, type Meaning } from '../../parts/badge.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import { type Columns, cellsOf, type Judged, judged, type Known } from './columns.ts'
import styles from './import.module.css'
import { type Row, rowOn, rowsOf, type Table } from './table.ts'
import { texts } from './texts.ts'

const pageRows = 500

interface Given {
  readonly table: Table
  readonly columns: Columns
  readonly known: Known
  readonly unsetsEmpty: boolean
}

interface Line {
  readonly line: number
  readonly user: string
  readonly cells: readonly Judged[]
}

export function PreviewGrid({ table, columns, known, unsetsEmpty }: Given) {
  const [shown, setShown] = useState(pageRows)
  const [wanted, setWanted] = useState<'all' | 'wrong'>('all')
  const wrong = [...known.problems.keys()].filter((line) => line > 0).length
  const isWrong = wanted === 'wrong' && wrong > 0
  const rows = useMemo((): Row[] => {
    if (!isWrong) return rowsOf(table, 0, shown)
    const lines = [...known.problems.keys()].toSorted((a, b) => a - b)
    return lines.slice(0, shown).flatMap((line) => {
      const at = rowOn(table, line)
      return table.lines[at] === line ? rowsOf(table, at, at + 1) : []
    })
  }, [table, shown, isWrong, known.problems])
  const lines = useMemo(
    () =>
      rows.map((row): Line => {
        const cells = cellsOf(columns, row, unsetsEmpty).map((cell) => judged(cell, known))
        const user = cells[0]?.user ?? row.cells[columns.user] ?? row.cells[0] ?? ''
        return { line: row.line, user, cells }
      }),
    [rows, columns, unsetsEmpty, known],
  )
  const rest = (isWrong ? wrong : table.starts.length) - rows.length
  return (
    <>
      {wrong > 0 && (
        <SegmentedControl
          className={styles['which'] ?? ''}
          aria-label={texts.grid}
          data={[
            { value: 'all', label: texts.all(table.starts.length) },
            { value: 'wrong', label: texts.wrong(wrong) },
          ]}
          value={wanted}
          onChange={(value) => setWanted(value === 'wrong' ? 'wrong' : 'all')}
        />
      )}
      <DataTable
        label={texts.grid}
        columns={gridColumns}
        rows={lines}
        idOf={({ line }) => String(line)}
        onSort={() => undefined}
      />
      {rest > 0 && (
        <div className={styles['more']}>
          <Button variant="default" onClick={() => setShown(shown + pageRows)}>
            {texts.more(Math.min(pageRows, rest))}
          </Button>
        </div>
      )}
    </>
  )
}

const gridColumns: readonly Column<Line>[] = [
  {
    id: 'line',
    header: texts.line,
    place: 2,
    align: 'end',
    width: '4rem',
    cell: ({ line }) => line,
  },
  { id: 'user', header: texts.person, place: 1, cell: ({ user }) => <bdi>{user}</bdi> },
  {
    id: 'cells',
    header: texts.cells,
    place: 1,
    cell: ({ cells }) => (
      <ul className={styles['cells']}>
        {cells.map((cell, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
          <li key={at} className={styles['cell']} data-verdict={cell.verdict}>
            <Shown cell={cell} />
          </li>
        ))}
      </ul>
    ),
  },
]

const meanings: Readonly<Record<Judged['verdict'], Meaning>> = {
  ...{ refused: 'danger', same: 'outranked', sets: 'wins', removes: 'ends', nothing: 'outranked' },
}

function Shown({ cell }: { readonly cell: Judged }) {
  const { attribute, value, verdict, why, isHidden, now } = cell
  const isTold = verdict === 'sets' || verdict === 'removes'
  return (
    <>
      <code className={styles['attribute']}>{attribute}</code>
      {isTold && now !== undefined && (
        <>
          <span className="visually-hidden">{texts.now}</span>
          <s className={styles['now']}>
            <ShownValue value={now} isHidden={isHidden} />
          </s>
          <span aria-hidden>→</span>
          <span className="visually-hidden">{texts.becomes}</span>
        </>
      )}
      {value === null ? (
        <span className="quiet">{texts.removed}</span>
      ) : (
        value !== undefined && <ShownValue value={value} isHidden={isHidden} />
      )}
      <Badge meaning={meanings[verdict]}>{texts.verdicts[verdict]}</Badge>
      {why !== undefined && <span className={styles['why']}>{why}</span>}
    </>
  )
}
