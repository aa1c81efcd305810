// Makes the list of an answer in parts: in one turn of the event loop, or if it is long in many (decision 29).
import type { Catalogue } from '../domain/catalogue.ts'
import { eachPart, type JsonList, listOfParts } from '../http/json-list.ts'
import { JsonText, type ListWriter } from '../http/route.ts'
import { limits } from '../limits.ts'
import type { Statement } from '../store/statement.ts'
import type { Context } from './context.ts'

type Total = Statement<{ total: number }>

export interface ListOf<Row> {
  /** At most so many rows, in their order. */
  readonly page: (limit: number) => Statement<Row>
  /** The ids of the same rows in the same order, with commas between them; null if there are none. */
  readonly ids: () => Statement<{ ids: string | null }>
  /** The rows with these ids, in any order. */
  readonly rowsOf: (ids: readonly string[]) => Statement<Row>
  readonly idOf: (row: Row) => string
  /** Counts the rows of all pages. */
  readonly counted: readonly Total[]
  readonly limit: number | undefined
  readonly offset: number
  /** Returns the function that shows rows. */
  readonly shower: (catalogue: Catalogue) => (row: Row) => unknown
}

export interface Listed {
  readonly list: JsonText | JsonList
  /** The number of rows on all pages. */
  readonly total: number
}

/** All rows are read at one moment. Between the parts of a long list, other requests get their turn. */
export async function listInParts<Row>(
  context: Context & ListWriter,
  asked: ListOf<Row>,
): Promise<Listed> {
  // A list with one more row than can be listed at once is a long one.
  const limit = Math.min(asked.limit ?? Number.POSITIVE_INFINITY, limits.listed_at_once + 1)
  const { catalogue, rows } = await context.load(asked.page(limit), ...asked.counted)
  const [held = [], totals] = rows
  if (held.length > limits.listed_at_once) return longList(context, asked)
  const show = asked.shower(catalogue)
  const parts = eachPart(held, (part) => context.listText(part.map(show)))
  const total = totals?.[0]?.total ?? held.length + asked.offset
  return { list: new JsonText(listOfParts(parts)), total }
}

function longList<Row>(context: Context & ListWriter, asked: ListOf<Row>): Promise<Listed> {
  return context.atOneMoment(async (catalogue, read) => {
    const [[found], totals] = await read(asked.ids(), ...asked.counted)
    const ids = found?.ids?.split(',') ?? []
    const show = asked.shower(catalogue)
    const list = await context.newList()
    for (const part of eachPart(ids, (part) => part)) {
      const [rows] = await read(asked.rowsOf(part))
      const byId = new Map(rows.map((row) => [asked.idOf(row), row]))
      const inOrder = part.flatMap((id) => byId.get(id) ?? [])
      await list.add(context.listText(inOrder.map(show)))
    }
    await list.end()
    return { list, total: totals?.[0]?.total ?? ids.length + asked.offset }
  })
}
