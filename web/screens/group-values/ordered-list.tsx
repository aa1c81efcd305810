// The list that is ordered by dragging, by the keyboard or by buttons; what happens is said to screen readers.
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { type FocusEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Attribute } from '../../api/attributes.ts'
import { say } from '../../parts/announce.ts'
import { useRowsInSight } from '../../parts/rows-in-sight.ts'
import styles from './group-values.module.css'
import { ListRow } from './list-row.tsx'
import { moved, type Row, withRow } from './rows.ts'
import { texts } from './texts.ts'

interface Given {
  readonly attribute: Attribute
  readonly stored: readonly Row[]
  readonly rows: readonly Row[]
  readonly isReadOnly: boolean
  readonly onChange: (rows: Row[]) => void
}

export function OrderedList({ attribute, stored, rows, isReadOnly, onChange }: Given) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    // Rows are drawn and measured where a press of a key has led, not on the way.
    useSensor(KeyboardSensor, {
      coordinateGetter: sortableKeyboardCoordinates,
      scrollBehavior: 'auto',
    }),
  )
  const ids = useMemo(() => rows.map(({ group_id }) => group_id), [rows])
  const before = useMemo(
    () => new Map(stored.map((row, at) => [row.group_id, { row, rank: at + 1 }])),
    [stored],
  )
  // The rows keep their handlers, so that typing in one draws that one alone.
  const latest = useRef({ rows, onChange })
  latest.current = { rows, onChange }
  const set = useCallback((group_id: string, change: Partial<Row>) => {
    latest.current.onChange(withRow(latest.current.rows, group_id, change))
  }, [])
  const drop = useCallback((group_id: string) => {
    latest.current.onChange(latest.current.rows.filter((row) => row.group_id !== group_id))
  }, [])
  const move = useCallback((group_id: string, by: -1 | 1) => {
    const { rows, onChange } = latest.current
    const from = rows.findIndex((row) => row.group_id === group_id)
    const to = from + by
    const row = rows[from]
    if (row === undefined || to < 0 || to >= rows.length) return
    onChange(moved(rows, from, to))
    say(texts.movedTo(row.name, to + 1, rows.length))
  }, [])
  const hasMoved = useRef(false)
  const [dragging, setDragging] = useState<string>()
  const [focused, setFocused] = useState<string>()
  const { place, top, virtual } = useRowsInSight<HTMLOListElement>({
    count: rows.length,
    rowHeight,
    keyOf: (at) => ids[at] ?? at,
    kept: keptRows(ids, dragging, focused),
  })
  // The field of a group that was added has the focus once, not whenever its row comes into sight.
  const known = useRef(new Set(ids))
  useEffect(() => {
    for (const id of ids) known.current.add(id)
  }, [ids])
  const noteFocus = ({ target }: FocusEvent) =>
    setFocused(target.closest<HTMLElement>('[data-group]')?.dataset['group'])
  const dragged = ({ active, over }: DragEndEvent) => {
    setDragging(undefined)
    const [from, to] = [active.id, over?.id].map((id) => ids.indexOf(String(id)))
    if (from !== undefined && to !== undefined && from !== to && to >= 0) {
      onChange(moved(rows, from, to))
    }
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragStart={({ active }) => setDragging(String(active.id))}
      onDragEnd={dragged}
      onDragCancel={() => setDragging(undefined)}
      accessibility={{
        announcements: announcements(rows, hasMoved),
        screenReaderInstructions: { draggable: texts.handleHelp },
      }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy} disabled={isReadOnly}>
        <div className={styles['head']} aria-hidden>
          <span>{texts.rank}</span>
          <span>{texts.group}</span>
          <span>{texts.value}</span>
          <span className={styles['number']} title={texts.decidesAbout}>
            {texts.decides}
          </span>
        </div>
        <ol
          ref={place}
          className={styles['list']}
          aria-label={texts.list}
          style={{ height: virtual.getTotalSize() }}
          onFocus={noteFocus}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return (
              row && (
                <ListRow
                  key={row.group_id}
                  attribute={attribute}
                  row={row}
                  rank={index + 1}
                  all={rows.length}
                  before={before.get(row.group_id)?.row}
                  rankBefore={before.get(row.group_id)?.rank}
                  isReadOnly={isReadOnly}
                  isAdded={!known.current.has(row.group_id)}
                  top={start - top}
                  measure={virtual.measureElement}
                  set={set}
                  drop={drop}
                  move={move}
                />
              )
            )
          })}
        </ol>
      </SortableContext>
    </DndContext>
  )
}

/** Pixels. */
const rowHeight = 43
/** So many rows are drawn at once; of more, those in sight. */
const drawnAtOnce = 60

/** Rows that stay: the one that is moved, and the one with the focus, with those that the keyboard goes to next. */
function keptRows(
  ids: readonly string[],
  dragging: string | undefined,
  focused: string | undefined,
): number[] {
  if (ids.length <= drawnAtOnce) return ids.map((_, at) => at)
  const [moved, at] = [dragging, focused].map((id) => (id === undefined ? -1 : ids.indexOf(id)))
  return [moved ?? -1, ...(at === undefined || at < 0 ? [] : [at - 1, at, at + 1])]
}

/** What is said; that a group is over its own place is news only after it was elsewhere. */
function announcements(rows: readonly Row[], hasMoved: { current: boolean }): Announcements {
  const nameOf = (id: string | number) => rows.find((row) => row.group_id === id)?.name ?? ''
  const rankOf = (id: string | number) => rows.findIndex((row) => row.group_id === id) + 1
  return {
    onDragStart: ({ active }) => {
      hasMoved.current = false
      return texts.pickedUp(nameOf(active.id), rankOf(active.id), rows.length)
    },
    onDragOver: ({ active, over }) => {
      hasMoved.current ||= over !== null && over.id !== active.id
      if (over === null || !hasMoved.current) return undefined
      return texts.movedTo(nameOf(active.id), rankOf(over.id), rows.length)
    },
    onDragEnd: ({ active, over }) => texts.dropped(nameOf(active.id), rankOf((over ?? active).id)),
    onDragCancel: ({ active }) => texts.cancelled(nameOf(active.id)),
  }
}
