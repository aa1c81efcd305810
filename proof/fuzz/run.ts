// A run of the fuzzer: its callers, its checks of every answer, and the ids that it learns.
import { adminRoleId } from '../../src/ids.ts'
import { lookerApi } from '../../src/routes.ts'
import { addCredentials } from '../../test/support/credentials.ts'
import { officialSpecification, type SeenAnswer } from '../../test/support/official-spec.ts'
import { type Random, randomFrom } from '../../test/support/random.ts'
import { type Answer, type Caller, keyIn, type TestServer } from '../../test/support/server.ts'
import { aRole, aUser, change } from '../../test/support/world.ts'
import { operations, ownSpecifications, readerOf } from './operations.ts'
import { kindOf, kindOfAnswer, Pool } from './pool.ts'
import { type FuzzRequest, filled, nextRequest, requestsOfLargestIds } from './requests.ts'
import type { Source } from './values.ts'

export interface Figures {
  cases: number
  ok: number
  serverErrors: number
  undeclared: number
  schemaViolations: number
  slow: number
  /** The number of times that each stateful check was made. */
  checks: { gone: number; unchanged: number; wrongParent: number }
  /** Operations that were answered with a 2xx. */
  readonly reached: Set<string>
  readonly problems: string[]
}

const manners = [['manage_groups'], ['see_users', 'manage_user_attributes'], [], ['manage_roles']]

/** Only 26.12 declares this field; a key shows it after an operation of 26.12 has set it. */
const isLater = /credentials_api3.*"additionalProperty":"purpose"/

/** The number of users at the start who have credentials of other systems. */
const vouched = 20

const lookerPrefix = lookerApi.face.prefix

const undeclaredStatus = 'an undeclared status'

/**
 * Whether the path does not belong to the operation. Without an id it is the address of the list, which has
 * other methods. The same is true of a path of 26.12 that 25.10 takes for an id. A text that is longer than any id or
 * not well-formed names nothing, whatever the method.
 */
const isElsewhere = ({ operation, method, ids }: FuzzRequest, { status }: Answer) => {
  const held = Object.values(ids)
  if (method === operation.method && !held.includes('')) return false
  const namesNothing = held.some((id) => id.length > 200 || !id.isWellFormed())
  return status === 405 || (status === 404 && namesNothing)
}

/** A whole run of so many cases; the seed replays it. */
export async function fuzz(server: TestServer, cases: number, seed: number): Promise<Figures> {
  const run = new Run(server, randomFrom(seed))
  await run.start()
  for (const request of requestsOfLargestIds(run.source)) await run.send(request, -1)
  while (run.figures.cases < cases) {
    await run.step()
    if (run.figures.cases % 20 === 0) await run.expectParents()
  }
  return run.figures
}

class Run {
  readonly figures: Figures = {
    cases: 0,
    ok: 0,
    serverErrors: 0,
    undeclared: 0,
    schemaViolations: 0,
    slow: 0,
    checks: { gone: 0, unchanged: 0, wrongParent: 0 },
    reached: new Set(),
    problems: [],
  }
  readonly #server: TestServer
  readonly source: Source
  readonly #roles: string[] = []
  #admin: Caller
  /** Callers with different rights; undefined stands for a caller without a token. */
  readonly #others: (Caller | undefined)[] = [undefined]

  constructor(server: TestServer, random: Random) {
    let count = 0
    this.#server = server
    this.#admin = server
    this.source = { random, pool: new Pool(), key: keyIn(server.lookerIni), fresh: () => ++count }
  }

