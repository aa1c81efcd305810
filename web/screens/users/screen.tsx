// The list of users: searched and paged by the server, so that it is as fast with 100,000 of them.
import { Button, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { groupsQuery } from '../../api/groups.ts'
import { orders, peopleQuery, type Sought, soughtBy } from '../../api/people.ts'
import { useRights } from '../../api/rights.ts'
import { rolesQuery } from '../../api/roles.ts'
import { shellText } from '../../parts/command.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { LoadMore } from '../../parts/load-more.tsx'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { SearchField } from '../../parts/search-field.tsx'
import { withoutEmpty } from '../../parts/search-params.ts'
import { Empty, Problem, Waiting } from '../../parts/states.tsx'
import { columnsOf, publicColumns } from './columns.tsx'
import styles from './screen.module.css'
import { texts } from './texts.ts'

const route = getRouteApi('/signed-in/users')

export function UsersScreen() {
  const rights = useRights()
  const seesDetails = rights.may('see_users')
  const opensValues = rights.may('manage_user_attributes')
  const { search = '', status, order } = route.useSearch()
  const navigate = route.useNavigate()
  const seesStatus = seesDetails && isStatus(status)
  const sought = soughtBy({ search, order }, seesStatus ? status : undefined)
  const people = useInfiniteQuery({ ...peopleQuery(sought), placeholderData: keepPreviousData })
  const { fetchNextPage } = people
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const rows = useMemo(() => people.data?.pages.flatMap((page) => page.people), [people.data])
  const groups = useQuery({ ...groupsQuery, enabled: seesDetails })
  const roles = useQuery({ ...rolesQuery, enabled: seesDetails })
  const columns = useMemo(
    () =>
      seesDetails
        ? columnsOf({
            groups: namesIn(groups.data),
            roles: namesIn(roles.data),
            seesSignIns: rights.isAdmin,
            opensValues,
          })
        : publicColumns,
    [seesDetails, groups.data, roles.data, rights.isAdmin, opensValues],
  )
  const show = (change: Record<string, string | undefined>) =>
    navigate({ search: (before) => withoutEmpty({ ...before, ...change }), replace: true })
  const total = people.data?.pages[0]?.total
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={
        <>
          <SameCall call={callOf(sought)} command={commandOf(sought)} />
          {rights.isAdmin && (
            <Button
              component={Link}
              to="/new-user"
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {texts.create}
            </Button>
          )}
        </>
      }
    >
      {!seesDetails && <p className={styles['notice']}>{texts.namesOnly}</p>}
      <div className={styles['tools']}>
        <SearchField
          className={styles['search'] ?? ''}
          label={texts.search}
          value={search}
          onChange={(search) => show({ search })}
        />
        {seesDetails && (
          <Select
            aria-label={texts.status}
            data={optionsOf(texts.statuses)}
            value={sought.status ?? ''}
            onChange={(status) => show({ status: status ?? '' })}
            allowDeselect={false}
            w={130}
          />
        )}
        <Select
          aria-label={texts.order}
          data={optionsOf(texts.orders).filter(({ value }) => seesDetails || value !== 'email')}
          value={sought.order ?? 'name'}
          onChange={(order) => show({ order: order === 'name' ? '' : (order ?? '') })}
          allowDeselect={false}
          w={150}
        />
        {total !== undefined && (
          <span className={styles['count']} role="status">
            {texts.count(total)}
          </span>
        )}
      </div>
      {people.isError ? (
        <Problem error={people.error} onRetry={() => people.refetch()} />
      ) : rows === undefined ? (
        <Waiting rows={12} />
      ) : rows.length === 0 ? (
        <Empty
          title={texts.noneFits}
          action={
            <Button variant="default" onClick={() => show({ search: '', status: '' })}>
              {texts.clear}
            </Button>
          }
        >
          {texts.noneFitsAbout}
        </Empty>
      ) : (
        <>
          <DataTable
            label={texts.table}
            columns={columns}
            rows={rows}
            idOf={({ id }) => id ?? ''}
          />
          <LoadMore
            hasMore={people.hasNextPage}
            isLoading={people.isFetchingNextPage}
            onMore={onMore}
          />
        </>
      )}
    </Page>
  )
}

const isStatus = (text: string | undefined): text is 'enabled' | 'disabled' =>
  text === 'enabled' || text === 'disabled'

const optionsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

const namesIn = (
  things: readonly { readonly id: string; readonly name: string | null }[] | undefined,
): ReadonlyMap<string, string> => new Map(things?.map(({ id, name }) => [id, name ?? id]))

function callOf({ search, status, order = 'name' }: Sought) {
  const query = new URLSearchParams({
    ...(status !== undefined && { is_disabled: String(status === 'disabled') }),
    sorts: orders[order],
    limit: '100',
  })
  const path =
    search.trim() === ''
      ? '/users/search'
      : `/users/search/names/${encodeURIComponent(`%${search.trim()}%`)}`
  return { method: 'GET', path: `/api/4.0${path}?${query}` } as const
}

const commandOf = ({ search }: Sought): string =>
  search.trim() === ''
    ? 'attrium user ls'
    : `attrium user ls --${search.includes('@') ? 'email' : 'name'} ${shellText(search.trim())}`
