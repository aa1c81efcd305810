// The users and objects of the matrix, by the words of its reference. They are made when they are first needed, and
// made again after a call has changed them.

import { adminRoleId, allModelSetId, allUsersGroupId } from '../../../src/ids.ts'
import { setUserValue } from '../../../src/values/user-value-sql.ts'
import { addCredentials } from '../../support/credentials.ts'
import { fitToStore } from '../../support/fit-to-store.ts'
import type { Api, TestServer } from '../../support/server.ts'
import {
  aGroup,
  anAttribute,
  aRole,
  aUser,
  change,
  hidden,
  join,
  putInto,
} from '../../support/world.ts'
import { anApp, aProvider, changeMakers } from './cast-of-changes.ts'
import type { CallerName } from './reference.ts'

/** Path parameters and parts of bodies, by name. */
export type Ids = Readonly<Record<string, string>>

interface Person {
  readonly api: Api
  readonly ids: Ids
  readonly group_id: string
}

const missing = '999999999'
/** The one permission of each caller that has one. */
const permissionOf: Partial<Record<CallerName, string>> = {
  see_users: 'see_users',
  manage_user_attributes: 'manage_user_attributes',
  manage_groups: 'manage_groups',
  manage_roles: 'manage_roles',
  sudo: 'sudo',
}

let made = 0

export class Cast {
  readonly #server: TestServer
  readonly #made = new Map<string, Promise<unknown>>()
  #used: string[] = []

  constructor(server: TestServer) {
    this.#server = server
  }

  /** The caller of this name, in a separate group inside another group. */
  caller(name: CallerName): Promise<Person> {
    return this.#once(`caller ${name}`, () => this.#newCaller(name))
  }

