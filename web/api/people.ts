// People: lists that the server searches and pages, and one person with their account.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { looker } from './clients.ts'

const fields =
  'id,first_name,last_name,display_name,email,is_disabled,is_service_account,group_ids,role_ids,credentials_email'
const personFields = `${fields},credentials_api3,credentials_totp,sessions,can`
/** Rows of a page. */
const pageRows = 100

export const orders = {
  name: 'first_name,last_name',
  last_name: 'last_name,first_name',
  email: 'email',
  newest: 'id desc',
} as const
export type Order = keyof typeof orders

export interface Sought {
  readonly search: string
  readonly status?: 'enabled' | 'disabled' | undefined
  readonly order?: Order
}

const isOrder = (text: string | undefined): text is Order =>
  text !== undefined && Object.hasOwn(orders, text)

/** What the address of the list asks for. */
export const soughtBy = (
  {
    search = '',
    order,
  }: { readonly search?: string | undefined; readonly order?: string | undefined },
  status?: Sought['status'],
): Sought => ({ search, ...(status && { status }), order: isOrder(order) ? order : 'name' })

/** People whose name or address has the text, or whose id it is. */
async function readPeople({ search, status, order = 'name' }: Sought, offset: number) {
  const shared = {
    fields,
    sorts: orders[order],
    limit: pageRows,
    offset,
    ...(status !== undefined && { is_disabled: status === 'disabled' }),
  }
  const text = search.trim()
  const part = `%${text.replaceAll(/[%_^\\]/g, '^$&')}%`
  const answer =
    text === ''
      ? await looker('GET /users/search', { query: shared })
      : /\s/.test(text)
        ? await looker('GET /users/search', { query: { ...shared, full_name: part } })
        : await looker('GET /users/search/names/{pattern}', {
            path: { pattern: part },
            query: shared,
          })
  const found = answer.body
  // A number is also somebody's id: they come first.
  const exact = /^\d{1,18}$/.test(text) && offset === 0 ? await readById(text, status) : []
  const others = found.filter(({ id }) => !exact.some((it) => it.id === id))
  const total = Number(answer.headers.get('x-total-count') ?? found.length)
  return {
    people: [...exact, ...others],
    total: total + exact.length - (found.length - others.length),
    next: found.length < pageRows ? undefined : offset + pageRows,
  }
}

async function readById(id: string, status: Sought['status']) {
  const { body } = await looker('GET /users', { query: { ids: [id], fields } })
  return body.filter(
    ({ is_disabled }) => status === undefined || is_disabled === (status === 'disabled'),
  )
}

export type Listed = Awaited<ReturnType<typeof readPeople>>['people'][number]

export const peopleQuery = (sought: Sought) =>
  infiniteQueryOptions({
    queryKey: ['people', sought],
    queryFn: ({ pageParam }) => readPeople(sought, pageParam),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  })

export const personQuery = (user_id: string) =>
  queryOptions({
    queryKey: ['account', user_id],
    queryFn: async () =>
      (await looker('GET /users/{user_id}', { path: { user_id }, query: { fields: personFields } }))
        .body,
  })

export type Person = Listed
