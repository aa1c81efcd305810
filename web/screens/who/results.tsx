// Who fits: the list, read page by page, with whom to select and where to go on.
import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { everyPage } from '../../../src/client/lists.ts'
import { useLive } from '../../api/live.ts'
import { queries } from '../../api/queries.ts'
import { told } from '../../api/told.ts'
import { toast } from '../../parts/announce.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty, Problem, Waiting } from '../../parts/states.tsx'
import { groupColumns, peopleColumns } from './columns.tsx'
import { EditSelected } from './edit-selected.tsx'
import { ExportMenu } from './export-menu.tsx'
import { type Asked, holders, idOf } from './question.ts'
import { summaryKey } from './summary.tsx'
import { texts } from './texts.ts'
import styles from './who.module.css'

const pageRows = 500
/** What one change takes. */
const mostSelected = 10_000

export function Results({ asked }: { readonly asked: Asked }) {
  const queryKey = ['who', asked]
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => holders(asked, pageParam, pageRows),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    // Many pages are not read again because somebody came back to the window.
    refetchOnWindowFocus: false,
  })
  const pages = list.data?.pages
  const rows = useMemo(() => (pages ?? []).flatMap(({ values }) => values), [pages])
  const total = pages?.[0]?.total ?? rows.length
  const [hasMoved, setMoved] = useState(false)
  const again = () => {
    setMoved(false)
    void queries.invalidateQueries({ queryKey: [summaryKey] })
    return queries.resetQueries({ queryKey })
  }
  const isPresent = asked.as_of === undefined
  useLive((names) => {
    if (!isPresent || (names !== undefined && !names.has(asked.attribute))) return
    // A short list is simply right; under a long one, nothing moves away unasked.
    if ((pages?.length ?? 0) > 1) setMoved(names !== undefined)
    else {
      void queries.invalidateQueries({ queryKey: [summaryKey] }, { cancelRefetch: false })
      void queries.invalidateQueries({ queryKey }, { cancelRefetch: false })
    }
  })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const isOfPeople = asked.of !== 'group'
  const columns = useMemo(() => {
    const toggle = (id: string) =>
      setSelected((before) => {
        const after = new Set(before)
        if (!after.delete(id) && after.size < mostSelected) after.add(id)
        return after
      })
    return isOfPeople ? peopleColumns(selected, isPresent ? toggle : undefined) : groupColumns
  }, [isOfPeople, isPresent, selected])
  const selectAll = useMutation({
    mutationFn: () =>
      everyPage(mostSelected, async ({ limit, after }) => {
        const { values, next } = await holders(asked, after, limit)
        return { items: values.map(idOf), next }
      }),
    onSuccess: ({ items, isWhole }) => {
      setSelected(new Set(items))
      if (!isWhole) toast(texts.tooMany(mostSelected))
    },
    onError: (error) => toast(told(error), { kind: 'problem' }),
  })
  const [isEditing, setEditing] = useState(false)
  if (list.isError && pages === undefined)
    return <Problem error={list.error} onRetry={() => list.refetch()} />
  if (pages === undefined) return <Waiting rows={12} />
  if (rows.length === 0) {
    return <Empty title={isOfPeople ? texts.none : texts.noGroup}>{texts.noneAbout}</Empty>
  }
  return (
    <>
      {hasMoved && (
        <div className={styles['notice']} role="status">
          {texts.changed}
          <Button size="compact-sm" variant="default" onClick={again}>
            {texts.show}
          </Button>
        </div>
      )}
      <div className={styles['tools']}>
        <span className={styles['total']} role="status">
          {texts.total(total, asked.of)}
        </span>
        {total > rows.length && <span className="quiet">{texts.shown(rows.length)}</span>}
        <div className={styles['right']}>
          {isOfPeople && isPresent && (
            <Button
              variant="default"
              loading={selectAll.isPending}
              onClick={() => selectAll.mutate()}
            >
              {total > mostSelected ? texts.selectFirst(mostSelected) : texts.selectAll(total)}
            </Button>
          )}
          {selected.size > 0 && !isEditing && (
            <>
              <Button variant="default" onClick={() => setSelected(new Set())}>
                {texts.selectNone}
              </Button>
              <Button onClick={() => setEditing(true)}>
                {texts.edit} · {texts.selected(selected.size)}
              </Button>
            </>
          )}
          {isPresent && <ExportMenu asked={asked} />}
        </div>
      </div>
      {isEditing && selected.size > 0 && (
        <EditSelected
          selected={selected}
          attribute={asked.attribute}
          onDone={() => {
            setEditing(false)
            setSelected(new Set())
          }}
        />
      )}
      <DataTable
        label={texts.table}
        columns={columns}
        rows={rows}
        idOf={idOf}
        onSort={() => undefined}
      />
      {list.isFetchNextPageError && (
        <Problem error={list.error} onRetry={() => list.fetchNextPage()} />
      )}
      {list.hasNextPage && !list.isFetchNextPageError && (
        <More isPending={list.isFetchingNextPage} onMore={() => list.fetchNextPage()} />
      )}
    </>
  )
}

/** Reads the next page when the end of the list comes near, or at a press of the button. */
function More({ isPending, onMore }: { isPending: boolean; onMore: () => void }) {
  const place = useRef<HTMLDivElement>(null)
  const more = useRef(onMore)
  useEffect(() => {
    more.current = onMore
  })
  useEffect(() => {
    if (place.current === null || isPending) return undefined
    const near = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) more.current()
      },
      { rootMargin: '1200px' },
    )
    near.observe(place.current)
    return () => near.disconnect()
  }, [isPending])
  return (
    <div ref={place} className={styles['more']}>
      <Button variant="default" loading={isPending} onClick={onMore}>
        {texts.more}
      </Button>
    </div>
  )
}
