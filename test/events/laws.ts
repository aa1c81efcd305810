// The law of events in random worlds: whoever applies them to a copy of all values, from any cursor, ends with what
// reading gives (G-54).
import { isDeepStrictEqual } from 'node:util'
import { type Random, randomFrom } from '../support/chance.ts'
import type { TestServer } from '../support/server.ts'
import { signsIn } from '../support/sign-in.ts'

type Api = Pick<TestServer, 'api'>
type Asked = Pick<TestServer, 'api' | 'running'>
type Row = Record<string, unknown>
const base = '/api/attrium/1.0'

interface ValueEvent {
  readonly cursor: string
  readonly user_id: string
  readonly attribute: string
  readonly value: string | null
  readonly hidden: boolean
}

/** Readable values by user and attribute; somebody without any is left out. */
export type Copy = Map<string, Map<string, string>>

export function apply(copy: Copy, { user_id, attribute, value }: ValueEvent): void {
  const values = copy.get(user_id) ?? new Map<string, string>()
  copy.set(user_id, values)
  if (value === null) values.delete(attribute)
  else values.set(attribute, value)
  if (values.size === 0) copy.delete(user_id)
}

export const copied = (copy: Copy): Copy =>
  new Map([...copy].map(([user, values]) => [user, new Map(values)]))

/** What everybody has, as claims tell it: hidden values are not among them. */
export async function read({ api }: Api): Promise<Copy> {
  const { json: people } = await api('GET', '/users?fields=id')
  const users = (people as { id: string }[]).map(({ id }) => id)
  const { json } = await api('POST', '/claims', { users }, { base })
  return new Map(
    (json as { user_id: string; claims: Record<string, string> }[]).map(({ user_id, claims }) => [
      user_id,
      new Map(Object.entries(claims)),
    ]),
  )
}

/** All events after a cursor, and where to go on. */
export async function eventsAfter(
  { api }: Api,
  cursor: string,
  limit: number,
): Promise<{ events: ValueEvent[]; cursor: string }> {
  const all: ValueEvent[] = []
  for (let after = cursor; ; ) {
    const path = `/events?after=${after}&limit=${limit}&wait=0`
    const { json, status, text } = await api('GET', path, undefined, { base })
    if (status !== 200) throw new Error(`events are answered ${status}: ${text}`)
    all.push(...json.events)
    if (json.events.length === 0 && json.cursor === after) return { events: all, cursor: after }
    after = json.cursor
  }
}

interface World {
  readonly users: string[]
  readonly groups: string[]
  readonly attributes: string[]
}

let made = 0
const name = (word: string) => `${word}_${++made}`

/** Does one thing with the world; many of them are refused. */
async function act(server: Asked, random: Random, world: World): Promise<void> {
  const { api } = server
  const one = (ids: readonly string[]) => ids[random.below(ids.length)] ?? '0'
  const { users, groups, attributes } = world
  const [user, group, attribute] = [one(users), one(groups), one(attributes)]
  const value = `value ${random.below(4)}`
  const perhaps = random.below(3) === 0 ? null : value
  const hidden = { value_is_hidden: true, hidden_value_domain_whitelist: 'https://x.example/*' }
  const forget = (ids: string[], id: string) => ids.splice(ids.indexOf(id), 1)
  switch (random.below(28)) {
    case 0:
    case 1:
    case 2:
    case 3:
      await api('PATCH', `/users/${user}/attribute_values/${attribute}`, { value })
      break
    case 4:
      await api('DELETE', `/users/${user}/attribute_values/${attribute}`)
      break
    case 5:
    case 6:
      await api('PATCH', `/groups/${group}/attribute_values/${attribute}`, { value })
      break
    case 7:
      await api('DELETE', `/groups/${group}/attribute_values/${attribute}`)
      break
    case 8:
    case 9:
      await api('POST', `/groups/${group}/users`, { user_id: user })
      break
    case 10:
      await api('DELETE', `/groups/${group}/users/${user}`)
      break
    case 11:
      await api('POST', `/groups/${group}/groups`, { group_id: one(groups) })
      break
    case 12:
      await api('DELETE', `/groups/${group}/groups/${one(groups)}`)
      break
    case 13:
      await api('PATCH', `/user_attributes/${attribute}`, { default_value: perhaps })
      break
    case 14:
      await api('PATCH', `/user_attributes/${attribute}`, { name: name('renamed') })
      break
    case 15:
      if (random.below(3) === 0) await api('PATCH', `/user_attributes/${attribute}`, hidden)
      break
    case 16: {
      const type = { name: name('law'), label: name('Law'), type: 'string', default_value: perhaps }
      const { json } = await api('POST', '/user_attributes', {
        ...type,
        ...(random.below(3) === 0 && hidden),
      })
      attributes.push(json.id)
      break
    }
    case 17:
      if (attributes.length > 2) {
        await api('DELETE', `/user_attributes/${attribute}`)
        const isBack = random.below(2) === 0 && (await putBack(server, 'delete_user_attribute'))
        if (!isBack) forget(attributes, attribute)
      }
      break
    case 18:
      users.push((await api('POST', '/users', { first_name: name('first') })).json.id)
      break
    case 19:
      if (users.length > 2) {
        await api('DELETE', `/users/${user}`)
        forget(users, user)
      }
      break
    case 20:
      await api('PATCH', `/users/${user}`, { first_name: name('first'), is_disabled: true })
      break
    case 21:
      groups.push((await api('POST', '/groups', { name: name('group') })).json.id)
      break
    case 22:
      if (groups.length > 2) {
        await api('DELETE', `/groups/${group}`)
        const isBack = random.below(2) === 0 && (await putBack(server, 'delete_group'))
        if (!isBack) forget(groups, group)
      }
      break
    case 23: {
      const email = `${name('law')}@x.example`
      const { status } = await api('POST', `/users/${user}/credentials_email`, { email })
      if (status !== 200) await api('PATCH', `/users/${user}/credentials_email`, { email })
      break
    }
    case 24:
    case 25: {
      const sent = random.some(attributes, 2).map((id) => [id, `sent ${random.below(4)}`])
      await signsIn(server, user, Object.fromEntries(sent))
      break
    }
    default:
      await change(server, random, world)
  }
}

