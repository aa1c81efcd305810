// The undo of a deletion that took very much with it, which is removed in portions and put back in parts.
import { beforeAll, describe, expect, it } from 'vitest'
import { auditRow, byServer } from '../../src/audit/audit-row.ts'
import { removeMembers } from '../../src/groups/deletion-sql.ts'
import type { GroupId, UserAttributeId } from '../../src/ids.ts'
import { removeValues } from '../../src/values/deletion-sql.ts'
import { base, type Row, readOn, whileItIs } from './asking.ts'
import { startsWorld } from './deleted-world.ts'
import { attributeOn, deleteOn, groupOn, messagesIn, removeRest } from './deletions.ts'

const world = startsWorld()
const { server, undo, aPerson, aTeam, anAttribute, apply, auditAgrees, goesAndComes } = world

/** How many effects of a change are told, page by page. */
async function effectsTold(change: string): Promise<number> {
  for (let [told, after] = [0, '']; ; ) {
    const path = `/changes/${change}/effects?limit=1000${after}`
    const page = (await readOn(server(), path)) as { effects: Row[]; next: string | null }
    told += page.effects.length
    if (page.next === null) return told
    after = `&after=${page.next}`
  }
}

describe('what was deleted and is long', () => {
  const many = 1100
  const people: string[] = []
  beforeAll(async () => {
    const ask = async () => people.push(await aPerson())
    while (people.length < many) await Promise.all(Array.from({ length: 20 }, ask))
  })

  it('comes back once its rest has been removed, and nothing takes it away again', async () => {
    const { id, name } = await anAttribute()
    const group = await aTeam()
    await apply(
      ...people.map((user_id) => ({ op: 'set_user_value', user_id, attribute: name, value: 'v' })),
      ...people.map((user_id) => ({ op: 'add_group_user', user_id, group_id: group })),
    )
    const state = async () => [
      await attributeOn(server(), id, people.slice(0, 3)),
      await groupOn(server(), group),
    ]
    const before = await state()
    const change = await apply(
      { op: 'delete_attribute', attribute: name },
      { op: 'delete_group', group_id: group },
    )
    const removing = Array(2).fill(
      'what was deleted is still being removed; try again in a moment.',
    )
    const waits = await undo(change)
    expect([waits.status, messagesIn(waits)]).toEqual([409, removing])
    await removeRest(server())
    const after = await state()
    await goesAndComes(change, { before, after }, async () => {
      await removeRest(server())
      return state()
    })
    // Another node may have read what is left before it came back.
    const users = JSON.stringify(people)
    const { now, db } = server().running.server
    await db.commit({
      statements: [
        ...removeValues({ user_attribute_id: id as UserAttributeId, users }),
        removeMembers({ group_id: group as GroupId, users }),
      ],
      audit: auditRow(byServer('remove_deleted_values', now()), {}),
      changesAuthority: true,
    })
    expect(await state()).toEqual(before)
    await auditAgrees()
  })

  it('comes back in parts as it does in one piece', async () => {
    const group = await aTeam()
    const { id, name } = await anAttribute({ default_value: 'default' })
    const [others, big] = [people.slice(-50), await aTeam()]
    await apply(...people.map((user_id) => ({ op: 'add_group_user', user_id, group_id: big })))
    await apply(
      ...people
        .slice(0, -50)
        .map((user_id) => ({ op: 'set_user_value', user_id, attribute: name, value: user_id })),
      { op: 'set_group_value', group_id: group, attribute: name, value: 'of the group' },
      ...others.slice(0, 20).map((user_id) => ({ op: 'add_group_user', user_id, group_id: group })),
    )
    const state = () => attributeOn(server(), id, [people[0] ?? '', ...others.slice(18, 22)])
    const before = await state()
    const change = await deleteOn(server(), 'attribute', id)
    await removeRest(server())
    const inParts: typeof undo = (...asked) =>
      whileItIs('changed_operations', 500, () => undo(...asked))
    const lost = await deleteOn(server(), 'group', big)
    await removeRest(server())
    expect(messagesIn(await inParts(lost))).toEqual([
      'a group with more than 500 members is not put back; create it again.',
    ])
    const [whole, parts] = [
      await undo(change, '?dry_run=true'),
      await inParts(change, '?dry_run=true'),
    ]
    expect([whole.status, parts.status, parts.json.problems]).toEqual([200, 200, []])
    const { sample: _, ...effects } = parts.json.effects
    expect(whole.json.effects).toMatchObject(effects)
    expect(parts.json.counts).toEqual(whole.json.counts)
    const undone = await inParts(change, '', { basis: parts.json.basis })
    expect([undone.status, undone.json.counts]).toEqual([200, whole.json.counts])
    expect(await state()).toEqual(before)
    expect(await effectsTold(undone.json.id)).toBe(effects.values)
    const redone = await inParts(undone.json.id)
    expect([redone.status, redone.json.counts]).toMatchObject([200, { changed: 1 }])
    await removeRest(server())
    const [first, second] = people
    const again = await inParts(redone.json.id)
    expect([again.status, await state()]).toEqual([200, before])
    const set = { value: 'until', expires_at: '2099-01-01T00:00:00.000Z' }
    const path = `/users/${first}/values/${name}`
    expect((await server().api('PUT', path, set, { base })).status).toBe(200)
    expect(messagesIn(await inParts(again.json.id))).toEqual([
      'the attribute has been given other values since.',
    ])
    const gone = await deleteOn(server(), 'attribute', id)
    await removeRest(server())
    await server().api('DELETE', `/users/${second}`)
    const refused = await inParts(gone)
    expect([refused.status, messagesIn(refused)]).toEqual([
      409,
      [
        'a value for a time, and one that another one follows, is not put back among so many values; set it again.',
        `the user ${second}, who had a value, has been deleted since.`,
      ],
    ])
    const skipped = await inParts(gone, '?on_conflict=skip')
    expect([skipped.status, skipped.json.counts.refused]).toEqual([200, 2])
    await auditAgrees()
  })
})
