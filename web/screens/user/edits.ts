// Own values that somebody is setting or taking away, by attribute, and the operations that do it.
import type { SentOperation } from '../../../src/client/client.ts'
import type { UserAttribute } from '../../../src/domain/user-attribute.ts'
import { valueProblems } from '../../../src/domain/value-type.ts'
import type { Attribute } from '../../api/attributes.ts'
import type { Explanation, Step } from '../../api/users.ts'
import { besideField } from '../../parts/beside-field.ts'
import { texts } from './texts.ts'

/** `from` and `until` are as a field has them, in the time zone of the reader; empty: now, and for good. */
export interface NewValue {
  readonly value: string
  readonly from: string
  readonly until: string
  /** The fields are open, and nothing has been typed: nothing is unsaved. */
  readonly isUntouched?: boolean
}

export type Edit = NewValue | 'clear'

/** By the id of the attribute. */
export type Edits = Readonly<Record<string, Edit>>

export const isChange = (edit: Edit | undefined): edit is Edit =>
  edit !== undefined && (edit === 'clear' || edit.isUntouched !== true)

/** The edits without those that change nothing yet. */
export const changesIn = (edits: Edits): Edits =>
  Object.fromEntries(Object.entries(edits).filter(([, edit]) => isChange(edit)))

const ownSource = 'User Setting'

export const ownSteps = ({ steps }: Explanation): readonly Step[] =>
  steps.filter(({ source, outcome }) => source === ownSource && outcome !== 'expired')

/** What two people who edit the same user must not overwrite: the own values, and when they were set. */
export const ownValues = (explanations: readonly Explanation[]) =>
  explanations.flatMap((it) => {
    const steps = ownSteps(it).map(({ value, set_at, starts_at, expires_at }) => ({
      ...{ value, set_at, starts_at, expires_at },
    }))
    return steps.length === 0 ? [] : [{ attribute: it.user_attribute_id, steps }]
  })

export interface EditProblems {
  readonly value?: string | undefined
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/** By the rules of the server. */
export function problemsOfEdit(attribute: Attribute, edit: Edit, now: number): EditProblems {
  if (!isChange(edit) || edit === 'clear') return {}
  // Nobody can see what is there, so an empty field is no wish for an empty value.
  if (attribute.value_is_hidden && edit.value === '') return { value: texts.typeHidden }
  const [problem] = valueProblems(attribute as unknown as UserAttribute, edit.value)
  const [from, until] = [edit.from, edit.until].map((text) =>
    text === '' ? undefined : Date.parse(text),
  )
  return {
    value: problem && besideField('value', problem.message),
    from: from !== undefined && from <= now ? texts.ended : undefined,
    until:
      until === undefined
        ? undefined
        : until <= now
          ? texts.ended
          : from !== undefined && until <= from
            ? texts.order
            : undefined,
  }
}

export const hasProblem = ({ value, from, until }: EditProblems): boolean =>
  (value ?? from ?? until) !== undefined

export const operationsOf = (user_id: string, edits: Edits): SentOperation[] =>
  Object.entries(edits).map(([user_attribute_id, edit]) =>
    edit === 'clear'
      ? { op: 'clear_user_value', user_id, user_attribute_id }
      : {
          ...{ op: 'set_user_value', user_id, user_attribute_id, value: edit.value },
          ...(edit.from !== '' && { starts_at: new Date(edit.from).toISOString() }),
          ...(edit.until !== '' && { expires_at: new Date(edit.until).toISOString() }),
        },
  )
