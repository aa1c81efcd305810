// Pages of lists that are read by key: `next` of an answer is the `after` of the following request.
import { createHash } from 'node:crypto'
import { Refusal } from '../errors.ts'
import { isId } from '../ids.ts'
import { limits } from '../limits.ts'
import { flagParameter, type Parameter } from './query.ts'

/** The parameters of a list that is paged by key. */
export const keysetParameters = {
  limit: {
    schema: { type: 'integer', minimum: 1, maximum: limits.page_items },
    about: `Maximum number of results, 1 to ${limits.page_items}. The default is ${limits.page_items_unasked}.`,
    example: 10,
    read: (text: string) => pageSize(text),
    expects: `be a whole number from 1 to ${limits.page_items}`,
  } as Parameter<number>,
  after: {
    schema: { type: 'string' },
    about: 'The `next` of the previous answer. Send the other parameters unchanged.',
    example: '',
    read: (text: string) => text,
    expects: 'be the next of an answer',
  } as Parameter<string>,
  count: flagParameter('True: the answer has `total`, the number of all results.', true),
}

function pageSize(text: string): number | undefined {
  const size = /^\d{1,9}$/.test(text) ? Number(text) : 0
  return size >= 1 && size <= limits.page_items ? size : undefined
}

/** What a list was asked for: a cursor of one question is refused in another. */
export type Question = Readonly<Record<string, unknown>>

/**
 * Where the next page begins. A cursor holds nothing but the key of the last row of its page, which its caller has
 * seen, so that it need not be signed: who alters it only asks for another page of what they may see anyway.
 */
export const cursorAt = (question: Question, ...place: readonly string[]): string =>
  Buffer.from(JSON.stringify([markOf(question), ...place])).toString('base64url')

/**
 * The key at which an answer goes on: as many ids as its rows have; undefined for the first page. Throws 400 for
 * anything but a cursor of this question.
 */
export function placeOf(
  question: Question,
  cursor: string | undefined,
  parts = 1,
): readonly string[] | undefined {
  if (cursor === undefined) return undefined
  const [mark, ...place] = textsIn(cursor) ?? []
  // guard cursor-1: becomes place.length === parts
  const fits = place.length === parts && place.every(isId) && mark === markOf(question)
  if (!fits) throw new Refusal('bad_request', { message })
  return place
}
const message =
  'after must be the next of an earlier answer to the same question: the same path and parameters.'

function textsIn(cursor: string): string[] | undefined {
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
  const isList = Array.isArray(read) && read.every((part) => typeof part === 'string')
  return isList ? (read as string[]) : undefined
}

/** `after`, `limit` and `count` may differ from page to page. */
function markOf({ after: _, limit: __, count: ___, ...asked }: Question): string {
  const sorted = Object.entries(asked)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 11)
}
