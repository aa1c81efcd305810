// Puts users into a group for random times on servers whose clocks are moved about, and reads in every way who is in
// it, has its value and may use its role: what is read is what a list of times says.
import type { Running } from '../../src/serve.ts'
import { type Held, iso, ScheduleRun, type Scheduling, type Way } from './schedule-run.ts'
import { Person } from './timeline.ts'

/** Sets memberships and reads them; `problems` has what was read wrongly. */
export const membershipsHold = (scheduling: Scheduling): Promise<Held> =>
  new MembershipSchedules(scheduling).run(scheduling.schedules)

const isIn = 'in'
const forEver = Number.POSITIVE_INFINITY

/** The value is that of the group. */
const inIf = (is: boolean) => (is ? isIn : undefined)

class MembershipSchedules extends ScheduleRun {
  readonly ending = 'expire_group_user'
  #attribute = { id: '', name: '' }
  #group = ''
  /** The tokens of people, each with the time at which it was made. */
  readonly #tokens = new Map<string, { readonly token: string; readonly at: number }>()

  async begin(): Promise<void> {
    const name = `in_group_${this.clock.now}`
    const definition = { name, label: name, type: 'string', default_value: 'default' }
    const [attribute, outer, group, set] = [
      await this.looker('POST', '/user_attributes', definition),
      await this.looker('POST', '/groups', { name: `Outer ${this.clock.now}` }),
      await this.looker('POST', '/groups', { name: `Inner ${this.clock.now}` }),
      await this.looker('POST', '/permission_sets', { name, permissions: ['see_users'] }),
    ]
    this.#attribute = { id: attribute.json.id, name }
    this.#group = group.json.id
    await this.looker('POST', `/groups/${outer.json.id}/groups`, { group_id: this.#group })
    const path = `/groups/${outer.json.id}/attribute_values/${this.#attribute.id}`
    await this.looker('PATCH', path, { value: isIn })
    const role = { name, permission_set_id: set.json.id, model_set_id: '1' }
    const { json } = await this.looker('POST', '/roles', role)
    const given = await this.looker('PUT', `/roles/${json.id}/groups`, [outer.json.id])
    this.expect(given.status, 200, `PUT of a role ${given.text}`)
    for (let count = 0; count < 6; count++) {
      const { json } = await this.looker('POST', '/users', { first_name: `Member ${count}` })
      this.people.push(new Person(json.id))
    }
  }

  async change(person: Person): Promise<void> {
    const dice = this.random.below(10)
    if (dice < 6) return this.#add(person)
    if (dice < 7) return this.#post(person)
    return this.#remove(person)
  }

  #about = ({ id }: Person) => ({ user_id: id, group_id: this.#group })

  async #add(person: Person): Promise<void> {
    const { now } = this.clock
    const { from, to } = this.times()
    const times = { starts_at: from && iso(from), expires_at: to && iso(to) }
    const operation = { op: 'add_group_user', ...this.#about(person), ...times }
    const { status, text } = await this.attrium('POST', '/changes', { changes: [operation] })
    const wouldEnd = from !== undefined && person.at(now) !== undefined
    this.expect(status, wouldEnd ? 422 : 200, `${JSON.stringify(operation)} ${text}`)
    if (status !== 200) return
    person.cut(now)
    person.set(isIn, from ?? now, to ?? forEver)
    this.held.schedules++
  }

  async #post(person: Person): Promise<void> {
    const path = `/groups/${this.#group}/users`
    const { status } = await this.looker('POST', path, { user_id: person.id })
    this.expect(status, 200, 'POST')
    person.cut(this.clock.now)
    person.set(isIn, this.clock.now, forEver)
  }

  async #remove(person: Person): Promise<void> {
    const { now } = this.clock
    const counts = person.at(now) !== undefined
    const isLooker = this.random.chance(0.5)
    const operation = { op: 'remove_group_user', ...this.#about(person) }
    const { status } = isLooker
      ? await this.looker('DELETE', `/groups/${this.#group}/users/${person.id}`)
      : await this.attrium('POST', '/changes', { changes: [operation] })
    const isThere = counts || (!isLooker && person.scheduled(now) !== undefined)
    const [done, refused] = isLooker ? [204, 404] : [200, 422]
    this.expect(status, isThere ? done : refused, `removal by ${isLooker ? 'Looker' : 'Attrium'}`)
    if (status === done) person.cut(now)
  }

  #inMembers: Way = async (node, { id }) => {
    const { json } = await this.ask(node, 'GET', `/api/4.0/groups/${this.#group}/users?fields=id`)
    return inIf(json.some((user: { id: string }) => user.id === id))
  }

