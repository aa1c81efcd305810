// A user with all values: what they have, why, and what somebody changes of it.
import { Button } from '@mantine/core'
import { IconHelpHexagon } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback, useMemo, useRef } from 'react'
import { attributesQuery } from '../../api/attributes.ts'
import { useLive } from '../../api/live.ts'
import { useRights } from '../../api/rights.ts'
import { explanationsQuery, nameOf, userQuery } from '../../api/users.ts'
import { SaveBar } from '../../change/save-bar.tsx'
import { useChange } from '../../change/use-change.ts'
import { useDraft } from '../../change/use-draft.ts'
import { Badge } from '../../parts/badge.tsx'
import { Page } from '../../parts/page.tsx'
import { SearchField } from '../../parts/search-field.tsx'
import { Empty } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import { ForManagers } from '../../shell/for-managers.tsx'
import { UserTabs } from '../user-account/tabs.tsx'
import { AsCall } from './as-call.tsx'
import {
  changesIn,
  type Edit,
  type Edits,
  hasProblem,
  operationsOf,
  ownValues,
  problemsOfEdit,
} from './edits.ts'
import { texts } from './texts.ts'
import styles from './user.module.css'
import { ValueRow } from './value-row.tsx'
import { WhatIf } from './what-if.tsx'

const route = getRouteApi('/signed-in/users/$user')

export function UserScreen() {
  const { user } = route.useParams()
  return (
    <ForManagers title={texts.values} above={<Link to="/users">{texts.users}</Link>} of={user}>
      <UserValues key={user} id={user} />
    </ForManagers>
  )
}

const none: Edits = {}

function UserValues({ id }: { readonly id: string }) {
  const { search = '', show, group } = route.useSearch()
  const navigate = route.useNavigate()
  const { data: user } = useSuspenseQuery(userQuery(id))
  const { data: attributes } = useSuspenseQuery(attributesQuery)
  const query = useSuspenseQuery(explanationsQuery(id))
  const explanations = query.data
  const own = useMemo(() => ownValues(explanations), [explanations])
  const mayManage = useRights().may('manage_user_attributes')
  const { draft = none, edit, discard, rebase, hasConflict } = useDraft<typeof own, Edits>(own)
  const byId = useMemo(() => new Map(attributes.map((it) => [it.id, it])), [attributes])
  const edits = useMemo(() => changesIn(draft), [draft])
  const count = Object.keys(edits).length
  const wrong = Object.entries(edits).some(([id, edit]) => {
    const attribute = byId.get(id)
    return attribute !== undefined && hasProblem(problemsOfEdit(attribute, edit, Date.now()))
  })
  const operations = useMemo(
    () => (wrong ? [] : operationsOf(user.id ?? '', edits)),
    [wrong, edits, user.id],
  )
  const change = useChange({
    operations,
    refresh: () => query.refetch(),
    onSaved: discard,
  })
  // What is typed stays: the draft tells whether it began with something else.
  useLive(() => void change.lookAgain(), mayManage)
  // The rows keep their handlers, so that typing in one draws that one alone.
  const latest = useRef({ draft, edit, discard })
  latest.current = { draft, edit, discard }
  const set = useCallback((attribute: string, edited: Edit | undefined) => {
    const { [attribute]: _, ...others } = latest.current.draft
    const next = edited === undefined ? others : { ...others, [attribute]: edited }
    if (Object.keys(next).length === 0) latest.current.discard()
    else latest.current.edit(next)
  }, [])
  const open = useCallback(
    (name: string | undefined) =>
      void navigate({ search: (before) => ({ ...before, show: name }), replace: true }),
    [navigate],
  )
  const sought = search.trim().toLowerCase()
  const rows = useMemo(
    () =>
      explanations
        .filter((it) => {
          const label = byId.get(it.user_attribute_id ?? '')?.label ?? ''
          return `${it.name}\n${label}`.toLowerCase().includes(sought)
        })
        .toSorted((a, b) => isSystem(byId, a) - isSystem(byId, b)),
    [explanations, byId, sought],
  )
  const name = nameOf(user)
  return (
    <Page
      title={name}
      above={<Link to="/users">{texts.users}</Link>}
      about={
        <>
          <bdi>{user.email}</bdi>{' '}
          <span className="quiet">
            · {texts.id} {user.id}
          </span>{' '}
          {user.is_disabled && <Badge meaning="outranked">{texts.disabled}</Badge>}
        </>
      }
      actions={
        <>
          <AsCall user={user} show={show} edits={edits} attributes={byId} />
          {mayManage && (
            <Button
              variant={group === undefined ? 'default' : 'light'}
              leftSection={<IconHelpHexagon size={16} aria-hidden />}
              aria-expanded={group !== undefined}
              onClick={() =>
                navigate({
                  search: (before) => ({
                    ...before,
                    group: group === undefined ? 'choose' : undefined,
                  }),
                  replace: true,
                })
              }
            >
              {texts.whatIf}
            </Button>
          )}
        </>
      }
    >
      <UserTabs user={user.id ?? id} />
      {mayManage && group !== undefined && <WhatIf user={user} group={group} />}
      <div className={styles['tools']}>
        <SearchField
          className={styles['search']}
          label={texts.searchValues}
          value={search}
          onChange={(text) =>
            navigate({
              search: (before) => ({ ...before, search: text === '' ? undefined : text }),
              replace: true,
            })
          }
        />
        <span className={styles['count']} role="status">
          {partTexts.rows(rows.length, explanations.length, texts.noun)}
        </span>
      </div>
      {rows.length === 0 ? (
        <Empty title={texts.values}>
          {explanations.length === 0 ? texts.nothing : texts.noneFits}
        </Empty>
      ) : (
        <ul className={styles['values']} aria-label={texts.values}>
          {rows.map((explanation) => (
            <ValueRow
              key={explanation.user_attribute_id}
              explanation={explanation}
              attribute={byId.get(explanation.user_attribute_id ?? '')}
              edit={draft[explanation.user_attribute_id ?? '']}
              isOpen={show === explanation.name}
              open={open}
              set={set}
            />
          ))}
        </ul>
      )}
      <SaveBar
        change={change}
        count={count}
        onDiscard={discard}
        isWrong={wrong}
        conflict={hasConflict ? { onTakeTheirs: discard, onKeepMine: () => rebase() } : undefined}
      />
    </Page>
  )
}

const isSystem = (
  attributes: ReadonlyMap<string, { readonly is_system: boolean }>,
  { user_attribute_id }: { readonly user_attribute_id: string | null },
): number => Number(attributes.get(user_attribute_id ?? '')?.is_system ?? false)
