// Operations that write who has which value into a file.

import { attriumTable } from '../domain/permissions.ts'
import { Refusal } from '../errors.ts'
import type { LineFile } from '../http/json-list.ts'
import { flagParameter, textParameter } from '../http/query.ts'
import { linesOf } from '../http/route.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { comparison, questionsOf, source, whose } from './asked.ts'
import { writeValues } from './export-reader.ts'
import { csvHead, csvLine, type ExportRow, jsonLine } from './lines.ts'
import { circumstancesOf } from './routes.ts'

const tag = 'Value'

const query = {
  attributes: textParameter(
    'Ids or names of attributes, separated by commas; without it, all attributes whose values you may read.',
    'region,tenant_id',
  ),
  ...whose,
  source,
  ...comparison,
}

const about =
  'There is a row for each user and attribute with a value that fits, in the order of the ids of users: all of one ' +
  'moment. Who set a value is told to callers with the permission `see_users`; `set_at` and `set_by` are empty for ' +
  'values of the user record, and for changes that are in an archive.'

interface Asked {
  readonly attributes?: string
  readonly of?: string
}

export const valuesCsv = route({
  operation: 'values_csv',
  access: attriumTable.values_csv,
  tag,
  method: 'GET',
  path: '/values.csv',
  summary: 'Export values as CSV',
  description: `Returns a file for spreadsheets and scripts, with a line of names first. ${about}`,
  query: {
    ...query,
    spreadsheet: flagParameter(
      'True: a text that a spreadsheet would calculate gets an apostrophe in front. The cell then differs from what is stored: do not import such a file.',
      true,
    ),
  },
  replies: {
    200: linesOf(
      'text/csv; charset=utf-8',
      'Lines of CSV (RFC 4180): user_id, email, attribute, value, source, group, rank, set_at, set_by, expires_at. ' +
        'A missing or hidden value is an empty cell, an empty text is `""`, and the text `\\N` is `"\\N"`.',
    ),
  },
  fails: [400, 403, 404, 422, 429],

  async handle(context) {
    const { spreadsheet = false, ...asked } = context.query
    const answer = await exported(context, asked, csvHead, (row) => csvLine(row, spreadsheet))
    return { answer, headers: { 'content-disposition': 'attachment; filename="values.csv"' } }
  },
})

export const valuesNdjson = route({
  operation: 'values_ndjson',
  access: attriumTable.values_ndjson,
  tag,
  method: 'GET',
  path: '/values.ndjson',
  summary: 'Export values as NDJSON',
  description: `Returns a file for programs: each line is an object. ${about}`,
  query,
  replies: {
    200: linesOf(
      'application/x-ndjson; charset=utf-8',
      'Lines with an object each: user_id, email, attribute, value, hidden, source, group, rank, set_at, set_by, ' +
        'expires_at, and replaced_at, when a value that follows takes its place.',
    ),
  },
  fails: [400, 403, 404, 422, 429],

  handle: (context) => exported(context, context.query, '', jsonLine),
})

function exported(
  context: Context,
  asked: Asked,
  head: string,
  line: (row: ExportRow) => string,
): Promise<LineFile> {
  const { actor } = context
  return context.atOneMoment(async (catalogue, read) => {
    const questions = questionsOf(actor, catalogue, asked, circumstancesOf(context))
    const file = await context.newFile()
    if (head !== '') await file.add(head)
    await writeValues(
      { actor, catalogue, questions, line },
      read,
      file,
      insistUntil(performance.now()),
    )
    return file
  })
}

/** While a file is made, the store keeps what has been overwritten meanwhile. */
export const insistUntil = (began: number) => () => {
  // guard holders-14: becomes false
  if (performance.now() - began > limits.export_milliseconds) {
    throw new Refusal('overloaded', {
      message:
        'The export took too long, and nothing of it is sent: ask for fewer attributes, or for a group.',
      headers: { 'Retry-After': '60' },
    })
  }
}
