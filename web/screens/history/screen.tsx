// The history of everything, with the values of a time in the past and the way back.
import { Button } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { shellText } from '../../parts/command.ts'
import { filled } from '../../parts/filled.ts'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { AsOf } from './as-of.tsx'
import { HistoryFilters } from './filters.tsx'
import styles from './history.module.css'
import { HistoryList } from './list.tsx'
import type { Filters, Search } from './queries.ts'
import { ResultButton } from './result-button.tsx'
import { Revert, type Wanted } from './revert.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/signed-in/history')

export function HistoryScreen() {
  const search = filled(route.useSearch())
  const navigate = route.useNavigate()
  const { as_of: _, ...filters } = search
  const show = useCallback(
    (change: Partial<Record<keyof Search, string>>) =>
      void navigate({ search: (before) => filled({ ...before, ...change }), replace: true }),
    [navigate],
  )
  const [wanted, setWanted] = useState<Wanted>()
  const { change } = search
  const showWhole = useCallback((change: string) => show({ change }), [show])
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={<SameCall call={callOf(filters)} command={commandOf(filters)} />}
    >
      <HistoryFilters search={search} onChange={show} />
      <AsOf search={search} onTime={(as_of) => show({ as_of })} />
      {change !== undefined && (
        <div className={styles['notice']}>
          {texts.onlyChange(change)}
          <Button
            size="compact-sm"
            onClick={() => setWanted({ change, about: texts.revertWhole(change) })}
          >
            {texts.revertWhole(change)}
          </Button>
          <ResultButton change={change} />
          <Button size="compact-sm" variant="default" onClick={() => show({ change: '' })}>
            {texts.allChanges}
          </Button>
        </div>
      )}
      <HistoryList
        key={JSON.stringify(filters)}
        filters={filters}
        onRevert={setWanted}
        onWhole={showWhole}
      />
      {wanted && <Revert wanted={wanted} onClose={() => setWanted(undefined)} />}
    </Page>
  )
}

function callOf(filters: Filters) {
  const query = new URLSearchParams({ ...filters }).toString()
  return {
    method: 'GET' as const,
    path: `/api/attrium/1.0/history${query === '' ? '' : `?${query}`}`,
  }
}

const commandOf = (filters: Filters): string =>
  [
    'attrium history',
    ...Object.entries(filters).map(([name, text]) => `--${name} ${shellText(text)}`),
  ].join(' ')
