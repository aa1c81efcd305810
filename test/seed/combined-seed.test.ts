// A seed with choices, and with values of groups that are combined: what it plants, and what it is refused for.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Examined, storeChecks } from '../../src/doctor/store-checks.ts'
import { readSeed } from '../../src/seed/seed.ts'
import { serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { openStoreToRead } from '../../src/start/store.ts'
import { freshDatabase } from '../postgres/databases.ts'
import { databaseOf, engine, startServer } from '../support/server.ts'

const text = `
groups: [{ name: EMEA }, { name: AMER }]
user_attributes:
  - name: region
    type: advanced_filter_string
    combine: union
    group_values: { EMEA: EMEA, AMER: "-APAC" }
  - name: plan
    type: string
    choices: [free, paid]
    default_value: free
    group_values: { AMER: paid }
users:
  - groups: [EMEA, AMER]
    values: { plan: free }
`

it('is planted, and the store is what its audit tells', async () => {
  const server = await startServer({ planting: { seed: await readSeed(text) } })
  const base = '/api/attrium/1.0'
  const read = async (path: string) => (await server.api('GET', path, undefined, { base })).json
  expect(await read('/users/2/claims')).toMatchObject({ region: '-APAC', plan: 'free' })
  expect(await read('/attributes/plan')).toMatchObject({ choices: ['free', 'paid'] })
  expect(await read('/attributes/region')).toMatchObject({ combine: 'union', choices: null })
  const change = { choices: ['free', 'paid', 'gratis'], default_value: 'gratis' }
  expect((await server.api('PATCH', '/attributes/plan', change, { base })).status).toBe(200)
  const first = { combine: 'first' }
  expect((await server.api('PATCH', '/attributes/region', first, { base })).status).toBe(200)
  const { db } = server.running.server
  const database = engine === 'PostgreSQL' ? { database: databaseOf(server) } : {}
  const opened = await openStoreToRead(readSettings({ data: server.directory, ...database }, {}))
  for (const [name, check] of Object.entries(storeChecks)) {
    const { problems } = await check({ db, keys: opened.keys } as Examined)
    expect({ name, problems }).toEqual({ name, problems: [] })
  }
  await opened.db.close()
  await server.stop()
})

it('is refused with every mistake and its line', async () => {
  const wrong = text
    .replace('"-APAC"', '"-E%"')
    .replace('default_value: free', 'default_value: gratis')
    .replace('{ plan: free }', '{ plan: gratis, region: EMEA }')
    .replace('type: string\n', 'type: string\n    combine: min\n')
  const directory = mkdtempSync(join(tmpdir(), 'attrium-seed-'))
  const database = engine === 'PostgreSQL' ? { database: await freshDatabase() } : {}
  const flags = { data: join(directory, 'data'), port: '0', logLevel: 'silent', ...database }
  const settings = readSettings(flags, {})
  const planting = { seed: await readSeed(wrong), text: wrong }
  const { message } = await serve(settings, { planting }).then(
    () => new Error('it was planted'),
    (error) => error,
  )
  expect(message.split('\n')).toEqual([
    'The seed has 3 mistakes; nothing was planted.',
    '  user_attributes[0].group_values: value cannot be combined: the term -E% of group AMER excludes a part of what ' +
      'group EMEA lets through, and no single expression says that; change one of the two values. (line 7)',
    '  user_attributes[1]: default_value must be one of "free", "paid". (line 8)',
    '  user_attributes[1]: combine cannot be set: to combine by min, the type must be one of number, datetime. (line 8)',
  ])
  rmSync(directory, { recursive: true })
})
