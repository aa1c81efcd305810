// The sentences of an explained 404; they repeat an id only if it is one.
import { isId } from '../ids.ts'
import type { Named } from './things.ts'

/** Whether there is a thing of this kind with this id; undefined for things that belong to one user. */
export type Exists = (named: Named, id: string) => boolean | undefined

/** The sentence for a name, an address or a malformed number in place of an id; undefined when all are ids. */
export function misnamed(named: readonly Named[]): string | undefined {
  const wrong = named.find(({ id }) => !isId(id))
  if (wrong === undefined) return undefined
  const { parameter, kind } = wrong
  // guard error-5: id of a → id of a ${wrong.id}
  return `Not found: ${parameter} must be the id of a ${kind.noun}, a whole number such as 7; ${kind.lookUp}.`
}

/** Says which of the things are missing, and whether the ids look swapped; undefined when all exist. */
export function missing(named: readonly Named[], exists: Exists): string | undefined {
  const absent = named.filter((it) => exists(it, it.id) === false)
  if (absent.length === 0) return undefined
  const which = absent.map(({ kind, id }) => `no ${kind.noun} ${id}`).join(' and ')
  const [one, other] = named
  if (one === undefined || other === undefined || !lookSwapped(one, other, exists)) {
    return `Not found: there is ${which}.`
  }
  const found = `${one.kind.noun} ${other.id} and ${other.kind.noun} ${one.id}`
  return `Not found: there is ${which}; the two ids look swapped, because there are ${found}.`
}

const lookSwapped = (one: Named, other: Named, exists: Exists): boolean =>
  one.kind !== other.kind && exists(one, other.id) === true && exists(other, one.id) === true

/** The sentence for things that exist but lack the part or relation in the path; undefined where that is not known. */
export function missingPart(
  path: string,
  ids: Readonly<Record<string, string>>,
): string | undefined {
  const { user_id, group_id, user_attribute_id, deleting_group_id } = ids
  switch (path) {
    case '/users/{user_id}/attribute_values/{user_attribute_id}':
      return `Not found: user ${user_id} has no value of their own for user attribute ${user_attribute_id}.`
    case '/groups/{group_id}/attribute_values/{user_attribute_id}':
      return `Not found: group ${group_id} has no value for user attribute ${user_attribute_id}.`
    case '/groups/{group_id}/users/{user_id}':
      return `Not found: user ${user_id} is not directly in group ${group_id}.`
    case '/groups/{group_id}/groups/{deleting_group_id}':
      return `Not found: group ${deleting_group_id} is not directly in group ${group_id}.`
    case '/users/service_accounts/{user_id}':
      return `Not found: user ${user_id} is not a service account.`
    default:
      return missingPartOfUser(path, ids)
  }
}

function missingPartOfUser(path: string, ids: Readonly<Record<string, string>>) {
  const [, part, parameter] = partOfUser.exec(path) ?? []
  if (part === undefined) return undefined
  const noun = part === 'sessions' ? 'session' : part
  const id = parameter === undefined ? '' : ` ${ids[parameter]}`
  return `Not found: user ${ids['user_id']} has no ${noun}${id}.`
}
const partOfUser = /^\/users\/\{user_id\}\/(credentials_\w+|sessions)\b(?:\/\{(\w+)\})?/