  #inUser: Way = async (node, { id }) => {
    const { json } = await this.ask(node, 'GET', `/api/4.0/users/${id}?fields=group_ids,role_ids`)
    return inIf(json.group_ids.includes(this.#group))
  }

  #inUsers: Way = async (node, { id }) => {
    const path = `/api/4.0/users/search?group_id=${this.#group}&id=${id}&fields=id`
    return inIf((await this.ask(node, 'GET', path)).json.length === 1)
  }

  #inLooker: Way = async (node, { id }) => {
    const path = `/users/${id}/attribute_values?user_attribute_ids=${this.#attribute.id}`
    return this.#valueIn((await this.ask(node, 'GET', `/api/4.0${path}`)).json[0].value)
  }

  #inClaims: Way = async (node, person) => {
    const path = `/api/attrium/1.0/users/${person.id}/claims`
    const { status, json, etag } = await this.ask(node, 'GET', path, { etag: person.etag })
    if (status !== 304) person.claimed = json[this.#attribute.name]
    person.etag = etag
    return this.#valueIn(person.claimed)
  }

  told = async (node: Running, { id }: Person, at?: number): Promise<string | undefined> => {
    const asOf = at === undefined ? '' : `&as_of=${iso(at)}`
    const path = `/users/${id}/explanations?attributes=${this.#attribute.name}${asOf}`
    return this.#valueIn((await this.ask(node, 'GET', `/api/attrium/1.0${path}`)).json[0].value)
  }

  #inExplanation: Way = (node, person) => this.told(node, person)

  #inSearch: Way = async (node, { id }) => {
    const path = `/values?attribute=${this.#attribute.name}&match=is&value=${isIn}&limit=1000`
    const { json } = await this.ask(node, 'GET', `/api/attrium/1.0${path}`)
    return inIf(json.values.some(({ user_id }: { user_id: string }) => user_id === id))
  }

  #inExport: Way = async (node, { id }) => {
    const path = `/values.ndjson?attributes=${this.#attribute.name}`
    const { text } = await this.ask(node, 'GET', `/api/attrium/1.0${path}`)
    const rows = text.split('\n').filter((line) => line !== '')
    const row = rows.map((line) => JSON.parse(line)).find(({ user_id }) => user_id === id)
    return this.#valueIn(row?.value)
  }

  /** Whoever is in the group sees the addresses of others, with a token that may be older. */
  #inRights: Way = async (node, { id }) => {
    const known = this.#tokens.get(id)
    const isOld = known === undefined || Math.abs(this.clock.now - known.at) > 600_000
    const { token } = isOld ? await this.#tokenOf(node, id) : known
    const { status, json } = await this.ask(node, 'GET', '/api/4.0/users/1', { token })
    if (status === 401) this.#tokens.delete(id)
    return inIf('email' in json)
  }

  async #tokenOf(node: Running, id: string) {
    const { json } = await this.ask(node, 'POST', `/api/4.0/login/${id}`)
    const made = { token: json.access_token as string, at: this.clock.now }
    this.#tokens.set(id, made)
    return made
  }

  #valueIn = (value: string | undefined) => (value === isIn ? isIn : undefined)

  readonly ways: readonly Way[] = [
    ...[this.#inMembers, this.#inUser, this.#inUsers, this.#inLooker, this.#inClaims],
    ...[this.#inExplanation, this.#inSearch, this.#inExport, this.#inRights, this.#inRights],
  ]
}
