// The columns of the list of users.
import { Link } from '@tanstack/react-router'
import type { Listed } from '../../api/people.ts'
import { nameOf } from '../../api/users.ts'
import { Badge } from '../../parts/badge.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { momentOf } from '../../parts/times.ts'
import styles from './screen.module.css'
import { texts } from './texts.ts'

/** Names that a cell shows; the title has all of them. */
const few = 3
/** Everybody is in it. */
const allUsers = '1'

type Names = ReadonlyMap<string, string>

const named = (opensValues: boolean): Column<Listed> => ({
  id: 'name',
  header: texts.name,
  place: 1,
  cell: (user) => (
    <div className={styles['named']}>
      <Link
        to={opensValues ? '/users/$user' : '/users/$user/account'}
        params={{ user: user.id ?? '' }}
        className={styles['name'] ?? ''}
      >
        <bdi>{nameOf(user)}</bdi>
      </Link>
      {user.email && <bdi className={styles['email']}>{user.email}</bdi>}
      {user.is_disabled && (
        <span className={styles['narrow']}>
          <Badge meaning="danger">{texts.disabled}</Badge>
        </span>
      )}
    </div>
  ),
})

const id: Column<Listed> = {
  id: 'id',
  header: texts.id,
  place: 4,
  align: 'end',
  width: '5rem',
  cell: ({ id }) => <span className="quiet">{id}</span>,
}

/** What callers see who have no right to details of others. */
export const publicColumns: readonly Column<Listed>[] = [named(false), id]

interface Shown {
  readonly groups: Names
  readonly roles: Names
  /** Whether sign-ins may be shown. */
  readonly seesSignIns: boolean
  /** Whether the values of others may be shown. */
  readonly opensValues: boolean
}

export const columnsOf = ({
  groups,
  roles,
  seesSignIns,
  opensValues,
}: Shown): readonly Column<Listed>[] => [
  named(opensValues),
  {
    id: 'state',
    header: texts.state,
    place: 2,
    width: '9rem',
    cell: (user) => <State user={user} seesSignIns={seesSignIns} />,
  },
  {
    id: 'groups',
    header: texts.groups,
    place: 3,
    cell: ({ group_ids }) => (
      <Few names={namesOf(group_ids, groups).filter(([id]) => id !== allUsers)} />
    ),
  },
  {
    id: 'roles',
    header: texts.roles,
    place: 3,
    cell: ({ role_ids }) => <Few names={namesOf(role_ids, roles)} />,
  },
  ...(seesSignIns ? [signedIn] : []),
  id,
]

const signedIn: Column<Listed> = {
  id: 'signed-in',
  header: texts.signedIn,
  place: 4,
  width: '11rem',
  cell: ({ credentials_email }) =>
    credentials_email && (
      <span className="quiet">{momentOf(credentials_email.logged_in_at) ?? texts.never}</span>
    ),
}

const namesOf = (ids: readonly string[] | null | undefined, names: Names) =>
  (ids ?? []).map((id) => [id, names.get(id) ?? id] as const)

function Few({ names }: { readonly names: readonly (readonly [string, string])[] }) {
  if (names.length === 0) return null
  return (
    <span className={styles['few']} title={names.map(([, name]) => name).join(', ')}>
      {names.slice(0, few).map(([id, name], at) => (
        <span key={id}>
          {at > 0 && ', '}
          <bdi>{name}</bdi>
        </span>
      ))}
      {names.length > few && <span className="quiet"> {texts.more(names.length - few)}</span>}
    </span>
  )
}

function State({ user, seesSignIns }: { readonly user: Listed; readonly seesSignIns: boolean }) {
  const { is_disabled, is_service_account, email, credentials_email } = user
  if (is_disabled) {
    return (
      <Badge meaning="danger" title={texts.disabledAbout}>
        {texts.disabled}
      </Badge>
    )
  }
  if (is_service_account) return <Badge meaning="outranked">{texts.program}</Badge>
  if (!email) {
    return (
      <Badge meaning="outranked" title={texts.noEmailAbout}>
        {texts.noEmail}
      </Badge>
    )
  }
  if (seesSignIns && credentials_email?.is_disabled) {
    return (
      <Badge meaning="outranked" title={texts.notSetUpAbout}>
        {texts.notSetUp}
      </Badge>
    )
  }
  return <span className="quiet">{texts.active}</span>
}
