// The next step of a walker: any operation on anything in the town, most often on the walker.
import type { Random } from '../../test/support/random.ts'
import { type Operation, operations, shapeOf } from '../fuzz/operations.ts'
import { Pool } from '../fuzz/pool.ts'
import { filled } from '../fuzz/requests.ts'
import { likely, likelyBody, type Source, someId } from '../fuzz/values.ts'
import type { State } from './town.ts'

export interface Attempt {
  readonly operation: Operation
  readonly path: string
  readonly body: unknown
}

/** The ids of everything in the town: a walker knows them all. */
export function poolOf(state: State): Pool {
  const pool = new Pool()
  const learn = (answers: string, rows: readonly object[]) => {
    const named = rows.map((row) => ({ id: String((row as { id?: unknown }).id) }))
    pool.learn({ answers }, named, undefined)
  }
  learn('User', state.users)
  learn('Group', state.groups)
  learn('Role', state.roles)
  learn('PermissionSet', state.permission_sets)
  learn('ModelSet', state.model_sets)
  learn('UserAttribute', state.user_attributes)
  learn('CredentialsApi3', state.credentials_api3)
  learn('CredentialsEmbed', state.credentials)
  return pool
}

/** The kind of thing that a list of ids names. */
const listKinds: Readonly<Record<string, string>> = {
  set_user_roles: 'role_id',
  set_role_users: 'user_id',
  set_role_groups: 'group_id',
}

export function nextAttempt(source: Source, user_id: string): Attempt {
  const { random } = source
  const operation = pickOperation(random)
  const ids: Record<string, string> = {}
  for (const { name, schema, ...parameter } of operation.parameters) {
    if (parameter.in !== 'path') continue
    const himself = name === 'user_id' && random.chance(0.4)
    ids[name] = himself ? user_id : String(likely(name, schema, source))
  }
  const path = filled(operation.path, ids)
  return { operation, path, body: bodyOf(operation, source, user_id) }
}

/** Changes that might give more rights: memberships, roles, identities and values. */
const climbs = operations.filter(
  ({ operationId, method }) =>
    method !== 'GET' && /_(roles?|groups?|users?|set|value)$|login_user|api3/.test(operationId),
)

function pickOperation(random: Random): Operation {
  return random.pick(random.chance(0.6) ? climbs : operations)
}

function bodyOf({ operationId, body }: Operation, source: Source, user_id: string): unknown {
  if (body === undefined) return undefined
  const kind = listKinds[operationId]
  const { random } = source
  if (kind !== undefined) {
    const ids = Array.from({ length: random.below(3) }, () => someId(kind, source))
    return kind === 'user_id' && random.chance(0.5) ? [...ids, user_id] : ids
  }
  const shape = shapeOf(body)
  if (shape.type === 'array') return likely('values', shape, source)
  const fields = likelyBody(shape, source)
  return 'user_id' in fields && random.chance(0.5) ? { ...fields, user_id } : fields
}
