// A walk: a user who is not an administrator calls any operation, and after each change the test checks that nobody
// got more than they may.
import { type Random, randomFrom } from '../../test/support/random.ts'
import type { Answer, Caller, TestServer } from '../../test/support/server.ts'
import type { Source } from '../fuzz/values.ts'
import { nextAttempt, poolOf } from './requests.ts'
import { everything, permissionsIn, valuesIn } from './rights.ts'
import {
  buildTown,
  lay,
  type Rows,
  type State,
  secrets,
  stateOf,
  type Town,
  type Walker,
} from './town.ts'

export interface Figures {
  calls: number
  /** The successful calls, and those of them that changed something. */
  ok: number
  changes: number
  readonly problems: string[]
}

const memberships = ['groups', 'group_users', 'group_groups'] as const
const roles = ['roles', 'permission_sets', 'model_sets', 'role_users'] as const
const definitions = ['user_attributes', 'user_attribute_user_values'] as const

/** Tables that a permission lets its holder change. Deleting a group also removes its values and its roles. */
const changeable: Readonly<Record<string, readonly string[]>> = {
  manage_groups: [...memberships, 'role_groups', 'user_attribute_group_values'],
  manage_roles: [...roles, 'role_groups'],
  manage_user_attributes: [...definitions, 'user_attribute_group_values'],
}

export interface Walks {
  readonly count: number
  readonly calls: number
  readonly seed: number
  /** The server guards the values of groups (decision 53). */
  readonly guarded?: boolean
}

/** Builds a town and walks through it so many times, each time as the next walker. */
export async function walks(
  server: TestServer,
  { count, calls, seed, guarded = false }: Walks,
): Promise<Figures> {
  const town = await buildTown(server)
  const random = randomFrom(seed)
  const figures: Figures = { calls: 0, ok: 0, changes: 0, problems: [] }
  for (let number = 0; number < count; number++) {
    await walk(server, town, { random, calls, number, guarded }, figures)
  }
  return figures
}

interface Walk {
  readonly random: Random
  readonly calls: number
  readonly number: number
  readonly guarded: boolean
}

async function walk(
  server: TestServer,
  { state, walkers }: Town,
  { random, calls, number, guarded }: Walk,
  figures: Figures,
): Promise<void> {
  const walker = walkers[number % walkers.length]
  if (walker === undefined) throw new Error('nobody walks')
  await lay(server, state)
  let count = 0
  const source: Source = { random, pool: poolOf(state), fresh: () => ++count }
  const watch = new Watch(state, walker, guarded)
  let caller = await server.logIn(walker.key)
  for (let call = 1; call <= calls; call++) {
    const { operation, path, body } = nextAttempt(source, walker.user_id)
    const answer = await caller.api(operation.method, path, body)
    figures.calls++
    const problems = watch.readings(answer)
    if (answer.status < 300) {
      figures.ok++
      if (operation.method !== 'GET') {
        figures.changes++
        source.pool.learn(operation, answer.json, undefined)
        problems.push(...watch.changes(await stateOf(server)))
      }
      const acting = await sudoed(server, answer)
      if (acting !== undefined) {
        // A walker who manages groups may delete a group that made somebody an admin; then that person is no longer
        // one.
        const held = permissionsIn(await stateOf(server)).get(acting.user_id)
        if (watch.wasAdmin(acting.user_id) && held?.has(everything) !== true) return
        problems.push(...watch.acting(acting.user_id))
        if (random.chance(0.5)) caller = acting.caller
      }
    }
    for (const problem of problems) {
      const tried = `${operation.method} ${path} ${JSON.stringify(body) ?? ''}`
      figures.problems.push(
        `walk ${number} of the ${walker.name}, call ${call}: ${tried}: ${problem}`,
      )
    }
    if (problems.length > 0) return
    const out = answer.status === 401 || operation.operationId === 'logout'
    if (out || /session/.test(path)) caller = await server.logIn(walker.key)
  }
}

/** The user that a token in the answer lets its holder act as. */
async function sudoed(server: TestServer, { json }: Answer) {
  const token = (json as { access_token?: unknown } | undefined)?.access_token
  if (typeof token !== 'string') return undefined
  const caller: Caller = server.callerWith(token)
  const me = await caller.api('GET', '/user?fields=id')
  return { caller, user_id: String(me.json.id) }
}

/** The state before the walk, and the facts that must still be true. */
class Watch {
  readonly #before: State
  readonly #guarded: boolean
  readonly #permissions: ReadonlyMap<string, ReadonlySet<string>>
  readonly #values: ReadonlyMap<string, string | null>
  readonly #walker: Walker
  /** The rights of the walker, and of those whom they may act as. */
  readonly #held: ReadonlySet<string>
  /** Users whose own values the walker may set. */
  readonly #selves: ReadonlySet<string>

