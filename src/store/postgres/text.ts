// From the text of a statement, as all engines are given it, to the one that PostgreSQL runs.
import { ByText } from '../by-text.ts'
import { postgresSpelling } from '../differences.ts'
import type { Statement } from '../statement.ts'

/** A text for PostgreSQL. */
export interface PostgresText {
  readonly text: string
  /** What it returns belongs to the caller; otherwise only how many rows it touched matters. */
  readonly returnsRows: boolean
  /** It changes nothing. */
  readonly isSelect: boolean
}

/** Errors with this code were raised by `attrium_lost`; their message is the name of the rule. */
export const lostCode = 'AT001'

const known = new ByText<PostgresText>({ count: 2000, characters: 2_000_000 })

/** The text of a statement as it is. */
export const postgresText = (statement: Statement): PostgresText =>
  remembered(statement.text, () => translated(statement.text))

/**
 * The same, which fails on the server when it must touch or return a row and does not, so that it can
 * be sent together with what depends on it.
 */
export function insistingText(statement: Statement): PostgresText {
  const { required } = statement
  if (required === false) return postgresText(statement)
  const rule = required === true ? '' : required
  return remembered(`${rule}\n${statement.text}`, () => insisting(postgresText(statement), rule))
}

function remembered(key: string, make: () => PostgresText): PostgresText {
  const held = known.get(key)
  if (held !== undefined) return held
  const made = make()
  known.keep(key, made)
  return made
}

function translated(text: string): PostgresText {
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
