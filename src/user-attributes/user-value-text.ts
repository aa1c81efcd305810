// A user's values written as JSON at once: what shapes.ts shows, with all that depends on the attribute only
// written once per definition.
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { UserId } from '../ids.ts'
import type { FoundValue } from './search-path.ts'
import { rankOf, shownValue, sourceOf } from './shapes.ts'
import type { UserAttribute } from './user-attribute.ts'

/** What stands before the rank, between the ids, and after the source of a row. */
interface Fragments {
  readonly head: string
  readonly middle: string
  readonly tail: string
}

const written = new WeakMap<UserAttribute, Fragments>()

function fragmentsOf(attribute: UserAttribute): Fragments {
  const known = written.get(attribute)
  if (known !== undefined) return known
  const { name, label, user_can_edit, value_is_hidden, id } = attribute
  const text = JSON.stringify
  const fragments = {
    head: `{"name":${text(name)},"label":${text(label)},"rank":`,
    middle: `,"user_can_edit":${user_can_edit},"value_is_hidden":${value_is_hidden},"user_attribute_id":"${id}","source":`,
    tail: `,"hidden_value_domain_whitelist":${text(attribute.hidden_value_domain_whitelist)},"can":`,
  }
  written.set(attribute, fragments)
  return fragments
}

/** One row of a user's values, the same that `showUserValue` gives. */
export function userValueText(
  attribute: UserAttribute,
  user_id: UserId,
  found: FoundValue | undefined,
  catalogue: Catalogue,
): string {
  const { head, middle, tail } = fragmentsOf(attribute)
  const value = JSON.stringify(shownValue(attribute, found))
  const source = JSON.stringify(sourceOf(found, catalogue))
  const can = found?.source === 'user' ? '{"show":true}' : '{}'
  return `${head}${rankOf(found)},"value":${value},"user_id":"${user_id}"${middle}${source}${tail}${can}}`
}
