// The past of a store that an older Attrium has made begins with its newest change.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { UserId } from '../../src/ids.ts'
import { momentAt } from '../../src/past/past-reader.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { startServer } from '../support/server.ts'
import { hiddenValue, makeOlderStore, stepNames } from './older-store.ts'

const root = mkdtempSync(join(tmpdir(), 'attrium-migrated-'))
const data = join(root, 'data')
afterEach(() => rmSync(root, { recursive: true }))

it('is what was there, and nothing before it is told', async () => {
  const before = stepNames.findIndex((name) => name >= '0011')
  await makeOlderStore(data, before)
  const server = await startServer({ directory: data })
  const ask = async (time: string) => {
    const { people } = await momentAt(server.running, time)
    const held = (await people(['1' as UserId])).get('1' as UserId)
    return [held?.facts.first_name, held?.facts.email, held?.values['21'], held?.values['20']]
  }
  const then = ['Canaria', 'canaria@example.com', 'shown-canary-value', '']
  const first = '2026-01-02T03:04:05.678Z'
  await server.api('PATCH', '/users/1/attribute_values/21', { value: 'new' })
  await server.api('PATCH', '/users/1/attribute_values/20', { value: 'new' })
  await server.api('PATCH', '/users/1', { first_name: 'New' })
  expect(await ask(first)).toEqual(then)
  const refused = await ask('2026-01-02T03:04:05.677Z').catch((error) => error)
  expect(refused.problems[0].message).toContain(first)
  await server.stop()
  const connection = openConnection(join(data, 'attrium.db'), 'reader')
  const kept = connection.prepare('select value from archived_values').pluck().all()
  connection.close()
  expect(kept).not.toContain(hiddenValue)
})
