// Writes a user's values as JSON in one step: the same fields as shapes.ts, but everything except the value and the
// user is written only once for each definition and source.
import type { Catalogue } from '../domain/catalogue.ts'
import type { CombinedValue, FoundValue, GroupValue } from '../domain/search-path.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { UserId } from '../ids.ts'
import { showUserValue } from './shapes.ts'

/** The text before the value of a row, and the text after the user's id. */
interface Frame {
  readonly head: string
  readonly tail: string
  /** The head contains the value too, which then does not depend on the stored one. */
  readonly hidden: boolean
}

type Frames = Partial<Record<FoundValue['source'] | 'none', Frame>>

/** The keys are attributes, group values or what these are together; they live as long as their catalogue. */
const frames = new WeakMap<UserAttribute | GroupValue | CombinedValue, Frames>()

/** One row of a user's values, equal to the row of `showUserValue`. */
export function userValueText(
  attribute: UserAttribute,
  user_id: UserId,
  found: FoundValue | undefined,
  catalogue: Catalogue,
): string {
  const { head, tail, hidden } = frameOf(attribute, found, catalogue)
  const value = hidden ? '' : JSON.stringify(found?.value)
  return `${head}${value},"user_id":"${user_id}"${tail}`
}

const ownerOf = (attribute: UserAttribute, found: FoundValue | undefined) =>
  found?.source === 'group' ? found.group : found?.source === 'groups' ? found : attribute

function frameOf(
  attribute: UserAttribute,
  found: FoundValue | undefined,
  catalogue: Catalogue,
): Frame {
  const source = found?.source ?? 'none'
  const owner = ownerOf(attribute, found)
  const known = frames.get(owner)?.[source]
  if (known !== undefined) return known
  const {
    name,
    label,
    rank,
    value,
    user_id: _,
    ...rest
  } = showUserValue(attribute, 'any' as UserId, found, catalogue)
  const hidden = attribute.value_is_hidden || found === undefined
  const head = JSON.stringify({ name, label, rank })
  const frame = {
    head: `${head.slice(0, -1)},"value":${hidden ? JSON.stringify(value) : ''}`,
    tail: `,${JSON.stringify(rest).slice(1)}`,
    hidden,
  }
  frames.set(owner, { ...frames.get(owner), [source]: frame })
  return frame
}
