// Sets values for random times on servers whose clocks are moved about, and reads them in every way: what is read is
// what a list of times says. The same for every time in the past, later.
import type { Running } from '../../src/serve.ts'
import { type Held, iso, ScheduleRun, type Scheduling, unclear, type Way } from './schedule-run.ts'
import { Person } from './timeline.ts'

/** Sets values and reads them; `problems` has what was read wrongly. */
export const schedulesHold = (scheduling: Scheduling): Promise<Held> =>
  new Schedules(scheduling).run(scheduling.schedules)

const own = 'User Setting'

class Schedules extends ScheduleRun {
  readonly ending = 'expire_user_attribute_user_value'
  #attribute = { id: '', name: '' }
  #made = 0

  async begin(): Promise<void> {
    const name = `for_a_time_${this.clock.now}`
    const body = { name, label: name, type: 'string', default_value: 'default' }
    const { json } = await this.looker('POST', '/user_attributes', body)
    this.#attribute = { id: json.id, name }
    for (let count = 0; count < 6; count++) {
      const { json } = await this.looker('POST', '/users', { first_name: `Timed ${count}` })
      this.people.push(new Person(json.id))
    }
  }

  async change(person: Person): Promise<void> {
    const dice = this.random.below(10)
    if (dice < 5) return this.#put(person)
    if (dice < 7) return this.#change(person)
    if (dice < 8) return this.#patch(person)
    return this.#remove(person)
  }

  async #put(person: Person): Promise<void> {
    const { now } = this.clock
    const { from, to } = this.times()
    const value = this.#value()
    const path = `/users/${person.id}/values/${this.#attribute.name}`
    const times = { starts_at: from && iso(from), expires_at: to && iso(to) }
    const { status, text } = await this.attrium('PUT', path, { value, ...times })
    const scheduled = person.scheduled(now)
    const isThird = from !== undefined && scheduled !== undefined && scheduled.from !== from
    this.expect(status, isThird ? 422 : 200, `PUT ${JSON.stringify(times)} ${text}`)
    if (status !== 200) return
    person.set(value, from ?? now, to ?? Number.POSITIVE_INFINITY)
    this.held.schedules++
  }

  /** Sets a value of now and one that follows, in one change. */
  async #change(person: Person): Promise<void> {
    const { now } = this.clock
    const [first, second] = [this.#value(), this.#value()]
    const end = now + 1 + this.random.below(300)
    const from = now + 1 + this.random.below(400)
    const to = from + 1 + this.random.below(300)
    const about = { op: 'set_user_value', user_id: person.id, attribute: this.#attribute.name }
    const { status, text } = await this.attrium('POST', '/changes', {
      changes: [
        { ...about, value: first, expires_at: iso(end) },
        { ...about, value: second, starts_at: iso(from), expires_at: iso(to) },
      ],
    })
    this.expect(status, 200, `POST /changes ${text}`)
    person.set(first, now, end)
    person.set(second, from, to)
    this.held.schedules += 2
  }

  async #patch(person: Person): Promise<void> {
    const value = this.#value()
    const path = `/users/${person.id}/attribute_values/${this.#attribute.id}`
    const { status } = await this.looker('PATCH', path, { value })
    this.expect(status, 200, 'PATCH')
    person.set(value, this.clock.now, Number.POSITIVE_INFINITY)
  }

  async #remove(person: Person): Promise<void> {
    const { now } = this.clock
    const counts = person.at(now) !== undefined
    const isLooker = this.random.chance(0.5)
    const isThere = counts || (!isLooker && person.scheduled(now) !== undefined)
    const { status } = isLooker
      ? await this.looker('DELETE', `/users/${person.id}/attribute_values/${this.#attribute.id}`)
      : await this.attrium('DELETE', `/users/${person.id}/values/${this.#attribute.name}`)
    this.expect(status, isThere ? 204 : 404, `DELETE by ${isLooker ? 'Looker' : 'Attrium'}`)
    if (status === 204) person.cut(now)
  }

  #inLooker = async (node: Running, { id }: Person): Promise<string | undefined> => {
    const path = `/users/${id}/attribute_values?user_attribute_ids=${this.#attribute.id}`
    const { json } = await this.ask(node, 'GET', `/api/4.0${path}`)
    return json[0].source === own ? json[0].value : undefined
  }

  #inClaims = async (node: Running, person: Person): Promise<string | undefined> => {
    const path = `/api/attrium/1.0/users/${person.id}/claims`
    const { status, json, etag } = await this.ask(node, 'GET', path, { etag: person.etag })
    if (status !== 304) person.claimed = json[this.#attribute.name]
    person.etag = etag
    return person.claimed === 'default' ? undefined : person.claimed
  }

  #inExplanation = async (
    node: Running,
    { id }: Person,
    asOf = '',
  ): Promise<string | undefined> => {
    const path = `/users/${id}/explanations?attributes=${this.#attribute.name}${asOf}`
    const { json } = await this.ask(node, 'GET', `/api/attrium/1.0${path}`)
    return json[0].source === own ? json[0].value : undefined
  }

  /** Asks for a value that the user has, had or will have. */
  #inSearch = async (
    node: Running,
    person: Person,
  ): Promise<string | undefined | typeof unclear> => {
    const { value } = person.stretches.at(-1 - this.random.below(2)) ?? { value: 'none' }
    const path = `/values?attribute=${this.#attribute.name}&match=is&value=${value}`
    const { json } = await this.ask(node, 'GET', `/api/attrium/1.0${path}`)
    const isFound = json.values.some(({ user_id }: { user_id: string }) => user_id === person.id)
    if (isFound) return value
    return person.at(node.server.now()) === value ? undefined : unclear
  }

  #inExport = async (node: Running, { id }: Person): Promise<string | undefined> => {
    const path = `/values.ndjson?attributes=${this.#attribute.name}&of=own`
    const { text } = await this.ask(node, 'GET', `/api/attrium/1.0${path}`)
    const rows = text.split('\n').filter((line) => line !== '')
    const row = rows.map((line) => JSON.parse(line)).find(({ user_id }) => user_id === id)
    return row?.value
  }

  told = (node: Running, person: Person, at: number): Promise<string | undefined> =>
    this.#inExplanation(node, person, `&as_of=${iso(at)}`)

  #value = () => `value_${++this.#made}`

  readonly ways: readonly Way[] = [
    this.#inLooker,
    this.#inClaims,
    (node, person) => this.#inExplanation(node, person),
    this.#inSearch,
    this.#inExport,
  ]
}
