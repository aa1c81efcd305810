// A client of the APIs whose calls have the types of the routes; it imports only types from the server.
import type { attriumRoutes, demoRoutes } from '../attrium-routes.ts'
import type { attrium } from '../faces/attrium.ts'
import type { looker } from '../faces/looker.ts'
import type { BodySpec } from '../http/body.ts'
import type { Parameters, ValuesOf } from '../http/query.ts'
import type { Lines, Nothing, Replies, Status } from '../http/route.ts'
import type { Static, TSchema } from '../http/schema.ts'
import type { lookerRoutes } from '../routes.ts'

/** The description of a route for its callers. */
interface Called {
  readonly method: string
  readonly path: string
  readonly query?: Parameters
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every type
  readonly body?: BodySpec<any>
  readonly replies: Replies
}

type NamesIn<Path> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never
type PathOf<Path> = [NamesIn<Path>] extends [never]
  ? { readonly path?: never }
  : { readonly path: { readonly [Name in NamesIn<Path>]: string } }
type QueryOf<R extends Called> = R extends { readonly query?: infer Q extends Parameters }
  ? ValuesOf<Q>
  : never
type BodyOf<R extends Called> = R extends { readonly body?: BodySpec<infer Body> } ? Body : never

type Asked<R extends Called> = PathOf<R['path']> & {
  readonly query?: QueryOf<R>
  readonly body?: BodyOf<R>
}

/** The part of an answer that `fields` selects. */
type Part<T> = T extends readonly (infer Item)[]
  ? Part<Item>[]
  : T extends object
    ? { [Key in keyof T]?: Part<T[Key]> }
    : T
type Answered<Shape, Given> = Shape extends Nothing
  ? undefined
  : Shape extends Lines
    ? string
    : Shape extends TSchema
      ? Given extends { readonly query: { readonly fields: string } }
        ? Part<Static<Shape>>
        : Static<Shape>
      : never

/** A success: its status, and the body that the route declares for it. */
type ReplyTo<Answers extends Replies, Given> = {
  [S in keyof Answers & Status]: {
    readonly status: S
    readonly headers: Headers
    readonly body: Answered<Answers[S], Given>
  }
}[keyof Answers & Status]

type AddressOf<R extends Called> = R extends Called ? `${R['method']} ${R['path']}` : never
type RouteAt<R extends Called, Address> = R extends Called
  ? Address extends AddressOf<R>
    ? R
    : never
  : never

/** Calls an operation by its method and path. Throws `CallRefused` for everything but a success. */
type Client<R extends Called> = <
  const Address extends AddressOf<R>,
  const Given extends Asked<RouteAt<R, Address>>,
>(
  address: Address,
  ...given: Record<never, never> extends Asked<RouteAt<R, Address>>
    ? [given?: Given]
    : [given: Given]
) => Promise<ReplyTo<RouteAt<R, Address>['replies'], Given>>

export type LookerClient = Client<(typeof lookerRoutes)[number]>
/** A demo serves more than others. */
export type AttriumClient = Client<(typeof attriumRoutes | typeof demoRoutes)[number]>

/** A refusal of a server, in its own words. */
export class CallRefused extends Error {
  readonly status: number

  constructor(status: number, sentences: readonly string[]) {
    super(sentences.join(' '))
    this.status = status
  }
}

const lookerPrefix: (typeof looker)['prefix'] = '/api/4.0'
const attriumPrefix: (typeof attrium)['prefix'] = '/api/attrium/1.0'

/** Without a token, it calls as somebody who has not signed in. */
export const lookerClient = (url: string, token?: string): LookerClient =>
  caller(url + lookerPrefix, token) as LookerClient
export const attriumClient = (url: string, token?: string): AttriumClient =>
  caller(url + attriumPrefix, token) as AttriumClient

/** A key of the API. */
export interface Key {
  readonly client_id: string
  readonly client_secret: string
}

/** An access token of the server at this address. */
export async function tokenFor(url: string, key: Key): Promise<string> {
  const { client_id, client_secret } = key
  const { body } = await lookerClient(url)('POST /login', { body: { client_id, client_secret } })
  return body.access_token
}

/** A client that has signed in with a key. */
export const signedIn = async (url: string, key: Key): Promise<LookerClient> =>
  lookerClient(url, await tokenFor(url, key))

interface Sent {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

function caller(base: string, token: string | undefined) {
  return async (address: string, { path = {}, query = {}, body }: Sent = {}) => {
    const [method = '', template = ''] = address.split(' ')
    const target = template.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(path[name] ?? ''),
    )
    const parameters = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const answer = await fetch(`${base}${target}?${parameters}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false
    const given = isJson && text !== '' ? JSON.parse(text) : text === '' ? undefined : text
    if (answer.status >= 400) throw new CallRefused(answer.status, sentencesIn(given))
    return { status: answer.status, headers: answer.headers, body: given }
  }
}

function sentencesIn(error: {
  readonly message: string
  readonly errors?: readonly { readonly message: string }[]
}): string[] {
  const { message, errors = [] } = error
  return [message, ...errors.map((problem) => problem.message)]
}
