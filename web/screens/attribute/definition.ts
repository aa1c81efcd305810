// A definition that somebody is typing: what is wrong with it by the rules of the server, and what saves it.
import type { SentOperation } from '../../../src/client/client.ts'
import {
  changedDefinition,
  type DefinitionChange,
  defaultIsSet,
  newDefinition,
  takenNames,
  type UserAttribute,
} from '../../../src/domain/user-attribute.ts'
import type { Problem } from '../../../src/errors.ts'
import type { Attribute } from '../../api/attributes.ts'
import { besideField } from '../../parts/beside-field.ts'

/** The fields that somebody has changed. */
export type Draft = DefinitionChange

/** Sentences by field. */
export type Wrong = ReadonlyMap<string, string>

/** What the form shows: the definition with the changes in it. */
export type Shown = Required<{ [Field in keyof Draft]: NonNullable<Draft[Field]> }>

export function shownOf(base: Attribute | undefined, draft: Draft): Shown {
  const { choices, combine, default_value, ...given } = { ...base, ...draft }
  return {
    name: given.name ?? '',
    label: given.label ?? '',
    type: given.type ?? 'string',
    default_value: default_value ?? '',
    value_is_hidden: given.value_is_hidden ?? false,
    user_can_view: (given.user_can_view ?? false) || (given.user_can_edit ?? false),
    user_can_edit: given.user_can_edit ?? false,
    hidden_value_domain_whitelist: given.hidden_value_domain_whitelist ?? '',
    choices: choices ?? [],
    combine: combine ?? 'first',
  }
}

/** The draft without what is as it was. */
export function changed(base: Attribute, draft: Draft): Draft {
  const [before, after] = [shownOf(base, {}), shownOf(base, draft)]
  const keys = Object.keys(draft) as (keyof Draft)[]
  return Object.fromEntries(
    keys
      .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      .map((key) => [key, draft[key]]),
  )
}

/** The same rules as in the server, so that nothing is told late. */
export function wrongIn(
  base: Attribute | undefined,
  draft: Draft,
  all: readonly Attribute[],
): Wrong {
  const attributes = all as unknown as UserAttribute[]
  const { problems } =
    base === undefined
      ? newDefinition(draft, takenNames(attributes))
      : changedDefinition(
          lawful(base),
          draft,
          takenNames(attributes, base as unknown as UserAttribute),
        )
  return byField(problems)
}

/** The default of a hidden attribute is only told to be there. */
const lawful = (base: Attribute): UserAttribute =>
  (base.value_is_hidden && base.default_value === defaultIsSet
    ? { ...base, default_value: 'sealed' }
    : base) as unknown as UserAttribute

const byField = (problems: readonly Problem[]): Wrong =>
  new Map(
    problems
      .toReversed()
      .map(({ field, message }) => [field.replace(/\[.*/, ''), besideField(field, message)]),
  )

/** The operation that saves the draft; none if nothing has changed. */
export function operationOf(base: Attribute | undefined, draft: Draft): SentOperation | undefined {
  if (base === undefined) return { op: 'create_attribute', ...sent(draft) }
  if (Object.keys(draft).length === 0) return undefined
  return { op: 'update_attribute', user_attribute_id: base.id, ...sent(draft) }
}

const sent = ({ choices, ...draft }: Draft): Partial<SentOperation> => ({
  ...draft,
  ...(choices !== undefined && { choices: [...(choices ?? [])] }),
})
