// Writes routes: each names the row of the permission table that says who may call it.
import type { DemoOperation, demoTable, Operation, permissionTable } from '../access/permissions.ts'
import type { Parameters } from '../http/query.ts'
import type { Method, Replies, RouteSpec } from '../http/route.ts'
import type { Asking, Context, OpenContext } from './context.ts'

type Operations = Operation | DemoOperation
type RowOf<Name extends Operations> = (typeof permissionTable & typeof demoTable)[Name]

/** A route with all its types, from which those of a client follow; its row is its own and no other. */
export interface Route<
  Base,
  Name extends Operations,
  Verb extends Method,
  Path extends string,
  Q extends Parameters,
  Body,
  Answers extends Replies,
> extends RouteSpec<Base, Name, Verb, Path, Q, Body, Answers> {
  readonly access: RowOf<Name>
}

/** For callers who have signed in. Where the access is asked of what is loaded, the handler gets the question. */
export const route = <
  const Name extends Operations,
  const Verb extends Method,
  const Path extends string,
  const Answers extends Replies,
  Q extends Parameters = Record<never, never>,
  Body = undefined,
>(
  written: Route<Context & Asking<RowOf<Name>['asked']>, Name, Verb, Path, Q, Body, Answers>,
): typeof written => written

/** For everybody: the handler is told of no caller. */
export const openRoute = <
  const Name extends Operations,
  const Verb extends Method,
  const Path extends string,
  const Answers extends Replies,
  Q extends Parameters = Record<never, never>,
  Body = undefined,
>(
  written: Route<OpenContext, Name, Verb, Path, Q, Body, Answers>,
): typeof written => written
