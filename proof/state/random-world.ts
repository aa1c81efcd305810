// A company that an administrator builds through the API, in random steps with every kind of change.
import type { Random } from '../../test/support/random.ts'
import type { Ask } from '../asking.ts'
import { putBack } from './put-back.ts'
import { attribute, role, set, whitelist } from './random-bodies.ts'

const texts = ['EMEA', 'AMER', 'north, "old"', '%', 'ÄÖ Σίσυφος', '0', 'x'.repeat(300), '', '1.10']
const choices = [null, texts, [...texts].reverse()]
/** How the address of a user ends after all of theirs were replaced. */
export const wiped = '@gone.example'

/** The existing things, by id. */
interface Held {
  readonly users: string[]
  readonly groups: string[]
  readonly attributes: string[]
  readonly hidden: Set<string>
  readonly roles: string[]
  readonly permissionSets: string[]
  readonly modelSets: string[]
  readonly keys: { readonly user: string; readonly id: string }[]
}

type Step = (world: World) => Promise<unknown>
type Sent = Readonly<Record<string, string>>
type SignsIn = (user: string, sent: Sent, provider: string) => Promise<unknown>

export class World {
  readonly ask: Ask
  /** The same in the Attrium API. */
  readonly attrium: Ask
  readonly random: Random
  #count = 0
  readonly held: Held = {
    users: [],
    groups: [],
    attributes: [],
    hidden: new Set(),
    roles: [],
    permissionSets: [],
    modelSets: [],
    keys: [],
  }
  /** Signs a user in with values that a provider sends; refused if they do not fit. */
  readonly signsIn: SignsIn

  constructor(ask: Ask, attrium: Ask, random: Random, signsIn: SignsIn) {
    this.ask = ask
    this.attrium = attrium
    this.random = random
    this.signsIn = signsIn
  }

  name(): string {
    return `${this.random.pick(['n', 'É', 'ß', 'Σ'])}${++this.#count}`
  }

  word(): string {
    return `a${++this.#count}`
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items.length === 0 ? undefined : this.random.pick(items)
  }

  text(): string {
    return this.random.pick(texts) + (this.random.chance(0.5) ? this.name() : '')
  }

  /** Some of them, none twice. */
  some(ids: readonly string[]): string[] {
    return ids.filter(() => this.random.chance(0.3))
  }

  /** Makes a thing and keeps its id. */
  async make(path: string, body: object, into: string[]): Promise<string | undefined> {
    const { status, json } = await this.ask('POST', path, body)
    if (status !== 200) return undefined
    into.push(String(json.id))
    return String(json.id)
  }

  async remove(path: string, id: string | undefined, from: string[]): Promise<void> {
    if (id === undefined) return
    const { status } = await this.ask('DELETE', `${path}/${id}`)
    if (status === 204) from.splice(from.indexOf(id), 1)
  }

  async take(steps: number): Promise<void> {
    const names = Object.keys(stepsOf)
    for (const name of names) await stepsOf[name]?.(this)
    for (let step = 0; step < steps; step++) await anyStep(this)
  }
}

