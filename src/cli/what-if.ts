// Reads the changes of --if: an operation by its name and parts, or as JSON.
import type { SentOperation } from '../client/client.ts'
import { CannotRun } from '../errors.ts'
import { asWritten, keepingNumbers } from '../texts/written-numbers.ts'

/** An operation about the user who is explained, unless it says otherwise. Throws CannotRun. */
export function triedChange(text: string, user: string): SentOperation {
  if (text.startsWith('{')) return parsed(text)
  const [, op = '', rest = ''] = /^(\w+):([\s\S]*)$/.exec(text) ?? []
  switch (op) {
    case 'add_group_user':
    case 'remove_group_user':
      return { op, ...userFields(user), group: rest }
    case 'clear_user_value':
      return { op, ...userFields(user), attribute: rest }
    case 'set_user_value':
      return { op, ...userFields(user), ...valueIn(rest, text) }
    case 'set_group_value':
      return { op, group: groupIn(rest), ...valueIn(attributeIn(rest), text) }
    case 'clear_group_value':
      return { op, group: groupIn(rest), attribute: attributeIn(rest) }
    case 'order_group_values': {
      const [attribute = '', groups = ''] = [groupIn(rest), attributeIn(rest)]
      return { op, attribute, groups: groups.split(',') }
    }
    case 'delete_group':
      return { op, group: rest }
    case 'delete_attribute':
      return { op, attribute: rest }
    default:
      throw new CannotRun(notRead)
  }
}

const notRead =
  '--if must be such as add_group_user:EMEA, set_user_value:region=EMEA, set_group_value:EMEA:region=APAC, or an operation as JSON.'

/** The user as operations name them. */
export function userFields(user: string): Omit<SentOperation, 'op'> {
  if (user.startsWith('external_user_id:')) {
    return { external_user_id: user.slice('external_user_id:'.length) }
  }
  if (user.includes('@')) return { email: user }
  if (/^\d+$/.test(user)) return { user_id: user }
  throw new CannotRun(
    `${user} names no user: write an id or an e-mail address; attrium user ls lists them.`,
  )
}

const groupIn = (rest: string) => rest.slice(0, Math.max(rest.indexOf(':'), 0))
const attributeIn = (rest: string) => rest.slice(rest.indexOf(':') + 1)

function valueIn(rest: string, text: string) {
  const [, attribute, value] = /^(\w+)=([\s\S]*)$/.exec(rest) ?? []
  if (attribute === undefined) throw new CannotRun(`--if ${text} needs ATTRIBUTE=VALUE at its end.`)
  return { attribute, value: value ?? '' }
}

function parsed(text: string): SentOperation {
  try {
    return JSON.parse(text, keepingNumbers(asWritten)) as SentOperation
  } catch {
    throw new CannotRun(notRead)
  }
}
