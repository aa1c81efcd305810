// A small audit in memory, which answers the reads of a verification; its chain is that of the key `key`.
import {
  type AuditPageRow,
  auditBases,
  auditHeads,
  auditPage,
  linksOf,
  type NewestOfValue,
  newestAudit,
  newestOfEnded,
  newestOfValues,
  oldestAudit,
  pageRows,
} from '../../src/audit/sql.ts'
import { type ChainHead, nextHead } from '../../src/store/audit/chain.ts'
import { auditColumns } from '../../src/store/audit/row.ts'
import type { Reading } from '../../src/store/db.ts'
import type { Statement } from '../../src/store/statement.ts'

export interface MemoryAudit {
  readonly rows: readonly AuditPageRow[]
  readonly heads: readonly ChainHead[]
  readonly bases?: readonly ChainHead[]
  /** The newest sequence when reading begins; by default that of the last row. */
  readonly newest?: number
  /** The values that are held, and those that were removed, in the order of their keys. */
  readonly held?: readonly NewestOfValue[]
  readonly ended?: readonly NewestOfValue[]
  /** Whether each page of values is the first one again. */
  readonly isInCircles?: boolean
}

type Cells = { readonly sequence: number } & { readonly [cell in keyof AuditPageRow]?: unknown }

/** These rows as one chain, with its head. */
export function chained(given: readonly Cells[]): Pick<MemoryAudit, 'rows' | 'heads'> {
  let head: ChainHead = { chain_id: '1', chain_sequence: 0, mac: '' }
  const rows = given.map((cells) => {
    const row = {
      ...Object.fromEntries(auditColumns.map((column) => [column, null])),
      ...{ at: 1, operation: 'test', redacted: null, previous_change: null, ...cells },
    } as unknown as AuditPageRow
    head = nextHead(
      'key',
      head,
      auditColumns.map((column) => row[column]),
    )
    return { ...row, ...head }
  })
  return { rows, heads: [head] }
}

const [page, values, ended, links] = [
  auditPage({ after: 0 }).text,
  newestOfValues({ user_id: '0', user_attribute_id: '0' }).text,
  newestOfEnded({ user_id: '0', user_attribute_id: '0' }).text,
  linksOf({ list: '[]' }).text,
]

export function auditInMemory(audit: MemoryAudit): Pick<Reading, 'read'> {
  const { rows, heads, bases = [], isInCircles = false } = audit
  const sequences = rows.map(({ sequence }) => sequence)
  const one = (sequence: number | undefined) => (sequence === undefined ? [] : [{ sequence }])
  const valuesAfter = (all: readonly NewestOfValue[] = [], user_id: unknown) =>
    all.filter((value) => isInCircles || Number(value.user_id) > Number(user_id)).slice(0, pageRows)
  const answer = (statement: Statement): readonly unknown[] => {
    if (statement === auditBases) return bases
    if (statement === auditHeads) return heads
    if (statement === newestAudit) return one(audit.newest ?? sequences.at(-1))
    if (statement === oldestAudit) return one(sequences[0])
    const { text, parameters } = statement
    const [first] = parameters
    if (text === page) {
      return rows.filter(({ sequence }) => sequence > Number(first)).slice(0, pageRows)
    }
    if (text === values) return valuesAfter(audit.held, first)
    if (text === ended) return valuesAfter(audit.ended, first)
    if (text === links) {
      const asked: string[] = JSON.parse(String(first))
      return rows.filter(({ sequence }) => asked.includes(String(sequence)))
    }
    throw new Error(`no answer to ${text}`)
  }
  return { read: async (...statements: Statement[]) => statements.map(answer) } as never
}
