// The screens in a real browser: from the address to a list that one can use, and from a key or a click to what it asks
// for, in a large organisation and in a small one.
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import type { Connection } from '../src/store/sqlite/connection.ts'
import { openBrowser } from '../test/web/browser.ts'
import { type Filled, fill, signIn } from './data.ts'
import type { Fleet } from './fleet.ts'
import { groupsWithValue, type Interaction, interactions } from './interactions.ts'
import { change, nestAndJoin } from './people.ts'
import {
  milliseconds,
  progress,
  type Spread,
  showRatio,
  spread,
  table,
  writeResults,
} from './report.ts'
import { attributeCount, firstUserId } from './requests.ts'

const attributesOfAll = 200
/** Places of attributes of relative URLs, and of one of text, among those of the benchmark. */
const ordered = 11
const numbers = 7
/** Milliseconds that a screen may take to ask for everything. */
const settling = 3000
/** Milliseconds after which a measurement fails. */
const patience = 60_000
/** Changes that the history begins with. */
const changes = 150
/** The large organisation is compared with one of so many people. */
const fewUsers = 25
/** The processor of the browser, while a first page loads. */
const slower = 4
const password = 'correct horse battery staple'

/** A server, and a browser in which its administrator has signed in. */
interface Site {
  readonly url: string
  readonly context: BrowserContext
}

/** Milliseconds from the key or the click: until the page has drawn anything, and until what was asked for is there. */
interface Taken {
  readonly drawn: number
  readonly there: number
}

/** Waits in the page itself, from the time of the event that begins it. */
const waiting = `(there) => {
  let begun
  const begin = ({ timeStamp }) => { begun ??= timeStamp }
  const events = ['keydown', 'pointerdown']
  for (const name of events) addEventListener(name, begin, { capture: true })
  const drawn = (then) => requestAnimationFrame(() => setTimeout(then))
  window.waiting = { taken: new Promise((resolve) => {
    let first
    const look = () => {
      if (begun === undefined) return requestAnimationFrame(look)
      if (first === undefined) first = new Promise((done) => drawn(() => done(performance.now() - begun)))
      if (!there()) return requestAnimationFrame(look)
      drawn(async () => {
        for (const name of events) removeEventListener(name, begin, { capture: true })
        resolve({ there: performance.now() - begun, drawn: await first })
      })
    }
    look()
  }) }
}`

async function take(
  page: Page,
  { name, path, ready, prepare, act, there }: Interaction,
): Promise<Taken> {
  await page.goto(path)
  // The policy of the page forbids waitForFunction.
  const look = `const look = () => (${ready}) ? done() : requestAnimationFrame(look)`
  await inTime(page.evaluate(`new Promise((done) => { ${look}; look() })`), `${name}: not ready`)
  // Counts arrive late in a large organisation; people do not wait for them either.
  await page.waitForLoadState('networkidle', { timeout: settling }).catch(() => undefined)
  await prepare?.(page)
  await page.evaluate(`(${waiting})(() => ${there})`)
  await act(page)
  return inTime(page.evaluate<Taken>('window.waiting.taken'), `${name}: nothing came`)
}

async function inTime<Result>(result: Promise<Result>, otherwise: string): Promise<Result> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(otherwise)), patience).unref()
  })
  return Promise.race([result, late])
}

/** Milliseconds from the address to a first row that is drawn, in a window that has never seen the page. */
async function firstLoad(site: Site, path: string): Promise<number> {
  const context = await (await openBrowser()).newContext({
    storageState: await site.context.storageState(),
    viewport: { width: 1280, height: 800 },
  })
  const page = await context.newPage()
  const tools = await context.newCDPSession(page)
  await tools.send('Emulation.setCPUThrottlingRate', { rate: slower })
  const usable = `window.usable = new Promise((resolve) => {
    const look = () => document.querySelector('tbody a')
      ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
      : requestAnimationFrame(look)
    look()
  })`
  await page.addInitScript(usable)
  await page.goto(site.url + path, { waitUntil: 'commit' })
  const time = (await page.evaluate('window.usable')) as number
  await context.close()
  return time
}

export async function measureWeb(
  fleet: Fleet,
  { rounds, users }: { rounds: number; users: number },
): Promise<void> {
  const [large, small] = [await openSite(fleet, users), await openSite(fleet, fewUsers)]
  const loads = ['/attributes', '/users'].map((path) => ({
    ...{ path, large: [] as number[], small: [] as number[] },
  }))
  for (let round = -1; round < rounds; round++) {
    for (const load of loads) {
      const [one, other] = [await firstLoad(large, load.path), await firstLoad(small, load.path)]
      if (round < 0) continue
      load.large.push(one)
      load.small.push(other)
    }
  }
  const taken = interactions.map((it) => ({ ...it, large: [] as Taken[], small: [] as Taken[] }))
  const [pageOfLarge, pageOfSmall] = [await large.context.newPage(), await small.context.newPage()]
  for (let round = -1; round < rounds; round++) {
    for (const one of taken) {
      const [inLarge, inSmall] = [await take(pageOfLarge, one), await take(pageOfSmall, one)]
      if (round < 0) continue
      one.large.push(inLarge)
      one.small.push(inSmall)
    }
    if (round >= 0) progress(round, rounds)
  }
  await (await openBrowser()).close()
  show(loads, taken, users)
}

