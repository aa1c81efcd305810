// A face is one API of the server as its clients know it: where it is, how it speaks, who may call it.
import type { IncomingHttpHeaders } from 'node:http'
import type { Refusal } from '../errors.ts'
import type { About } from './openapi.ts'
import type { Sent } from './own-origin.ts'
import type { AnyRoute } from './route.ts'

export interface Face<Actor, Base> {
  /** Precedes the path of each of its routes. */
  readonly prefix: string
  readonly contentTypes: ContentTypes
  readonly errors: (addresses: Addresses) => ErrorShape
  /** The introduction of its document. */
  readonly document: About
  /** Whether names that an operation does not know are refused, even where the server only reports them. */
  readonly refusesUnknown?: boolean
  /** Whether only pages of this server may change anything, whoever their caller is. */
  readonly ownPagesOnly?: true
  /** Whether pages of registered origins may call it from a browser (CORS). */
  readonly crossOrigin?: true
  /** How its callers say who they are. */
  readonly identity: IdentityName
  readonly notFound: NotFound<Actor, Base>
}

export interface ContentTypes {
  /** The labels of bodies that are read; a body without a label is read too. */
  readonly bodies: 'any' | readonly string[]
  /** Whether a body without a label is refused: pages of other sites can send one. */
  readonly labelled?: boolean
  /** The content type of answers and of errors. */
  readonly answers: string
  /** Headers of all answers and errors, in place of the usual ones. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The servers to which the addresses in errors lead. */
export interface Addresses {
  readonly documentationBase: string
  readonly publicUrl: () => string
}

export interface ErrorShape {
  /** `where` is undefined if no route was reached. */
  readonly refusal: (refusal: Refusal, where: Where | undefined) => object | string
  /** The body for a failure that nobody threw on purpose: only the id that finds it in the log. */
  readonly failure: (requestId: string) => object | string
}

/** The method and path of the route that a refused request reached. */
export interface Where {
  readonly method: string
  readonly path: string
}

export type IdentityName = 'caller'

export type Found<Actor> = Actor & Counted

export interface Counted {
  /** Requests with the same text here are counted together, and take turns as one caller. */
  readonly caller: string
}

export interface Identity<Actor> {
  /** The part of a request that identifies the caller; empty if there is none. */
  readonly presented: (headers: IncomingHttpHeaders) => string
  /** Why a request may not be answered for that caller, whoever they are; undefined: it may. */
  readonly barred: (presented: string, sent: Sent) => Refusal | undefined
  /** Finds that caller, at once or later; undefined refuses with 401. With `fresh` it never answers from memory. */
  readonly find: (
    presented: string,
    fresh: boolean,
  ) => Found<Actor> | undefined | Promise<Found<Actor> | undefined>
  /** Why that part identifies nobody, in a sentence or two. */
  readonly whyNobody: (presented: string) => string
}

/** The details that may be added to `Not found`. */
export interface NotFound<Actor, Base> {
  /** Explains a 404 of this path with these parameters; undefined adds nothing. */
  readonly explain?: (
    context: Base,
    path: string,
    params: Readonly<Record<string, string>>,
  ) => Promise<string | undefined>
  /** The details for a path below the prefix that no route has. */
  readonly elsewhere?: {
    /** Called before anybody is admitted; undefined: no details. */
    readonly sentence: (method: string, path: string) => string | undefined
    /** The callers who see these details. */
    readonly mayKnow: (actor: Actor) => boolean
  }
}

/** A face with its routes, as a server registers them. */
export interface Mounted<Actor, Base> {
  readonly face: Face<Actor, Base>
  readonly routes: readonly AnyRoute<Base>[]
}

/** A face as its routes use it to answer. */
export interface Spoken<Actor, Base> extends Omit<Face<Actor, Base>, 'errors' | 'identity'> {
  readonly errors: ErrorShape
  readonly identity: Identity<Actor>
}

/** Returns the function that finds the face of an address: the first face if none has its prefix. */
export function facesByAddress<It extends { readonly prefix: string }>(
  faces: readonly [It, ...It[]],
): (url: string) => It {
  const [first] = faces
  return (url) => faces.find(({ prefix }) => url.startsWith(`${prefix}/`)) ?? first
}