const stepsOf: Readonly<Record<string, Step>> = {
  user: (world) =>
    world.make(
      '/users',
      {
        first_name: world.name(),
        ...(world.random.chance(0.5) ? { last_name: world.name() } : {}),
        ...(world.random.chance(0.3) ? { is_disabled: true } : {}),
        ...(world.random.chance(0.3) ? { locale: 'de' } : {}),
        ...(world.random.chance(0.2) ? { home_folder_id: '7', models_dir_validated: true } : {}),
      },
      world.held.users,
    ),
  'another user': (world) => world.make('/users', {}, world.held.users),
  account: async (world) => {
    const name = { service_account_name: world.name(), is_disabled: world.random.chance(0.3) }
    const id = await world.make('/users/service_accounts', name, world.held.users)
    if (id === undefined) return
    const change = { service_account_name: world.name(), is_disabled: world.random.chance(0.5) }
    await world.ask('PATCH', `/users/service_accounts/${id}`, change)
  },
  'embed user': (world) =>
    world.make('/users/embed_user', { external_user_id: world.name() }, world.held.users),
  'changed user': (world) =>
    world.ask('PATCH', `/users/${world.pick(world.held.users)}`, {
      ...(world.random.chance(0.5) ? { first_name: world.name() } : {}),
      ...(world.random.chance(0.3) ? { locale: world.random.pick(['en', 'fr', 'uk']) } : {}),
      ...(world.random.chance(0.3) ? { is_disabled: world.random.chance(0.5) } : {}),
      ...(world.random.chance(0.2) ? { ui_state: { tab: world.name() } } : {}),
    }),
  'deleted user': (world) =>
    world.random.chance(0.3)
      ? world.remove('/users', world.pick(world.held.users), world.held.users)
      : Promise.resolve(),
  email: (world) =>
    world.ask('POST', `/users/${world.pick(world.held.users)}/credentials_email`, {
      email: `${world.word()}@acme.example`,
    }),
  'changed email': async (world) => {
    const user = world.pick(world.held.users)
    const change = world.random.pick([
      { email: `${world.word()}@Acme.example` },
      { forced_password_reset_at_next_login: true },
    ])
    await world.ask('PATCH', `/users/${user}/credentials_email`, change)
    await world.ask('POST', `/users/${user}/credentials_email/password_reset`)
  },
  'wiped email': (world) =>
    world.ask('POST', `/users/${world.pick(world.held.users)}/update_emails`, {
      email: `${world.word()}${wiped}`,
    }),
  'deleted email': (world) =>
    world.random.chance(0.3)
      ? world.ask('DELETE', `/users/${world.pick(world.held.users)}/credentials_email`)
      : Promise.resolve(),
  totp: async (world) => {
    const path = `/users/${world.pick(world.held.users)}/credentials_totp`
    const { status } = await world.ask('POST', path, {})
    if (status !== 200) await world.ask('DELETE', path)
  },
  key: async (world) => {
    const user = world.pick(world.held.users)
    const { status, json } = await world.ask('POST', `/users/${user}/credentials_api3`)
    if (user !== undefined && status === 200) world.held.keys.push({ user, id: json.id })
  },
  'changed key': async (world) => {
    const key = world.pick(world.held.keys)
    const path = `/users/${key?.user}/credentials_api3/${key?.id}`
    if (world.random.chance(0.2)) await world.ask('DELETE', path)
    else await world.ask('PATCH', path, { is_disabled: world.random.chance(0.5), purpose: 'x' })
  },
  group: (world) => world.make('/groups', { name: world.name() }, world.held.groups),
  'changed group': (world) =>
    world.ask('PATCH', `/groups/${world.pick(world.held.groups)}`, {
      name: world.name(),
      can_add_to_content_metadata: world.random.chance(0.5),
    }),
  'deleted group': (world) =>
    world.random.chance(0.3)
      ? world.remove('/groups', world.pick(world.held.groups), world.held.groups)
      : Promise.resolve(),
  member: (world) =>
    world.ask('POST', `/groups/${world.pick(world.held.groups)}/users`, {
      user_id: world.pick(world.held.users),
    }),
  'left group': (world) =>
    world.ask(
      'DELETE',
      `/groups/${world.pick(world.held.groups)}/users/${world.pick(world.held.users)}`,
    ),
  nesting: (world) =>
    world.ask('POST', `/groups/${world.pick(world.held.groups)}/groups`, {
      group_id: world.pick(world.held.groups),
    }),
  'taken out': (world) =>
    world.ask(
      'DELETE',
      `/groups/${world.pick(world.held.groups)}/groups/${world.pick(world.held.groups)}`,
    ),
  'permission set': (world) =>
    world.make('/permission_sets', set(world), world.held.permissionSets),
  'changed permission set': (world) =>
    world.ask('PATCH', `/permission_sets/${world.pick(world.held.permissionSets)}`, set(world)),
  'deleted permission set': (world) =>
    world.remove(
      '/permission_sets',
      world.pick(world.held.permissionSets),
      world.held.permissionSets,
    ),
  'model set': (world) =>
    world.make(
      '/model_sets',
      { name: world.name(), models: ['m', world.word()] },
      world.held.modelSets,
    ),
  'changed model set': (world) =>
    world.ask('PATCH', `/model_sets/${world.pick(world.held.modelSets)}`, {
      models: [world.word()],
    }),
  role: (world) => world.make('/roles', role(world), world.held.roles),
  'changed role': (world) =>
    world.ask('PATCH', `/roles/${world.pick(world.held.roles)}`, role(world)),
  'deleted role': (world) =>
    world.random.chance(0.3)
      ? world.remove('/roles', world.pick(world.held.roles), world.held.roles)
      : Promise.resolve(),
  'roles of a user': (world) =>
    world.ask('PUT', `/users/${world.pick(world.held.users)}/roles`, world.some(world.held.roles)),
  'users of a role': (world) =>
    world.ask('PUT', `/roles/${world.pick(world.held.roles)}/users`, world.some(world.held.users)),
  'groups of a role': (world) =>
    world.ask(
      'PUT',
      `/roles/${world.pick(world.held.roles)}/groups`,
      world.some(world.held.groups),
    ),
  attribute: (world) => attribute(world, {}),
  'hidden attribute': (world) =>
    attribute(world, { value_is_hidden: true, hidden_value_domain_whitelist: whitelist }),
  'changed attribute': (world) =>
    world.ask('PATCH', `/user_attributes/${world.pick(world.held.attributes)}`, {
      label: world.name(),
      user_can_edit: world.random.chance(0.5),
      user_can_view: true,
      ...(world.random.chance(0.5) ? { default_value: world.text() } : {}),
      ...(world.random.chance(0.2) ? { name: world.word(), type: 'relative_url' } : {}),
    }),
  'combined attribute': (world) =>
    world.attrium('PATCH', `/attributes/${world.pick(world.held.attributes)}`, {
      combine: world.random.pick(['first', 'union', 'union', 'max']),
      ...(world.random.chance(0.3) ? { default_value: world.text() } : {}),
      ...(world.random.chance(0.3) ? { choices: world.random.pick(choices) } : {}),
    }),
  'attribute hidden later': async (world) => {
    if (world.random.chance(0.5)) return
    const id = world.pick(world.held.attributes)
    const hides = { value_is_hidden: true, hidden_value_domain_whitelist: whitelist }
    const { status } = await world.ask('PATCH', `/user_attributes/${id}`, hides)
    if (id !== undefined && status === 200) world.held.hidden.add(id)
  },
  'deleted attribute': (world) =>
    world.random.chance(0.1)
      ? world.remove('/user_attributes', world.pick(world.held.attributes), world.held.attributes)
      : Promise.resolve(),
  'what was put back': putBack,
  'values of a user': async (world) => {
    for (const id of world.some(world.held.attributes)) {
      const user = world.pick(world.held.users)
      await world.ask('PATCH', `/users/${user}/attribute_values/${id}`, { value: world.text() })
    }
  },
  'no value of a user': (world) =>
    world.ask(
      'DELETE',
      `/users/${world.pick(world.held.users)}/attribute_values/${world.pick(world.held.attributes)}`,
    ),
  'sign-in': async (world) => {
    const user = world.pick(world.held.users)
    if (user === undefined) return
    const texts = ['7', 'yes', world.text()]
    const sent = world.held.attributes.filter(() => world.random.chance(0.2))
    const values = Object.fromEntries(sent.map((id) => [id, world.random.pick(texts)]))
    await world.signsIn(user, values, world.random.pick(['Okta', 'Entra'])).catch(() => undefined)
  },
  'value of a group': async (world) => {
    for (const id of world.some(world.held.attributes)) {
      const group = world.pick(world.held.groups)
      await world.ask('PATCH', `/groups/${group}/attribute_values/${id}`, { value: world.text() })
    }
  },
  'no value of a group': (world) =>
    world.ask(
      'DELETE',
      `/groups/${world.pick(world.held.groups)}/attribute_values/${world.pick(world.held.attributes)}`,
    ),
  'values of groups': async (world) => {
    const id = world.pick(world.held.attributes)
    const list = world.some(world.held.groups).reverse()
    const keeps = id !== undefined && world.held.hidden.has(id) && world.random.chance(0.5)
    const body = list.map((group_id) => ({ group_id, ...(keeps ? {} : { value: world.text() }) }))
    await world.ask('POST', `/user_attributes/${id}/group_values`, body)
  },
}

export const anyStep = (world: World) => stepsOf[world.random.pick(Object.keys(stepsOf))]?.(world)
