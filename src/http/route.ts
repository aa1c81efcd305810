// A route is data: its path, its access, its shapes, and its handler.
import type { PathIds } from '../ids.ts'
import type { BodySpec } from './body.ts'
import type { Cost } from './fair-turns.ts'
import type { JsonList, LineFile } from './json-list.ts'
import type { Later } from './later.ts'
import type { Parameters, ValuesOf } from './query.ts'
import type { Static, TSchema } from './schema.ts'

/** The parameters in a path template, typed by their names. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { [K in Name]: K extends keyof PathIds ? PathIds[K] : string } & PathParams<Rest>
  : unknown

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The status of a success, of an unchanged answer, or of an answer that is elsewhere. */
export type Status = 200 | 201 | 204 | 302 | 303 | 304

/** An answer without a body; the official document calls it an empty text, but not in every operation. */
export interface Nothing {
  readonly nothing: 'empty text' | 'undeclared'
}
export const emptyText: Nothing = { nothing: 'empty text' }
export const nothing: Nothing = { nothing: 'undeclared' }

/** An answer that is a file of lines, which a handler makes with `context.newFile()`. */
export interface Lines {
  readonly lines: 'text/csv; charset=utf-8' | 'application/x-ndjson; charset=utf-8'
  /** What a line is. */
  readonly about: string
}
export const linesOf = (lines: Lines['lines'], about: string): Lines => ({ lines, about })

/** An answer that is a page of HTML. */
export interface Html {
  readonly html: string
}
/** `about`: what is on the page. */
export const htmlOf = (about: string): Html => ({ html: about })

