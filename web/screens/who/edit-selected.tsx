// Sets or takes away a value of all who are selected, as one change with its preview.
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { SentOperation } from '../../../src/client/client.ts'
import { attributesQuery } from '../../api/attributes.ts'
import { SaveBar } from '../../change/save-bar.tsx'
import { problemsOf, useChange } from '../../change/use-change.ts'
import { besideField } from '../../parts/beside-field.ts'
import { ValueInput } from '../../parts/value-input.tsx'
import { attributeNamed } from './question-form.tsx'
import { texts } from './texts.ts'
import styles from './who.module.css'

interface Given {
  readonly selected: ReadonlySet<string>
  /** The attribute that the question is about. */
  readonly attribute: string
  readonly onDone: () => void
}

export function EditSelected({ selected, attribute: asked, onDone }: Given) {
  const { data: all = [] } = useQuery(attributesQuery)
  const settable = all.filter(({ is_system, can }) => !is_system && can['set_value'] !== false)
  const first = attributeNamed(settable, asked) ?? settable[0]
  const [name, setName] = useState<string>()
  const attribute = attributeNamed(settable, name) ?? first
  const [action, setAction] = useState<'set' | 'clear'>('set')
  // Undefined: nothing was typed yet, and an empty text is a value.
  const [value, setValue] = useState<string>()
  const user_attribute_id = attribute?.id
  const operations = useMemo((): SentOperation[] => {
    if (user_attribute_id === undefined) return []
    if (action === 'set' && value === undefined) return []
    return [...selected].map((user_id) =>
      action === 'clear'
        ? { op: 'clear_user_value', user_id, user_attribute_id }
        : { op: 'set_user_value', user_id, user_attribute_id, value: value ?? '' },
    )
  }, [selected, user_attribute_id, action, value])
  const change = useChange({ operations, onSaved: onDone })
  if (attribute === undefined) return <p>{texts.noEditable}</p>
  const wrong = problemsOf(change.refusal, 0).get('value')
  return (
    <>
      <section className={styles['edit']} aria-label={texts.edit}>
        <h2>
          {texts.edit} · {texts.selected(selected.size)}
        </h2>
        <Select
          label={texts.editAttribute}
          searchable
          data={settable.map(({ name, id }) => name ?? id)}
          value={attribute.name ?? attribute.id}
          allowDeselect={false}
          onChange={(chosen) => {
            setName(chosen ?? undefined)
            setValue(undefined)
          }}
        />
        <Select
          label={texts.action}
          data={[
            { value: 'set', label: texts.set },
            { value: 'clear', label: texts.clear },
          ]}
          value={action}
          allowDeselect={false}
          onChange={(chosen) => setAction(chosen === 'clear' ? 'clear' : 'set')}
        />
        {action === 'set' && (
          <ValueInput
            key={attribute.id}
            label={texts.newValue}
            type={attribute.type}
            choices={attribute.choices}
            isHidden={attribute.value_is_hidden}
            error={wrong === undefined ? undefined : besideField('value', wrong)}
            value={value ?? ''}
            onChange={setValue}
          />
        )}
      </section>
      <SaveBar
        change={change}
        count={operations.length}
        onDiscard={onDone}
        isWrong={wrong !== undefined}
      />
    </>
  )
}
