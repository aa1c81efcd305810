// The list of roles.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRights } from '../../api/rights.ts'
import { countedRolesQuery } from '../../api/roles.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { figure } from '../../parts/figure.ts'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Empty, Problem, Waiting } from '../../parts/states.tsx'
import { texts } from './texts.ts'

type Row = NonNullable<Awaited<ReturnType<NonNullable<typeof countedRolesQuery.queryFn>>>>[number]

const columns: readonly Column<Row>[] = [
  {
    id: 'name',
    header: texts.name,
    place: 1,
    cell: ({ id, name }) => (
      <Link to="/roles/$role" params={{ role: id }}>
        <bdi>{name ?? id}</bdi>
      </Link>
    ),
  },
  {
    id: 'permissions',
    header: texts.permissions,
    place: 2,
    cell: ({ permission_set: { name, all_access, permissions } }) => (
      <>
        <bdi>{name}</bdi>{' '}
        <span className="quiet">
          {all_access ? texts.everything : texts.counted(permissions?.length ?? 0)}
        </span>
      </>
    ),
  },
  {
    id: 'models',
    header: texts.models,
    place: 3,
    cell: ({ model_set: { name, all_access, models } }) => (
      <>
        <bdi>{name}</bdi>{' '}
        <span className="quiet">
          {all_access ? texts.allModels : texts.countedModels(models?.length ?? 0)}
        </span>
      </>
    ),
  },
  {
    id: 'users',
    header: texts.users,
    place: 1,
    align: 'end',
    width: '6rem',
    cell: ({ user_count }) => figure(user_count ?? 0),
  },
]

export function RolesScreen() {
  const rights = useRights()
  const sees = rights.may('see_users') || rights.may('manage_roles')
  const roles = useQuery({ ...countedRolesQuery, enabled: sees })
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={
        sees && (
          <SameCall
            call={{ method: 'GET', path: '/api/4.0/roles/search/with_user_count' }}
            command="attrium role ls"
          />
        )
      }
    >
      {!sees ? (
        <Empty title={texts.notYours} action={<Link to="/account">My account</Link>}>
          {texts.notYoursAbout}
        </Empty>
      ) : roles.isError ? (
        <Problem error={roles.error} onRetry={() => roles.refetch()} />
      ) : roles.data === undefined ? (
        <Waiting rows={5} />
      ) : (
        <DataTable label={texts.table} columns={columns} rows={roles.data} idOf={({ id }) => id} />
      )}
    </Page>
  )
}
