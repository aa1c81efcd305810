// Reads whole lists and exports by the APIs of a server.
import { CannotRun } from '../errors.ts'
import type { ExportRow } from '../holders/lines.ts'
import { parsed } from './answers.ts'
import type { AttriumClient, LookerClient } from './client.ts'

export interface Clients {
  readonly attrium: AttriumClient
  readonly looker: LookerClient
}

/** Items of a page, at most: as many as every server gives. */
const pageItems = 1000

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/** The parameters of a page. */
interface AskedPage {
  readonly limit: number
  readonly after?: string
}

/** All items of a list that is paged by key, or the first `limit`; `isWhole` is false if there are more. */
export async function everyPage<Item>(
  limit: number | undefined,
  read: (page: AskedPage) => Promise<Page<Item>>,
): Promise<{ readonly items: readonly Item[]; readonly isWhole: boolean }> {
  const items: Item[] = []
  let after: string | undefined
  do {
    const wanted = Math.min(pageItems, limit === undefined ? pageItems : limit - items.length)
    const page = await read({ limit: wanted, ...(after !== undefined && { after }) })
    for (const item of page.items) items.push(item)
    after = page.next ?? undefined
  } while (after !== undefined && (limit === undefined || items.length < limit))
  return { items, isWhole: after === undefined }
}

/** All rows of a list that is paged by offset. */
export async function everyRow<Row>(
  read: (page: { readonly limit: number; readonly offset: number }) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const all: Row[] = []
  for (;;) {
    const rows = await read({ limit: pageItems, offset: all.length })
    all.push(...rows)
    if (rows.length < pageItems) return all
  }
}

/** All attributes that the caller may see. */
export async function allAttributes({ attrium }: Pick<Clients, 'attrium'>) {
  const { items } = await everyPage(undefined, async (query) => {
    const { body } = await attrium('GET /attributes', { query })
    return { items: body.attributes, next: body.next }
  })
  return items
}

interface AskedExport {
  readonly of: 'own'
  /** Names or ids with commas between; without it, all. */
  readonly attributes?: string
}

/** The lines of an export of values. */
export async function exported(
  { attrium }: Pick<Clients, 'attrium'>,
  asked: AskedExport,
): Promise<ExportRow[]> {
  const answer = await attrium('GET /values.ndjson', { query: { ...asked } })
  // An export of nothing has no body.
  const body: string | undefined = answer.body
  const lines = (body ?? '').split('\n').filter((line) => line !== '')
  return lines.map((line) => parsed(line) as ExportRow)
}

/** How often a list is read again because something has changed between two pages. */
const attempts = 3

/** All values of groups, those that start later as well: of one moment. */
export async function allGroupValues({ attrium }: Pick<Clients, 'attrium'>) {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const versions = new Set<string>()
    let at = ''
    const { items } = await everyPage(undefined, async (query) => {
      const { body } = await attrium('GET /group_values', { query })
      versions.add(body.version)
      at = body.at
      return { items: body.values, next: body.next }
    })
    if (versions.size === 1) return { at: Date.parse(at), values: items }
  }
  throw new CannotRun('Somebody is changing values of groups on the server; try again.')
}

/** All memberships, those that start later as well, but for those in All Users. */
export async function allMemberships(
  { attrium }: Pick<Clients, 'attrium'>,
  asked: { readonly user?: string; readonly group?: string } = {},
) {
  const { items } = await everyPage(undefined, async (page) => {
    const { body } = await attrium('GET /memberships', { query: { ...asked, ...page } })
    return { items: body.memberships, next: body.next }
  })
  return items
}