/** A page as it is sent. */
export class Page {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Replies = { readonly [S in Status]?: TSchema | Nothing | Lines | Html }

/** A redirect must have a location. */
type HeadersOf<S extends Status> = [S] extends [never]
  ? Readonly<Record<string, string>>
  : S extends 302 | 303
    ? { readonly location: string }
    : Readonly<Record<string, string>>

/** An answer with headers of its own, or with one of several statuses. */
export interface WithHeaders<Answer, S extends Status = never> {
  readonly answer: Answer
  readonly headers: HeadersOf<S>
  readonly status?: S
}

/** `Nothing` is tested first, because TypeBox takes any object for a schema. */
type AnswerIn<Reply> = Reply extends Nothing
  ? undefined
  : Reply extends Lines
    ? LineFile
    : Reply extends Html
      ? Page
      : Reply extends TSchema
        ? Listed<Static<Reply>>
        : never
type MadeIn<Reply> = Reply extends Nothing | Lines | Html ? never : JsonList | JsonText | Later
type Listed<T> = T extends readonly (infer Item)[] ? readonly Item[] : T

type SentIn<Reply, S extends Status> = WithHeaders<AnswerIn<Reply> | MadeIn<Reply>, S>

/** The answers of a route with one status; they need not name it. */
type Unnamed<Answers extends Replies, S extends keyof Answers & Status> =
  | AnswerIn<Answers[S]>
  | SentIn<Answers[S], S>
  | MadeIn<Answers[S]>

/** Where several statuses are declared, each answer names its own. */
type Named<Answers extends Replies> = {
  [S in keyof Answers & Status]: SentIn<Answers[S], S> & { readonly status: S }
}[keyof Answers & Status]

type IsOne<T, All = T> = [T] extends [never]
  ? false
  : T extends All
    ? [All] extends [T]
      ? true
      : false
    : never

/** Everything that a handler may return: whole answers, each with the shape of its status. */
export type AnswerOf<Answers extends Replies> =
  true extends IsOne<keyof Answers & Status>
    ? Unnamed<Answers, keyof Answers & Status>
    : Named<Answers>

type KeysOf<T> = T extends unknown ? keyof T : never
type At<T, Key> = T extends unknown ? (Key extends keyof T ? T[Key] : never) : never
type ItemOf<T> = T extends readonly (infer Item)[] ? Item : never
type Written = JsonList | JsonText | LineFile | Page
type Plain = string | number | boolean | null | undefined | Written | Later

/** The keys of a body, at any depth, that its shape does not have. */
type Strange<A, Shape> = unknown extends Shape
  ? never
  : A extends Plain
    ? never
    : A extends readonly (infer Item)[]
      ? Strange<Item, ItemOf<Shape>>
      : {
          [Key in keyof A & string]: Key extends KeysOf<Shape>
            ? Strange<A[Key], At<Shape, Key>>
            : Key
        }[keyof A & string]

type ShapeIn<Answers extends Replies, S> = AnswerIn<Answers[keyof Answers & Status & S]>

type StrangeIn<A, Answers extends Replies> = A extends {
  readonly answer: infer Body
  readonly headers: unknown
}
  ?
      | Strange<Body, ShapeIn<Answers, A extends { readonly status: infer S } ? S : Status>>
      | Exclude<keyof A & string, keyof WithHeaders<unknown>>
  : Strange<A, ShapeIn<Answers, Status>>

/** Changes nothing for a route whose handler answers only fields of its shapes; other routes do not compile. */
export type Exact<A, Answers extends Replies> = [StrangeIn<A, Answers>] extends [never]
  ? unknown
  : { readonly handle: `answers with ${StrangeIn<A, Answers>}, which its shape has not` }

/** An answer that is already JSON, with exactly the bytes that its shape and the parameter `fields` would give. */
export class JsonText {
  readonly text: string | Buffer
  /** All slow readers share a buffer. */
  constructor(text: string | Buffer) {
    this.text = text
  }
}

/** The functions that write the parts of a long list. */
export interface ListWriter {
  /** Returns the JSON that would be answered if these were all the items. */
  readonly listText: (items: readonly unknown[]) => string
}

/** The request that tries an operation on the demo company. */
export interface Example<Path extends string, Body> {
  /** Values of the parameters whose usual example does not fit. */
  readonly path?: { readonly [Name in keyof PathParams<Path>]?: string }
  readonly body?: NoInfer<Body>
}

/** The part of the access that the server needs before any question is asked. */
export interface Access {
  /** Whether nobody has to sign in. */
  readonly open: boolean
}

export interface RouteSpec<
  Base,
  Operation extends string,
  Verb extends Method,
  Path extends string,
  Q extends Parameters,
  Body,
  Answers extends Replies,
  A = AnswerOf<Answers>,
> {
  /** Looker's operationId. */
  readonly operation: Operation
  /** The permitted callers, when the question is asked and about which object, and the answer for all others. */
  readonly access: Access
  readonly tag: string
  readonly method: Verb
  /** The path below the prefix of its face, with `{parameters}`. */
  readonly path: Path
  /** Further addresses from the root, for clients that leave the version out (looker 7.5). */
  readonly aliases?: readonly string[]
  /** One line that says what the operation does. */
  readonly summary: string
  /** More information for callers: effects, limits, answers to others. */
  readonly description: string
  readonly example?: Example<Path, Body>
  /** Its handler gets the caller of the session, if the browser has one, although nobody has to sign in. */
  readonly knowsVisitors?: true
  /** Pages of other origins may not call it, not even those of registered clients. */
  readonly sameOriginOnly?: true
  /** The answer to callers without a valid token, if it is not 401 (looker 7.5). */
  readonly strangers?: 'unauthenticated' | 'not_found'
  readonly query?: Q
  /** Unknown parameters are refused: a filter that is ignored would find everybody. */
  readonly refusesUnknown?: true
  readonly body?: BodySpec<Body>
  /** What a request costs, where the reply does not tell: without it, a list or a file costs much, all else little. */
  readonly cost?: Cost
  /** Whether the handler heeds `If-Match`; elsewhere that header is reported as ignored. */
  readonly hasVersions?: true
  /** What an answer is as server-sent events, for callers who accept them. */
  readonly stream?: string
  /** Whether its 403 and 409 list what is wrong with each part of the request. */
  readonly listsProblems?: true
  /** The shape of the answer by its status; an answer without a status has the first one. */
  readonly replies: Answers
  readonly fails: readonly number[]
  /** The path parameters that are names or tokens, not ids. */
  readonly names?: readonly string[]
  /** May run several times, if the data that it decided on has changed before its commit. */
  handle(
    context: Base & ListWriter & { params: PathParams<Path>; query: ValuesOf<Q>; body: Body },
  ): Promise<A> | A
}

// biome-ignore lint/suspicious/noExplicitAny: the table of contents holds routes of every type
type Any = any

/** A route with its types forgotten, as the server registers it. */
export interface AnyRoute<Base>
  extends Omit<RouteSpec<Base, Any, Any, Any, Any, Any, Any>, 'handle'> {
  handle(context: Base & ListWriter & { params: Any; query: Any; body: Any }): Any
}

/** The status and shape of an answer that names no status. */
export function firstReply({ replies }: { readonly replies: Replies }): [Status, Reply] {
  const [first] = Object.entries(replies)
  if (first === undefined) throw new Error('a route without replies')
  return [Number(first[0]) as Status, first[1]]
}

type Reply = TSchema | Nothing | Lines | Html

export const isLines = (reply: Reply | undefined): reply is Lines =>
  reply !== undefined && 'lines' in reply

export const isHtml = (reply: Reply | undefined): reply is Html =>
  reply !== undefined && 'html' in reply

/** The shape of an answer; undefined for one without a body, and for a file of lines. */
export const shapeOf = (reply: Reply | undefined): TSchema | undefined =>
  reply === undefined || 'nothing' in reply || isLines(reply) || isHtml(reply) ? undefined : reply
