// Gives groups values for random times on servers whose clocks are moved about, and reads in every way what their
// members have of them: what is read is what a list of times says. A person here is a group with one member.
import type { Running } from '../../src/serve.ts'
import { type Held, iso, ScheduleRun, type Scheduling, type Way } from './schedule-run.ts'
import { Person } from './timeline.ts'

/** Sets values of groups and reads them; `problems` has what was read wrongly. */
export const groupValuesHold = (scheduling: Scheduling): Promise<Held> =>
  new GroupValueSchedules(scheduling).run(scheduling.schedules)

const none = 'default'
const forEver = Number.POSITIVE_INFINITY

class GroupValueSchedules extends ScheduleRun {
  readonly ending = 'expire_user_attribute_group_value'
  readonly #members = new Map<string, string>()
  #attribute = { id: '', name: '' }
  #made = 0

  async begin(): Promise<void> {
    const name = `of_group_${this.clock.now}`
    const definition = { name, label: name, type: 'string', default_value: none }
    const { json } = await this.looker('POST', '/user_attributes', definition)
    this.#attribute = { id: json.id, name }
    for (let count = 0; count < 5; count++) {
      const group = await this.looker('POST', '/groups', { name: `${name} ${count}` })
      const user = await this.looker('POST', '/users', { first_name: `Of ${count}` })
      await this.looker('POST', `/groups/${group.json.id}/users`, { user_id: user.json.id })
      this.#members.set(group.json.id, user.json.id)
      this.people.push(new Person(group.json.id))
    }
  }

  async change(group: Person): Promise<void> {
    const dice = this.random.below(10)
    if (dice < 6) return this.#set(group)
    if (dice < 7) return this.#patch(group)
    if (dice < 8) return this.#order()
    return this.#remove(group)
  }

  #about = ({ id }: Person) => ({ group_id: id, attribute: this.#attribute.name })

  async #set(group: Person): Promise<void> {
    const { now } = this.clock
    const { from, to } = this.times()
    const value = this.#value()
    const times = { starts_at: from && iso(from), expires_at: to && iso(to) }
    const operation = { op: 'set_group_value', ...this.#about(group), value, ...times }
    const { status, text } = await this.attrium('POST', '/changes', { changes: [operation] })
    const wouldEnd = from !== undefined && group.at(now) !== undefined
    this.expect(status, wouldEnd ? 422 : 200, `${JSON.stringify(operation)} ${text}`)
    if (status !== 200) return
    group.cut(now)
    group.set(value, from ?? now, to ?? forEver)
    this.held.schedules++
  }

  async #patch(group: Person): Promise<void> {
    const value = this.#value()
    const path = `/groups/${group.id}/attribute_values/${this.#attribute.id}`
    const { status, json } = await this.looker('PATCH', path, { value })
    this.expect(status, 200, 'PATCH')
    group.cut(this.clock.now)
    group.set(value, this.clock.now, forEver)
    const { json: list } = await this.looker(
      'GET',
      `/user_attributes/${this.#attribute.id}/group_values`,
    )
    const ranks = list.map((it: { rank: number }) => it.rank)
    if (ranks.some((rank: number, at: number) => rank !== at + 1))
      this.problems.push(`ranks ${ranks}`)
    const shown = list.find((it: { group_id: string }) => it.group_id === group.id)
    if (shown?.rank !== json.rank)
      this.problems.push(`rank ${json.rank} is shown as ${shown?.rank}`)
  }

  /** A new order changes no value, and no time. */
  async #order(): Promise<void> {
    const { now } = this.clock
    const there = this.people.filter((it) => it.at(now) ?? it.scheduled(now))
    const [first] = there
    if (first === undefined) return
    const groups = [there[this.random.below(there.length)]?.id ?? first.id]
    const operation = { op: 'order_group_values', attribute: this.#attribute.name, groups }
    const { status, text } = await this.attrium('POST', '/changes', { changes: [operation] })
    this.expect(status, 200, `an order ${text}`)
  }

  async #remove(group: Person): Promise<void> {
    const { now } = this.clock
    const counts = group.at(now) !== undefined
    const isLooker = this.random.chance(0.5)
    const operation = { op: 'clear_group_value', ...this.#about(group) }
    const { status } = isLooker
      ? await this.looker('DELETE', `/groups/${group.id}/attribute_values/${this.#attribute.id}`)
      : await this.attrium('POST', '/changes', { changes: [operation] })
    const isThere = counts || (!isLooker && group.scheduled(now) !== undefined)
    const [done, refused] = isLooker ? [204, 404] : [200, 422]
    this.expect(status, isThere ? done : refused, `removal by ${isLooker ? 'Looker' : 'Attrium'}`)
    if (status === done) group.cut(now)
  }

  #member = ({ id }: Person) => this.#members.get(id) ?? ''

  #inLooker: Way = async (node, group) => {
    const path = `/users/${this.#member(group)}/attribute_values?user_attribute_ids=${this.#attribute.id}`
    return valueIn((await this.ask(node, 'GET', `/api/4.0${path}`)).json[0].value)
  }

  #inList: Way = async (node, { id }) => {
    const path = `/api/4.0/user_attributes/${this.#attribute.id}/group_values`
    const { json } = await this.ask(node, 'GET', path)
    return json.find(({ group_id }: { group_id: string }) => group_id === id)?.value
  }

  #inClaims: Way = async (node, group) => {
    const path = `/api/attrium/1.0/users/${this.#member(group)}/claims`
    const { status, json, etag } = await this.ask(node, 'GET', path, { etag: group.etag })
    if (status !== 304) group.claimed = json[this.#attribute.name]
    group.etag = etag
    return valueIn(group.claimed)
  }

  told = async (node: Running, group: Person, at?: number): Promise<string | undefined> => {
    const asOf = at === undefined ? '' : `&as_of=${iso(at)}`
    const path = `/users/${this.#member(group)}/explanations?attributes=${this.#attribute.name}${asOf}`
    return valueIn((await this.ask(node, 'GET', `/api/attrium/1.0${path}`)).json[0].value)
  }

  #inExplanation: Way = (node, group) => this.told(node, group)

  #inExport: Way = async (node, group) => {
    const path = `/values.ndjson?attributes=${this.#attribute.name}`
    const { text } = await this.ask(node, 'GET', `/api/attrium/1.0${path}`)
    const rows = text.split('\n').filter((line) => line !== '')
    const member = this.#member(group)
    const row = rows.map((line) => JSON.parse(line)).find(({ user_id }) => user_id === member)
    return valueIn(row?.value)
  }

  #value = () => `value_${++this.#made}`

  readonly ways: readonly Way[] = [
    ...[this.#inLooker, this.#inList, this.#inClaims],
    ...[this.#inExplanation, this.#inExport],
  ]
}

const valueIn = (value: string | undefined) => (value === none ? undefined : value)
