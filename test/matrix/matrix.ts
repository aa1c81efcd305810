// Every operation by every caller on everything that the reference names, and where the server differs.
import { prepare } from '../../src/store/statement.ts'
import type { TestServer } from '../server.ts'
import { callOf, wordFor } from './calls.ts'
import { Cast } from './cast.ts'
import { type CallerName, callers, reference } from './reference.ts'

export interface Cell {
  readonly operation: string
  /** What it is called on, in the words of the reference. */
  readonly target: string
  readonly caller: CallerName
  readonly expected: string
}

export const cells: readonly Cell[] = reference.flatMap(cellsIn)

/** A call that the reference lets an administrator make; any of theirs where it lets them make none. */
export function cellOfAdmin(operation: string): Cell | undefined {
  const all = cells.filter((it) => it.operation === operation && it.caller === 'admin')
  return all.find(({ expected }) => !/^4/.test(expected)) ?? all[0]
}

/** Reads the table: blocks of operations, then lines of a target and a word for each caller. */
function cellsIn(text: string): Cell[] {
  const found: Cell[] = []
  let operations: string[] = []
  let filled = true
  for (const line of text.split('\n').slice(2)) {
    const words = line.trim().split(/\s+/)
    if (line.startsWith('  ')) {
      filled = true
      const target = words.slice(0, -callers.length).join(' ')
      const expectations = words.slice(-callers.length)
      for (const operation of operations) {
        callers.forEach((caller, at) => {
          found.push({ operation, target, caller, expected: expectations[at] ?? '' })
        })
      }
    } else if (line !== '') {
      operations = filled ? words : [...operations, ...words]
      filled = false
    }
  }
  return found
}

const auditRows = prepare((writer, _: object) =>
  writer.selectFrom('audit').select((row) => row.fn.countAll<number>().as('rows')),
)

/**
 * Calls every cell, or some; answers a sentence for each that differs. A refusal and a reading must
 * leave no row in the audit, a change one at most.
 */
export async function differences(
  server: TestServer,
  some: readonly Cell[] = cells,
): Promise<string[]> {
  const cast = new Cast(server)
  const found: string[] = []
  const audited = async () => (await server.running.server.db.read(auditRows({})))[0][0]?.rows ?? 0
  for (const { operation, target, caller, expected } of some) {
    cast.begin()
    const ids = await cast.idsOf(target, caller)
    const { api } = await cast.caller(caller)
    const call = await callOf(operation, { ids, cast, server })
    const before = await audited()
    const answer = await api(call.method, call.path, call.body)
    const rows = (await audited()) - before
    const changes = call.method !== 'GET' && answer.status < 300
    if (changes) cast.spend()
    const word = wordFor(operation, ids, answer)
    const where = `${operation} on ${target} by ${caller}`
    if (word !== expected) found.push(`${where}: ${word} instead of ${expected}`)
    if (rows > (changes ? 1 : 0)) found.push(`${where}: ${rows} audit rows`)
  }
  return found
}
