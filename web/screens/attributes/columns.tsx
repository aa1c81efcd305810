// The columns of the list of attributes.

import { IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Attribute, holdersQuery } from '../../api/attributes.ts'
import { typeLabel } from '../../parts/attribute-types.ts'
import { Badge } from '../../parts/badge.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import styles from './screen.module.css'
import { texts } from './texts.ts'

export const columns: readonly Column<Attribute>[] = [
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
  {
    id: 'users',
    header: texts.users,
    place: 3,
    align: 'end',
    cell: ({ id, name, is_permanent }) =>
      !is_permanent && <Holders attribute={id} name={name ?? id} of="own" />,
  },
  {
    id: 'groups',
    header: texts.groups,
    place: 2,
    align: 'end',
    cell: ({ id, name, is_permanent }) =>
      !is_permanent && <Holders attribute={id} name={name ?? id} of="group" />,
  },
]

/** Who has a value is told to those who manage attributes. */
export const columnsToRead = columns.filter(({ id }) => id !== 'users' && id !== 'groups')

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

interface HoldersGiven {
  readonly attribute: string
  readonly name: string
  readonly of: 'own' | 'group'
}

/** A number that comes when the server has counted. */
function Holders({ attribute, name, of }: HoldersGiven) {
  const { data, isError } = useQuery(holdersQuery(attribute, of))
  if (data === undefined) return <span className="quiet">{isError ? '–' : '…'}</span>
  const count = data.toLocaleString('en')
  return data === 0 ? (
    <span className="quiet">0</span>
  ) : of === 'group' ? (
    <Link to="/attributes/$attribute/groups" params={{ attribute: name }}>
      {count}
    </Link>
  ) : (
    <Link to="/who" search={{ attribute: name, of: 'own' }}>
      {count}
    </Link>
  )
}
