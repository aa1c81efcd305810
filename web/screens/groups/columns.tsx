// The columns of the list of groups.
import { Link } from '@tanstack/react-router'
import { allUsersGroup, groupName, type Placed } from '../../api/hierarchy.ts'
import { Badge } from '../../parts/badge.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { figure } from '../../parts/figure.ts'
import styles from './screen.module.css'
import { texts } from './texts.ts'

/** Deeper levels are set in no further: names need the room. */
const deepest = 8

/** `roles`: names of roles, for callers who may know them. */
export const columnsOf = (
  roles: ReadonlyMap<string, string> | undefined,
): readonly Column<Placed>[] => [
  { id: 'name', header: texts.name, place: 1, cell: (placed) => <Named placed={placed} /> },
  {
    id: 'members',
    header: texts.members,
    place: 1,
    align: 'end',
    width: '7rem',
    cell: ({ group }) => figure(group.user_count ?? 0),
  },
  {
    id: 'inside',
    header: texts.inside,
    place: 3,
    align: 'end',
    width: '8rem',
    cell: ({ inside }) => (inside === 0 ? <span className="quiet">0</span> : inside),
  },
  ...(roles === undefined
    ? []
    : [
        {
          id: 'roles',
          header: texts.roles,
          place: 3,
          cell: ({ group }: Placed) =>
            (group.role_ids ?? []).map((id) => roles.get(id) ?? id).join(', '),
        } as const,
      ]),
]

function Named({ placed }: { readonly placed: Placed }) {
  const { group, level, also } = placed
  return (
    <div
      className={styles['named']}
      style={{ paddingInlineStart: `${Math.min(level, deepest) * 1.25}rem` }}
    >
      {level > 0 && <span className="visually-hidden">{texts.level(level + 1)}</span>}
      <Link to="/groups/$group" params={{ group: group.id }} className={styles['name'] ?? ''}>
        <bdi>{groupName(group)}</bdi>
      </Link>
      {also.length > 0 && <bdi className={styles['also']}>{texts.also(also.join(', '))}</bdi>}
      {group.id === allUsersGroup ? (
        <Badge meaning="outranked" title={texts.allUsersAbout}>
          {texts.allUsers}
        </Badge>
      ) : (
        group.externally_managed && (
          <Badge meaning="outranked" title={texts.elsewhereAbout}>
            {texts.elsewhere}
          </Badge>
        )
      )}
    </div>
  )
}
