// `attrium audit` on a database: it checks the chain of every node, and exports the same as from a file.
import { afterAll, afterEach, expect, test } from 'vitest'
import { attriumCommand, endPrograms } from '../start/program.ts'
import { databaseOf, startServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'

const one = await startServer()
const other = await startServer({ beside: one })
afterEach(endPrograms)
afterAll(async () => {
  await other.stop()
  await one.stop()
})

test('verify checks the chains of all nodes, export has what each of them has changed', async () => {
  const { id } = await anAttribute(one)
  await one.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'a' })
  await other.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'b' })
  for (const value of ['c', 'd']) {
    await other.api('POST', `/user_attributes/${id}/group_values`, [{ group_id: '1', value }])
  }
  const store = ['--data', one.directory, '--database', databaseOf(one)]
  const verified = await attriumCommand('audit', ['verify', ...store]).ended
  expect([verified.code, verified.stderr]).toEqual([0, ''])
  expect(verified.stdout).toMatch(/audit rows, all chains intact; .*"chain_id":"1".*"chain_id":"2"/)
  const { code, stdout } = await attriumCommand('audit', ['export', ...store]).ended
  expect(code).toBe(0)
  const rows = stdout.trimEnd().split('\n').slice(-5, -1)
  const list = (value: string) => JSON.stringify([{ group_id: '1', value, rank: 1 }])
  expect(
    rows.map((row) => JSON.parse(row)).map(({ old_value, new_value }) => [old_value, new_value]),
  ).toEqual([
    [null, 'a'],
    ['a', 'b'],
    ['[]', list('c')],
    [list('c'), list('d')],
  ])
})