/** Undoes the newest deletion of a kind; what is hidden does not come back. */
async function putBack({ api }: Asked, operation: string): Promise<boolean> {
  const path = `/history?limit=1&operation=${operation}`
  const { json } = await api('GET', path, undefined, { base })
  const undo = `/changes/${json.history[0].change_id}/undo?on_conflict=skip`
  return (await api('POST', undo, {}, { base })).json.counts?.changed > 0
}

/** Several things at once: an attribute may get a name that another one gives away. */
async function change({ api }: Asked, random: Random, world: World): Promise<void> {
  const { json } = await api('GET', '/user_attributes?fields=id,name')
  const names = (json as Row[])
    .filter(({ id }) => world.attributes.includes(id as string))
    .map((row) => row['name'] as string)
  const [one, other] = [names[0] ?? '', names.at(-1) ?? '']
  const swapped = name('swapped')
  const rename = (attribute: string, to: string) => ({
    op: 'update_attribute',
    attribute,
    name: to,
  })
  const swaps = [rename(one, swapped), rename(other, one), rename(swapped, other)]
  const sets = random.some(world.users, 3).map((user_id, at) => ({
    ...{ op: 'set_user_value', user_id, attribute: one, value: `value ${at}` },
  }))
  const group = random.some(world.groups, 1)[0] ?? ''
  const value = { op: 'set_group_value', group, attribute: other, value: 'of a change' }
  const changes = random.below(2) === 0 ? [...sets, ...swaps, value] : [value, ...sets, ...sets]
  await api('POST', '/changes?on_problem=skip', { changes }, { base })
}

export interface Compared {
  readonly compared: number
  readonly events: number
  readonly problems: readonly string[]
}

const rounds = 40

/** Lets readers follow random worlds until so many copies were compared with what reading gives. */
export async function copiesDiffer(
  server: Asked,
  { copies, seed }: { readonly copies: number; readonly seed: number },
): Promise<Compared> {
  const problems: string[] = []
  let [compared, events] = [0, 0]
  for (let at = 0; compared < copies && problems.length < 20; at++) {
    const random = randomFrom(seed + at)
    const found = await followed(server, random)
    compared += found.compared
    events += found.events
    for (const problem of found.problems) problems.push(`seed ${seed + at}: ${problem}`)
  }
  return { compared, events, problems }
}

async function followed(server: Asked, random: Random): Promise<Compared> {
  const { api } = server
  const world: World = { users: [], groups: [], attributes: [] }
  const { json: begun } = await api('GET', '/events', undefined, { base })
  const start = await read(server)
  for (const made of ['users', 'groups', 'users', 'groups', 'users'] as const) {
    const body = made === 'groups' ? { name: name('group') } : { first_name: name('first') }
    world[made].push((await api('POST', `/${made}`, body)).json.id)
  }
  while (world.attributes.length < 3) {
    const body = { name: name('law'), label: name('Law'), type: 'string', default_value: null }
    world.attributes.push((await api('POST', '/user_attributes', body)).json.id)
  }
  for (let round = 0; round < rounds; round++) await act(server, random, world)
  const wanted = await read(server)
  const problems: string[] = []
  const { events, cursor } = await eventsAfter(server, begun.cursor, 1 + random.below(40))
  const copy = copied(start)
  for (const event of events) apply(copy, event)
  const differ = (what: string, one: Copy) => {
    if (!isDeepStrictEqual(one, wanted)) problems.push(`${what}: ${difference(one, wanted)}`)
  }
  differ('the copy', copy)
  // Whoever was interrupted goes on from the last cursor they kept.
  let compared = 1
  for (; compared < 5 && events.length > 0; compared++) {
    const kept = random.below(events.length)
    const again = copied(start)
    for (const event of events.slice(0, kept + 1)) apply(again, event)
    const from = events[kept]?.cursor ?? ''
    const rest = await eventsAfter(server, from, 1 + random.below(40))
    for (const event of rest.events) apply(again, event)
    differ(`the copy from event ${kept}, ${from}`, again)
  }
  // A reader who reads all of it again comes to the same.
  const late = copied(wanted)
  for (const event of events) apply(late, event)
  differ('a copy that got everything again', late)
  const { events: none } = await eventsAfter(server, cursor, 10)
  if (none.length > 0) problems.push(`${none.length} events after the last one`)
  // What is left of a world would make the next ones slower.
  for (const id of world.users) await api('DELETE', `/users/${id}`)
  for (const id of world.attributes) await api('DELETE', `/user_attributes/${id}`)
  return { compared, events: events.length, problems }
}

export function difference(copy: Copy, wanted: Copy): string {
  const lines: string[] = []
  for (const user of new Set([...copy.keys(), ...wanted.keys()])) {
    const [has, wants] = [copy.get(user), wanted.get(user)]
    for (const key of new Set([...(has?.keys() ?? []), ...(wants?.keys() ?? [])])) {
      if (has?.get(key) !== wants?.get(key))
        lines.push(`${user} ${key}: ${has?.get(key)} instead of ${wants?.get(key)}`)
    }
  }
  return lines.slice(0, 5).join('; ')
}
