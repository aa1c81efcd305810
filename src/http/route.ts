// A route is data: what is served where, to whom, in which shapes, and the handler that does it.
import type { PathIds } from '../ids.ts'
import type { BodySpec } from './body.ts'
import type { JsonList } from './json-list.ts'
import type { Parameters, ValuesOf } from './query.ts'
import type { Static, TSchema } from './schema.ts'

/** The parameters in a path template, typed by their names. */
export type PathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { [K in Name]: K extends keyof PathIds ? PathIds[K] : string } & PathParams<Rest>
  : unknown

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A success, and where nothing changed or the answer is elsewhere. */
export type Status = 200 | 201 | 204 | 302 | 303 | 304

/** An answer without a body; the official document calls it an empty text, but not in every operation. */
export interface Nothing {
  readonly nothing: 'empty text' | 'undeclared'
}
export const emptyText: Nothing = { nothing: 'empty text' }
export const nothing: Nothing = { nothing: 'undeclared' }

export type Replies = { readonly [S in Status]?: TSchema | Nothing }

/** An answer with headers of its own, or with another status than the first of the route. */
export interface WithHeaders<Answer, S extends Status = never> {
  readonly answer: Answer
  readonly headers: Record<string, string>
  readonly status?: S
}

type AnswerIn<Reply> = Reply extends TSchema ? Listed<Static<Reply>> : undefined
type Listed<T> = T extends readonly (infer Item)[] ? readonly Item[] : T

/** Everything that a handler may return: each answer whole, with the shape that its status has. */
export type AnswerOf<Answers extends Replies> = {
  [S in keyof Answers & Status]:
    | AnswerIn<Answers[S]>
    | WithHeaders<AnswerIn<Answers[S]> | JsonList, S>
    | (Answers[S] extends TSchema ? JsonList | JsonText : never)
}[keyof Answers & Status]

/**
 * An answer that is JSON already, for the one list that every request of a tool waits for: exactly the
 * bytes that the shape would give. Not where `fields` asks for a part of it.
 */
export class JsonText {
  readonly text: string | Buffer
  /** A buffer is shared by all who read it slowly. */
  constructor(text: string | Buffer) {
    this.text = text
  }
}

/** What the parts of a long list are written with. */
export interface ListWriter {
  /** The JSON that would be answered if these were all. */
  readonly listText: (items: readonly unknown[]) => string
}

/** What is sent to try an operation on the demo company. */
export interface Example<Path extends string, Body> {
  /** Where the usual example of a parameter does not fit. */
  readonly path?: { readonly [Name in keyof PathParams<Path>]?: string }
  readonly body?: NoInfer<Body>
}

/** Who may call, as far as the server has to know before anybody is asked. */
export interface Access {
  /** Nobody has to sign in. */
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
> {
  /** Looker's operationId. */
  readonly operation: Operation
  /** Who may call, when that is asked and of what, and what everybody else is told. */
  readonly access: Access
  readonly tag: string
  readonly method: Verb
  /** Below `base`, with `{parameters}`. */
  readonly path: Path
  /** Default: /api/4.0. */
  readonly base?: string
  /** Further addresses from the root, for clients that leave the version out (looker 7.5). */
  readonly aliases?: readonly string[]
  /** A line that says what it does. */
  readonly summary: string
  /** What its caller has to know beyond that: effects, limits, answers to others. */
  readonly description: string
  readonly example?: Example<Path, Body>
  /** What callers without a living token are told, where it is not 401 (looker 7.5). */
  readonly strangers?: 'unauthenticated' | 'not_found'
  readonly query?: Q
  /** Parameters that it does not know are refused: a filter that nobody applies would find everybody. */
  readonly refusesUnknown?: true
  readonly body?: BodySpec<Body>
  /** The shape of the answer by its status; the first is that of an answer that names none. */
  readonly replies: Answers
  readonly fails: readonly number[]
  /** The path parameters that are names or tokens, not ids. */
  readonly names?: readonly string[]
  /** May run several times, when what it decided on has changed before its commit. */
  handle(
    context: Base & ListWriter & { params: PathParams<Path>; query: ValuesOf<Q>; body: Body },
  ): Promise<AnswerOf<Answers>> | AnswerOf<Answers>
}

// biome-ignore lint/suspicious/noExplicitAny: the table of contents holds routes of every type
type Any = any

/** A route with its types forgotten, as the server registers it. */
export interface AnyRoute<Base>
  extends Omit<RouteSpec<Base, Any, Any, Any, Any, Any, Any>, 'handle'> {
  handle(context: Base & ListWriter & { params: Any; query: Any; body: Any }): Any
}

/** The status of an answer that names none, and its shape. */
export function firstReply({
  replies,
}: {
  readonly replies: Replies
}): [Status, TSchema | Nothing] {
  const [first] = Object.entries(replies)
  if (first === undefined) throw new Error('a route without replies')
  return [Number(first[0]) as Status, first[1]]
}

/** The shape of an answer; undefined for one without a body. */
export const shapeOf = (reply: TSchema | Nothing): TSchema | undefined =>
  'nothing' in reply ? undefined : reply
