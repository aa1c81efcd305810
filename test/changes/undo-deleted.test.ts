// The undo of a deletion puts back the thing with its id and everything that went with it, or says what it cannot.
import { describe, expect, it } from 'vitest'
import { signsIn } from '../support/sign-in.ts'
import { base, type Row, readOn } from './asking.ts'
import { first, second, secret, startsWorld } from './deleted-world.ts'
import { attributeOn, deleteOn, groupOn, messagesIn, newestChange } from './deletions.ts'

const world = startsWorld()
const {
  server,
  undo,
  aPerson,
  aTeam,
  anAttribute,
  aRole,
  apply,
  aTime,
  ownThen,
  auditAgrees,
  goesAndComes,
} = world

describe('an attribute that was deleted', () => {
  it('comes back with its definition, its order of groups, its values and their times', async () => {
    const [maya, jonas, ines] = [await aPerson(), await aPerson(), await aPerson()]
    const [one, two, three] = [await aTeam(), await aTeam(), await aTeam()]
    const more = { type: 'string', default_value: 'c', user_can_view: true, user_can_edit: true }
    const { id, name } = await anAttribute(more)
    await apply(
      { op: 'update_attribute', attribute: name, combine: 'union', choices: ['a', 'b', 'c'] },
      { op: 'set_group_value', group_id: two, attribute: name, value: 'b' },
      { op: 'set_group_value', group_id: one, attribute: name, value: 'a', expires_at: second },
      { op: 'set_group_value', group_id: three, attribute: name, value: 'c', starts_at: first },
      { op: 'order_group_values', attribute: name, groups: [three, one] },
      { op: 'add_group_user', group_id: one, user_id: ines },
      { op: 'add_group_user', group_id: two, user_id: ines },
      { op: 'set_user_value', user_id: maya, attribute: name, value: 'a', expires_at: first },
      { op: 'set_user_value', user_id: maya, attribute: name, value: 'b', starts_at: second },
      { op: 'set_user_value', user_id: jonas, attribute: name, value: 'c' },
    )
    const state = () => attributeOn(server(), id, [maya, jonas, ines])
    const before = await state()
    const then = await aTime()
    const ownBefore = await ownThen(name, then)
    const change = await deleteOn(server(), 'attribute', id)
    const between = await aTime()
    const undone = await goesAndComes(change, { before, after: [404, 404] }, state)
    expect(undone['effects']).toMatchObject({ values: expect.any(Number) })
    expect(await ownThen(name, then)).toEqual(ownBefore)
    expect(await ownThen(name, between)).not.toEqual(ownBefore)
    expect(await ownThen(name, await aTime())).toEqual(ownBefore)
    const path = `/history?user=${jonas}&attribute=${name}`
    const { history } = (await readOn(server(), path)) as { history: Row[] }
    expect(history.map((it) => [it['old_value'], it['new_value']])).toEqual([
      ...[
        [null, 'c'],
        [null, 'c'],
        [null, 'c'],
      ],
    ])
    await auditAgrees()
  })

  it('comes back with what its change has done beside', async () => {
    const user = await aPerson()
    const [one, two] = [await aTeam(), await aTeam('Deleted and remade')]
    const [gone, kept] = [await anAttribute(), await anAttribute()]
    await apply(
      { op: 'set_user_value', user_id: user, attribute: gone.name, value: 'mine' },
      { op: 'set_group_value', group_id: two, attribute: gone.name, value: 'of two' },
      { op: 'set_group_value', group_id: two, attribute: kept.name, value: 'of two' },
      { op: 'set_group_value', group_id: one, attribute: kept.name, value: 'of one' },
    )
    const state = async () => [
      await attributeOn(server(), gone.id, [user]),
      await attributeOn(server(), kept.id, [user]),
      await groupOn(server(), two),
    ]
    const before = await state()
    const change = await apply(
      { op: 'set_user_value', user_id: user, attribute: gone.name, value: 'other' },
      { op: 'delete_attribute', attribute: gone.name },
      { op: 'create_attribute', name: gone.name, type: 'number' },
      { op: 'delete_group', group_id: two },
      { op: 'create_group', name: 'Deleted and remade' },
      { op: 'set_group_values', attribute: kept.name, values: [{ group_id: one, value: 'new' }] },
    )
    const after = await state()
    await goesAndComes(change, { before, after }, state)
    await auditAgrees()
  })

  it('comes back without hidden values, which are counted and said before, and never shown', async () => {
    const [maya, jonas] = [await aPerson(), await aPerson()]
    const group = await aTeam()
    const { id, name } = await anAttribute({ ...secret, default_value: 'C4nary' })
    await apply(
      { op: 'set_user_value', user_id: maya, attribute: name, value: 'C4nary' },
      { op: 'set_user_value', user_id: jonas, attribute: name, value: 'C4nary' },
      { op: 'set_group_value', group_id: group, attribute: name, value: 'C4nary' },
    )
    const change = await deleteOn(server(), 'attribute', id)
    const refused = [await undo(change, '?dry_run=true'), await undo(change)]
    for (const one of refused) {
      expect([one.status, messagesIn(one)]).toEqual([
        422,
        [
          'the default is hidden and was not kept; set it again.',
          '1 hidden value of groups was not kept and cannot be put back; set it again.',
          '2 hidden values of users were not kept and cannot be put back; set them again.',
        ],
      ])
    }
    const then = await aTime()
    const undone = await undo(change, '?on_conflict=skip')
    expect([undone.status, undone.json.counts]).toMatchObject([200, { changed: 1, refused: 4 }])
    const now = await attributeOn(server(), id, [maya, jonas])
    expect(now).toMatchObject({ group: [], looker: { value_is_hidden: true, default_value: null } })
    for (const time of [then, await aTime()]) {
      const path = `/users/${maya}/explanations?attributes=${name}&as_of=${time}`
      const { json } = await server().api('GET', path, undefined, { base })
      expect(json[0]?.steps ?? []).toEqual([])
    }
    const texts = [...refused, undone].map(({ text }) => text)
    expect(JSON.stringify([texts, now])).not.toContain('C4nary')
    await auditAgrees()
  })

  it('comes back without values from sign-ins, and says that they come again', async () => {
    const user = await aPerson()
    const { id, name } = await anAttribute()
    await signsIn(server(), user, { [id]: 'sent' })
    const change = await deleteOn(server(), 'attribute', id)
    expect(messagesIn(await undo(change))).toEqual([
      '1 value from a sign-in cannot be put back; it comes again when its user signs in with their provider.',
    ])
    expect((await undo(change, '?on_conflict=skip')).status).toBe(200)
    expect(await signsIn(server(), user, { [id]: 'sent' })).toBe(1)
    const path = `/users/${user}/explanations?attributes=${name}`
    expect(await readOn(server(), path)).toMatchObject([{ value: 'sent' }])
    await auditAgrees()
  })

  it('does not come back over what has taken its name or is gone, unless that is left out', async () => {
    const [maya, jonas] = [await aPerson(), await aPerson()]
    const [one, two] = [await aTeam(), await aTeam()]
    const { id, name } = await anAttribute()
    await apply(
      { op: 'set_user_value', user_id: maya, attribute: name, value: 'of Maya' },
      { op: 'set_user_value', user_id: jonas, attribute: name, value: 'of Jonas' },
      { op: 'set_group_value', group_id: one, attribute: name, value: 'one' },
      { op: 'set_group_value', group_id: two, attribute: name, value: 'two' },
    )
    const change = await deleteOn(server(), 'attribute', id)
    await server().api('DELETE', `/users/${jonas}`)
    await server().api('DELETE', `/groups/${two}`)
    const refused = await undo(change)
    expect([refused.status, messagesIn(refused)]).toEqual([
      409,
      [
        `the group ${two}, which had a value, has been deleted since.`,
        `the user ${jonas}, who had a value, has been deleted since.`,
      ],
    ])
    const other = await server().api('POST', '/user_attributes', { name, type: 'string' })
    for (const query of ['', '?on_conflict=skip']) {
      const taken = await undo(change, query)
      const told = [...(messagesIn(taken) ?? []), ...(taken.json.problems ?? [])]
      expect(JSON.stringify(told)).toContain('another attribute has the name now')
      expect((await server().api('GET', `/user_attributes/${id}`)).status).toBe(404)
    }
    await server().api('DELETE', `/user_attributes/${other.json.id}`)
    const skipped = await undo(change, '?on_conflict=skip')
    expect([skipped.status, skipped.json.counts]).toMatchObject([200, { refused: 2 }])
    expect(await attributeOn(server(), id, [maya])).toMatchObject({
      ...{ group: [[one, 'one', 1]], explained: [['of Maya', 'User Setting', expect.anything()]] },
    })
    await auditAgrees()
  })
})

