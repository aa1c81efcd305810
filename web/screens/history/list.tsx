// The changes that fit, page by page; newer ones are announced and wait until somebody asks for them.
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { groupsQuery } from '../../api/groups.ts'
import { useLive } from '../../api/live.ts'
import { queries } from '../../api/queries.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty, Problem, Waiting } from '../../parts/states.tsx'
import { columnsOf } from './columns.tsx'
import styles from './history.module.css'
import { type Filters, historyPage, newerThan } from './queries.ts'
import type { Wanted } from './revert.tsx'
import { texts } from './texts.ts'

const pageRows = 100

interface Given {
  readonly filters: Filters
  readonly onRevert: (wanted: Wanted) => void
  readonly onWhole: (change: string) => void
}

export function HistoryList({ filters, onRevert, onWhole }: Given) {
  const queryKey = ['history', filters]
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) =>
      historyPage(filters, {
        limit: pageRows,
        ...(pageParam !== undefined && { after: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    // What somebody reads stays where it is.
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const rows = useMemo(
    () => (list.data?.pages ?? []).flatMap(({ history }) => history),
    [list.data],
  )
  const newest = rows[0]
  const newer = useQuery({
    queryKey: ['newer', filters, newest?.sequence],
    queryFn: () =>
      newest === undefined ? { count: 0, isMore: false } : newerThan(newest, filters),
    enabled: newest !== undefined,
    refetchOnWindowFocus: 'always',
  })
  useLive(() => void (newest === undefined ? list.refetch() : newer.refetch()))
  const { data: all } = useQuery(groupsQuery)
  const columns = useMemo(() => {
    const groups = new Map((all ?? []).map(({ id, name }) => [id, name]))
    return columnsOf({ groups, onRevert, onWhole })
  }, [all, onRevert, onWhole])
  if (list.isError && list.data === undefined) {
    return <Problem error={list.error} onRetry={() => list.refetch()} />
  }
  if (list.data === undefined) return <Waiting rows={12} />
  const { count = 0, isMore = false } = newer.data ?? {}
  return (
    <>
      {count > 0 && (
        <div className={styles['notice']} role="status">
          {texts.newer(count, isMore)}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => queries.resetQueries({ queryKey })}
          >
            {texts.show}
          </Button>
        </div>
      )}
      {rows.length > 0 ? (
        <DataTable
          label={texts.table}
          columns={columns}
          rows={rows}
          idOf={({ sequence, user, attribute }) =>
            `${sequence} ${user?.user_id} ${attribute?.user_attribute_id}`
          }
          onSort={() => undefined}
        />
      ) : (
        !list.hasNextPage && <Empty title={texts.none}>{texts.noneAbout}</Empty>
      )}
      {list.isFetchNextPageError && (
        <Problem error={list.error} onRetry={() => list.fetchNextPage()} />
      )}
      {list.hasNextPage ? (
        <div className={styles['more']}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => list.fetchNextPage()}
          >
            {texts.more}
          </Button>
        </div>
      ) : (
        list.data.pages.at(-1)?.archived && <p className="quiet">{texts.archived}</p>
      )}
    </>
  )
}
