// The columns of the people, or groups, that fit.
import { Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Badge } from '../../parts/badge.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import { minute } from '../../parts/times.ts'
import { type Held, idOf, nameOf } from './question.ts'
import { texts } from './texts.ts'
import styles from './who.module.css'

const value: Column<Held> = {
  id: 'value',
  header: texts.valueHead,
  place: 1,
  cell: ({ value, source, hidden, expires_at }) => (
    <>
      <ShownValue value={value} source={source} isHidden={hidden} />
      {expires_at !== null && (
        <span className={styles['ends']}>
          <Badge meaning="ends">{texts.ends(minute(expires_at))}</Badge>
        </span>
      )}
    </>
  ),
}

const source: Column<Held> = {
  id: 'source',
  header: texts.sourceHead,
  place: 2,
  cell: ({ source }) => <bdi>{source}</bdi>,
}

export const groupColumns: readonly Column<Held>[] = [
  { id: 'name', header: texts.groupHead, place: 1, cell: (row) => <bdi>{nameOf(row)}</bdi> },
  { id: 'rank', header: texts.rank, place: 2, align: 'end', cell: ({ rank }) => rank },
  value,
]

const people: readonly Column<Held>[] = [
  {
    id: 'person',
    header: texts.person,
    place: 1,
    cell: (row) => (
      <Link
        to="/users/$user"
        params={{ user: row.user_id ?? '' }}
        className={styles['person'] ?? ''}
      >
        <bdi>{nameOf(row)}</bdi>
      </Link>
    ),
  },
  { id: 'email', header: texts.email, place: 3, cell: ({ email }) => <bdi>{email}</bdi> },
  value,
  source,
]

/** Without `onToggle`, nobody can be selected. */
export function peopleColumns(
  selected: ReadonlySet<string>,
  onToggle: ((id: string) => void) | undefined,
): readonly Column<Held>[] {
  if (onToggle === undefined) return people
  const select: Column<Held> = {
    ...{ id: 'select', header: texts.select, place: 1, width: '4.5rem' },
    cell: (row) => (
      <Checkbox
        size="xs"
        aria-label={texts.selectOf(nameOf(row))}
        checked={selected.has(idOf(row))}
        onChange={() => onToggle(idOf(row))}
      />
    ),
  }
  return [select, ...people]
}