describe('a group that was deleted', () => {
  it('comes back with its members and their times, its nesting, its values and its roles', async () => {
    const [maya, jonas, ines] = [await aPerson(), await aPerson(), await aPerson()]
    const [outer, inner, other] = [await aTeam(), await aTeam(), await aTeam()]
    const { json } = await server().api('POST', '/groups', {
      ...{ name: 'Put back', can_add_to_content_metadata: false },
    })
    const group = json.id as string
    const [one, two] = [await anAttribute(), await anAttribute()]
    const role = await aRole()
    await server().api('PUT', `/roles/${role}/groups`, [group])
    await apply(
      { op: 'add_group_group', group_id: outer, child_group_id: group },
      { op: 'add_group_group', group_id: group, child_group_id: inner },
      { op: 'set_group_value', group_id: other, attribute: one.name, value: 'first' },
      { op: 'set_group_value', group_id: group, attribute: one.name, value: 'second' },
      { op: 'set_group_value', group_id: inner, attribute: one.name, value: 'third' },
      {
        op: 'set_group_value',
        group_id: group,
        attribute: two.name,
        value: 'x',
        expires_at: first,
      },
      { op: 'add_group_user', group_id: group, user_id: maya },
      { op: 'add_group_user', group_id: group, user_id: jonas, expires_at: first },
      {
        op: 'add_group_user',
        group_id: group,
        user_id: ines,
        starts_at: first,
        expires_at: second,
      },
    )
    const state = async () => [
      await groupOn(server(), group),
      await groupOn(server(), outer),
      await attributeOn(server(), one.id, [maya, jonas, ines]),
      await attributeOn(server(), two.id, [maya, jonas, ines]),
      ((await server().api('GET', `/roles/${role}/groups`)).json as Row[]).map((it) => it['id']),
    ]
    const before = await state()
    const change = await deleteOn(server(), 'group', group)
    const after = await state()
    await goesAndComes(change, { before, after }, state)
    await auditAgrees()
  })

  it('does not come back over what has taken its name or its place, unless that is left out', async () => {
    const [maya, jonas] = [await aPerson(), await aPerson()]
    const [outer, inner, lost] = [await aTeam(), await aTeam(), await aTeam()]
    const group = await aTeam('Taken meanwhile')
    const { id, name } = await anAttribute()
    const role = await aRole()
    await server().api('PUT', `/roles/${role}/groups`, [group])
    await apply(
      { op: 'add_group_group', group_id: outer, child_group_id: group },
      { op: 'add_group_group', group_id: group, child_group_id: inner },
      { op: 'add_group_group', group_id: group, child_group_id: lost },
      { op: 'set_group_value', group_id: group, attribute: name, value: 'x' },
      { op: 'add_group_user', group_id: group, user_id: maya },
      { op: 'add_group_user', group_id: group, user_id: jonas },
    )
    const change = await deleteOn(server(), 'group', group)
    const taken = await aTeam('Taken meanwhile')
    expect(await undo(change)).toMatchObject({ status: 409 })
    expect(messagesIn(await undo(change))).toEqual([
      'another group has the name now; change that one first.',
    ])
    await server().api('PATCH', `/groups/${taken}`, { name: 'Renamed meanwhile' })
    await server().api('POST', `/groups/${inner}/groups`, { group_id: outer })
    for (const path of [`/groups/${lost}`, `/roles/${role}`, `/users/${jonas}`]) {
      expect((await server().api('DELETE', path)).status).toBeLessThan(300)
    }
    await server().api('PATCH', `/groups/${taken}/attribute_values/${id}`, { value: 'since' })
    const refused = await undo(change)
    expect([refused.status, messagesIn(refused)]).toEqual([
      409,
      [
        `the group ${inner}, which was in it, contains a group in which it was; it would contain itself.`,
        `the group ${lost}, which was in it, has been deleted since.`,
        `the role ${role}, which it had, has been deleted since.`,
        'the group values have been changed again since.',
        `the user ${jonas}, who was in it, has been deleted since.`,
      ],
    ])
    expect((await server().api('GET', `/groups/${group}`)).status).toBe(404)
    const skipped = await undo(change, '?on_conflict=skip')
    expect([skipped.status, skipped.json.counts]).toMatchObject([200, { refused: 5 }])
    expect(await groupOn(server(), group)).toMatchObject({
      ...{ inside: [], around: [[['1', outer], []]], members: [[maya, null, null]] },
    })
    await auditAgrees()
  })
})

it('a person who was deleted is not put back, and the answer says why', async () => {
  const user = await aPerson()
  await server().api('DELETE', `/users/${user}`)
  const refused = await undo(await newestChange(server(), 'operation=delete_user'))
  expect([refused.status, messagesIn(refused)]).toEqual([
    422,
    [
      'a person who was deleted cannot be put back: their addresses, passwords and keys were not kept. Create them again.',
    ],
  ])
})