  /** The ids of the objects that these words name; each word may refer to those before it. */
  async idsOf(words: string, caller: CallerName): Promise<Ids> {
    let ids: Ids = {}
    for (const word of words.split(' ')) ids = { ...ids, ...(await this.#ids(word, caller, ids)) }
    return ids
  }

  /** Begins a cell: from now on, the objects that it uses are recorded. */
  begin(): void {
    this.#used = []
  }

  /** Forgets the objects that the cell has used, so that they are made again for the next one. */
  spend(): void {
    for (const key of this.#used) this.#made.delete(key)
  }

  /** A number that was never used in a name. */
  fresh(): number {
    return ++made
  }

  async #ids(word: string, caller: CallerName, before: Ids): Promise<Ids> {
    switch (word) {
      case '-':
        return {}
      case 'himself':
        return (await this.caller(caller)).ids
      case 'his_group':
        return { group_id: (await this.caller(caller)).group_id }
      case 'his_as_child':
        return { deleting_group_id: (await this.caller(caller)).group_id }
      case 'around_his': {
        const { group_id } = await this.caller(caller)
        const around = () => this.#group([], [group_id])
        return { group_id: await this.#once(`around ${group_id}`, around) }
      }
      default: {
        const maker = this.#makers[word]
        if (maker === undefined) throw new Error(`the cast knows nothing called ${word}`)
        // An object that was made for others is not reused elsewhere.
        const key = maker.length === 0 ? word : `${word} of ${JSON.stringify(before)}`
        return this.#once(key, () => maker(before))
      }
    }
  }

  async #once<Thing>(key: string, make: () => Promise<Thing>): Promise<Thing> {
    this.#used.push(key)
    const made = (this.#made.get(key) as Promise<Thing> | undefined) ?? make()
    this.#made.set(key, made)
    return made
  }

  async #newCaller(name: CallerName): Promise<Person> {
    const permission = permissionOf[name]
    const role = name === 'admin' ? adminRoleId : undefined
    const roles = permission === undefined ? [role ?? []].flat() : [await this.#role([permission])]
    const group_id = await this.#group()
    const { api, ids } = await this.#person({ roles, groups: [group_id] })
    if (name === 'stranger') return { api: this.#server.stranger, ids, group_id }
    if (name === 'ended') await api('DELETE', '/logout')
    if (name !== 'acting') return { api, ids, group_id }
    const { json } = await this.#server.api('POST', `/login/${ids['user_id']}`)
    return { api: this.#server.callerWith(json.access_token).api, ids, group_id }
  }

  /** A user with credentials of every kind and a valid token. */
  async #person(person: Parameters<typeof aUser>[1]): Promise<{ api: Api; ids: Ids }> {
    const server = this.#server
    const email = `person${this.fresh()}@matrix.example`
    const user_id = await aUser(server, { ...person, email })
    await change(server, addCredentials(user_id, email))
    if (person?.is_disabled) return { api: server.stranger, ids: { user_id } }
    const { api } = await server.signIn(user_id)
    const first = async (kind: string) =>
      (await server.api('GET', `/users/${user_id}/${kind}`)).json[0].id
    const ids = {
      user_id,
      credentials_api3_id: await first('credentials_api3'),
      credentials_embed_id: await first('credentials_embed'),
      session_id: '1',
      credential_type: 'email',
      credential_id: email,
    }
    return { api, ids }
  }

  /** A group that has these roles and contains these groups. */
  async #group(roles: readonly string[] = [], around: readonly string[] = []): Promise<string> {
    const group_id = await aGroup(this.#server)
    for (const child of around) await putInto(this.#server, group_id, child)
    for (const role of roles) {
      const { json } = await this.#server.api('GET', `/roles/${role}/groups?fields=id`)
      const groups = json.map(({ id }: { id: string }) => id)
      await this.#create('PUT', `/roles/${role}/groups`, [...groups, group_id])
    }
    return group_id
  }

  /** A group whose members get a value that users may not edit. */
  async #richGroup(): Promise<string> {
    const group_id = await this.#group()
    const { user_attribute_id } = await this.#attribute({ default_value: 'poor' })
    const path = `/groups/${group_id}/attribute_values/${user_attribute_id}`
    await this.#create('PATCH', path, { value: 'rich' })
    return group_id
  }

  #role = (permissions: readonly string[]) => aRole(this.#server, permissions)

  async #create(method: string, path: string, body: unknown): Promise<{ id: string }> {
    const { status, json } = await this.#server.api(method, path, body)
    if (status !== 200) throw new Error(`${method} ${path} was answered ${JSON.stringify(json)}`)
    return json
  }

  async #attribute(definition: object): Promise<Ids> {
    const { id } = await anAttribute(this.#server, { ...definition })
    return { user_attribute_id: id }
  }

  async #set(permission: string): Promise<Ids> {
    const body = { name: `set ${this.fresh()}`, permissions: [permission] }
    return { permission_set_id: (await this.#create('POST', '/permission_sets', body)).id }
  }

  async #models(): Promise<Ids> {
    const body = { name: `models ${this.fresh()}`, models: ['test'] }
    return { model_set_id: (await this.#create('POST', '/model_sets', body)).id }
  }

  /** A role that uses these sets. */
  async #roleOf(sets: Ids): Promise<Ids> {
    await this.#create('POST', '/roles', { name: `role ${this.fresh()}`, ...sets })
    return sets
  }

  /** A permission that a holder of manage_roles has, and one that they lack. */
  #weak = 'manage_roles'
  #strong = 'see_users'
  readonly #makers: Readonly<Record<string, (before: Ids) => Promise<Ids>>> = {
    another: async () => (await this.#person({})).ids,
    an_app: () => anApp(this.#server, `app-${this.fresh()}`),
    a_provider: () => aProvider(this.#server),
    no_provider: async () => ({ provider: `none-${this.fresh()}` }),
    no_app: async () => ({ client_guid: `no-app-${this.fresh()}` }),
    ...changeMakers(() => this.#server),
    an_admin: async () => (await this.#person({ roles: [adminRoleId] })).ids,
    disabled: async () => (await this.#person({ is_disabled: true })).ids,
    newcomer: async () => ({ user_id: await aUser(this.#server) }),
    an_account: async () => {
      const body = { service_account_name: 'robot' }
      return { user_id: (await this.#create('POST', '/users/service_accounts', body)).id }
    },
    nobody: async () => ({ user_id: missing, ...noKeys, ...noCredential }),
    anothers_keys: async () => {
      const { user_id, ...keys } = (await this.#person({})).ids
      return keys
    },
    no_keys: async () => noKeys,
    by_address: async ({ credential_id = '' }) => ({ user: credential_id }),
    by_embed: async ({ user_id }) => ({ user: `external_user_id:embed of ${user_id}` }),
    member: async ({ group_id = '' }) => {
      const user_id = await aUser(this.#server)
      await join(this.#server, user_id, group_id)
      return { user_id }
    },

    a_group: async () => ({ group_id: await this.#group() }),
    strong_group: async () => ({ group_id: await this.#group([await this.#role([this.#strong])]) }),
    within_strong: async () => {
      const inner = await aGroup(this.#server)
      await this.#group([await this.#role([this.#strong])], [inner])
      return { group_id: inner }
    },
    rich_group: async () => ({ group_id: await this.#richGroup() }),
    within_rich: async () => {
      const inner = await aGroup(this.#server)
      await putInto(this.#server, await this.#richGroup(), inner)
      return { group_id: inner }
    },
    admins_group: async () => ({ group_id: await this.#group([adminRoleId]) }),
    all_users: async () => ({ group_id: allUsersGroupId }),
    no_group: async () => ({ group_id: missing }),
    child: async () => ({ deleting_group_id: await aGroup(this.#server) }),
    child_of_all: async () => {
      const { id } = await this.#create('POST', '/groups', { name: `group ${this.fresh()}` })
      return { deleting_group_id: id }
    },
    no_child: async () => ({ deleting_group_id: missing }),
    inner: async ({ group_id = '' }) => {
      const inner = await aGroup(this.#server)
      await putInto(this.#server, group_id, inner)
      return { deleting_group_id: inner }
    },

    editable: () => this.#attribute({ user_can_edit: true, default_value: 'free' }),
    viewable: () => this.#attribute({ user_can_view: true, default_value: 'seen' }),
    hidden: () => this.#attribute({ ...hidden, user_can_edit: true, default_value: 'secret' }),
    closed: () => this.#attribute({ default_value: 'unseen' }),
    reserved: async () => ({ user_attribute_id: '1' }),
    address: async () => ({ user_attribute_id: '3' }),
    full_name: async () => ({ user_attribute_id: '4' }),
    identity: async () => ({ user_attribute_id: '7' }),
    no_attribute: async () => ({ user_attribute_id: missing }),
    held: async ({ user_id = '', user_attribute_id = '' }) => {
      const key = { user_id, user_attribute_id } as Parameters<typeof setUserValue>[0]
      await change(this.#server, [setUserValue(key, fitToStore('held'))])
      return {}
    },
    valued: async ({ group_id, user_attribute_id }) => {
      const path = `/groups/${group_id}/attribute_values/${user_attribute_id}`
      await this.#create('PATCH', path, { value: 'valued' })
      return {}
    },

    weak_role: async () => ({ role_id: await this.#role([this.#weak]) }),
    strong_role: async () => ({ role_id: await this.#role([this.#strong]) }),
    admin_role: async () => ({ role_id: adminRoleId }),
    no_role: async () => ({ role_id: missing }),
    weak_set: () => this.#set(this.#weak),
    strong_set: () => this.#set(this.#strong),
    used_set: async () =>
      this.#roleOf({ ...(await this.#set(this.#weak)), model_set_id: allModelSetId }),
    admin_set: async () => ({ permission_set_id: '1' }),
    no_set: async () => ({ permission_set_id: missing }),
    more: async () => ({ permission: this.#strong }),
    models: () => this.#models(),
    used_models: async () =>
      this.#roleOf({ ...(await this.#models()), ...(await this.#set(this.#weak)) }),
    all_models: async () => ({ model_set_id: allModelSetId }),
    no_models: async () => ({ model_set_id: missing }),
  }
}

const noKeys = {
  credentials_api3_id: missing,
  credentials_embed_id: missing,
  session_id: missing,
}
const noCredential = { credential_type: 'email', credential_id: 'nobody@matrix.example' }
