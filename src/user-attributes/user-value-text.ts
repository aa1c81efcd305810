// A user's values written as JSON at once: what shapes.ts shows, with everything but the value and the user
// written once per definition and source.
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { UserId } from '../ids.ts'
import type { FoundValue, GroupValue } from './search-path.ts'
import { showUserValue } from './shapes.ts'
import type { UserAttribute } from './user-attribute.ts'

/** What stands before the value of a row and after the user's id. */
interface Frame {
  readonly head: string
  readonly tail: string
  /** The head has the value too: it says nothing of what is stored. */
  readonly hidden: boolean
}

type Frames = Partial<Record<FoundValue['source'] | 'none', Frame>>

/** By attribute, or by group value: both live as long as the catalogue that holds them. */
const frames = new WeakMap<UserAttribute | GroupValue, Frames>()

/** One row of a user's values, the same that `showUserValue` gives. */
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

function frameOf(
  attribute: UserAttribute,
  found: FoundValue | undefined,
  catalogue: Catalogue,
): Frame {
  const source = found?.source ?? 'none'
  const owner = found?.source === 'group' ? found.group : attribute
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
