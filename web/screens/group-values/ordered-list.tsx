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
import { useCallback, useMemo, useRef } from 'react'
import type { Attribute } from '../../api/attributes.ts'
import { say } from '../../parts/announce.ts'
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
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
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
  const dragged = ({ active, over }: DragEndEvent) => {
    const [from, to] = [active.id, over?.id].map((id) => ids.indexOf(String(id)))
    if (from !== undefined && to !== undefined && from !== to && to >= 0) {
      onChange(moved(rows, from, to))
    }
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={dragged}
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
        <ol className={styles['list']} aria-label={texts.list}>
          {rows.map((row, at) => (
            <ListRow
              key={row.group_id}
              attribute={attribute}
              row={row}
              rank={at + 1}
              all={rows.length}
              before={before.get(row.group_id)?.row}
              rankBefore={before.get(row.group_id)?.rank}
              isReadOnly={isReadOnly}
              set={set}
              drop={drop}
              move={move}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  )
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
