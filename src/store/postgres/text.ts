// Translates the common text of a statement into the text for PostgreSQL.
import { ByText } from '../by-text.ts'
import { postgresSpelling } from '../differences.ts'
import type { Statement } from '../statement.ts'

/** A text for PostgreSQL. */
export interface PostgresText {
  readonly text: string
  /** The caller needs its rows; otherwise only the number of touched rows matters. */
  readonly returnsRows: boolean
  /** It changes nothing. */
  readonly isSelect: boolean
}

/** Errors with this code were raised by `attrium_lost`; their message is the name of the rule. */
export const lostCode = 'AT001'

const known = new ByText<PostgresText>({ count: 2000, characters: 2_000_000 })

/** Returns the text of a statement for PostgreSQL. */
export const postgresText = (statement: Statement): PostgresText =>
  rememberText(statement.text, () => translate(statement.text))

/**
 * The same, but a required statement that touches or returns no row fails on the server, so that it
 * can be sent together with statements that depend on it.
 */
export function insistingText(statement: Statement): PostgresText {
  const { required } = statement
  if (required === false) return postgresText(statement)
  const rule = required === true ? '' : required
  return rememberText(`${rule}\n${statement.text}`, () => insisting(postgresText(statement), rule))
}

/** The same for a statement about a list of values: it must touch as many rows as its last parameter says. */
export function countedText(statement: Statement): PostgresText {
  const plain = postgresText(statement)
  const count = `cast($${statement.parameters.length + 1} as bigint)`
  return rememberText(`counted\n${statement.text}`, () => ({
    ...plain,
    // guard large-2: = ${count} → <= ${count}
    text: `with it as (${plain.text} returning 1) select 1
      where case when (select count(*) from it) = ${count} then true else attrium_lost('') end`,
  }))
}

function rememberText(key: string, make: () => PostgresText): PostgresText {
  const cached = known.get(key)
  if (cached !== undefined) return cached
  const made = make()
  known.keep(key, made)
  return made
}

function translate(text: string): PostgresText {
  let place = 0
  let bare = ''
  const words = postgresSpelling(text).replace(/'[^']*'|"[^"]*"|[^'"]+/g, (part) => {
    if (part[0] === "'" || part[0] === '"') return part
    bare += part
    return part.replace(/\+?\?/g, () => `$${++place}`)
  })
  const isSelect = /^\s*(select|with)\b/i.test(bare)
  return { text: words, isSelect, returnsRows: isSelect || /\breturning\b/i.test(bare) }
}

function insisting({ text, returnsRows, isSelect }: PostgresText, rule: string): PostgresText {
  const found = `case when exists (select from it) then true
    else attrium_lost('${rule.replaceAll("'", "''")}') end`
  const words = returnsRows
    ? `with it as (${text}) select it.* from it right join (values (1)) as one (one) on true
        where ${found}`
    : `with it as (${text} returning 1) select 1 where ${found}`
  return { text: words, returnsRows, isSelect }
}
