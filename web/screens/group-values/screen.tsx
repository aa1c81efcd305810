// The values of groups of an attribute: in order, with what each change means for people before it is saved.
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { isCombine } from '../../../src/domain/combining.ts'
import { attributeQuery } from '../../api/attributes.ts'
import { decidedKey, type GroupValue, groupValuesQuery } from '../../api/groups.ts'
import { useLive } from '../../api/live.ts'
import { queries } from '../../api/queries.ts'
import { SaveBar } from '../../change/save-bar.tsx'
import { useChange } from '../../change/use-change.ts'
import { useDraft } from '../../change/use-draft.ts'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Empty } from '../../parts/states.tsx'
import { ForManagers } from '../../shell/for-managers.tsx'
import { AttributeTabs } from '../attribute/tabs.tsx'
import { texts as attributeTexts } from '../attribute/texts.ts'
import { AddGroup } from './add-group.tsx'
import { commandOf } from './command.ts'
import { OrderedList } from './ordered-list.tsx'
import { operationsOf, problemOf, type Row, rowsOf, withOthers } from './rows.ts'
import { texts } from './texts.ts'

const route = getRouteApi('/signed-in/attributes/$attribute/groups')

export function GroupValuesScreen() {
  const { attribute: named } = route.useParams()
  const title = `${named}: ${attributeTexts.groupValues}`
  return (
    <ForManagers title={title} above={<Link to="/attributes">{attributeTexts.all}</Link>}>
      <GroupValues named={named} />
    </ForManagers>
  )
}

function GroupValues({ named }: { readonly named: string }) {
  const { data: attribute } = useSuspenseQuery(attributeQuery(named))
  const query = useSuspenseQuery(groupValuesQuery(attribute.id))
  const { base, draft, edit, discard, rebase, hasConflict } = useDraft<
    readonly GroupValue[],
    Row[]
  >(query.data)
  const stored = useMemo(() => rowsOf(base), [base])
  const rows = draft ?? stored
  const wrong = useMemo(() => rows.some((row) => problemOf(attribute, row)), [attribute, rows])
  const operations = useMemo(
    () => (draft === undefined ? [] : operationsOf(attribute, base, draft)),
    [attribute, base, draft],
  )
  const tried = useMemo(() => (wrong ? [] : operations), [wrong, operations])
  const change = useChange({ operations: tried, refresh: () => query.refetch(), onSaved: discard })
  const name = attribute.name ?? attribute.id
  useLive((names) => {
    if (names !== undefined && !names.has(name)) return
    void change.lookAgain()
    void queries.invalidateQueries({ queryKey: decidedKey(attribute.id) }, { cancelRefetch: false })
  }, attribute.can['update'] === true)
  const mayEdit = attribute.can['set_value'] !== false && attribute.can['update'] === true
  const { combine } = attribute
  return (
    <Page
      title={attribute.label ?? name}
      tab={`${attribute.label ?? name}: ${attributeTexts.groupValues}`}
      width="narrow"
      above={<Link to="/attributes">{attributeTexts.all}</Link>}
      about={<code>{name}</code>}
      actions={
        <SameCall
          call={
            operations.length === 0
              ? { method: 'GET', path: `/api/attrium/1.0/group_values?attribute=${name}` }
              : {
                  method: 'POST',
                  path: '/api/attrium/1.0/changes',
                  body: { changes: shownOf(operations, attribute.value_is_hidden) },
                }
          }
          command={commandOf(attribute, operations, rows)}
        />
      }
    >
      <AttributeTabs attribute={named} />
      <p className="quiet">
        {texts.about[combine !== null && isCombine(combine) ? combine : 'first']}
      </p>
      {rows.length === 0 ? (
        <Empty title={texts.empty}>{texts.emptyAbout}</Empty>
      ) : (
        <OrderedList
          attribute={attribute}
          stored={stored}
          rows={rows}
          isReadOnly={!mayEdit}
          onChange={edit}
        />
      )}
      {mayEdit && (
        <AddGroup
          present={rows}
          onAdd={({ id, name }) =>
            edit([...rows, { group_id: id, name, value: '', starts_at: null, expires_at: null }])
          }
        />
      )}
      <SaveBar
        change={change}
        count={operations.length}
        onDiscard={discard}
        isWrong={wrong && draft !== undefined}
        conflict={
          hasConflict && operations.length > 0
            ? {
                onTakeTheirs: discard,
                onKeepMine: () => rebase((mine) => withOthers(base, mine, query.data)),
              }
            : undefined
        }
      />
    </Page>
  )
}

/** A hidden value is typed and sent, and written nowhere else. */
const shownOf = (operations: ReturnType<typeof operationsOf>, isHidden: boolean) =>
  operations.map((it) => (isHidden && it.value !== undefined ? { ...it, value: '…' } : it))
