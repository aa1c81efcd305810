// The own value of a user: set, changed, for a time, or taken away; nothing is stored before it is saved.
import { Button, TextInput } from '@mantine/core'
import { useId, useMemo } from 'react'
import type { Attribute } from '../../api/attributes.ts'
import type { Explanation } from '../../api/users.ts'
import { attributeTypes } from '../../parts/attribute-types.ts'
import { localTime } from '../../parts/moment.tsx'
import { ValueInput } from '../../parts/value-input.tsx'
import { type Edit, type NewValue, ownSteps, problemsOfEdit } from './edits.ts'
import { texts } from './texts.ts'
import styles from './user.module.css'

interface Given {
  readonly explanation: Explanation
  readonly attribute: Attribute
  readonly edit: Edit | undefined
  readonly set: (attribute: string, edit: Edit | undefined) => void
}

export function OwnValue({ explanation, attribute, edit, set }: Given) {
  const { id, is_permanent, can } = attribute
  if (is_permanent) return <p className="quiet">{texts.permanent}</p>
  if (can['set_value'] !== true) return <p className="quiet">{texts.readOnly}</p>
  const [own] = ownSteps(explanation)
  const begin = () => {
    const until = own?.expires_at ? localTime(new Date(own.expires_at)) : ''
    const value = attribute.value_is_hidden ? '' : (own?.value ?? '')
    set(id, { value, from: '', until, isUntouched: true })
  }
  return (
    <div className={styles['own']}>
      {edit === undefined ? (
        <div className={styles['buttons']}>
          <Button variant="default" onClick={begin}>
            {own === undefined ? texts.set : texts.change}
          </Button>
          {own !== undefined && (
            <Button variant="default" onClick={() => set(id, 'clear')}>
              {texts.clear}
            </Button>
          )}
        </div>
      ) : edit === 'clear' ? (
        <p>{texts.cleared}</p>
      ) : (
        <Fields
          attribute={attribute}
          edit={edit}
          set={(change) => set(id, { ...edit, ...change, isUntouched: false })}
        />
      )}
      {edit !== undefined && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => set(id, undefined)}
          className={styles['back'] ?? ''}
        >
          {texts.undo}
        </Button>
      )}
    </div>
  )
}

interface FieldsGiven {
  readonly attribute: Attribute
  readonly edit: NewValue
  readonly set: (change: Partial<NewValue>) => void
}

function Fields({ attribute, edit, set }: FieldsGiven) {
  const id = useId()
  const wrong = problemsOfEdit(attribute, edit, Date.now())
  const ends = useMemo(quickEnds, [])
  const { value, from, until } = edit
  return (
    <div className={styles['fields']}>
      <ValueInput
        label={texts.newValue(attribute.name ?? attribute.id)}
        description={aboutOf(attribute)}
        type={attribute.type}
        choices={attribute.choices}
        isHidden={attribute.value_is_hidden}
        error={wrong.value}
        autoFocus
        value={value}
        onChange={(value) => set({ value })}
      />
      <TextInput
        label={texts.from}
        type="datetime-local"
        error={wrong.from}
        value={from}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        label={texts.until}
        type="datetime-local"
        error={wrong.until}
        value={until}
        onChange={(event) => set({ until: event.currentTarget.value })}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would look like one */}
      <div className={styles['quick']} role="group" aria-labelledby={id}>
        <span id={id} className="quiet">
          {texts.quick}
        </span>
        {ends.map(({ label, at }) => (
          <Button
            key={label}
            size="compact-xs"
            variant={until === at ? 'light' : 'default'}
            onClick={() => set({ until: at })}
          >
            {label}
          </Button>
        ))}
      </div>
    </div>
  )
}

/** With how such values are written, where that is not plain. */
function aboutOf({ type, choices, value_is_hidden }: Attribute): string {
  const told = attributeTypes.find((it) => it.type === type)
  const isPlain = type === 'string' || type === 'yesno' || (choices?.length ?? 0) > 0
  if (told === undefined || isPlain || value_is_hidden) return texts.ownAbout
  return `${texts.ownAbout} ${told.about} ${texts.example(told.example)}`
}

/** Ends that people often want. */
function quickEnds() {
  const at = (days: number, hour: number) => {
    const day = new Date()
    day.setDate(day.getDate() + days)
    day.setHours(hour, hour === 23 ? 59 : 0, 0, 0)
    return localTime(day)
  }
  const today = new Date()
  const isFridayEvening = today.getDay() === 5 && today.getHours() >= 18
  const toFriday = isFridayEvening ? 7 : (5 - today.getDay() + 7) % 7
  return [
    { label: texts.forGood, at: '' },
    { label: texts.endOfDay, at: at(0, 23) },
    { label: texts.friday, at: at(toFriday, 18) },
    { label: texts.week, at: at(7, 18) },
    { label: texts.month, at: at(30, 18) },
  ]
}
