// Translates an error of PostgreSQL for the caller of a commit or a read.
import { LostRace, Unavailable } from '../db.ts'
import { auditInsert, auditInsertMany, chainMoved, textsInsert } from './chain.ts'
import type { PipelineBroke } from './connection.ts'
import { lostCode } from './text.ts'

/** Two transactions conflicted: trying again helps. */
export const isWorthRepeating = ({ code }: PipelineBroke) => code === '40001' || code === '40P01'

/**
 * The server or its disk is in trouble, it takes no writes, or something took too long: no caller
 * has caused it. SQLSTATE classes 08, 25006, 53, 57, 58, F0, XX001 and lock timeouts.
 */
export const isOutage = ({ code }: PipelineBroke) =>
  code === undefined || /^(08|25006|53|55P03|57|58|F0|XX00[12])/.test(code)

/** The connection can no longer be used: it was cut, the server ended it, or its server is no longer the primary. */
export const isUseless = ({ code }: PipelineBroke) =>
  code === undefined || /^(08|57P0|25006)/.test(code)

/** A timeout ended a statement: the other commits of its batch can still be stored. */
export const isTooSlow = ({ code }: PipelineBroke) => code === '57014' || code === '55P03'

/** The first column of each unique index by its name, as `table.column`. */
export type UniqueColumns = ReadonlyMap<string, string>

export const uniqueColumns = `select index.relname as name,
    owner.relname || '.' || attribute.attname as taken
  from pg_index
  join pg_class as index on index.oid = indexrelid
  join pg_class as owner on owner.oid = indrelid
  join pg_attribute as attribute on attrelid = indrelid and attnum = indkey[0]
  where indisunique and index.relnamespace = current_schema()::regnamespace`

/** The error for the caller of a transaction of which nothing is stored. */
export function errorOf(broke: PipelineBroke, unique: UniqueColumns): Error {
  const { code, constraint = '', message, step } = broke
  const isAudit = [auditInsert, auditInsertMany, textsInsert].some((text) => step?.text === text)
  if (isAudit || message === chainMoved) return new Unavailable(message)
  if (code === lostCode) return new LostRace(message === '' ? undefined : message)
  if (code === '23505') return new LostRace(unique.get(constraint) ?? constraint)
  if (code === '23503') return new LostRace()
  if (isOutage(broke) || isWorthRepeating(broke)) return new Unavailable(message, code)
  return new Error(message, { cause: broke })
}
