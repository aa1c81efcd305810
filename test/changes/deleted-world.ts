// People, groups and attributes that are made by the API, so that the audit tells them, and then deleted and put back.
import { afterAll, beforeAll, expect } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { checksOf, type StoreChecked } from '../user-attributes/sign-in-checks.ts'
import { applyOn, base, type Row } from './asking.ts'
import { undoOn } from './deletions.ts'

export const [first, second] = ['2098-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z']
export const secret = {
  ...{ value_is_hidden: true, hidden_value_domain_whitelist: 'https://x.example/*' },
}

/** Starts a server for the tests of a file, and stops it; what they use of it is there when they run. */
export function startsWorld() {
  let running: TestServer
  let opened: StoreChecked
  beforeAll(async () => {
    running = await startServer({ flags: { rateLimit: '0' } })
    opened = await checksOf(running)
  })
  afterAll(async () => {
    await opened.close()
    await running.stop()
  })
  const server = () => running
  const checks = () => opened
  const undo = (id: string, query = '', body: Row = {}) => undoOn(server(), id, query, body)

  let made = 0
  const aPerson = async (): Promise<string> =>
    (await server().api('POST', '/users', { first_name: `Person ${++made}` })).json.id
  const aTeam = async (name = `Team ${++made}`): Promise<string> =>
    (await server().api('POST', '/groups', { name })).json.id
  async function anAttribute(more: Row = {}): Promise<{ id: string; name: string }> {
    const name = `restored_${++made}`
    const body = { name, label: `Label of ${name}`, type: 'string', ...more }
    const { json } = await server().api('POST', '/user_attributes', body)
    return { id: json.id, name }
  }
  async function aRole(): Promise<string> {
    const sets = await server().api('POST', '/permission_sets', {
      ...{ name: `Set ${++made}`, permissions: ['see_users'] },
    })
    const models = await server().api('GET', '/model_sets')
    const { json } = await server().api('POST', '/roles', {
      ...{ name: `Role ${made}`, permission_set_id: sets.json.id, model_set_id: models.json[0].id },
    })
    return json.id
  }
  async function apply(...changes: Row[]): Promise<string> {
    const { status, json } = await applyOn(server(), changes)
    expect({ status, errors: json.errors }).toEqual({ status: 200, errors: undefined })
    return json.id
  }

  /** The time of the server, as nothing else is stored at it. */
  async function aTime(): Promise<string> {
    const { now } = server().running.server
    const before = now()
    await expect.poll(now, { interval: 1 }).toBeGreaterThan(before)
    return new Date(before).toISOString()
  }
  const ownThen = async (name: string, time: string) => {
    const path = `/values?attribute=${name}&of=own&as_of=${time}`
    const { json } = await server().api('GET', path, undefined, { base })
    return json.values?.map(({ user_id, value }: Row) => [user_id, value]) ?? json.message
  }

  /** What the doctor finds: values, chains, the state that the audit tells, the past. */
  const auditAgrees = async () => expect(await checks().problems()).toEqual([])

  /** Deletes, puts back, deletes by undoing that, and puts back again; each state is told as it was. */
  async function goesAndComes(
    change: string,
    states: { before: unknown; after: unknown },
    state: () => Promise<unknown>,
  ): Promise<Row> {
    const preview = await undo(change, '?dry_run=true')
    expect([preview.status, preview.json.problems]).toEqual([200, []])
    expect(await state()).toEqual(states.after)
    const undone = await undo(change, '', { basis: preview.json.basis, reason: 'a mistake' })
    expect([undone.status, undone.json.problems]).toEqual([200, []])
    expect(undone.json.effects).toEqual(preview.json.effects)
    expect(undone.json.counts).toEqual(preview.json.counts)
    expect(await state()).toEqual(states.before)
    expect((await undo(change)).json).toMatchObject({ id: null, counts: { changed: 0 } })
    const redone = await undo(undone.json.id)
    expect([redone.status, redone.json.problems]).toEqual([200, []])
    expect(await state()).toEqual(states.after)
    const again = await undo(redone.json.id)
    expect([again.status, again.json.problems]).toEqual([200, []])
    expect(await state()).toEqual(states.before)
    return undone.json
  }
  return {
    ...{
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
    },
  }
}
