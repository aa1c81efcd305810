// A handler that does not ask whether its caller may answers nobody, and stores nothing.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row } from '../../src/access/permissions.ts'
import type { AnyRoute } from '../../src/http/route.ts'
import { routes } from '../../src/routes.ts'
import { prepare } from '../../src/store/statement.ts'
import { callOf } from '../matrix/calls.ts'
import { Cast } from '../matrix/cast.ts'
import { cellOfAdmin } from '../matrix/matrix.ts'
import type { CallerName } from '../matrix/reference.ts'
import { repository } from '../repository.ts'
import { startServer, type TestServer } from '../server.ts'

let server: TestServer
let cast: Cast
beforeAll(async () => {
  server = await startServer({ flags: { rateLimit: '0' } })
  cast = new Cast(server)
})
afterAll(() => server.stop())

const question = 'context.allowed('
const compiled = join(repository, 'dist/src')

interface Mutant {
  /** The compiled file, and which of its questions is taken out. */
  readonly file: string
  readonly at: number
}

const mutants: readonly Mutant[] = readdirSync(compiled, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|[/-])routes\.js$/.test(file))
  .flatMap((file) => {
    const questions = readFileSync(join(compiled, file), 'utf8').split(question).length - 1
    return Array.from({ length: questions }, (_, at) => ({ file, at }))
  })

/** The handlers of a file without one of its questions, by operation. */
async function handlersWithout({
  file,
  at,
}: Mutant): Promise<Map<string, AnyRoute<never>['handle']>> {
  const parts = readFileSync(join(compiled, file), 'utf8').split(question)
  const text = `${parts.slice(0, at + 1).join(question)}(${parts.slice(at + 1).join(question)}`
  // Beside the file, for its imports; with the name of a test, for that is never packed.
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

/** A call that the reference lets an administrator make, as one or another makes it. */
async function callBy(caller: CallerName, operation: string) {
  const allowed = cellOfAdmin(operation)
  const ids = await cast.idsOf(allowed?.target ?? '', caller)
  const { api } = await cast.caller(caller)
  const { method, path, body } = await callOf(operation, { ids, cast, server })
  return async () => {
    const before = await audited()
    const { status } = await api(method, path, body, { unchecked: true })
    return { status, stored: (await audited()) !== before }
  }
}

const asksItself = ({ access }: AnyRoute<never>) => (access as Row).asked !== 'first'

interface Outcome {
  readonly status: number
  readonly stored: boolean
}
type Call = () => Promise<Outcome>

/** Makes the calls while the route has another handler. */
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
    for (const route of (routes as unknown as AnyRoute<never>[]).filter(asksItself)) {
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
    const asking = (routes as unknown as AnyRoute<never>[]).filter(asksItself)
    // Two more ask in a function of another file, which the handlers of that file have lost above.
    const elsewhere = ['delete_group_user', 'delete_group_from_group']
    // Two find nothing, asked or not (decision 40).
    elsewhere.push('user_session', 'delete_user_session')
    expect([...silenced, ...elsewhere].sort()).toEqual(asking.map((it) => it.operation).sort())
    expect(silenced.size).toBeGreaterThan(40)
  })
})
