// No row of the permission table is dead: each decides its own operation.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attriumTable, permissionTable } from '../../src/domain/permissions.ts'
import type { Row } from '../../src/domain/rule.ts'
import { webTable } from '../../src/domain/web-permissions.ts'
import type { Who } from '../../src/domain/who.ts'
import { serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { type Asked, ask } from '../support/in-process.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { callOf } from './matrix/calls.ts'
import { Cast } from './matrix/cast.ts'
import { cellOfAdmin } from './matrix/matrix.ts'

let server: TestServer
let cast: Cast
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  cast = new Cast(server)
})
afterAll(() => server.stop())

/** Only a demo has `reset`. */
const { reset: _, ...attriumRows } = attriumTable
const rows = [
  ...Object.values<Row>(permissionTable),
  ...Object.values<Row>(attriumRows),
  ...Object.values<Row>(webTable),
]

/** A call that the reference allows to an administrator, ready to be made by one. */
async function allowedCall(operation: string) {
  const allowed = cellOfAdmin(operation)
  const ids = await cast.idsOf(allowed?.target ?? '', 'admin')
  const { api } = await cast.caller('admin')
  const { base, method, path, body } = await callOf(operation, { ids, cast, server })
  return async () => (await api(method, path, body, { base })).status
}

/** Runs an action while the row allows only these callers. */
async function whileOnly<T>(row: Row, who: readonly Who[], action: () => Promise<T>): Promise<T> {
  const before = { ...row }
  Object.assign(row, { who, open: who.includes('anyone') })
  try {
    return await action()
  } finally {
    Object.assign(row, before)
  }
}

describe('a row of the permission table', () => {
  it.each(rows.filter(({ open }) => !open))('decides who may call $operation', async (row) => {
    cast.begin()
    const call = await allowedCall(row.operation)
    const refused = await whileOnly(row, [], call)
    const answered = await call()
    cast.spend()
    // The administrator has no session in a browser and no password, nor has the user a session. There is no provider.
    const absent =
      /^((user|delete_user|end_web)_session|change_password|(begin|confirm|end)_totp|try_source)$/
    const isAbsent = absent.test(row.operation)
    const done = row.operation === 'web_session' ? 401 : isAbsent ? 404 : 200
    expect([refused, answered === 204 ? 200 : answered]).toEqual([row.otherwise, done])
  })

  it.each(rows.filter(({ open }) => open))('opens $operation to strangers', async (row) => {
    const { base, method, path, body } = await callOf(row.operation, { ids: {}, cast, server })
    const headers = { origin: 'http://localhost:80', 'content-type': 'application/json' }
    const asked = { base, method, path, headers, body: body && JSON.stringify(body) } as Asked
    const statusOfStranger = async () => {
      const directory = mkdtempSync(join(tmpdir(), 'attrium-test-'))
      const flags = { data: directory, port: '0', logLevel: 'silent' }
      const running = await serve(readSettings(flags, {}))
      try {
        return (await ask({ running }, asked)).status
      } finally {
        await running.stop()
        rmSync(directory, { recursive: true })
      }
    }
    expect(await whileOnly(row, ['signed_in'], statusOfStranger)).toBe(401)
    expect(await statusOfStranger()).not.toBe(401)
  })
})
