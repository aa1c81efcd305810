// G-09: hidden values planted everywhere, every operation asked in every way, every output searched for them (T-09).
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { attrium, attriumCommand, freshDirectory, type Program } from '../test/start/program.ts'
import { keyIn } from '../test/support/server.ts'
import type { Figure } from './figure.ts'
import { operations } from './fuzz/operations.ts'

const attributes = 10

/** A value, and the eleven forms in which it could appear, some of them at every alignment. */
export interface Canary {
  readonly name: string
  readonly value: string
  readonly forms: readonly Buffer[]
}

export function aCanary(name: string, seed: number): Canary {
  const mark = createHash('sha256').update(`${name} ${seed}`).digest('hex').slice(0, 16)
  const value = `bird${mark} <é> & "q" +/=`
  const bytes = Buffer.from(value)
  const digest = (kind: string) => createHash(kind).update(bytes).digest('hex')
  // The bytes before the value shift its base64 form by up to two bytes, and its ends depend on the neighbours.
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    const sure = text.slice(4, 28)
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const hex = bytes.subarray(0, 20).toString('hex')
  const escaped = [...`bird${mark}`].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`)
  const html = `bird${mark} &lt;`
  const texts = [
    `bird${mark}`,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    ...base64,
    hex,
    hex.toUpperCase(),
    escaped.join(''),
    html,
    ...['md5', 'sha1', 'sha256'].map(digest),
  ]
  return { name, value, forms: [...texts.map((text) => Buffer.from(text)), utf16(`bird${mark}`)] }
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le')

/** The names of the canaries that appear in the bytes in any form. */
export const hitsIn = (canaries: readonly Canary[], bytes: Buffer): string[] =>
  canaries.filter(({ forms }) => forms.some((form) => bytes.includes(form))).map((it) => it.name)

type Ask = (
  method: string,
  path: string,
  body?: string,
  base?: string,
) => Promise<{ status: number; text: string }>

/** Sends requests and searches the status line, the headers and the body of each answer. */
class Searching {
  responses = 0
  outputs = 0
  readonly problems: string[] = []
  readonly #canaries: Canary[] = []

  plant(name: string, seed: number): string {
    const canary = aCanary(name, seed)
    this.#canaries.push(canary)
    return canary.value
  }
  get planted(): number {
    return this.#canaries.length
  }

  look(where: string, bytes: Buffer): void {
    this.outputs++
    for (const name of hitsIn(this.#canaries, bytes)) this.problems.push(`${name} is in ${where}`)
  }

  as(url: string, token: string | undefined): Ask {
    return async (method, path, body, base = '/api/4.0') => {
      const answer = await fetch(`${url}${base}${path}`, {
        method,
        headers: token === undefined ? {} : { authorization: `token ${token}` },
        ...(body === undefined ? {} : { body }),
      })
      const text = await answer.text()
      this.responses++
      const headers = [...answer.headers].map((header) => header.join(': ')).join('\n')
      for (const name of hitsIn(this.#canaries, Buffer.from(`${headers}\n${text}`))) {
        this.problems.push(`${name} is in the answer ${answer.status} to ${method} ${path}`)
      }
      return { status: answer.status, text }
    }
  }
}

const json = (value: unknown) => JSON.stringify(value)
const attriumBase = '/api/attrium/1.0'
const hiding = { value_is_hidden: true, hidden_value_domain_whitelist: 'a.example/*' }

async function made(ask: Ask, path: string, body: unknown): Promise<string> {
  const { status, text } = await ask('POST', path, json(body))
  if (status !== 200) throw new Error(`${path} was answered ${status}`)
  return (JSON.parse(text) as { id: string }).id
}

interface World {
  readonly user: string
  readonly group: string
  readonly listed: string
  readonly attributeIds: readonly string[]
  /** Where events begin that tell of all of it. */
  readonly cursor: string
  /** Sets a canary with a path and a body; sets it again if it is there already. */
  readonly sets: readonly (readonly [method: string, path: string, body: unknown])[]
}

/** Ten hidden attributes, half of them hidden only after their values were stored; four canaries each. */
async function plant(admin: Ask, search: Searching, seed: number): Promise<World> {
  const { cursor } = JSON.parse((await admin('GET', '/events', undefined, attriumBase)).text)
  const user = await made(admin, '/users', { first_name: 'Owner' })
  const group = await made(admin, '/groups', { name: 'Birds' })
  const listed = await made(admin, '/groups', { name: 'Listed birds' })
  await admin('POST', `/groups/${group}/users`, json({ user_id: user }))
  const sets: (readonly [string, string, unknown])[] = []
  const attributeIds: string[] = []
  for (let at = 0; at < attributes; at++) {
    const late = at % 2 === 1
    const name = `secret_${at}`
    const type = at % 3 === 0 ? 'advanced_filter_string' : 'string'
    const definition = { name, label: name, type, user_can_view: true, user_can_edit: true }
    const id = await made(
      admin,
      '/user_attributes',
      late ? definition : { ...definition, ...hiding },
    )
    attributeIds.push(id)
    const value = (place: string) => search.plant(`${place} of ${name}`, seed)
    const own: (readonly [string, string, unknown])[] = [
      ['POST', `/user_attributes/${id}/group_values`, [{ group_id: listed, value: value('list') }]],
      ['PATCH', `/groups/${group}/attribute_values/${id}`, { value: value('group') }],
      ['PATCH', `/users/${user}/attribute_values/${id}`, { value: value('user') }],
      ['PATCH', `/user_attributes/${id}`, { default_value: value('default') }],
    ]
    const set = () => inTurn(own, ([method, path, body]) => admin(method, path, json(body)))
    if (late) {
      // A caller whose answers are not searched stores this in plain text: those answers show only values that they
      // may see.
      search.problems.push(...(await quietly(search, set)))
      await admin('PATCH', `/user_attributes/${id}`, json(hiding))
    } else await set()
    sets.push(...own)
  }
  return { user, group, listed, attributeIds, cursor, sets }
}

async function inTurn<Item>(items: readonly Item[], run: (item: Item) => Promise<unknown>) {
  for (const item of items) await run(item)
}

/** Runs without searching: values that are not hidden yet may be shown. */
async function quietly(search: Searching, run: () => Promise<unknown>): Promise<string[]> {
  const before = search.problems.length
  await run()
  search.problems.length = before
  return []
}

const queries = [
  '',
  'fields=id,value,default_value,name',
  'all_values=true&include_unset=true',
  'sorts=name&limit=5',
  'fields=value&all_values=true',
  'sorts=default_value',
  'filter_or=true&email=%25&name=%25',
]

/** Every operation, on existing and on missing things, with bodies that have canaries in the wrong places. */
async function askEverything(asks: readonly Ask[], world: World, rounds: number) {
  const ids: Record<string, string> = {
    user_id: world.user,
    group_id: world.group,
    role_id: '2',
    role_set_id: '1',
  }
  const values = world.sets.map(([, , body]) => json(body))
  for (let round = 0; round < rounds; round++) {
    const attribute = world.attributeIds[round % world.attributeIds.length] ?? ''
    const body = values[round % values.length] ?? ''
    // Nothing is deleted before the last round: otherwise nothing would be left that could leak.
    const last = round === rounds - 1
    for (const { base, method, path, body: takesBody } of operations) {
      if (method === 'DELETE' && !last) continue
      const filled = path
        .replace(/\{(user_attribute_id|attribute)\}/, attribute)
        .replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '1')
      const query = queries[round % queries.length]
      for (const ask of asks) {
        const bodies =
          takesBody === undefined ? [undefined] : [body, `{"value":[${body}]`, `[${body}]`]
        const sent = bodies[round % bodies.length]
        if (method !== 'DELETE' && /logout|sessions/.test(path)) continue
        await ask(method, `${filled}${query === '' ? '' : `?${query}`}`, sent, base)
      }
    }
    const [first] = asks as [Ask]
    await inTurn(world.sets, ([method, path, set]) => first(method, path, json(set)))
    const after = `after=${world.cursor}&wait=0&limit=1000`
    await first('GET', `/events?${after}`, undefined, attriumBase)
  }
}

async function tokenOf(ask: Ask, key: { client_id: string; client_secret: string }) {
  const { text } = await ask('POST', '/login', new URLSearchParams(key).toString())
  return (JSON.parse(text) as { access_token: string }).access_token
}

/** Every file below a directory except the keys. */
function filesOf(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name)
    const found = statSync(path)
    if (found.isDirectory()) return filesOf(path)
    // The socket of a running server is not a file.
    return name === 'master.key' || !found.isFile() ? [] : [path]
  })
}

const commands = (data: string, backup: string): readonly (readonly string[])[] => [
  ['audit', 'export', '--data', data],
  ['audit', 'export', '--csv', '--data', data],
  ['audit', 'verify', '--data', data],
  ['backup', backup, '--data', data],
  ['doctor', '--data', data],
  ['doctor', '--json', '--data', data],
]

export const canaries: Figure = {
  id: 'G-09',
  about: 'hidden values in any output',
  run: async ({ count, seed }) => {
    const { directory: data, remove } = freshDirectory()
    const search = new Searching()
    let server: Program | undefined
    try {
      server = attrium(['--data', data, '--port', '0', '--log-level', 'debug', '--rate-limit', '0'])
      const url = await server.ready
      const nobody = search.as(url, undefined)
      const admin = search.as(url, await tokenOf(nobody, keyIn(join(data, 'looker.ini'))))
      const world = await plant(admin, search, seed)
      const key = await admin('POST', `/users/${world.user}/credentials_api3`)
      const other = await made(admin, '/users', { first_name: 'Stranger' })
      const otherKey = await admin('POST', `/users/${other}/credentials_api3`)
      const owner = search.as(url, await tokenOf(nobody, JSON.parse(key.text)))
      const stranger = search.as(url, await tokenOf(nobody, JSON.parse(otherKey.text)))
      for (const path of filesOf(data)) search.look(path.slice(data.length), readFileSync(path))
      await askEverything([admin, owner, stranger, nobody], world, count(18))
      for (const command of commands(data, `${data}.backup`)) {
        const [name = '', ...flags] = command
        const { code, stdout, stderr } = await attriumCommand(name, flags).ended
        if (code !== 0)
          search.problems.push(`attrium ${command.join(' ')} ended with ${code}: ${stderr}`)
        search.look(`attrium ${name} ${flags[0]}`, Buffer.from(stdout + stderr))
      }
      search.look('the backup', readFileSync(`${data}.backup`))
      for (const path of filesOf(data)) search.look(path.slice(data.length), readFileSync(path))
      server.signal('SIGTERM')
      const { stdout, stderr } = await server.ended
      search.look('what the server said', Buffer.from(stdout + stderr))
      for (const path of filesOf(data)) search.look(path.slice(data.length), readFileSync(path))
    } finally {
      server?.signal('SIGKILL')
      remove()
      rmSync(`${data}.backup`, { force: true })
    }
    const { responses, outputs, planted, problems } = search
    const counts = { canaries: planted, encodings: 11, responses, outputs, hits: problems.length }
    return { counts, problems }
  },
}
