// What a change has made goes when it is undone, unless somebody has changed it since; nothing depends on when what has
// ended is swept away.
import { describe, expect, it } from 'vitest'
import {
  clock,
  later,
  minute,
  server,
  startsServer,
  sweep,
  iso as timeText,
} from '../support/moved-clock.ts'
import { applyOn, base, type Row } from './asking.ts'
import { secret } from './deleted-world.ts'
import { messagesIn, undoOn } from './deletions.ts'

startsServer()

const iso = (minutes: number) => timeText(clock.now + minutes * minute)
/** A little later; then, if asked for, what has ended or begun is swept. */
async function soon(minutes: number, isSwept: boolean): Promise<void> {
  await later(minutes)
  if (isSwept) await sweep()
}
const sweptOrNot = [
  ['before the sweep', false],
  ['after the sweep', true],
] as const

let made = 0
const aPerson = async (): Promise<string> =>
  (await server().api('POST', '/users', { first_name: `Person ${++made}` })).json.id
const aTeam = async (): Promise<string> =>
  (await server().api('POST', '/groups', { name: `Made ${++made}` })).json.id
async function anAttribute(more: Row = {}): Promise<string> {
  const name = `made_${++made}`
  const body = { name, label: `Label of ${name}`, type: 'string', ...more }
  const { status, json } = await server().api('POST', '/user_attributes', body)
  expect({ status, errors: json.errors }).toEqual({ status: 200, errors: undefined })
  return name
}
const newAttribute = (more: Row = {}) => {
  const name = `made_${++made}`
  return { op: 'create_attribute', name, label: `Label of ${name}`, type: 'string', ...more }
}
async function apply(...changes: Row[]): Promise<string> {
  const { status, json } = await applyOn(server(), changes)
  expect({ status, errors: json.errors }).toEqual({ status: 200, errors: undefined })
  return json.id
}
const undo = (id: string, query = '') => undoOn(server(), id, query)
const thereIs = async (name: string) =>
  (await server().api('GET', `/attributes/${name}`, undefined, { base })).status
const claimOf = async (user: string, name: string) =>
  (await server().api('GET', `/users/${user}/claims`, undefined, { base })).json[name]

describe('an attribute that the change has made', () => {
  it('goes with the hidden values that it has got', async () => {
    const [group, user] = [await aTeam(), await aPerson()]
    const attribute = newAttribute({ ...secret, default_value: 'C4nary' })
    const { name } = attribute
    const change = await apply(
      attribute,
      { op: 'set_group_value', group_id: group, attribute: name, value: 'C4nary' },
      { op: 'set_user_value', user_id: user, attribute: name, value: 'C4nary' },
    )
    expect((await undo(change)).status).toBe(200)
    expect(await thereIs(name)).toBe(404)
  })

  it.each(sweptOrNot)('goes after its values have begun or ended, %s', async (_, isSwept) => {
    const [one, two, three] = [await aTeam(), await aTeam(), await aTeam()]
    const [maya, jonas] = [await aPerson(), await aPerson()]
    const attribute = newAttribute()
    const { name } = attribute
    const change = await apply(
      attribute,
      { op: 'set_group_value', group_id: one, attribute: name, value: 'a', expires_at: iso(1) },
      { op: 'set_group_value', group_id: two, attribute: name, value: 'b', starts_at: iso(1) },
      { op: 'set_group_value', group_id: three, attribute: name, value: 'c', expires_at: iso(9) },
      { op: 'set_user_value', user_id: maya, attribute: name, value: 'd', expires_at: iso(1) },
      { op: 'set_user_value', user_id: maya, attribute: name, value: 'e', starts_at: iso(2) },
      { op: 'set_user_value', user_id: jonas, attribute: name, value: 'f', starts_at: iso(1) },
    )
    await soon(3, isSwept)
    const undone = await undo(change)
    expect([undone.status, messagesIn(undone)]).toEqual([200, undefined])
    expect(await thereIs(name)).toBe(404)
  })

  it('stays if somebody has given a value of it since, also to a user whom the change names', async () => {
    const [group, user] = [await aTeam(), await aPerson()]
    const changesSince = [
      (name: string) => ({ op: 'set_user_value', user_id: user, attribute: name, value: 'since' }),
      (name: string) => ({
        ...{ op: 'set_user_value', user_id: user, attribute: name, value: 'since' },
        starts_at: iso(5),
      }),
      (name: string) => ({
        ...{ op: 'set_group_value', group_id: group, attribute: name, value: 'since' },
      }),
      (name: string) => ({
        ...{ op: 'set_group_value', group_id: group, attribute: name, value: 'x' },
        expires_at: iso(5),
      }),
    ]
    for (const since of changesSince) {
      const attribute = newAttribute()
      const { name } = attribute
      const change = await apply(
        attribute,
        { op: 'set_group_value', group_id: group, attribute: name, value: 'x' },
        { op: 'set_user_value', user_id: user, attribute: name, value: 'y' },
      )
      await apply(since(name))
      const refused = await undo(change)
      expect([refused.status, messagesIn(refused)]).toEqual([
        409,
        ['the attribute has been given other values since.'],
      ])
    }
  })

  it.each(sweptOrNot)(
    'is nobody’s any more once what they gave has ended, %s',
    async (_, isSwept) => {
      const [group, user] = [await aTeam(), await aPerson()]
      const attribute = newAttribute()
      const { name } = attribute
      const change = await apply(attribute)
      await apply(
        { op: 'set_user_value', user_id: user, attribute: name, value: 'a', expires_at: iso(1) },
        { op: 'set_group_value', group_id: group, attribute: name, value: 'b', expires_at: iso(1) },
      )
      expect((await undo(change, '?dry_run=true')).status).toBe(409)
      await soon(2, isSwept)
      expect((await undo(change)).status).toBe(200)
    },
  )
})

