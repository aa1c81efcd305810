// The history: who changed what, from what to what, newest first; as pages and as files (decision 58).
import { auditBases } from '../audit/sql.ts'
import { attriumTable } from '../domain/permissions.ts'
import { insistUntil } from '../holders/export-routes.ts'
import { cursorAt, keysetParameters, placeOf } from '../http/cursor.ts'
import type { LineFile } from '../http/json-list.ts'
import { flagParameter } from '../http/query.ts'
import { linesOf } from '../http/route.ts'
import { sequenceOf } from '../ids.ts'
import { route } from '../request/route.ts'
import { type Asking, historyParameters, questionOf } from './asked-reader.ts'
import { hasArchive } from './history-reader.ts'
import { csvHead, csvLine, jsonLine } from './lines.ts'
import { historyPage } from './page-reader.ts'
import { History, type HistoryEntry } from './shapes.ts'
import type { Read } from './sql.ts'

const tag = 'History'
const { limit, after } = keysetParameters

export const history = route({
  operation: 'history',
  access: attriumTable.history,
  tag,
  method: 'GET',
  path: '/history',
  summary: 'Get the history',
  description:
    'Returns changes, newest first, each from what to what: of values, definitions, groups, members, roles, ' +
    'users and credentials. You see changes of what you may manage: values and definitions with the permission ' +
    '`manage_user_attributes`, groups and members with `manage_groups`, roles with `manage_roles`, everything ' +
    'as an administrator. Without any of these you see the changes of your own values that you may view. One ' +
    'request does a limited amount of work, so a page may have fewer changes than `limit` and still a next one.',
  query: { ...historyParameters, limit, after },
  replies: { 200: History },
  cost: 'much',
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { query, actor } = context
    const { catalogue, rows } = await context.load(auditBases)
    const question = await questionOf(context, catalogue)
    const [place] = placeOf(query, query.after) ?? []
    const before = place === undefined ? undefined : sequenceOf(place)
    // Each part is read with the rights that the caller has at that moment.
    const read: Read = (...statements) => context.load(...statements).then(({ rows }) => rows)
    const reader = { actor, catalogue, read, isArchived: hasArchive(rows[0]) }
    const { entries, reached, isArchived } = await historyPage(reader, { ...question, before })
    return {
      history: entries,
      next: reached === undefined ? null : cursorAt(query, String(reached)),
      archived: isArchived,
    }
  },
})
const about =
  'It has all entries that `history` has, newest first, as of one moment. Rows in archives are not in it.'

export const historyNdjson = route({
  operation: 'history_ndjson',
  access: attriumTable.history_ndjson,
  tag,
  method: 'GET',
  path: '/history.ndjson',
  summary: 'Export the history as NDJSON',
  description: `Returns a file for programs: each line is an entry of the history. ${about}`,
  query: historyParameters,
  replies: {
    200: linesOf('application/x-ndjson; charset=utf-8', 'Lines with an entry of the history each.'),
  },
  fails: [400, 404, 422, 429],
  handle: (context) => exported(context, '', jsonLine),
})

export const historyCsv = route({
  operation: 'history_csv',
  access: attriumTable.history_csv,
  tag,
  method: 'GET',
  path: '/history.csv',
  summary: 'Export the history as CSV',
  description: `Returns a file for spreadsheets and scripts, with a line of names first. ${about}`,
  query: {
    ...historyParameters,
    spreadsheet: flagParameter(
      'True: a text that a spreadsheet would calculate gets an apostrophe in front. The cell then differs from what is stored.',
      true,
    ),
  },
  replies: {
    200: linesOf(
      'text/csv; charset=utf-8',
      'Lines of CSV (RFC 4180), one for each entry. `changes` is JSON. A missing text is an empty cell, an empty ' +
        'text is `""`.',
    ),
  },
  fails: [400, 404, 422, 429],

  async handle(context) {
    const { spreadsheet = false } = context.query
    const line = (entry: HistoryEntry) => csvLine(entry, spreadsheet)
    const answer = await exported(context, csvHead, line)
    return { answer, headers: { 'content-disposition': 'attachment; filename="history.csv"' } }
  },
})

/** Entries that are written at a time. */
const entriesAtOnce = 500

async function exported(
  context: Asking,
  head: string,
  line: (entry: HistoryEntry) => string,
): Promise<LineFile> {
  const { actor } = context
  const question = await questionOf(context, (await context.load()).catalogue)
  return context.atOneMoment(async (catalogue, read) => {
    const [bases] = await read(auditBases)
    const isArchived = hasArchive(bases)
    const insist = insistUntil(performance.now())
    const file = await context.newFile()
    if (head !== '') await file.add(head)
    for (let before: number | undefined; ; ) {
      insist()
      const asked = { ...question, before, limit: entriesAtOnce }
      const { entries, reached } = await historyPage({ actor, catalogue, read, isArchived }, asked)
      if (entries.length > 0) await file.add(entries.map(line).join(''))
      if (reached === undefined) return file
      before = reached
    }
  })
}
