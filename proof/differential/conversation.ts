// Runs a script on a real server and on the model side by side, and compares every answer.
import { type Ask, sure } from '../asking.ts'
import type { Nodes } from '../nodes.ts'
import { asText, type Command, isName, requestLine } from './command.ts'
import { difference } from './difference.ts'
import { ReferenceModel } from './reference-model.ts'
import { type Attribute, isReserved, type RowsAsked } from './reference-state.ts'

/** An id that nothing has. */
const nobody = '987654321'

export class Conversation {
  readonly model: ReferenceModel
  /** Commands that were answered 200 or 204. */
  accepted = 0
  /** The number of compared answers about a user and an attribute. */
  resolutions = 0
  readonly #nodes: Nodes
  readonly #ids: Map<string, string>

  /** Learns the things that a new store has, because no command of a script makes them. */
  static async start(nodes: Nodes): Promise<Conversation> {
    const { ask } = nodes
    const admin = await sure(ask('GET', '/users/1'))
    const { json } = await sure(ask('GET', '/user_attributes'))
    const born = new Map<string, Attribute>()
    const ids = new Map([
      ['u1', '1'],
      ['g1', '1'],
    ])
    for (const { id, can: _, ...attribute } of json) {
      born.set(`a${id}`, attribute)
      ids.set(`a${id}`, id)
    }
    return new Conversation(nodes, new ReferenceModel(born, admin.json), ids)
  }

  constructor(nodes: Nodes, model: ReferenceModel, ids: Map<string, string>) {
    this.#nodes = nodes
    this.model = model
    this.#ids = ids
  }

  /** Sends a command; returns the problems of its answer. */
  async tell(command: Command): Promise<string | undefined> {
    const expected = this.model.expect(command)
    const [method, path] = requestLine(command, (name) => this.#idOf(name))
    const { status, json, text } = await this.#ask(method, path, this.#withIds(command.body))
    if (status < 300) this.accepted++
    const asked = asText(command)
    if (status !== expected.status) {
      return `${asked} was answered ${status}, expected ${expected.status}: ${text}`
    }
    if (command.makes !== undefined && status === 200) this.#ids.set(command.makes, json.id)
    const wrong = difference(this.#withIds(expected.answer), json)
    return wrong === undefined ? undefined : `${asked}: ${wrong}`
  }

  /** Compares the values that one user gets for the attributes that can be set. */
  compareOne(user: string, asked: RowsAsked): Promise<string | undefined> {
    return this.#compareRows(user, { ...asked, only: this.#settable() })
  }

  /** Compares everything that can be read: the values of all users, definitions, ranks and groups. */
  async compareAll(): Promise<string | undefined> {
    const { state } = this.model
    const whole = { all_values: true, include_unset: true }
    const users = [...state.users.keys()]
    const groups = [...state.groups.keys()].map((id) => state.shownGroup(id))
    const definitions = [...state.attributes.keys()].map((id) => state.shownAttribute(id))
    const shownUser = 'fields=id,first_name,last_name,is_disabled,group_ids'
    const shownGroup = 'fields=id,name,parent_group_ids'
    const checks = [
      ...users.map((id) => this.#compareRows(id, whole)),
      this.#compare(
        `/users?${shownUser}`,
        users.map((id) => state.shownUser(id)),
      ),
      this.#compare(`/groups/search/with_hierarchy?${shownGroup}`, groups),
      this.#compare('/user_attributes', definitions),
      ...this.#settable().map((id) =>
        this.#compare(`/user_attributes/${this.#idOf(id)}/group_values`, state.groupValueRows(id)),
      ),
    ]
    return (await Promise.all(checks)).find((wrong) => wrong !== undefined)
  }

  #settable(): string[] {
    return [...this.model.state.attributes].filter(([, it]) => !isReserved(it)).map(([id]) => id)
  }

  #compareRows(user: string, { all_values, include_unset, only }: RowsAsked) {
    const query = new URLSearchParams({
      ...(all_values ? { all_values: 'true' } : {}),
      ...(include_unset === undefined ? {} : { include_unset: String(include_unset) }),
      ...(only ? { user_attribute_ids: only.map((id) => this.#idOf(id)).join(',') } : {}),
    })
    const rows = this.model.state.rows(user, { all_values, include_unset, only })
    this.resolutions += only?.length ?? this.model.state.attributes.size
    return this.#compare(`/users/${this.#idOf(user)}/attribute_values?${query}`, rows)
  }

  async #compare(path: string, expected: unknown): Promise<string | undefined> {
    const { status, json, text } = await this.#ask('GET', path)
    if (status !== 200) return `GET ${path} was answered ${status}: ${text}`
    const wrong = difference(this.#withIds(expected), json)
    return wrong === undefined ? undefined : `GET ${path}: ${wrong}`
  }

  #ask: Ask = (...asked) => this.#nodes.ask(...asked)

  /** The id of a name in the script; a text that is not a name is sent as it is. */
  #idOf(name: string): string {
    return this.#ids.get(name) ?? (isName(name) ? nobody : name)
  }

  /** The same body with ids in place of names, wherever the API has an id. */
  #withIds(given: unknown): unknown {
    if (Array.isArray(given)) return given.map((item) => this.#withIds(item))
    if (typeof given !== 'object' || given === null) return given
    const held = given as Record<string, unknown>
    const put = ([key, value]: [string, unknown]) => {
      const isId = /(^|_)id$/.test(key) || (key === 'value' && held['source'] === 'System Setting')
      if (isId && typeof value === 'string') return [key, this.#idOf(value)]
      if (/(^|_)group_ids$/.test(key)) return [key, (value as string[]).map((id) => this.#idOf(id))]
      return [key, this.#withIds(value)]
    }
    return Object.fromEntries(Object.entries(held).map(put))
  }
}
