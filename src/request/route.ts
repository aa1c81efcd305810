// Makes routes: each names the row of the permission table for its callers.

import type { OauthOperation, oauthTable } from '../domain/oauth-permissions.ts'
import type {
  AttriumOperation,
  attriumTable,
  Operation,
  permissionTable,
} from '../domain/permissions.ts'
import type {
  SingleSignOnOperation,
  singleSignOnTable,
} from '../domain/single-sign-on-permissions.ts'
import type { WebOperation, webTable } from '../domain/web-permissions.ts'
import type { Parameters } from '../http/query.ts'
import type { AnswerOf, Exact, Method, Replies, RouteSpec } from '../http/route.ts'
import type { Asking, Context, OpenContext } from './context.ts'

type Operations =
  | Operation
  | AttriumOperation
  | WebOperation
  | OauthOperation
  | SingleSignOnOperation
type RowOf<Name extends Operations> = (typeof permissionTable &
  typeof attriumTable &
  typeof webTable &
  typeof oauthTable &
  typeof singleSignOnTable)[Name]

/** A route with all its types, from which the types of a client follow; it accepts only the row of its operation. */
export interface Route<
  Base,
  Name extends Operations,
  Verb extends Method,
  Path extends string,
  Q extends Parameters,
  Body,
  Answers extends Replies,
  A = AnswerOf<Answers>,
> extends RouteSpec<Base, Name, Verb, Path, Q, Body, Answers, A> {
  readonly access: RowOf<Name>
}

/** A route for callers who have signed in. If access depends on loaded data, the handler has to ask. */
export const route = <
  const Name extends Operations,
  const Verb extends Method,
  const Path extends string,
  const Answers extends Replies,
  A extends AnswerOf<Answers>,
  Q extends Parameters = Record<never, never>,
  Body = undefined,
>(
  written: Route<Context & Asking<RowOf<Name>['asked']>, Name, Verb, Path, Q, Body, Answers, A> &
    Exact<A, Answers>,
): Route<Context & Asking<RowOf<Name>['asked']>, Name, Verb, Path, Q, Body, Answers> =>
  written as never

/** A route for everybody: its handler gets no caller. */
export const openRoute = <
  const Name extends Operations,
  const Verb extends Method,
  const Path extends string,
  const Answers extends Replies,
  A extends AnswerOf<Answers>,
  Q extends Parameters = Record<never, never>,
  Body = undefined,
>(
  written: Route<OpenContext, Name, Verb, Path, Q, Body, Answers, A> & Exact<A, Answers>,
): Route<OpenContext, Name, Verb, Path, Q, Body, Answers> => written as never

type Joined<Words extends readonly string[]> = Words extends readonly [
  infer First extends string,
  ...infer Others extends readonly string[],
]
  ? Others extends readonly []
    ? First
    : `${First} or ${Joined<Others>}`
  : never

/** A line of the page of the API. It compiles only if it is true of the route. */
export const at = <
  R extends {
    readonly method: Method
    readonly path: string
    readonly access: { readonly who: readonly string[] }
  },
>(
  _method: R['method'],
  _path: R['path'],
  _who: Joined<R['access']['who']>,
  route: R,
): R => route
