// The options and functions that the server needs from the rest of the program.
import type { Log } from '../log.ts'
import type { Application } from './application.ts'
import type { Addresses, Identity, IdentityName, Mounted } from './face.ts'
import type { Spool } from './json-list.ts'
import type { Later } from './later.ts'
import type { ListenerOptions } from './listeners.ts'
import type { OwnOrigin } from './own-origin.ts'
import type { Access } from './route.ts'
import type { StaticPage } from './static-pages.ts'
import type { Throttle } from './throttle.ts'

export interface AppOptions<Actor, Base> extends ListenerOptions {
  /** The first face answers requests that match no address of any face. */
  readonly faces: readonly [Mounted<Actor, Base>, ...Mounted<Actor, Base>[]]
  readonly identities: Readonly<Record<IdentityName, Identity<Actor>>>
  readonly addresses: Addresses
  /** The origin of this server's own pages. */
  readonly own: OwnOrigin
  /** Whether pages of this origin may call the APIs from a browser. */
  readonly isRegistered: (origin: string) => Promise<boolean>
  readonly contextOf: (request: Incoming<Actor>, access: Access) => Base
  /**
   * Runs a handler with the access checks before it and those before its answer is sent. Throws `LostRace`
   * when the handler has to run again with the caller's current rights.
   */
  readonly decide: <T>(context: Base, run: Run<Base, T>) => Promise<T>
  /** Whether names that an operation does not know are refused instead of reported in a header. */
  readonly strict: boolean
  /** Proxies whose X-Forwarded-For names the caller's address. */
  readonly trustedProxies: string | undefined
  /** Undefined: nobody is slowed down. */
  readonly throttle: Throttle | undefined
  readonly now: () => number
  readonly log: Log
  /** Whether the log gets a line for each request. */
  readonly logRequests: boolean
  /** Called for every answer of a route; if undefined, it costs nothing. */
  readonly observe: Observe | undefined
  /** Health checks outside the API, by address. */
  readonly health: Record<string, () => Promise<Health>>
  /** Opens a file for a body that is too long for memory; undefined: there are none. */
  readonly spool?: (() => Promise<Spool>) | undefined
  /** The public pages by address; anybody may read them. */
  readonly pages: Record<string, StaticPage>
  /** The web application; undefined: there is none. */
  readonly application?: Application | undefined
}

/** `route` is the template of a path, never an address. */
export type Observe = (method: string, route: string, status: number, milliseconds: number) => void

export interface Health {
  /** The status is 503 when this is false. */
  readonly well: boolean
  /** The `status` in the body; undefined: the answer has no body. */
  readonly status?: string
}

/** The parts of a run of a handler. */
export interface Run<Base, T> {
  /** The parameters of the path, or why the request cannot be read. */
  readonly asked: { readonly params: Readonly<Record<string, string>> } | Unreadable
  readonly handle: (context: Base) => T | Promise<T>
}

export interface Unreadable {
  readonly unreadable: unknown
}

/** The facts of a request from which the context of its handler is made. */
export interface Incoming<Actor> {
  readonly operation: string
  /** Undefined where anyone may call. */
  readonly actor: Actor | undefined
  readonly request_id: string
  readonly address: string
  /** Path and query, as `pathAndQuery` reads them. */
  readonly url: string
  /** `If-None-Match`: the versions of the answer that the caller holds. */
  readonly held?: string | undefined
  /** `If-Match`: the versions of the thing that the caller is ready to change. */
  readonly expected?: string | undefined
  /** `Idempotency-Key`: names a request that its caller may send again. */
  readonly idempotencyKey?: string | undefined
  /** `Accept`: the types that the caller takes. */
  readonly accepted?: string | undefined
  /** `Cookie` and `User-Agent`, for those who sign in. */
  readonly cookie?: string | undefined
  readonly browser?: string | undefined
  /** `Last-Event-ID`: the last event that a reader of a stream has got. */
  readonly lastEventId?: string | undefined
  /** What the handler returned when it last ran for this request, and whether it may wait no longer. */
  readonly earlier?: Later
  readonly isLast?: boolean
}
