// Explains a 404 to callers who may know every object of its kind, and to nobody else.
import { type Operation, permitted } from '../domain/permissions.ts'
import type { Target } from '../domain/rule.ts'
import type { GroupId, RoleId, UserAttributeId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { knownUsers } from '../role-holders/sql.ts'
import { setRows } from '../roles/sql.ts'
import { type Exists, misnamed, missing, missingPart } from './sentences.ts'
import { type Named, namedIn } from './things.ts'

/**
 * The sentence for a request whose path names a missing thing. It is undefined if the caller may not know, or if
 * the thing exists by now. Nothing is read for callers who may not know: the time that a read takes would tell
 * them (T-20).
 */
export async function explainNotFound(
  context: Context,
  path: string,
  params: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { actor, request } = context
  const all = namedIn(path, params)
  // guard error-1: becomes all
  const named = all.filter(({ kind }) => kind.knownTo(actor))
  if (named.length === 0) return undefined
  const wrong = misnamed(named)
  if (wrong !== undefined) return wrong
  const which = missing(named, await existence(context, named))
  if (which !== undefined) return which
  const mayKnowAll =
    // guard error-2: === all.length && → > 0 ||
    named.length === all.length &&
    permitted(request.operation as Operation, actor, params as Target)
  return mayKnowAll ? missingPart(path, params) : undefined
}

/** Looks up the ids of a path among the objects of all its kinds, as of one moment. */
async function existence(context: Context, named: readonly Named[]): Promise<Exists> {
  const ids = named.map(({ id }) => id)
  const { catalogue, rows } = await context.load(
    knownUsers({ ids: JSON.stringify(ids) }),
    setRows('permission', { ids }),
    setRows('model', { ids }),
  )
  const [users, permissionSets, modelSets] = rows.map(
    (found) => new Set(found.map((row) => row.id)),
  )
  return ({ parameter }, id) => {
    switch (parameter) {
      case 'user_id':
        return users?.has(id)
      case 'group_id':
      case 'deleting_group_id':
        return catalogue.groups.has(id as GroupId)
      case 'user_attribute_id':
        return catalogue.attributes.has(id as UserAttributeId)
      case 'role_id':
        return catalogue.roles.has(id as RoleId)
      case 'permission_set_id':
        return permissionSets?.has(id)
      case 'model_set_id':
        return modelSets?.has(id)
      case 'credentials_api3_id':
      case 'credentials_embed_id':
      case 'session_id':
        return undefined
    }
  }
}
