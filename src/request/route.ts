// Writes routes: each names the row of the permission table that says who may call it.
import type { DemoOperation, demoTable, Operation, permissionTable } from '../access/permissions.ts'
import type { Parameters } from '../http/query.ts'
import type { AnyRoute, ReplyOf, RouteSpec } from '../http/route.ts'
import type { TSchema } from '../http/schema.ts'
import type { Asking, Context, OpenContext } from './context.ts'

type Operations = Operation | DemoOperation
type RowOf<Name extends Operations> = (typeof permissionTable & typeof demoTable)[Name]

/** A route as it is written: of its own row and no other, with the shape of its answer. */
type Written<
  Base,
  Name extends Operations,
  Path extends string,
  Shape extends TSchema | undefined,
  Q extends Parameters,
  Body,
> = Omit<RouteSpec<Base, Name, Path, Q, Body, ReplyOf<Shape>>, 'access' | 'reply'> & {
  readonly access: RowOf<Name>
  readonly reply: Shape
}

/** For callers who have signed in. Where the access is asked of what is loaded, the handler gets the question. */
export const route = <
  const Name extends Operations,
  const Path extends string,
  Shape extends TSchema | undefined,
  Q extends Parameters = Record<never, never>,
  Body = undefined,
>(
  written: Written<Context & Asking<RowOf<Name>['asked']>, Name, Path, Shape, Q, Body>,
): AnyRoute<Context> => written as unknown as AnyRoute<Context>

/** For everybody: the handler is told of no caller. */
export const openRoute = <
  const Name extends Operations,
  const Path extends string,
  Shape extends TSchema | undefined,
  Q extends Parameters = Record<never, never>,
  Body = undefined,
>(
  written: Written<OpenContext, Name, Path, Shape, Q, Body>,
): AnyRoute<OpenContext> => written as unknown as AnyRoute<OpenContext>
