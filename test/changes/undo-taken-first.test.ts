// The undo of a change that took values and members away one by one, and then deleted what they were of.
import { expect, it } from 'vitest'
import { first, second, secret, startsWorld } from './deleted-world.ts'
import { attributeOn, groupOn, messagesIn } from './deletions.ts'

const world = startsWorld()
const { server, undo, aPerson, aTeam, anAttribute, apply, auditAgrees, goesAndComes } = world

it('gives back values that were removed or replaced before their attribute was deleted', async () => {
  const [maya, jonas, ines, none] = [
    await aPerson(),
    await aPerson(),
    await aPerson(),
    await aPerson(),
  ]
  const [one, two] = [await aTeam(), await aTeam()]
  const { id, name } = await anAttribute()
  await apply(
    { op: 'set_user_value', user_id: maya, attribute: name, value: 'old', expires_at: first },
    { op: 'set_user_value', user_id: maya, attribute: name, value: 'next', starts_at: second },
    { op: 'set_user_value', user_id: jonas, attribute: name, value: 'of Jonas' },
    { op: 'set_user_value', user_id: ines, attribute: name, value: 'of Ines' },
    { op: 'set_group_value', group_id: one, attribute: name, value: 'one' },
    { op: 'set_group_value', group_id: two, attribute: name, value: 'two' },
  )
  const state = () => attributeOn(server(), id, [maya, jonas, ines, none])
  const before = await state()
  const change = await apply(
    { op: 'clear_user_value', user_id: maya, attribute: name },
    { op: 'set_user_value', user_id: jonas, attribute: name, value: 'other' },
    { op: 'clear_user_value', user_id: jonas, attribute: name },
    { op: 'set_user_value', user_id: none, attribute: name, value: 'for a moment' },
    { op: 'clear_group_value', group_id: one, attribute: name },
    { op: 'delete_attribute', attribute: name },
  )
  await goesAndComes(change, { before, after: [404, 404] }, state)
  await auditAgrees()
})

it('gives back members, groups and values that were taken out before their group was deleted', async () => {
  const [maya, jonas, ines, none] = [
    await aPerson(),
    await aPerson(),
    await aPerson(),
    await aPerson(),
  ]
  const [group, outer, inner] = [await aTeam(), await aTeam(), await aTeam()]
  const { id, name } = await anAttribute()
  await apply(
    { op: 'add_group_user', group_id: group, user_id: maya },
    { op: 'add_group_user', group_id: group, user_id: jonas, expires_at: first },
    { op: 'add_group_user', group_id: group, user_id: ines },
    { op: 'add_group_group', group_id: outer, child_group_id: group },
    { op: 'add_group_group', group_id: group, child_group_id: inner },
    { op: 'set_group_value', group_id: group, attribute: name, value: 'of the group' },
    { op: 'set_group_value', group_id: inner, attribute: name, value: 'of the inner one' },
  )
  const state = async () => [
    await groupOn(server(), group),
    await groupOn(server(), outer),
    await attributeOn(server(), id, [maya, jonas, ines, none]),
  ]
  const before = await state()
  const change = await apply(
    { op: 'remove_group_user', group_id: group, user_id: maya },
    { op: 'remove_group_user', group_id: group, user_id: jonas },
    { op: 'add_group_user', group_id: group, user_id: none },
    { op: 'remove_group_group', group_id: outer, child_group_id: group },
    { op: 'remove_group_group', group_id: group, child_group_id: inner },
    { op: 'clear_group_value', group_id: group, attribute: name },
    { op: 'delete_group', group_id: group },
  )
  const after = await state()
  await goesAndComes(change, { before, after }, state)
  await auditAgrees()
})

it('says that hidden values do not come back, also those that the change had removed before', async () => {
  const user = await aPerson()
  const { name } = await anAttribute(secret)
  await apply({ op: 'set_user_value', user_id: user, attribute: name, value: 'C4nary' })
  const change = await apply(
    { op: 'clear_user_value', user_id: user, attribute: name },
    { op: 'delete_attribute', attribute: name },
  )
  for (const query of ['?dry_run=true', '']) {
    const refused = await undo(change, query)
    expect([refused.status, messagesIn(refused)]).toEqual([
      422,
      ['1 hidden value of users was not kept and cannot be put back; set it again.'],
    ])
  }
})

it('says the same where the change had hidden the attribute before it deleted it', async () => {
  const [user, group] = [await aPerson(), await aTeam()]
  const { name } = await anAttribute({ default_value: 'C4nary' })
  await apply(
    { op: 'set_user_value', user_id: user, attribute: name, value: 'C4nary' },
    { op: 'set_group_value', group_id: group, attribute: name, value: 'C4nary' },
  )
  const change = await apply(
    {
      ...{ op: 'update_attribute', attribute: name, value_is_hidden: true },
      hidden_value_domain_whitelist: 'https://x.example/*',
    },
    { op: 'delete_attribute', attribute: name },
  )
  const told = await undo(change, '?dry_run=true')
  expect([told.status, messagesIn(told)]).toEqual([
    422,
    [
      'the default is hidden and was not kept; set it again.',
      '1 hidden value of groups was not kept and cannot be put back; set it again.',
      '1 hidden value of users was not kept and cannot be put back; set it again.',
    ],
  ])
  expect(told.text).not.toContain('C4nary')
})
