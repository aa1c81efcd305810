// The values of the person of the session: why they have each, those they may change, and why others are read-only.
import { Button } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { type Attribute, attributesQuery } from '../../api/attributes.ts'
import { type Explanation, explanationsQuery } from '../../api/users.ts'
import { SaveBar } from '../../change/save-bar.tsx'
import { problemsOf, useChange } from '../../change/use-change.ts'
import { useDraft } from '../../change/use-draft.ts'
import { Section } from '../../parts/section.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import { ValueInput } from '../../parts/value-input.tsx'
import {
  type Edit,
  type Edits,
  hasProblem,
  operationsOf,
  ownSteps,
  ownValues,
  problemsOfEdit,
} from '../user/edits.ts'
import styles from './account.module.css'
import { texts } from './texts.ts'

const none: Edits = {}

export function OwnValues({ user_id }: { readonly user_id: string }) {
  const query = useSuspenseQuery(explanationsQuery(user_id))
  const { data: attributes } = useSuspenseQuery(attributesQuery)
  const byId = useMemo(() => new Map(attributes.map((it) => [it.id, it])), [attributes])
  const own = useMemo(() => ownValues(query.data), [query.data])
  const { draft = none, edit, discard, rebase, hasConflict } = useDraft<typeof own, Edits>(own)
  const rows = useMemo(
    () =>
      query.data
        .flatMap((explanation) => {
          const attribute = byId.get(explanation.user_attribute_id ?? '')
          return attribute === undefined ? [] : [{ explanation, attribute }]
        })
        .toSorted((a, b) => orderOf(a.attribute) - orderOf(b.attribute)),
    [query.data, byId],
  )
  const [showsRecord, setShowsRecord] = useState(false)
  const shown = showsRecord ? rows : rows.filter(({ attribute }) => !attribute.is_permanent)
  const wrong = Object.entries(draft).some(([id, edited]) => {
    const attribute = byId.get(id)
    return attribute !== undefined && hasProblem(problemsOfEdit(attribute, edited, 0))
  })
  const operations = useMemo(
    () => (wrong ? [] : operationsOf(user_id, draft)),
    [wrong, user_id, draft],
  )
  const change = useChange({ operations, refresh: () => query.refetch(), onSaved: discard })
  const refused = new Map(
    operations.map((it, at) => [
      it.user_attribute_id ?? '',
      problemsOf(change.refusal, at).get('value'),
    ]),
  )
  const set = (id: string, edited: Edit | undefined) => {
    const { [id]: _, ...others } = draft
    const next = edited === undefined ? others : { ...others, [id]: edited }
    if (Object.keys(next).length === 0) discard()
    else edit(next)
  }
  return (
    <Section title={texts.values} about={texts.valuesAbout}>
      {rows.length === 0 && <p className={styles['text']}>{texts.noValues}</p>}
      <ul className={styles['list']} aria-label={texts.values}>
        {shown.map(({ explanation, attribute }) => (
          <OwnRow
            key={attribute.id}
            explanation={explanation}
            attribute={attribute}
            edit={draft[attribute.id]}
            refused={refused.get(attribute.id)}
            set={(edited) => set(attribute.id, edited)}
          />
        ))}
      </ul>
      {shown.length < rows.length && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => setShowsRecord(true)}>
            {texts.showRecord(rows.length - shown.length)}
          </Button>
        </div>
      )}
      <SaveBar
        change={change}
        count={Object.keys(draft).length}
        onDiscard={discard}
        isWrong={wrong}
        conflict={hasConflict ? { onTakeTheirs: discard, onKeepMine: () => rebase() } : undefined}
      />
    </Section>
  )
}

/** What one may change stands first, what the server brings last. */
const orderOf = (attribute: Attribute): number =>
  attribute.can['set_value'] ? 0 : attribute.is_system ? 2 : 1

interface RowGiven {
  readonly explanation: Explanation
  readonly attribute: Attribute
  readonly edit: Edit | undefined
  /** What the server says about the value. */
  readonly refused: string | undefined
  readonly set: (edit: Edit | undefined) => void
}

function OwnRow({ explanation, attribute, edit, refused, set }: RowGiven) {
  const { value, source, because, hidden } = explanation
  const label = attribute.label ?? attribute.name ?? attribute.id
  const mayEdit = attribute.can['set_value'] === true
  const [held] = ownSteps(explanation)
  const begin = () =>
    set({ value: hidden ? '' : (held?.value ?? value ?? ''), from: '', until: '' })
  return (
    <li className={styles['item']}>
      <div className={styles['main']}>
        <div className={styles['head']}>
          <bdi className={styles['label']}>{label}</bdi>
          <ShownValue value={value} source={source} isHidden={hidden} />
        </div>
        <div className={styles['small']}>
          {because} {!mayEdit && !attribute.is_permanent && texts.readOnly}
          {mayEdit && hidden && texts.sealed}
        </div>
        {edit === 'clear' && <div className={styles['small']}>{texts.cleared}</div>}
        {edit !== undefined && edit !== 'clear' && (
          <div className={styles['field']}>
            <ValueInput
              label={texts.yours(label)}
              type={attribute.type}
              choices={attribute.choices}
              isHidden={hidden}
              error={problemsOfEdit(attribute, edit, 0).value ?? refused}
              autoFocus
              value={edit.value}
              onChange={(value) => set({ ...edit, value })}
            />
          </div>
        )}
      </div>
      {mayEdit && (
        <div className={styles['buttons']}>
          {edit === undefined ? (
            <>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={texts.setName(label)}
                onClick={begin}
              >
                {texts.set}
              </Button>
              {held !== undefined && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={texts.clearName(label)}
                  onClick={() => set('clear')}
                >
                  {texts.clear}
                </Button>
              )}
            </>
          ) : (
            <Button variant="subtle" size="compact-sm" onClick={() => set(undefined)}>
              {texts.back}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