describe('a group that the change has made', () => {
  it.each(sweptOrNot)(
    'goes after its values and members have begun or ended, %s',
    async (_, isSwept) => {
      const [maya, jonas] = [await aPerson(), await aPerson()]
      const [one, two] = [await anAttribute(), await anAttribute(secret)]
      const group = `Made ${++made}`
      const change = await apply(
        { op: 'create_group', name: group },
        { op: 'set_group_value', group, attribute: one, value: 'a', expires_at: iso(1) },
        { op: 'set_group_value', group, attribute: two, value: 'b', starts_at: iso(1) },
        { op: 'add_group_user', group, user_id: maya, expires_at: iso(1) },
        { op: 'add_group_user', group, user_id: jonas, starts_at: iso(1) },
      )
      await soon(2, isSwept)
      const undone = await undo(change)
      expect([undone.status, messagesIn(undone)]).toEqual([200, undefined])
      expect((await server().api('GET', `/groups/search?name=${group}`)).json).toEqual([])
    },
  )

  it('stays if somebody has put in a user since, or has changed until when one is in it', async () => {
    const [member, named] = [await aPerson(), await aPerson()]
    const name = await anAttribute()
    for (const since of [
      { op: 'add_group_user', user_id: named },
      { op: 'add_group_user', user_id: member, expires_at: iso(5) },
    ]) {
      const group = `Made ${++made}`
      const change = await apply(
        { op: 'create_group', name: group },
        { op: 'add_group_user', group, user_id: member },
        { op: 'set_user_value', user_id: named, attribute: name, value: group },
      )
      await apply({ ...since, group })
      const refused = await undo(change)
      expect([refused.status, messagesIn(refused)]).toEqual([
        409,
        ['the group has been given other members, groups, values or roles since.'],
      ])
    }
  })
})

it.each(sweptOrNot)(
  'a value that another one follows is put back while neither counts, %s',
  async (_, isSwept) => {
    const user = await aPerson()
    const name = await anAttribute()
    await apply({ op: 'set_user_value', user_id: user, attribute: name, value: 'before' })
    const change = await apply(
      { op: 'set_user_value', user_id: user, attribute: name, value: 'a', expires_at: iso(1) },
      { op: 'set_user_value', user_id: user, attribute: name, value: 'b', starts_at: iso(9) },
    )
    await soon(2, isSwept)
    const undone = await undo(change)
    expect([undone.status, messagesIn(undone)]).toEqual([200, undefined])
    expect(await claimOf(user, name)).toBe('before')
  },
)

describe('a value of a group that is to start later', () => {
  async function listed(name: string): Promise<unknown> {
    const { json } = await server().api('GET', `/group_values?attribute=${name}`, undefined, {
      base,
    })
    return json.values.map((it: Row) => [it['group_id'], it['value'], it['starts_at'], it['rank']])
  }
  it.each([
    ['is put back where another one has replaced it', {}, 'now'],
    ['is put back with its start where it has got another one, also if it is hidden', secret, null],
  ])('%s', async (_, more, value) => {
    const [group, other] = [await aTeam(), await aTeam()]
    const name = await anAttribute(more)
    await apply(
      { op: 'set_group_value', group_id: other, attribute: name, value: 'other' },
      { op: 'set_group_value', group_id: group, attribute: name, value: 'l', starts_at: iso(9) },
    )
    const before = await listed(name)
    const values = [
      { group_id: group, value },
      { group_id: other, value: value && 'other' },
    ]
    const change = await apply({ op: 'set_group_values', attribute: name, values })
    expect(await listed(name)).not.toEqual(before)
    const undone = await undo(change)
    expect([undone.status, messagesIn(undone)]).toEqual([200, undefined])
    expect(await listed(name)).toEqual(before)
  })
})
