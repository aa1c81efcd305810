// The editor of an attribute that is there.
import { Button } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { type Attribute, attributeQuery, attributesQuery } from '../../api/attributes.ts'
import { queries } from '../../api/queries.ts'
import { isRefusal } from '../../api/told.ts'
import { ConfirmChange } from '../../change/confirm-change.tsx'
import { SaveBar } from '../../change/save-bar.tsx'
import { useChange } from '../../change/use-change.ts'
import { useDraft } from '../../change/use-draft.ts'
import { Page } from '../../parts/page.tsx'
import { useGoTo } from '../../parts/use-go-to.ts'
import { AsCall } from './as-call.tsx'
import { changed, type Draft, operationOf, shownOf, wrongIn } from './definition.ts'
import styles from './form.module.css'
import { DefinitionForm } from './form.tsx'
import { AttributeTabs } from './tabs.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/signed-in/attributes/$attribute')

export function AttributeScreen() {
  const { attribute: named } = route.useParams()
  const { data: attribute } = useSuspenseQuery(attributeQuery(named))
  // Another attribute is another form.
  return <Editor key={attribute.id} attribute={attribute} named={named} />
}

function Editor({ attribute, named }: { readonly attribute: Attribute; readonly named: string }) {
  const goTo = useGoTo()
  const { data: all } = useSuspenseQuery(attributesQuery)
  const query = useSuspenseQuery(attributeQuery(named))
  const { base, draft, edit, discard, rebase, hasConflict } = useDraft<Attribute, Draft>(attribute)
  const [isDeleting, setDeleting] = useState(false)
  const name = base.name ?? base.id
  const change = useMemo(() => changed(base, draft ?? {}), [base, draft])
  const wrong = useMemo(() => wrongIn(base, change, all), [base, change, all])
  const operations = useMemo(() => {
    const operation = wrong.size > 0 ? undefined : operationOf(base, change)
    return operation === undefined ? [] : [operation]
  }, [base, change, wrong])
  const saving = useChange({
    operations,
    refresh: () => query.refetch(),
    onSaved: async () => {
      discard()
      if (change.name != null && change.name !== named) {
        await queries.prefetchQuery(attributeQuery(change.name))
        await goTo({
          to: '/attributes/$attribute',
          params: { attribute: change.name },
          replace: true,
          ignoreBlocker: true,
        })
      }
    },
  })
  const leave = () => {
    queries.setQueryData(attributesQuery.queryKey, (list) =>
      list?.filter(({ id }) => id !== base.id),
    )
    return goTo({ to: '/attributes', ignoreBlocker: true })
  }
  // Its creation was undone, or somebody else has deleted it.
  const isGone = isRefusal(query.error, 404) && draft === undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it is gone, it stays gone
  useEffect(() => {
    if (isGone) void leave()
  }, [isGone])
  const count = Object.keys(change).length
  const may = base.can['update'] === true
  const isReadOnly = base.is_permanent || !may
  return (
    <Page
      title={base.label ?? name}
      width="narrow"
      above={<Link to="/attributes">{texts.all}</Link>}
      about={<code>{name}</code>}
      actions={
        <>
          <AsCall base={base} draft={change} />
          {base.can['destroy'] === true && !base.is_system && (
            <Button variant="default" onClick={() => setDeleting(true)}>
              {texts.delete}
            </Button>
          )}
        </>
      }
    >
      {may && !base.is_permanent && <AttributeTabs attribute={named} />}
      {isReadOnly && (
        <p className={styles['notice']}>{base.is_permanent ? texts.permanent : texts.notYours}</p>
      )}
      <DefinitionForm
        base={base}
        shown={shownOf(base, draft ?? {})}
        wrong={wrong}
        isReadOnly={isReadOnly}
        isLabelDerived={false}
        set={(part) => edit({ ...draft, ...part })}
      />
      <SaveBar
        change={saving}
        count={count}
        onDiscard={discard}
        isWrong={count > 0 && wrong.size > 0}
        conflict={hasConflict ? { onTakeTheirs: discard, onKeepMine: () => rebase() } : undefined}
      />
      {isDeleting && (
        <ConfirmChange
          title={texts.deleteTitle(name)}
          operations={[{ op: 'delete_attribute', user_attribute_id: base.id }]}
          action={texts.deleteNow}
          onClose={() => setDeleting(false)}
          onDone={leave}
        >
          <p>{texts.deleteAbout}</p>
        </ConfirmChange>
      )}
    </Page>
  )
}
