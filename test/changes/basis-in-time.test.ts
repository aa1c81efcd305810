// What a preview rested on may begin or end by its time: the change is refused then, before anything is swept, too.
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
import { applyOn, base, type Row, whileItIs } from './asking.ts'

startsServer()

const iso = (minutes: number) => timeText(clock.now + minutes * minute)

let made = 0
interface Scene {
  readonly user: string
  readonly group: string
  readonly name: string
}
async function scene(): Promise<Scene> {
  // Else the server itself may sweep away meanwhile what others have left.
  await sweep()
  const name = `basis_${++made}`
  const body = { name, label: name, type: 'string', default_value: 'D' }
  await server().api('POST', '/user_attributes', body)
  const { json } = await server().api('POST', '/users', { first_name: name })
  const group = await server().api('POST', '/groups', { name })
  return { user: json.id, group: group.json.id, name }
}
const apply = async (changes: Row[]) =>
  expect((await applyOn(server(), changes)).json.errors).toBeUndefined()

/** Sends a change as JSON, or as a long table; answers what it does to effective values. */
const ways = {
  'a list': ({ user, name }: Scene, more: Row, query: string) =>
    applyOn(
      server(),
      [{ op: 'set_user_value', user_id: user, attribute: name, value: 'NEW' }],
      more,
      query,
    ),
  'a long table': ({ user, name }: Scene, { basis }: Row, query: string) =>
    whileItIs('unlisted_operations', 0, () =>
      server().api(
        'POST',
        `/changes?${query.slice(1)}${basis === undefined ? '' : `&basis=${basis}`}`,
        `user_id,attribute,value\n${user},${name},NEW\n`,
        {
          base,
          headers: { authorization: `Bearer ${server().token}`, 'content-type': 'text/csv' },
        },
      ),
    ),
}

const values = 'a value that the change sets or removes has changed'
const catalogue = 'an attribute, a group, the value of a group or a role has changed'
const people = 'the groups or rights of a user whom the change names have changed'
const cases: readonly [string, (of: Scene) => Row[], string, string][] = [
  [
    'a value of the user that ends',
    ({ user, name }) => [
      { op: 'set_user_value', user_id: user, attribute: name, value: 'X', expires_at: iso(1) },
    ],
    values,
    'D',
  ],
  [
    'a value of the user that begins',
    ({ user, name }) => [
      { op: 'set_user_value', user_id: user, attribute: name, value: 'Y', starts_at: iso(1) },
    ],
    values,
    'Y',
  ],
  [
    'a value of a group that ends',
    ({ user, group, name }) => [
      { op: 'add_group_user', group_id: group, user_id: user },
      { op: 'set_group_value', group_id: group, attribute: name, value: 'X', expires_at: iso(1) },
    ],
    catalogue,
    'D',
  ],
  [
    'a value of a group that begins',
    ({ user, group, name }) => [
      { op: 'add_group_user', group_id: group, user_id: user },
      { op: 'set_group_value', group_id: group, attribute: name, value: 'Y', starts_at: iso(1) },
    ],
    catalogue,
    'Y',
  ],
  [
    'a membership that ends',
    ({ user, group, name }) => [
      { op: 'add_group_user', group_id: group, user_id: user, expires_at: iso(1) },
      { op: 'set_group_value', group_id: group, attribute: name, value: 'X' },
    ],
    people,
    'D',
  ],
  [
    'a membership that begins',
    ({ user, group, name }) => [
      { op: 'add_group_user', group_id: group, user_id: user, starts_at: iso(1) },
      { op: 'set_group_value', group_id: group, attribute: name, value: 'Y' },
    ],
    people,
    'Y',
  ],
]

describe.each(Object.entries(ways))('%s', (_, send) => {
  it.each(cases)('rests on %s', async (_, given, moved, then) => {
    const at = await scene()
    await apply(given(at))
    const before = await send(at, {}, '?dry_run=true')
    expect(before.json.effects.values).toBe(1)
    await later(2)
    const refused = await send(at, { basis: before.json.basis }, '?')
    expect([refused.status, refused.json.message]).toEqual([
      409,
      `Nothing was applied. Since the preview, ${moved}. Preview the change again.`,
    ])
    const again = await send(at, {}, '?dry_run=true')
    expect(again.json.effects.sample).toMatchObject([{ before: { value: then } }])
    const applied = await send(at, { basis: again.json.basis }, '?')
    expect([applied.status, applied.json.effects]).toEqual([200, again.json.effects])
  })

  it('rests on no sweep of a value that has ended already', async () => {
    const at = await scene()
    await apply(cases[0]?.[1](at) ?? [])
    await later(2)
    const { json } = await send(at, {}, '?dry_run=true')
    await sweep()
    expect((await send(at, { basis: json.basis }, '?')).status).toBe(200)
  })
})
