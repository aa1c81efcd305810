// A client of the APIs whose calls have the types of the routes; it imports only types from the server.
import type { attriumRoutes, demoRoutes } from '../attrium-routes.ts'
import type { ChangeOperation } from '../changes/shapes.ts'
import type { attrium } from '../faces/attrium.ts'
import type { looker } from '../faces/looker.ts'
import type { web } from '../faces/web.ts'
import type { BodySpec } from '../http/body.ts'
import type { Parameters, ValuesOf } from '../http/query.ts'
import type { Lines, Nothing, Replies, Status } from '../http/route.ts'
import type { Static, TSchema } from '../http/schema.ts'
import type { lookerRoutes } from '../routes.ts'
import type { webRoutes } from '../web-routes.ts'
import { bodyIn, chunksOf, refusalIn } from './answers.ts'
import type { Carrier, Received, Sending } from './carrier.ts'

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
  /** A body that is sent as it is, in place of `body`. */
  readonly text?: BodyText
  readonly headers?: Readonly<Record<string, string>>
  /** The answer is handed over as it arrives, not as a whole; only for files of lines. */
  readonly asChunks?: true
}

/** A body as it goes over the network. */
export interface BodyText {
  readonly type: 'application/json' | 'application/x-ndjson' | 'text/csv'
  readonly text: string
}

/** An operation of a change as it is sent: a field that is left out is not there. */
export type SentOperation = Partial<Static<typeof ChangeOperation>> & { readonly op: string }

interface SentChange {
  readonly changes: readonly SentOperation[]
  readonly reason?: string
  readonly basis?: string
  /** For a what-if. */
  readonly attributes?: readonly string[]
}

/** The body of `POST /changes` or of a what-if, whose operations are read one by one. */
export const jsonText = (body: SentChange): BodyText => ({
  type: 'application/json',
  text: JSON.stringify(body),
})

/** The part of an answer that `fields` selects. */
type Part<T> = T extends readonly (infer Item)[]
  ? Part<Item>[]
  : T extends object
    ? { [Key in keyof T]?: Part<T[Key]> }
    : T
type Answered<Shape, Given> = Shape extends Nothing
  ? undefined
  : Shape extends Lines
    ? Given extends { readonly asChunks: true }
      ? AsyncIterable<Uint8Array>
      : string
    : Shape extends TSchema
      ? Given extends { readonly query: { readonly fields: string } }
        ? Part<Static<Shape>>
        : Static<Shape>
      : never

/** A success: its status, and the body that the route declares for it. */
type ReplyTo<Answers extends Replies, Given> = {
  [S in keyof Answers & Status]: {
    readonly status: S
    readonly headers: Received['headers']
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
export type WebClient = Client<(typeof webRoutes)[number]>

const lookerPrefix: (typeof looker)['prefix'] = '/api/4.0'
const attriumPrefix: (typeof attrium)['prefix'] = '/api/attrium/1.0'
const webPrefix: (typeof web)['prefix'] = '/web'

/** Without a token, it calls as somebody who has not signed in. */
export const lookerClient = (url: string, token?: string, carrier = fetched): LookerClient =>
  caller(url + lookerPrefix, token, carrier) as LookerClient
export const attriumClient = (url: string, token?: string, carrier = fetched): AttriumClient =>
  caller(url + attriumPrefix, token, carrier) as AttriumClient

/** For pages of the server: who calls is said by the cookie of the browser. */
export const webClient = (url: string, carrier: Carrier): WebClient =>
  caller(url + webPrefix, undefined, carrier) as WebClient

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

/** The carrier of programs that need no other. */
async function fetched({ address, method, headers, body }: Sending): Promise<Received> {
  const answer = await fetch(address, { method, headers, ...(body === undefined ? {} : { body }) })
  const { status } = answer
  const chunks = () => answer.body ?? new ReadableStream<Uint8Array>()
  return { status, headers: answer.headers, text: () => answer.text(), chunks }
}

interface Sent {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly text?: BodyText
  readonly headers?: Readonly<Record<string, string>>
  readonly asChunks?: true
}

function caller(base: string, token: string | undefined, carrier: Carrier) {
  return async (address: string, sent: Sent = {}) => {
    const { path = {}, query = {}, body, headers } = sent
    const [method = '', template = ''] = address.split(' ')
    const target = template.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(path[name] ?? ''),
    )
    const parameters = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    )
    const text =
      sent.text ??
      (body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) })
    const answer = await carrier({
      method,
      address: `${base}${target}${parameters.size === 0 ? '' : `?${parameters}`}`,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(text === undefined ? {} : { 'content-type': text.type }),
        ...headers,
      },
      body: text?.text,
    })
    const { status } = answer
    if (status >= 400) throw await refusalIn(answer)
    const given = sent.asChunks ? chunksOf(answer) : bodyIn(answer, await answer.text())
    return { status, headers: answer.headers, body: given }
  }
}
