// The list of groups, as the tree that they are.
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { groupName, hierarchyQuery, type Placed, treeOf } from '../../api/hierarchy.ts'
import { useRights } from '../../api/rights.ts'
import { rolesQuery } from '../../api/roles.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { SearchField } from '../../parts/search-field.tsx'
import { Empty, Problem, Waiting } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import { columnsOf } from './columns.tsx'
import { NewGroup } from './new-group.tsx'
import styles from './screen.module.css'
import { texts } from './texts.ts'

const route = getRouteApi('/signed-in/groups')

export function GroupsScreen() {
  const rights = useRights()
  const { search = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const [isCreating, setCreating] = useState(false)
  const groups = useQuery(hierarchyQuery)
  const seesRoles = rights.may('see_users') || rights.may('manage_roles')
  const roles = useQuery({ ...rolesQuery, enabled: seesRoles })
  const tree = useMemo(() => treeOf(groups.data ?? []), [groups.data])
  const rows = useMemo(() => fitting(tree, search), [tree, search])
  const columns = useMemo(
    () =>
      columnsOf(
        seesRoles ? new Map(roles.data?.map(({ id, name }) => [id, name ?? id])) : undefined,
      ),
    [seesRoles, roles.data],
  )
  const seesAll = seesRoles || rights.may('manage_groups') || rights.may('manage_user_attributes')
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={
        <>
          <SameCall
            call={{ method: 'GET', path: '/api/4.0/groups/search/with_hierarchy' }}
            command="attrium group ls"
          />
          {rights.may('manage_groups') && (
            <Button
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setCreating(true)}
            >
              {texts.create}
            </Button>
          )}
        </>
      }
    >
      {!seesAll && <p className={styles['notice']}>{texts.onlyYours}</p>}
      <div className={styles['tools']}>
        <SearchField
          className={styles['search'] ?? ''}
          label={texts.search}
          value={search}
          onChange={(search) =>
            navigate({ search: search === '' ? {} : { search }, replace: true })
          }
        />
        {groups.data && (
          <span className={styles['count']} role="status">
            {partTexts.rows(rows.length, tree.length, texts.noun)}
          </span>
        )}
      </div>
      {groups.isError ? (
        <Problem error={groups.error} onRetry={() => groups.refetch()} />
      ) : groups.data === undefined ? (
        <Waiting rows={10} />
      ) : rows.length === 0 ? (
        <Empty title={texts.noneFits}>{texts.noneFitsAbout}</Empty>
      ) : (
        <DataTable
          label={texts.table}
          columns={columns}
          rows={rows}
          idOf={({ group }) => group.id}
        />
      )}
      {isCreating && <NewGroup onClose={() => setCreating(false)} />}
    </Page>
  )
}

/** Those that fit stand side by side: what is around them may not fit. */
function fitting(tree: readonly Placed[], search: string): readonly Placed[] {
  const sought = search.trim().toLowerCase()
  if (sought === '') return tree
  return tree
    .filter(({ group }) => groupName(group).toLowerCase().includes(sought))
    .map((placed) => ({ ...placed, level: 0 }))
}
