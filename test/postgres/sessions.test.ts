// Every session of the program in PostgreSQL has these settings.
import { afterEach, expect, it } from 'vitest'
import { prepare, sql } from '../../src/store/statement.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

const setting = prepare((writer) =>
  writer.selectFrom('catalogue').select(sql<string>`current_setting('jit')`.as('jit')),
)({})

it('statements are not compiled: that takes a hundred times as long as running them', async () => {
  server = await startServer()
  const { db } = server.running.server
  expect(await db.read(setting)).toEqual([[{ jit: 'off' }]])
  expect(await db.snapshot((read) => read(setting))).toEqual([[{ jit: 'off' }]])
})