/** Fills a directory, starts its server and signs its administrator in. */
async function openSite(fleet: Fleet, users: number): Promise<Site> {
  const isLarge = users > fewUsers
  const filled = await fill(fleet, `web-${users}`, users * attributeCount)
  if (isLarge) {
    change(filled, (connection) => {
      nestAndJoin(connection, users)
      addMore(connection, filled)
    })
  }
  const { port } = await fleet.start('whole', filled.directory)
  const url = `http://127.0.0.1:${port}`
  const token = await signIn(port, join(filled.directory, 'looker.ini'))
  const call = async (method: string, path: string, body?: object, base = '/api/4.0') => {
    const answer = await fetch(url + base + path, {
      method,
      headers: {
        ...(base === '/web' ? { origin: url } : { authorization: `token ${token}` }),
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Record<string, string>
  }
  const { id, email } = await call('GET', '/user')
  const link = await call('POST', `/users/${id}/credentials_email/password_reset`)
  const secret = new URL(link['password_reset_url'] ?? '').hash.replace('#token=', '')
  await call('PUT', '/link', { token: secret, password }, '/web')
  for (let at = 0; at < changes; at++) {
    const attribute = filled.attributeIds[(at % 2) * numbers]
    const path = `/users/${firstUserId + (at % fewUsers)}/attribute_values/${attribute}`
    await call('PATCH', path, { value: `region ${at}` })
  }
  const context = await (await openBrowser()).newContext({
    baseURL: url,
    viewport: { width: 1280, height: 800 },
  })
  const headers = { origin: url }
  const answer = await context.request.post('/web/session', { headers, data: { email, password } })
  if (!answer.ok()) throw new Error(`a sign-in was answered ${answer.status()}`)
  return { url, context }
}

/** The other attributes, and values of many groups for one of them. */
function addMore(connection: Connection, { attributeIds }: Filled): void {
  const add = connection.prepare(
    `insert into user_attributes (name, label, label_key, type, user_can_view, user_can_edit)
      values (?, ?, ?, 'string', 1, 1)`,
  )
  for (let at = attributeCount; at < attributesOfAll; at++) {
    const label = `Bench Attribute ${at}`
    add.run(label.toLowerCase().replaceAll(' ', '_'), label, label.toLowerCase())
  }
  const attribute = attributeIds[ordered] ?? 0
  connection.exec(`delete from user_attribute_group_values where user_attribute_id = ${attribute};
    insert into user_attribute_group_values (user_attribute_id, group_id, rank, value)
      select ${attribute}, id, row_number() over (order by id), '/dashboards/' || id
      from (select id from groups order by id limit ${groupsWithValue})`)
}

type Both<Figure> = { readonly large: readonly Figure[]; readonly small: readonly Figure[] }

/** The ratio of a figure in the large organisation to that in the small one, round by round. */
const against = ({ large, small }: Both<number>): Spread =>
  spread(large.map((figure, round) => figure / (small[round] ?? Number.NaN)))

function show(
  loads: readonly ({ readonly path: string } & Both<number>)[],
  taken: readonly (Interaction & Both<Taken>)[],
  users: number,
): void {
  const figuresOf = (name: string, goal: string, both: Both<number>) => ({
    ...{ name, goal, large: spread(both.large), small: spread(both.small), against: against(both) },
  })
  const parts = (it: Both<Taken>, part: keyof Taken): Both<number> => ({
    large: it.large.map((one) => one[part]),
    small: it.small.map((one) => one[part]),
  })
  const figures = [
    ...loads.map((it) =>
      figuresOf(`${it.path}: first load, a ${slower} times slower processor`, '<= 1000', it),
    ),
    ...taken.flatMap((it) => [
      figuresOf(`${it.name}: something is drawn`, '<= 100', parts(it, 'drawn')),
      figuresOf(`${it.name}: it is there`, it.goal ?? '', parts(it, 'there')),
    ]),
  ]
  const rows = figures.map(({ name, goal, large, small, against }) => [
    ...[name, milliseconds(large.median), milliseconds(large.max), milliseconds(small.median)],
    ...[showRatio(against), goal],
  ])
  const heads = ['', 'median ms', 'max ms', `${fewUsers} users`, 'ratio', 'goal']
  console.log(`\n${table(heads, rows)}`)
  writeResults('bench-results-web.json', { users, attributes: attributesOfAll, figures })
}
