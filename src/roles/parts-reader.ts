// Reads the sets of a role that is made or changed.
import { partProblems, type RoleParts } from '../domain/role-parts.ts'
import { allow, found, refuseIf } from '../errors.ts'
import { isId } from '../ids.ts'
import type { Context } from '../request/context.ts'
import { nameProblems } from '../texts/names.ts'
import { textKey } from '../texts/text-key.ts'
import type { RoleRow, SetRow } from './shapes.ts'
import { nameTaken, type RoleColumns, setRows } from './sql.ts'

/** A role from a body; a missing name is reported as a problem. */
type GivenRole = Omit<RoleColumns, 'name'> & { readonly name: string | null | undefined }

/** The sets of a new role, or of the changed role `before`. Refuses with all problems at once. */
export async function partsOf(
  context: Context,
  given: GivenRole,
  before?: RoleRow,
): Promise<RoleParts<SetRow>> {
  const { rows } = await context.load(
    setRows('permission', { ids: [given.permission_set_id].filter(isId) }),
    setRows('model', { ids: [given.model_set_id].filter(isId) }),
    nameTaken('roles', textKey(given.name ?? ''), before?.id),
  )
  const [[permissionSet], [modelSet], [taken]] = rows
  // Only the role Admin may allow everything (looker 10.17).
  allow(!permissionSet?.all_access, 'unmodifiable', adminAlone)
  refuseIf([
    ...nameProblems('role', given.name, () => taken !== undefined),
    ...partProblems(context.actor, given, { permissionSet, modelSet }, before),
  ])
  return { permissionSet: found(permissionSet), modelSet: found(modelSet) }
}
const adminAlone = 'Only the role Admin can use a permission set that allows everything.'
