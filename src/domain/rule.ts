// A rule of the permission table: who may call an operation, when that is checked, and what everybody else is answered.
import type { GroupId, UserId } from '../ids.ts'
import type { Who } from './who.ts'

/** When the server checks whether the caller may call, and about which object. */
export type Asked =
  /** Before anything is read, about the user or group in the path: the time does not tell who exists (T-20). */
  | 'first'
  /** After the thing that the path names was found: its 404 comes before this refusal. */
  | 'of_thing'
  /** About the loaded attribute, because its flags decide. */
  | 'of_attribute'
  /** About the user whom a reference names, once it is known who that is. */
  | 'of_user'

/** The permitted callers, the object, and the answer for everybody else. */
export interface Rule<A extends Asked = Asked, W extends readonly Who[] = readonly Who[]> {
  readonly asked: A
  /** 404 where the operation declares no 403, or where nobody else may know that the thing exists. */
  readonly otherwise: 403 | 404
  readonly who: W
}

/** The access of one operation: its route names it, and the server checks it. */
export interface Row<
  Operation extends string = string,
  A extends Asked = Asked,
  W extends readonly Who[] = readonly Who[],
> extends Rule<A, W> {
  readonly operation: Operation
  /** Nobody has to sign in. */
  readonly open: boolean
}

/** The flags of an attribute that decide who may see and set its values. */
export interface AttributeFlags {
  readonly user_can_view: boolean
  readonly user_can_edit: boolean
}

/** The parts of the call that a rule asks about. */
export interface Target {
  readonly user_id?: UserId
  readonly attribute?: AttributeFlags | undefined
  readonly group_id?: GroupId
}

/** Words about an attribute are allowed only in rows that are checked for one. */
type WhoWhen<A extends Asked> = A extends 'of_attribute'
  ? Who
  : Exclude<Who, 'viewer' | 'self_editor'>

export const rule = <const A extends Asked, const W extends readonly WhoWhen<A>[]>(
  asked: A,
  otherwise: 403 | 404,
  ...who: W
): Rule<A, W> => ({ asked, otherwise, who })
