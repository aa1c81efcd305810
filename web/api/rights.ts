// What the person of the session may do: screens offer nothing that the server would refuse.
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Permission } from '../../src/domain/actor.ts'
import { looker } from './clients.ts'
import { queries } from './queries.ts'
import { sessionQuery } from './session.ts'

/** The role that may do everything (looker 10.16). */
export const adminRole = '2'

export const rightsQuery = queryOptions({
  queryKey: ['rights'],
  queryFn: async () => {
    const session = await queries.ensureQueryData(sessionQuery)
    const user_id = session?.user.id ?? ''
    const { body: roles } = await looker('GET /users/{user_id}/roles', { path: { user_id } })
    const permissions = roles.flatMap(({ permission_set }) => permission_set.permissions ?? [])
    return { user_id, isAdmin: roles.some(({ id }) => id === adminRole), permissions }
  },
  staleTime: 60_000,
})

export interface Rights {
  readonly user_id: string
  readonly isAdmin: boolean
  readonly may: (permission: Permission) => boolean
}

export function useRights(): Rights {
  const { user_id, isAdmin, permissions } = useSuspenseQuery(rightsQuery).data
  return { user_id, isAdmin, may: (permission) => isAdmin || permissions.includes(permission) }
}
