// Every operation that the audit records, as history tells it, and the door by which it came.
import { groupFields, groupOperations } from './group-operations.ts'
import { oauthOperations } from './oauth-operations.ts'
import { flags, peopleOperations } from './people-operations.ts'
import { providerOperations } from './provider-operations.ts'
import { roleOperations } from './role-operations.ts'
import { serverOperations } from './server-operations.ts'
import { signInOperations } from './sign-in-operations.ts'
import { type Told, told } from './told.ts'
import { definition, removedAtSignIn, valueOperations } from './value-operations.ts'

const table: Readonly<Record<string, Told>> = {
  ...valueOperations,
  ...groupOperations,
  ...roleOperations,
  ...peopleOperations,
  ...serverOperations,
  ...signInOperations,
  ...oauthOperations,
  ...providerOperations,
}

/** Undefined for an operation that this program does not know. */
export const operationOf = (operation: string): Told | undefined =>
  Object.hasOwn(table, operation) ? table[operation] : undefined

interface Placed {
  readonly operation: string
  readonly user_id: string | null
  readonly group_id: string | null
  readonly user_attribute_id: string | null
  readonly details: Readonly<Record<string, unknown>>
}

const added = (what: string) => `added ${what} from the seed`

/** What a row tells: a seed makes things of several kinds, which the ids in its rows tell apart. */
export function toldBy(row: Placed): Told {
  const { details } = row
  // guard history-access-3: 'server' → 'values'
  const unknown = told('server', 'changes', 'did something that this version does not know')
  if (row.operation === 'set_sign_in_values' && details['removed'] === true) return removedAtSignIn
  if (row.operation !== 'seed') return operationOf(row.operation) ?? unknown
  if (row.user_attribute_id !== null) {
    if (row.user_id !== null)
      return told('values', 'makes', 'set {attribute} of {user} {change} from the seed')
    if ('groups' in details)
      return told('values', 'makes', 'set the group values of {attribute} from the seed')
    return told('values', 'makes', added('the user attribute {attribute}'), ...definition)
  }
  if (row.user_id !== null)
    return told('people', 'makes', added('{user}'), ...flags, 'group_ids', 'role_ids', 'client_id')
  if ('added_group_id' in details) {
    return told(
      'groups',
      'makes',
      added('the group {thing} to the group {group}'),
      'added_group_id',
    )
  }
  if (row.group_id !== null)
    return told('groups', 'makes', added('the group {group}'), ...groupFields, 'parent_group_ids')
  return operationOf('seed') ?? unknown
}

const seeds = new Set(['seed', 'first_start', 'keep_seed', 'reset'])
const commands = new Set(['restored', 'archive_audit', 'rotate_value_key', 'rotate_master_key'])

/** The door by which a change came, told by its operation and its request. */
export function channelOf(row: {
  readonly operation: string
  readonly request_id: string
  readonly actor_id?: string | null
  readonly credentials_api3_id?: string | null
}): Channel {
  if (seeds.has(row.operation)) return 'seed'
  // guard times-8: gone
  if (/^(expire|start)_/.test(row.operation)) return 'expiry'
  if (row.request_id === 'local' || commands.has(row.operation)) return 'command'
  if (row.request_id === 'server') return 'server'
  // guard sign-in-value-12: gone
  if (row.operation === 'set_sign_in_values') return 'sso'
  if (Object.hasOwn(signInOperations, row.operation)) return 'web'
  // A program signs in with an API key, a browser without.
  const isProgram = row.actor_id == null || row.credentials_api3_id !== null
  return isProgram ? 'api' : 'web'
}
/** The rows of a list of operations come by `change`. */
export const channels = [
  'api',
  'change',
  'command',
  'expiry',
  'seed',
  'server',
  'sso',
  'web',
] as const
export type Channel = (typeof channels)[number]
