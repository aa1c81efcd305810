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

/** What an operation answers with beside the body. */
export interface WithHeaders<Answer> {
  readonly answer: Answer
  readonly headers: Record<string, string>
}

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

export interface RouteSpec<
  Base,
  Operation extends string,
  Path extends string,
  Q extends Parameters,
  Body,
  Reply,
> {
  /** Looker's operationId; who may call it stands in the permission table. */
  readonly operation: Operation
  readonly tag: string
  readonly method: Method
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
  readonly body?: BodySpec<Body>
  /** Shape of a 200; undefined answers 204 with nothing. */
  readonly reply: (TSchema & { readonly '~static'?: Reply }) | undefined
  /** The official document declares a 204 as an empty text, but not in every operation. */
  readonly untyped204?: boolean
  readonly fails: readonly number[]
  /** The path parameters that are names or tokens, not ids. */
  readonly names?: readonly string[]
  /** May run several times, when what it decided on has changed before its commit. */
  handle(
    context: Base & ListWriter & { params: PathParams<Path>; query: ValuesOf<Q>; body: Body },
  ): Promise<Reply | JsonList | WithHeaders<Reply | JsonList> | JsonText> | Reply | JsonText
}

/** A route with its types forgotten, as the server registers it. */
// biome-ignore lint/suspicious/noExplicitAny: the table of contents holds routes of every type
export type AnyRoute<Base> = RouteSpec<Base, any, any, any, any, any>

/** The function that writes routes whose handlers get `Base` and their own typed parameters. */
export function routeWriter<Base, Operation extends string>() {
  return function route<
    const Path extends string,
    Shape extends TSchema | undefined,
    Q extends Parameters = Record<never, never>,
    Body = undefined,
  >(
    spec: Omit<RouteSpec<Base, Operation, Path, Q, Body, ReplyOf<Shape>>, 'reply'> & {
      readonly reply: Shape
    },
  ): AnyRoute<Base> {
    return spec as unknown as AnyRoute<Base>
  }
}

type ReplyOf<Shape> = Shape extends TSchema ? Answer<Static<Shape>> : undefined

/** With `fields` or by kind of caller some keys may be missing; none may be invented. */
type Answer<T> = T extends readonly (infer Item)[] ? Partial<Item>[] : Partial<T>
