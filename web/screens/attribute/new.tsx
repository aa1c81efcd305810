// A new attribute: the same form, empty.
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { attributesQuery } from '../../api/attributes.ts'
import { SaveBar } from '../../change/save-bar.tsx'
import { useChange } from '../../change/use-change.ts'
import { Page } from '../../parts/page.tsx'
import { ForManagers } from '../../shell/for-managers.tsx'
import { AsCall } from './as-call.tsx'
import { type Draft, operationOf, shownOf, wrongIn } from './definition.ts'
import { DefinitionForm } from './form.tsx'
import { texts } from './texts.ts'

const empty: Draft = { type: 'string' }

export const NewAttributeScreen = () => (
  <ForManagers title={texts.newTitle} above={<Link to="/attributes">{texts.all}</Link>}>
    <NewAttribute />
  </ForManagers>
)

function NewAttribute() {
  const navigate = useNavigate()
  const { data: all } = useSuspenseQuery(attributesQuery)
  const [draft, setDraft] = useState(empty)
  const isTouched = Object.keys(draft).length > 1
  const wrong = useMemo(() => wrongIn(undefined, draft, all), [draft, all])
  const operations = useMemo(() => {
    const operation = isTouched && wrong.size === 0 ? operationOf(undefined, draft) : undefined
    return operation === undefined ? [] : [operation]
  }, [draft, wrong, isTouched])
  const saving = useChange({
    operations,
    onSaved: () =>
      navigate({
        to: '/attributes/$attribute',
        params: { attribute: draft.name ?? '' },
        ignoreBlocker: true,
      }),
  })
  // A name that has not been typed yet is no mistake.
  const told =
    draft.name === undefined ? new Map([...wrong].filter(([field]) => field !== 'name')) : wrong
  return (
    <Page
      title={texts.newTitle}
      width="narrow"
      above={<Link to="/attributes">{texts.all}</Link>}
      about={texts.newAbout}
      actions={<AsCall base={undefined} draft={draft} />}
    >
      <DefinitionForm
        base={undefined}
        shown={shownOf(undefined, draft)}
        wrong={told}
        isReadOnly={false}
        isLabelDerived={draft.label === undefined}
        set={(part) => setDraft({ ...draft, ...part })}
      />
      <SaveBar
        change={saving}
        count={1}
        onDiscard={() => setDraft(empty)}
        what={texts.notSaved}
        isWrong={isTouched && wrong.size > 0}
        {...(told.size === 0 && { wrongAbout: texts.needsName })}
      />
    </Page>
  )
}
