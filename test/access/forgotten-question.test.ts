// A handler that does not ask whether its caller may call it answers nobody and stores nothing.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../../src/domain/rule.ts'
import type { AnyRoute } from '../../src/http/route.ts'
import { prepare } from '../../src/store/statement.ts'
import { repository } from '../support/repository.ts'
import { served } from '../support/served.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { callOf } from './matrix/calls.ts'
import { Cast } from './matrix/cast.ts'
import { cellOfAdmin } from './matrix/matrix.ts'
import type { CallerName } from './matrix/reference.ts'

let server: TestServer
let cast: Cast
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  cast = new Cast(server)
})
afterAll(() => server.stop())

const question = /context\.allowed(?:User)?\(/g
const compiled = join(repository, 'dist/src')

interface Mutant {
  /** The compiled file, and the number of the question that is removed from it. */
  readonly file: string
  readonly at: number
}

const mutants: readonly Mutant[] = readdirSync(compiled, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|[/-])routes\.js$/.test(file))
  .flatMap((file) => {
    const questions = readFileSync(join(compiled, file), 'utf8').split(question).length - 1
    return Array.from({ length: questions }, (_, at) => ({ file, at }))
  })

/** The handlers of a file with one of its questions removed, by operation. */
async function handlersWithout({
  file,
  at,
}: Mutant): Promise<Map<string, AnyRoute<never>['handle']>> {
  let count = 0
  const text = readFileSync(join(compiled, file), 'utf8').replace(question, (asked) =>
    count++ === at ? '(' : asked,
  )
  // Written beside the file because of its imports, and with the name of a test because tests are never packed.
  const path = join(compiled, file.replace(/\.js$/, `.${at}-${process.pid}.test.js`))
  writeFileSync(path, text)
  try {
    const exported: Record<string, unknown> = await import(pathToFileURL(path).href)
    const found = Object.values(exported).flat() as AnyRoute<never>[]
    const isRoute = ({ operation }: AnyRoute<never>) => operation !== undefined
    return new Map(found.filter(isRoute).map(({ operation, handle }) => [operation, handle]))
  } finally {
    rmSync(path)
  }
}

const auditRows = prepare((writer, _: object) =>
  writer.selectFrom('audit').select((row) => row.fn.countAll<number>().as('rows')),
)
const audited = async () => (await server.running.server.db.read(auditRows({})))[0][0]?.rows

/** A call that the reference allows to an administrator, made by the given caller. */
async function callBy(caller: CallerName, operation: string) {
  const allowed = cellOfAdmin(operation)
  const ids = await cast.idsOf(allowed?.target ?? '', caller)
  const { api } = await cast.caller(caller)
  const { base, method, path, body } = await callOf(operation, { ids, cast, server })
  return async () => {
    const before = await audited()
    const { status } = await api(method, path, body, { base, unchecked: true })
    return { status, stored: (await audited()) !== before }
  }
}

const asksItself = ({ access }: AnyRoute<never>) => (access as Row).asked !== 'first'

interface Outcome {
  readonly status: number
  readonly stored: boolean
}
type Call = () => Promise<Outcome>

/** Makes the calls while the route has the other handler. */
async function without(
  route: AnyRoute<never>,
  handle: AnyRoute<never>['handle'],
  [admin, plain]: readonly [Call, Call],
): Promise<[Outcome, Outcome]> {
  const whole = route.handle
  Object.assign(route, { handle })
  try {
    return [await admin(), await plain()]
  } finally {
    Object.assign(route, { handle: whole })
  }
}

describe('without its access question', () => {
  const silenced = new Set<string>()

  it.each(mutants)('no handler of $file answers 2xx, question $at', async (mutant) => {
    const handlers = await handlersWithout(mutant)
    const failed: string[] = []
    for (const route of served.map(({ route }) => route).filter(asksItself)) {
      const handle = handlers.get(route.operation)
      if (handle === undefined) continue
      cast.begin()
      const calls = [
        await callBy('admin', route.operation),
        await callBy('plain', route.operation),
      ] as const
      const [admin, plain] = await without(route, handle, calls)
      cast.spend()
      if (admin.status !== 500) continue
      failed.push(route.operation)
      expect([admin.stored, plain.stored, plain.status >= 400]).toEqual([false, false, true])
    }
    expect(failed).not.toEqual([])
    for (const operation of failed) silenced.add(operation)
  })

  it('is every handler whose question is not asked for it', () => {
    const asking = served.map(({ route }) => route).filter(asksItself)
    // Two more handlers ask through a function of another file, in whose mutants above they lose the question.
    const elsewhere = ['delete_group_user', 'delete_group_from_group']
    // Two operations find nothing, whether they ask or not (decision 40).
    elsewhere.push('user_session', 'delete_user_session')
    expect([...silenced, ...elsewhere].sort()).toEqual(asking.map((it) => it.operation).sort())
    expect(silenced.size).toBeGreaterThan(40)
  })
})
