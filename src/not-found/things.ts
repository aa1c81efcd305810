// The objects that paths name by an id: their nouns, who may know all of them, and how to find their ids.
import { type Actor, may } from '../domain/actor.ts'
import { permitted } from '../domain/permissions.ts'

export interface Kind {
  readonly noun: string
  /** Whether the caller may know all of them, and so may be told that one is missing. */
  readonly knownTo: (actor: Actor) => boolean
  /** Ends the sentence that begins by saying that a name is no id. */
  readonly lookUp: string
}

const user: Kind = {
  noun: 'user',
  knownTo: (actor) => may(actor, 'see_users'),
  lookUp: 'GET /users/search finds it by email, first_name or last_name',
}
const group: Kind = {
  noun: 'group',
  knownTo: (actor) => permitted('group', actor),
  lookUp: 'GET /groups/search finds it by name',
}
const ofUser = (noun: string, list: string): Kind => ({
  noun,
  knownTo: (actor) => permitted('all_user_sessions', actor),
  lookUp: `GET /users/{user_id}/${list} lists them`,
})

/** The kinds by the name of the path parameter. */
export const kinds = {
  user_id: user,
  group_id: group,
  deleting_group_id: group,
  user_attribute_id: {
    noun: 'user attribute',
    knownTo: (actor) => permitted('user_attribute', actor),
    lookUp: 'GET /user_attributes?fields=id,name lists them',
  },
  role_id: {
    noun: 'role',
    knownTo: (actor) => permitted('role', actor),
    lookUp: 'GET /roles/search finds it by name',
  },
  permission_set_id: {
    noun: 'permission set',
    knownTo: (actor) => permitted('permission_set', actor),
    lookUp: 'GET /permission_sets/search finds it by name',
  },
  model_set_id: {
    noun: 'model set',
    knownTo: (actor) => permitted('model_set', actor),
    lookUp: 'GET /model_sets/search finds it by name',
  },
  credentials_api3_id: ofUser('credentials_api3', 'credentials_api3'),
  credentials_embed_id: ofUser('credentials_embed', 'credentials_embed'),
  session_id: ofUser('session', 'sessions'),
} as const satisfies Record<string, Kind>

export type ParameterName = keyof typeof kinds

/** An object in a path: the parameter, its kind and the id in the caller's spelling. */
export interface Named {
  readonly parameter: ParameterName
  readonly kind: Kind
  readonly id: string
}

/** The things of these kinds that stand in a path template, in its order. */
export function namedIn(path: string, params: Readonly<Record<string, string>>): Named[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, parameter = '']) =>
    isParameter(parameter)
      ? [{ parameter, kind: kinds[parameter], id: params[parameter] ?? '' }]
      : [],
  )
}

const isParameter = (name: string): name is ParameterName => Object.hasOwn(kinds, name)
