// The columns of the list of attributes.

import { IconLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Attribute } from '../../api/attributes.ts'
import { typeLabel } from '../../parts/attribute-types.ts'
import { Badge } from '../../parts/badge.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { figure } from '../../parts/figure.ts'
import { ShownValue } from '../../parts/shown-value.tsx'
import styles from './screen.module.css'
import { texts } from './texts.ts'

const definitions: readonly Column<Attribute>[] = [
  {
    id: 'name',
    header: texts.name,
    place: 1,
    sortBy: ({ name }) => name ?? '',
    cell: (attribute) => <Named attribute={attribute} />,
  },
  {
    id: 'type',
    header: texts.typeHead,
    place: 2,
    sortBy: ({ type }) => typeLabel(type),
    cell: ({ type, combine }) => (
      <>
        {typeLabel(type)}
        {combine !== null && combine !== 'first' && (
          <span className={styles['combine']} title={texts.combines(combine)}>
            {combine}
          </span>
        )}
      </>
    ),
  },
  {
    id: 'access',
    header: texts.access,
    place: 4,
    sortBy: accessOf,
    cell: (attribute) => <span className="quiet">{accessOf(attribute)}</span>,
  },
  {
    id: 'default',
    header: texts.defaultHead,
    place: 3,
    cell: ({ default_value, value_is_hidden }) =>
      default_value !== null &&
      default_value !== '' && (
        <ShownValue value={String(default_value)} isHidden={value_is_hidden} />
      ),
  },
]

/** Counts by the ids of attributes; undefined until the server has counted, null if it cannot tell. */
type Holders = ReadonlyMap<string, { readonly users: number; readonly groups: number }>
type Counted = Holders | null | undefined
const countOf = (holders: Counted, id: string, of: 'users' | 'groups') =>
  holders === null ? null : holders?.get(id)?.[of]

/** Who has a value is told to those who manage attributes. */
export const columnsOf = (mayManage: boolean, holders: Counted): readonly Column<Attribute>[] =>
  mayManage ? [...definitions, ...counts(holders)] : definitions

const counts = (holders: Counted): readonly Column<Attribute>[] => [
  {
    id: 'users',
    header: texts.users,
    place: 3,
    align: 'end',
    cell: ({ id, name, is_permanent }) =>
      !is_permanent && <Count count={countOf(holders, id, 'users')} of="own" name={name ?? id} />,
  },
  {
    id: 'groups',
    header: texts.groups,
    place: 2,
    align: 'end',
    cell: ({ id, name, is_permanent }) =>
      !is_permanent && (
        <Count count={countOf(holders, id, 'groups')} of="group" name={name ?? id} />
      ),
  },
]

function accessOf({ user_can_view, user_can_edit }: Attribute): string {
  if (user_can_edit) return texts.edit
  return user_can_view ? texts.view : texts.none
}

function Named({ attribute }: { readonly attribute: Attribute }) {
  const { id, name, label, value_is_hidden, is_system } = attribute
  return (
    <div className={styles['named']}>
      <span>
        <Link
          to="/attributes/$attribute"
          params={{ attribute: name ?? id }}
          className={styles['name']}
        >
          {name}
        </Link>
        {label !== null && label !== name && <bdi className={styles['label']}>{label}</bdi>}
      </span>
      {value_is_hidden && (
        <Badge meaning="hidden" title={texts.hiddenAbout}>
          <IconLock size={12} aria-hidden />
          {texts.hidden}
        </Badge>
      )}
      {is_system && (
        <Badge meaning="outranked" title={texts.systemAbout}>
          {texts.system}
        </Badge>
      )}
    </div>
  )
}

interface CountGiven {
  readonly count: number | null | undefined
  readonly of: 'own' | 'group'
  /** The name of the attribute. */
  readonly name: string
}

/** A number that leads to what it counts. */
function Count({ count, of, name }: CountGiven) {
  if (!count) return <span className="quiet">{count === null ? '–' : (count ?? '…')}</span>
  return of === 'group' ? (
    <Link to="/attributes/$attribute/groups" params={{ attribute: name }}>
      {figure(count)}
    </Link>
  ) : (
    <Link to="/who" search={{ attribute: name, of: 'own' }}>
      {figure(count)}
    </Link>
  )
}
