// T-14 on a full disk: hiding an attribute may be refused, but the server lives and scrubs when there is room.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forever, WatchedDisk } from '../../proof/disk/watched-disk.ts'
import { Client, type ServerProcess, startServer } from '../support/server-process.ts'

const root = mkdtempSync(join(tmpdir(), 'attrium-full-scrub-'))
const data = join(root, 'data')
let disk: WatchedDisk
let server: ServerProcess
let client: Client
let headers: Record<string, string>

beforeAll(async () => {
  mkdirSync(data, { mode: 0o700 })
  disk = new WatchedDisk(data, root)
  server = await startServer(data, { environment: disk.environment })
  client = new Client(server.url)
  headers = await client.signIn(data)
})
afterAll(async () => {
  client.close()
  server.kill('SIGKILL')
  await server.ended
  rmSync(root, { recursive: true })
})

async function ask(method: string, path: string, body: unknown) {
  const asked = { method, path: `/api/4.0${path}`, headers, body: JSON.stringify(body) }
  const { status, text } = await client.ask(asked)
  return { status, id: status === 200 ? JSON.parse(text).id : undefined }
}

const hidden = { value_is_hidden: true, hidden_value_domain_whitelist: 'https://example.com/*' }
/** More than the number of changes of the disk when an attribute is hidden. */
const points = 100
const plain = 'readable before it was hidden'

test('whichever write of hiding an attribute finds no room, the server goes on', async () => {
  let refused = 0
  for (let point = 1; point <= points; point++) {
    const name = `full_${point}`
    const { id } = await ask('POST', '/user_attributes', { name, label: name, type: 'string' })
    await ask('PATCH', `/users/1/attribute_values/${id}`, { value: `${plain} ${point}` })
    disk.set({ what: 'full', from: point, count: forever })
    const { status } = await ask('PATCH', `/user_attributes/${id}`, hidden)
    expect((await client.ask({ path: '/readyz' })).status).toBe(200)
    disk.set({ what: 'none' })
    if (status === 200) continue
    refused++
    expect(status).toBe(503)
    expect((await ask('PATCH', `/user_attributes/${id}`, hidden)).status).toBe(200)
  }
  // A change is not refused if only its later sealing fails.
  expect(refused).toBeGreaterThan(points / 8)
  expect(refused).toBeLessThan(points)
})

test('and once there is room, nothing readable is left', async () => {
  // Pages move from the log to the file, so the log is read first. It need not be empty: sealing ends with a record.
  const files = ['attrium.db-wal', 'attrium.db'].map((name) => join(data, name))
  const isReadable = () => files.some((file) => readFileSync(file).includes(plain))
  expect(isReadable()).toBe(true)
  for (const until = Date.now() + 100_000; Date.now() < until && isReadable(); ) {
    await client.ask({ path: '/alive' })
  }
  expect(isReadable()).toBe(false)
})
