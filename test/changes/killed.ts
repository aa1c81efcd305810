// A server that is killed while it stores changes: the next one has all of a change or nothing of it (G-48).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { randomFrom } from '../support/chance.ts'
import { Client, startServer } from '../support/server-process.ts'

export interface Killed {
  readonly kills: number
  /** How many of the changes were stored, and how many of those had been answered. */
  readonly whole: number
  readonly answered: number
  readonly problems: readonly string[]
}

interface Asked {
  readonly kills: number
  /** How many values a change sets. */
  readonly values: number
  readonly seed: number
  /** Whether it is sent as a CSV, and so stored in lists. */
  readonly inLists?: boolean
  readonly environment?: Readonly<Record<string, string>>
}

/** Columns of a CSV are limited. */
const attributesAtMost = 500
const usersFor = (values: number) => Math.max(20, Math.ceil(values / attributesAtMost))

export async function killChanges(asked: Asked): Promise<Killed> {
  const { kills, values, seed, environment = {} } = asked
  const random = randomFrom(seed)
  const data = mkdtempSync(join(tmpdir(), 'attrium-killed-'))
  const problems: string[] = []
  let [whole, answered] = [0, 0]
  try {
    const longest = await onServer(data, environment, async (ask) => {
      await plant(ask, values)
      const begun = performance.now()
      await apply(ask, asked, 'first')
      return performance.now() - begun
    })
    for (let kill = 0; kill < kills && problems.length < 10; kill++) {
      const value = `killed ${kill}`
      const server = await startServer(data, { environment })
      const done = apply(await asker(server.url, data), asked, value).then(
        ({ status }) => status === 200,
        () => false,
      )
      await pause(random.below(Math.ceil(longest * 1.2)))
      server.kill('SIGKILL')
      const isAnswered = await done
      await server.ended
      const have = await onServer(data, environment, (ask) => holders(ask, values, value))
      if (isAnswered) answered++
      if (have === values) whole++
      if (have !== values && (have !== 0 || isAnswered)) {
        problems.push(`seed ${seed}, kill ${kill}: ${have} of ${values}, answered ${isAnswered}`)
      }
    }
  } finally {
    rmSync(data, { recursive: true })
  }
  return { kills, whole, answered, problems }
}

async function onServer<T>(
  data: string,
  environment: Readonly<Record<string, string>>,
  action: (ask: Ask) => Promise<T>,
): Promise<T> {
  const server = await startServer(data, { environment })
  try {
    return await action(await asker(server.url, data))
  } finally {
    server.kill('SIGTERM')
    await server.ended
  }
}

type Ask = (method: string, path: string, body?: object | string) => Promise<Told>
interface Told {
  readonly status: number
  readonly json: Record<string, unknown>
}

async function asker(url: string, data: string): Promise<Ask> {
  const client = new Client(url)
  const signedIn = await client.signIn(data)
  return async (method, path, body) => {
    const isTable = typeof body === 'string'
    const text = isTable ? body : body && JSON.stringify(body)
    const headers = isTable ? { ...signedIn, 'content-type': 'text/csv' } : signedIn
    const answer = await client.ask({ method, path: `/api/${path}`, headers, body: text })
    return { status: answer.status, json: JSON.parse(answer.text) }
  }
}

const attributesFor = (values: number) => Math.ceil(values / usersFor(values))

async function plant(ask: Ask, values: number): Promise<void> {
  for (let made = 1; made < usersFor(values); made++) await ask('POST', '4.0/users', {})
  const changes = Array.from({ length: attributesFor(values) }, (_, at) => ({
    ...{ op: 'create_attribute', name: `killed_${at}`, type: 'string' },
  }))
  await ask('POST', 'attrium/1.0/changes', { changes })
}

const apply = (ask: Ask, { values, inLists = false }: Asked, value: string) =>
  ask('POST', 'attrium/1.0/changes', inLists ? tableOf(values, value) : listOf(values, value))

const listOf = (values: number, value: string) => ({
  changes: Array.from({ length: values }, (_, at) => ({
    op: 'set_user_value',
    user_id: String(1 + (at % usersFor(values))),
    attribute: `killed_${Math.floor(at / usersFor(values))}`,
    value,
  })),
})

function tableOf(values: number, value: string): string {
  const names = Array.from({ length: attributesFor(values) }, (_, at) => `killed_${at}`)
  const cells = names.map(() => value).join(',')
  const users = Array.from({ length: usersFor(values) }, (_, at) => `${at + 1},${cells}`)
  return [`user_id,${names.join(',')}`, ...users].join('\n')
}

/** How many values are this one. */
async function holders(ask: Ask, values: number, value: string): Promise<number> {
  let count = 0
  for (let user = 1; user <= usersFor(values); user++) {
    const { json } = await ask('GET', `attrium/1.0/users/${user}/claims`)
    count += Object.values(json).filter((held) => held === value).length
  }
  return count
}