  async start(): Promise<void> {
    for (const permissions of manners) this.#roles.push(await aRole(this.#server, permissions))
    for (const role of this.#roles) this.#others.push(await this.#somebody(role))
    for (let count = 0; count < vouched; count++) {
      const user_id = await aUser(this.#server)
      await change(this.#server, addCredentials(user_id, `vouched${count}@b.example`))
    }
    for (const operation of operations) {
      const isList = operation.method === 'GET' && !operation.path.includes('{')
      const answer = isList ? await this.#ask(operation.path, operation.base) : undefined
      if (answer?.status === 200) this.source.pool.learn(operation, answer.json, undefined)
    }
  }

  step(): Promise<void> {
    const { random } = this.source
    const request = nextRequest(this.source)
    return this.send(request, random.chance(0.75) ? -1 : random.below(this.#others.length))
  }

  /** A seat of -1 is that of the administrator. */
  async send(request: FuzzRequest, seat: number): Promise<void> {
    const { random, pool } = this.source
    const caller = seat < 0 ? this.#admin : this.#others[seat]
    const read = random.chance(0.1) ? await this.#readerFor(request) : undefined
    const from = performance.now()
    const { api } = caller ?? { api: this.#server.stranger }
    const answer = await api(request.method, request.target, request.body, {
      base: request.operation.base,
      unchecked: true,
    })
    this.#count(request, answer, performance.now() - from)
    if (answer.status >= 400 && read !== undefined) await this.#expectUnchanged(request, read)
    if (answer.status < 300) await this.#learn(request, answer, pool)
    if (answer.status < 300) this.#expectWhole(request)
    const isOut = answer.status === 401 || request.operation.operationId === 'logout'
    if (isOut) await this.#replace(seat)
  }

  #count(request: FuzzRequest, answer: Answer, time: number): void {
    const { figures } = this
    figures.cases++
    if (answer.status < 300) {
      figures.ok++
      figures.reached.add(request.operation.operationId)
    }
    if (time > 1000) figures.slow++
    if (answer.status >= 500) figures.serverErrors++
    const { method, path, selected } = request
    const seen: SeenAnswer = { method, path, selected, status: answer.status, text: answer.text }
    const official = request.operation.base === lookerPrefix ? officialSpecification() : undefined
    const found = [
      ...(ownSpecifications.get(request.operation.base)?.problems(seen) ?? []),
      ...(official?.problems(seen) ?? []).filter((it) => !isLater.test(it)),
    ].filter((problem) => !(problem.endsWith(undeclaredStatus) && isElsewhere(request, answer)))
    const undeclared = found.some((problem) => problem.endsWith(undeclaredStatus))
    if (undeclared) figures.undeclared++
    else if (found.length > 0) figures.schemaViolations++
    if (found.length > 0 || answer.status >= 500) this.#problem(request, found.join('; '), answer)
  }

  /** From now on, created things are known and deleted things are gone. */
  async #learn({ operation, method, ids, bent, path }: FuzzRequest, answer: Answer, pool: Pool) {
    if (method !== 'DELETE') {
      pool.learn(operation, answer.json, ids['user_id'])
      const token = (answer.json as { access_token?: string } | undefined)?.access_token
      if (operation.operationId === 'login_user' && token !== undefined && !bent) {
        const seat = 1 + this.source.random.below(8)
        this.#others[Math.min(seat, this.#others.length)] = this.#server.callerWith(token)
      }
      return
    }
    const last = /\{(\w+)\}$/.exec(operation.path)?.[1] ?? ''
    const kind = kindOf(last)
    const reader = readerOf(operation)
    // The caller has no session that would be gone.
    if (reader === undefined || operation.base === '/web') return
    if (kind !== undefined && kindOfAnswer(reader) === kind) pool.remove(kind, ids[last] ?? '')
    this.figures.checks.gone++
    const after = await this.#ask(path, operation.base)
    if (after.status !== 404) this.#note(`GET ${path} is ${after.status} after its deletion`)
  }

  /** A successful request may not name a thing that is gone or that belongs to somebody else. */
  #expectWhole({ method, ids, path }: FuzzRequest): void {
    const { pool } = this.source
    for (const [name, id] of Object.entries(ids)) {
      const kind = kindOf(name) ?? ''
      const isOwn = method === 'DELETE' && path.endsWith(`/${id}`)
      if (pool.isGone(kind, id) && !isOwn)
        this.#note(`${method} ${path} with a ${name} that is gone`)
      const parent = pool.get(kind, id)?.user_id
      if (parent === undefined) continue
      if (parent !== ids['user_id']) this.#note(`${method} ${path} reached what is of ${parent}`)
    }
  }

  /** The path that reads the thing to be changed, and its answer before the change. */
  async #readerFor({ operation, method, ids }: FuzzRequest) {
    if (method === 'GET') return undefined
    const template = /\/users\/(embed_user|service_accounts)/.test(operation.path)
      ? '/users'
      : operation.path
    const { base } = operation
    if (readerOf({ base, path: template }) === undefined || template === '/session')
      return undefined
    const path = filled(template, ids)
    const before = await this.#ask(path, base)
    return { base, path, text: before.text }
  }

  async #expectUnchanged(request: FuzzRequest, read: { base: string; path: string; text: string }) {
    this.figures.checks.unchanged++
    const after = await this.#ask(read.path, read.base)
    if (after.text === read.text) return
    this.#note(`${read.path} changed by a refused ${request.method} ${request.target}`)
  }

  /** Asks for things of one user below another user. */
  async expectParents(): Promise<void> {
    const { random, pool } = this.source
    for (const kind of ['credentials_api3_id', 'credentials_embed_id', 'session_id']) {
      const entry = pool.pick(kind, random)
      const user_id = pool.pick('user_id', random)?.id
      if (entry === undefined || user_id === undefined || entry.user_id === user_id) continue
      const reader = operations.find(
        ({ method, path }) => method === 'GET' && path.endsWith(`{${kind}}`),
      )
      const path = filled(reader?.path ?? '', { user_id, [kind]: entry.id })
      this.figures.checks.wrongParent++
      const { status } = await this.#ask(path, lookerPrefix)
      if (status !== 404) this.#note(`GET ${path} is ${status} below the wrong user`)
    }
  }

  /** Reads something as the administrator, who signs in again when their token has ended. */
  async #ask(path: string, base: string): Promise<Answer> {
    const reading = { base, unchecked: true }
    const answer = await this.#admin.api('GET', path, undefined, reading)
    if (answer.status !== 401) return answer
    await this.#replace(-1)
    return this.#admin.api('GET', path, undefined, reading)
  }

  async #replace(seat: number): Promise<void> {
    if (seat < 0) this.#admin = await this.#server.logIn(keyIn(this.#server.lookerIni))
    else if (seat > 0)
      this.#others[seat] = await this.#somebody(this.source.random.pick(this.#roles))
  }

  /** A caller with the role, or another administrator if the role has been deleted in the meantime. */
  async #somebody(role: string): Promise<Caller> {
    const { pool } = this.source
    const roles = [pool.isGone('role_id', role) ? adminRoleId : role]
    return this.#server.signIn(await aUser(this.#server, { roles }))
  }

  #problem({ method, target, body }: FuzzRequest, text: string, { status, text: said }: Answer) {
    const sent = `${JSON.stringify(body) ?? ''}`.slice(0, 300)
    this.#note(
      `${method} ${target.slice(0, 200)} ${sent} → ${status}: ${text.slice(0, 400)} ${said.slice(0, 200)}`,
    )
  }

  #note(problem: string): void {
    this.figures.problems.push(`case ${this.figures.cases}: ${problem}`)
  }
}