  constructor(before: State, walker: Walker, guarded: boolean) {
    this.#before = before
    this.#guarded = guarded
    this.#walker = walker
    this.#permissions = permissionsIn(before)
    this.#values = valuesIn(before)
    const own = this.#permissions.get(walker.user_id) ?? new Set()
    const reach = own.has('sudo')
      ? [...this.#permissions].filter(([, held]) => !held.has(everything))
      : [[walker.user_id, own] as const]
    this.#selves = new Set(reach.map(([user_id]) => user_id))
    this.#held = new Set(reach.flatMap(([, held]) => [...held]))
  }

  /** Nobody is shown a hidden value, or data of others that requires a permission they lack. */
  readings({ text }: Answer): string[] {
    const { user_id } = this.#walker
    const seen = [
      text.includes(secrets.hidden) && 'shows a hidden value',
      !this.#held.has('manage_user_attributes') &&
        text.includes(secrets.closed) &&
        'shows a value that users may not view',
      !this.#held.has('manage_user_attributes') &&
        text.replaceAll(secrets.ownOf(user_id), '').includes(secrets.ownOf('').slice(0, -1)) &&
        'shows a value of somebody else',
      // Addresses are values too.
      !['see_users', 'manage_user_attributes'].some((it) => this.#held.has(it)) &&
        (text.match(/[\w.]+@canary\.example/g) ?? []).some((it) => it !== this.#address()) &&
        'shows an address of somebody else',
    ]
    return seen.filter((it) => it !== false)
  }

  wasAdmin(user_id: string): boolean {
    return this.#permissions.get(user_id)?.has(everything) === true
  }

  acting(user_id: string): string[] {
    const allowed = this.#held.has('sudo') && this.#selves.has(user_id)
    return allowed ? [] : [`got a token of user ${user_id}`]
  }

  changes(after: State): string[] {
    return [...this.#tables(after), ...this.#escalations(after), ...this.#valueChanges(after)]
  }

  /** Nobody may do more than before, except with permissions of the walker. */
  #escalations(after: State): string[] {
    const found: string[] = []
    for (const [user_id, permissions] of permissionsIn(after)) {
      const before = this.#permissions.get(user_id) ?? new Set()
      const gained = [...permissions].filter((it) => !before.has(it) && !this.#held.has(it))
      if (gained.length > 0) found.push(`user ${user_id} may ${gained.join(', ')} now`)
    }
    return found
  }

  /** Only tables that the walker's permissions allow, and the walker's own editable values, have changed. */
  #tables(after: State): string[] {
    const open = new Set([...this.#held].flatMap((permission) => changeable[permission] ?? []))
    return (Object.keys(this.#before) as (keyof State)[])
      .filter((table) => !open.has(table))
      .filter((table) => this.#digest(table, this.#before) !== this.#digest(table, after))
      .map((table) => `changed ${table}`)
  }

  /** Effective values stay, unless the walker may set them or change their sources. */
  #valueChanges(after: State): string[] {
    const follows = ['manage_user_attributes', ...(this.#guarded ? [] : ['manage_groups'])]
    if (follows.some((permission) => this.#held.has(permission))) return []
    return [...valuesIn(after)]
      .filter(([key, value]) => this.#values.get(key) !== value)
      .filter(([key]) => !this.#mayEdit(...(key.split(' ') as [string, string])))
      .map(([key]) => `changed the value of user and attribute ${key}`)
  }

  #digest(table: keyof State, state: State): string {
    const rows = state[table].flatMap((row) => this.#kept(table, row))
    return rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join('\n')
  }

  /** The part of the row that must stay the same: each sign-in notes the use of its key. */
  #kept(table: keyof State, { authority, last_used_at, ...row }: Rows): Rows[] {
    if (table !== 'user_attribute_user_values') return [row]
    const mine = this.#mayEdit(String(row['user_id']), String(row['user_attribute_id']))
    return mine ? [] : [row]
  }

  #mayEdit(user_id: string, user_attribute_id: string): boolean {
    const attribute = this.#before.user_attributes.find(
      ({ id }) => String(id) === user_attribute_id,
    )
    return this.#selves.has(user_id) && Boolean(attribute?.['user_can_edit'])
  }

  #address(): string {
    const own = this.#before.credentials_email.find(
      ({ user_id }) => String(user_id) === this.#walker.user_id,
    )
    return String(own?.['email'])
  }
}
