// Reads memberships and own values of users: of a few by their names, or of everybody.
import { CallRefused } from '../client/answers.ts'
import { allMemberships, type Clients, everyRow, exported } from '../client/lists.ts'
import type { Times } from '../domain/times.ts'
import { limits } from '../limits.ts'
import { ownSource } from '../user-attributes/shapes.ts'
import type { UserWanted } from './definitions.ts'
import type { AttributeHeld, MembershipHeld, UserHeld } from './present.ts'

export type UsersAsked =
  | 'none'
  | 'all'
  /** The own values of these users that files name; all of them if `prunes`. */
  | { readonly named: readonly UserWanted[]; readonly prunes: boolean }

export async function readUsers(
  clients: Clients,
  attributes: readonly AttributeHeld[],
  asked: UsersAsked,
  /** So many users are read one by one; for more, everybody is read at once. */
  few = 100,
): Promise<UserHeld[]> {
  if (asked === 'none') return []
  const ids = new Map(attributes.map(({ id, name }) => [name, id]))
  if (asked === 'all') return readAll(clients, await ownValues(clients, ids))
  const { named, prunes } = asked
  if (named.length > few) {
    const only = prunes ? undefined : namedIn(named, ids)
    return readAll(clients, await ownValues(clients, ids, only))
  }
  const found: UserHeld[] = []
  for (const wanted of named) {
    const user = await readUser(clients, wanted)
    if (user !== undefined) found.push(user)
  }
  if (found.length === named.length) return found
  // Somebody is not there: all others are read for the names that may have been meant.
  const known = new Set(found.map(({ id }) => id))
  const others = await readAll(clients, new Map())
  return [...found, ...others.filter(({ id }) => !known.has(id))]
}

/** The attributes whose values files name. */
function namedIn(users: readonly UserWanted[], ids: ReadonlyMap<string, string>): string[] {
  const names = new Set(users.flatMap(({ values }) => values?.map(({ name }) => name.is) ?? []))
  return [...names].flatMap((name) => ids.get(name) ?? [])
}

const fields = 'id,email,display_name,credentials_embed'

/** A user as the Looker API shows them with these fields. */
interface Row {
  readonly id?: string
  readonly email?: string | null
  readonly display_name?: string | null
  readonly credentials_embed?: readonly { readonly external_user_id?: string | null }[] | null
}

type Own = Pick<UserHeld, 'values' | 'ends' | 'followed'>
const noOwn: Own = { values: new Map(), ends: new Map(), followed: new Map() }

const userOf = (
  { id = '', email, display_name, credentials_embed }: Row,
  groups: readonly MembershipHeld[],
  own = noOwn,
): UserHeld => ({
  ...{ id, email: email || null, display_name: display_name ?? '', groups, ...own },
  external_user_id: credentials_embed?.[0]?.external_user_id ?? null,
})

type Membership = Awaited<ReturnType<typeof allMemberships>>[number]

/** The Looker API has no times, so what it lists would be taken for good: memberships are read here alone. */
const heldOf = ({ group_id, ...times }: Membership): MembershipHeld => ({
  group: group_id,
  ...timesOf(times),
})

/** Times as answers have them, in milliseconds since 1970 UTC. */
export const timesOf = (shown: {
  readonly starts_at: string | null
  readonly expires_at: string | null
}): Times => ({ starts_at: timeOf(shown.starts_at), expires_at: timeOf(shown.expires_at) })

const timeOf = (shown: string | null): number | null => (shown === null ? null : Date.parse(shown))

/** Undefined if there is nobody of this name. */
async function readUser(clients: Clients, { by, text }: UserWanted): Promise<UserHeld | undefined> {
  const { attrium, looker } = clients
  const path = { credential_type: by === 'email' ? by : 'embed', credential_id: text }
  try {
    const address = 'GET /users/credential/{credential_type}/{credential_id}'
    const { body } = await looker(address, { path, query: { fields } })
    const user_id = body.id ?? ''
    const query = { fields: 'user_attribute_id,value,source' }
    const own = await looker('GET /users/{user_id}/attribute_values', { path: { user_id }, query })
    const values = new Map<string, string | null>()
    for (const { user_attribute_id, value, source } of own.body) {
      if (source !== ownSource) continue
      values.set(user_attribute_id ?? '', value == null ? null : String(value))
    }
    const groups = (await allMemberships(clients, { user: user_id })).map(heldOf)
    return userOf(body, groups, { values, ...(await endsOf(attrium, user_id, values)) })
  } catch (error) {
    if (error instanceof CallRefused && error.status === 404) return undefined
    throw error
  }
}

/** Looker's API knows values for good alone, so when they end is read by ours. */
async function endsOf(
  attrium: Clients['attrium'],
  user: string,
  values: UserHeld['values'],
): Promise<Pick<UserHeld, 'ends' | 'followed'>> {
  const [ends, followed] = [new Map<string, number>(), new Map<string, number>()]
  if (values.size === 0) return { ends, followed }
  const attributes = [...values.keys()]
  const { body } = await attrium('GET /users/{user}/explanations', {
    path: { user },
    // Of many, all are asked.
    query: attributes.length > limits.named_attributes ? {} : { attributes },
  })
  for (const { user_attribute_id, steps } of body) {
    const [first] = steps
    // What has ended, and what starts later, is told among the steps, and does not count.
    if (first?.source !== ownSource || first.outcome !== 'wins') continue
    const id = user_attribute_id ?? ''
    if (first.expires_at !== null) ends.set(id, Date.parse(first.expires_at))
    const next = steps.find((it) => it.source === ownSource && it.outcome === 'scheduled')
    if (next?.starts_at != null) followed.set(id, Date.parse(next.starts_at))
  }
  return { ends, followed }
}

type OwnValues = ReadonlyMap<string, Own>

/** Own values by the ids of users. */
async function ownValues(
  clients: Clients,
  ids: ReadonlyMap<string, string>,
  only?: readonly string[],
): Promise<OwnValues> {
  interface Found extends Own {
    readonly values: Map<string, string | null>
    readonly ends: Map<string, number>
    readonly followed: Map<string, number>
  }
  const own = new Map<string, Found>()
  if (only?.length === 0) return own
  const list = only?.join()
  const isShort = list !== undefined && list.length < limits.url_characters / 2
  const asked = { of: 'own', ...(isShort && { attributes: list }) } as const
  for (const row of await exported(clients, asked)) {
    const { user_id, attribute, value, expires_at, replaced_at } = row
    const of = own.get(user_id ?? '') ?? {
      ...{ values: new Map(), ends: new Map(), followed: new Map() },
    }
    own.set(user_id ?? '', of)
    const id = ids.get(attribute) ?? ''
    of.values.set(id, value)
    if (expires_at !== null) of.ends.set(id, Date.parse(expires_at))
    if (replaced_at !== null) of.followed.set(id, Date.parse(replaced_at))
  }
  return own
}

async function readAll(clients: Clients, own: OwnValues): Promise<UserHeld[]> {
  const { looker } = clients
  const groups = Map.groupBy(await allMemberships(clients), ({ user_id }) => user_id)
  const rows = await everyRow(async (page) => {
    const query = { fields, ...page, sorts: 'id' }
    return (await looker('GET /users', { query })).body
  })
  return rows.map(({ id = '', ...row }) =>
    userOf({ id, ...row }, (groups.get(id) ?? []).map(heldOf), own.get(id)),
  )
}
