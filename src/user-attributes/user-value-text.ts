// Writes a user's values as JSON in one step: the same fields as shapes.ts, but everything except the user and a value
// of their own is written only once for each definition and source.
import type { Catalogue } from '../domain/catalogue.ts'
import type { CombinedValue, FoundValue, GroupValue } from '../domain/search-path.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { UserId } from '../ids.ts'
import { showUserValue, sourceOf } from './shapes.ts'

/** The text before the value of a row, and the text after the user's id. */
interface Frame {
  readonly head: string
  readonly tail: string
  /** The head contains the value too: all users who have it from this source have the same. */
  readonly isWhole: boolean
}

/** By the source; that of a sign-in has the name of its provider. */
type Frames = Readonly<Record<string, Frame | undefined>>

/** The keys are attributes, group values or what these are together; they live as long as their catalogue. */
const frames = new WeakMap<UserAttribute | GroupValue | CombinedValue, Frames>()

/** Sources whose value is the same for all whose value comes from them. */
const shared: ReadonlySet<FoundValue['source']> = new Set(['group', 'groups', 'default'])

/** One row of a user's values, equal to the row of `showUserValue`. */
export function userValueText(
  attribute: UserAttribute,
  user_id: UserId,
  found: FoundValue | undefined,
  catalogue: Catalogue,
): string {
  const { head, tail, isWhole } = frameOf(attribute, found, catalogue)
  const value = isWhole ? '' : JSON.stringify(found?.value)
  return `${head}${value},"user_id":"${user_id}"${tail}`
}

const ownerOf = (attribute: UserAttribute, found: FoundValue | undefined) =>
  found?.source === 'group' ? found.group : found?.source === 'groups' ? found : attribute

function frameOf(
  attribute: UserAttribute,
  found: FoundValue | undefined,
  catalogue: Catalogue,
): Frame {
  // guard sign-in-value-15: becomes found?.source ?? 'none'
  const source =
    found?.source === 'sign_in' ? sourceOf(found, catalogue) : (found?.source ?? 'none')
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
  // guard sign-in-value-23: shared.has(found.source) → !['user', 'system'].includes(found.source)
  const isWhole = attribute.value_is_hidden || found === undefined || shared.has(found.source)
  const head = JSON.stringify({ name, label, rank })
  const frame = {
    head: `${head.slice(0, -1)},"value":${isWhole ? JSON.stringify(value) : ''}`,
    tail: `,${JSON.stringify(rest).slice(1)}`,
    isWhole,
  }
  frames.set(owner, { ...frames.get(owner), [source]: frame })
  return frame
}
