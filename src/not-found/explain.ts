// Which thing a 404 is about, told to those who may know of every thing of its kind and to nobody else.
import { type Operation, permitted, type Target } from '../access/permissions.ts'
import type { GroupId, RoleId, UserAttributeId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { knownUsers } from '../roles/holders/sql.ts'
import { setRows } from '../roles/sql.ts'
import { type Exists, misnamed, missing, missingPart } from './sentences.ts'
import { type Named, namedIn } from './things.ts'

/**
 * The sentence for a request whose path named what is not there; undefined: the caller may not know, or
 * it has come to be there meanwhile. Nothing is read for those who may not know, or the time would tell
 * them (T-20).
 */
export async function explainNotFound(
  context: Context,
  path: string,
  params: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const { actor, request } = context
  const all = namedIn(path, params)
  const named = all.filter(({ kind }) => kind.knownTo(actor))
  if (named.length === 0) return undefined
  const wrong = misnamed(named)
  if (wrong !== undefined) return wrong
  const which = missing(named, await existence(context, named))
  if (which !== undefined) return which
  const mayKnowAll =
    named.length === all.length &&
    permitted(request.operation as Operation, actor, params as Target)
  return mayKnowAll ? missingPart(path, params) : undefined
}

/** What there is under the ids of a path, as any of its kinds, all of one moment. */
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
