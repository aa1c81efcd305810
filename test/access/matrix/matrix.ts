// Runs every operation as every caller on every object in the reference, and lists the differences.
import { prepare } from '../../../src/store/statement.ts'
import type { TestServer } from '../../support/server.ts'
import { callOf, wordFor } from './calls.ts'
import { Cast } from './cast.ts'
import { type CallerName, callers, reference } from './reference.ts'

export interface Cell {
  readonly operation: string
  /** The objects of the call, in the words of the reference. */
  readonly target: string
  readonly caller: CallerName
  readonly expected: string
}

export const cells: readonly Cell[] = reference.flatMap(cellsIn)

/** A call of an administrator that the reference allows; if it allows none, any of their calls. */
export function cellOfAdmin(operation: string): Cell | undefined {
  const all = cells.filter((it) => it.operation === operation && it.caller === 'admin')
  return all.find(({ expected }) => !/^4/.test(expected)) ?? all[0]
}

/** Reads the table: blocks of operations, then lines with a target and one word for each caller. */
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

/** The expected answers of a server that guards group values: whoever may not set them moves nobody (decision 53). */
export const guardedCells: readonly Cell[] = cells
  .filter(({ operation }) => /^(delete_group|add_group)/.test(operation))
  .map((cell) => {
    const moves = cell.caller === 'manage_groups' && /rich/.test(cell.target)
    return moves ? { ...cell, expected: '403' } : cell
  })

const auditRows = prepare((writer, _: object) =>
  writer.selectFrom('audit').select((row) => row.fn.countAll<number>().as('rows')),
)

/**
 * Calls every cell, or some of them; returns a sentence for each difference. A refusal or a read must leave no row
 * in the audit, a change at most one.
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
    const answer = await api(call.method, call.path, call.body, { base: call.base })
    const rows = (await audited()) - before
    const changes = call.method !== 'GET' && answer.status < 300
    if (changes) cast.spend()
    const word = wordFor(operation, ids, answer)
    const where = `${operation} on ${target} by ${caller}`
    if (word !== expected) found.push(`${where}: ${word} instead of ${expected}`)
    // A list of operations has a row that begins it, and so has a value with a reason.
    const most = /^(apply|undo)_change$|^(set|delete)_user_value$/.test(operation) ? 2 : 1
    if (rows > (changes ? most : 0)) found.push(`${where}: ${rows} audit rows`)
  }
  return found
}
