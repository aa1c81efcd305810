// A table of any length: only the rows in sight are drawn. Order and filters are in the address of the screen.

import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { memo, type ReactNode, useMemo } from 'react'
import { say } from './announce.ts'
import styles from './data-table.module.css'
import { useRowsInSight } from './rows-in-sight.ts'
import { partTexts as texts } from './texts.ts'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** What the column is sorted by; a column without it is not sorted. */
  readonly sortBy?: (row: Row) => string | number
  readonly align?: 'end'
  /** In which order columns give way where there is little room: 1 never does. */
  readonly place: 1 | 2 | 3 | 4
  readonly width?: string
}

interface Given<Row> {
  /** What is in the table, for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  /** A column, with `-` before it for the other direction; the order of the rows without it. */
  readonly sort?: string | undefined
  readonly onSort?: (sort: string) => void
  readonly rowHeight?: number
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
})

export function DataTable<Row extends object>(given: Given<Row>) {
  const { label, columns, rows, idOf, sort, onSort, rowHeight = 37 } = given
  const definitions = useMemo(() => definitionsOf(columns), [columns])
  const sorting = useMemo(() => sortingOf(sort), [sort])
  const table = useTable({
    features,
    columns: definitions,
    data: rows as Row[],
    getRowId: idOf,
    state: { sorting },
    enableSortingRemoval: false,
  })
  const ordered = table.getRowModel().rows
  const { place, top, virtual } = useRowsInSight<HTMLTableSectionElement>({
    count: ordered.length,
    rowHeight,
    keyOf: (at) => ordered[at]?.id ?? at,
  })
  const items = virtual.getVirtualItems()
  const before = (items[0]?.start ?? top) - top
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top)
  const sortBy = (column: Column<Row>) => {
    const isSame = sort === column.id
    onSort?.(isSame ? `-${column.id}` : column.id)
    say(texts.sorted(column.header, isSame))
  }
  return (
    <table className={styles['table']} aria-label={label} aria-rowcount={rows.length + 1}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Head key={column.id} column={column} sort={sort} onSort={() => sortBy(column)} />
          ))}
        </tr>
      </thead>
      <tbody ref={place}>
        <Room height={before} columns={columns.length} />
        {items.map(({ index, key }) => {
          const row = ordered[index]
          return (
            row && (
              <BodyRow
                key={key}
                index={index}
                row={row.original as Row}
                columns={columns}
                measure={virtual.measureElement}
              />
            )
          )
        })}
        <Room height={after} columns={columns.length} />
      </tbody>
    </table>
  )
}

interface BodyRowGiven<Row> {
  readonly index: number
  readonly row: Row
  readonly columns: readonly Column<Row>[]
  readonly measure: (element: HTMLTableRowElement | null) => void
}

/** A row is drawn again when it or the columns have changed, not when the table scrolls. */
const BodyRow = memo(function BodyRow<Row>({ index, row, columns, measure }: BodyRowGiven<Row>) {
  return (
    <tr data-index={index} ref={measure} aria-rowindex={index + 2} className={styles['row']}>
      {columns.map((column) => (
        <td key={column.id} data-align={column.align} data-place={column.place}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
}) as <Row>(given: BodyRowGiven<Row>) => ReactNode

interface HeadGiven<Row> {
  readonly column: Column<Row>
  readonly sort: string | undefined
  readonly onSort: () => void
}

function Head<Row>({ column, sort, onSort }: HeadGiven<Row>) {
  const { id, header, align, place, width, sortBy } = column
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : undefined
  const Icon = direction === 'ascending' ? IconArrowUp : direction ? IconArrowDown : IconArrowsSort
  return (
    <th
      scope="col"
      data-align={align}
      data-place={place}
      aria-sort={direction}
      {...(width !== undefined && { style: { width } })}
    >
      {sortBy === undefined ? (
        header
      ) : (
        <button type="button" className={styles['sort']} onClick={onSort}>
          {header}
          <Icon size={13} aria-hidden data-active={direction !== undefined || undefined} />
        </button>
      )}
    </th>
  )
}

/** The room of the rows that are not drawn. */
const Room = ({ height, columns }: { height: number; columns: number }) =>
  height > 0 && (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  )

function definitionsOf<Row extends object>(columns: readonly Column<Row>[]) {
  const helper = createColumnHelper<typeof features, Row>()
  return columns.map(({ id, header, sortBy }) =>
    helper.accessor((row: Row): unknown => sortBy?.(row) ?? '', {
      id,
      header,
      enableSorting: sortBy !== undefined,
    }),
  )
}

function sortingOf(sort: string | undefined): SortingState {
  if (sort === undefined) return []
  return sort.startsWith('-') ? [{ id: sort.slice(1), desc: true }] : [{ id: sort, desc: false }]
}
