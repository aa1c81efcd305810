// A group in the list: its handle and rank, its value, and for how many people it decides.

import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { ActionIcon, Button } from '@mantine/core'
import { useInViewport } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp, IconGripVertical, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { memo, useCallback } from 'react'
import type { Attribute } from '../../api/attributes.ts'
import { decidedQuery } from '../../api/groups.ts'
import { Badge } from '../../parts/badge.tsx'
import { figure } from '../../parts/figure.ts'
import { minute } from '../../parts/times.ts'
import { ValueInput } from '../../parts/value-input.tsx'
import styles from './group-values.module.css'
import { problemOf, type Row } from './rows.ts'
import { texts } from './texts.ts'

interface Given {
  readonly attribute: Attribute
  readonly row: Row
  readonly rank: number
  readonly all: number
  readonly before: Row | undefined
  readonly rankBefore: number | undefined
  readonly isReadOnly: boolean
  /** Whether it was added just now. */
  readonly isAdded: boolean
  readonly set: (group_id: string, change: Partial<Row>) => void
  readonly drop: (group_id: string) => void
  readonly move: (group_id: string, by: -1 | 1) => void
}

interface Placed extends Given {
  /** Pixels from the beginning of the list. */
  readonly top: number
  readonly measure: (element: HTMLLIElement | null) => void
}

/** A row is told of each move and each place that a dragged one passes; what is in it is drawn when that changes. */
export function ListRow({ top, measure, ...given }: Placed) {
  const { row, rank, all, before, rankBefore } = given
  const { group_id, value, isGone = false } = row
  const {
    setNodeRef,
    setActivatorNodeRef,
    attributes,
    listeners,
    transform,
    transition,
    isDragging,
  } = useSortable({ id: group_id })
  const place = useCallback(
    (element: HTMLLIElement | null) => {
      setNodeRef(element)
      measure(element)
    },
    [setNodeRef, measure],
  )
  const isChanged = isGone || before === undefined || before.value !== value || rankBefore !== rank
  return (
    <li
      ref={place}
      className={styles['row']}
      data-index={rank - 1}
      data-group={group_id}
      aria-posinset={rank}
      aria-setsize={all}
      data-last={rank === all || undefined}
      data-dragging={isDragging || undefined}
      data-changed={isChanged || undefined}
      data-gone={isGone || undefined}
      style={{ top, transform: CSS.Translate.toString(transform), transition }}
    >
      <span className={styles['rank']}>
        {!given.isReadOnly && (
          <button
            type="button"
            ref={setActivatorNodeRef}
            className={styles['handle']}
            {...attributes}
            {...listeners}
            aria-label={texts.move(row.name, rank, all)}
          >
            <IconGripVertical size={16} aria-hidden />
          </button>
        )}
        <span className={styles['figure']}>{rank}</span>
      </span>
      <Content {...given} />
    </li>
  )
}

const Content = memo(function Content(given: Given) {
  const { attribute, row, rank, all, before, rankBefore, isReadOnly, isAdded } = given
  const { set, drop, move } = given
  const { group_id, name, value, isGone = false } = row
  const isNew = before === undefined
  return (
    <>
      <span className={styles['group']}>
        <bdi>{name}</bdi>
        {row.starts_at !== null && (
          <Badge meaning="outranked">{texts.begins(minute(row.starts_at))}</Badge>
        )}
        {row.expires_at !== null && (
          <Badge meaning="ends">{texts.ends(minute(row.expires_at))}</Badge>
        )}
        {isGone ? (
          <Badge meaning="danger">{texts.goes}</Badge>
        ) : isNew ? (
          <Badge meaning="wins">{texts.isNew}</Badge>
        ) : (
          rankBefore !== rank && (
            <Badge meaning="outranked">{texts.changedFrom(rankBefore ?? 0)}</Badge>
          )
        )}
      </span>
      <span className={styles['value']}>
        {isGone ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => set(group_id, { isGone: false })}
          >
            {texts.putBack}
          </Button>
        ) : (
          <ValueInput
            name={texts.valueOf(name)}
            type={attribute.type}
            choices={attribute.choices}
            isHidden={attribute.value_is_hidden}
            placeholder={value === null ? texts.hiddenKept : undefined}
            error={problemOf(attribute, row)}
            readOnly={isReadOnly}
            autoFocus={isAdded}
            value={value ?? ''}
            // An emptied field of a hidden value is the value that is kept: nobody has seen another one.
            onChange={(typed) =>
              set(group_id, {
                value: attribute.value_is_hidden && typed === '' && !isNew ? null : typed,
              })
            }
          />
        )}
      </span>
      <span className={styles['number']} title={texts.decidesAbout}>
        {!isNew && <Decided attribute={attribute.id} group={name} />}
      </span>
      {!isReadOnly && (
        <span className={styles['buttons']}>
          <ActionIcon
            aria-label={texts.up(name)}
            disabled={rank === 1}
            onClick={() => move(group_id, -1)}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            aria-label={texts.down(name)}
            disabled={rank === all}
            onClick={() => move(group_id, 1)}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon
            aria-label={texts.remove(name)}
            disabled={isGone}
            onClick={() => (isNew ? drop(group_id) : set(group_id, { isGone: true }))}
          >
            <IconX size={16} />
          </ActionIcon>
        </span>
      )}
    </>
  )
})

/** A number that comes when somebody looks at it: in a long list, counting all takes the server long. */
function Decided({ attribute, group }: { readonly attribute: string; readonly group: string }) {
  const { ref, inViewport } = useInViewport()
  const { data, isError } = useQuery({ ...decidedQuery(attribute, group), enabled: inViewport })
  if (data === undefined) {
    return (
      <span ref={ref} className="quiet">
        {isError ? '–' : '…'}
      </span>
    )
  }
  // The place stays watched: after a change it is counted again.
  return <span ref={ref}>{figure(data)}</span>
}
