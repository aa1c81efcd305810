// Roles with their permissions, and who has them.
import { queryOptions } from '@tanstack/react-query'
import { looker } from './clients.ts'

const readRoles = async () => (await looker('GET /roles')).body

export type Role = Awaited<ReturnType<typeof readRoles>>[number]

/** For callers with `manage_roles` or `see_users`. */
export const rolesQuery = queryOptions({ queryKey: ['roles'], queryFn: readRoles })

export const roleQuery = (role_id: string) =>
  queryOptions({
    queryKey: ['roles', role_id],
    queryFn: async () => (await looker('GET /roles/{role_id}', { path: { role_id } })).body,
  })

/** The roles of a user; `direct` leaves out those that come through groups. */
export const userRolesQuery = (user_id: string, direct: boolean) =>
  queryOptions({
    queryKey: ['account', user_id, 'roles', direct],
    queryFn: async () => {
      const query = { direct_association_only: direct }
      return (await looker('GET /users/{user_id}/roles', { path: { user_id }, query })).body
    },
  })

/** Roles with how many users have each, those through groups included. */
export const countedRolesQuery = queryOptions({
  queryKey: ['roles', 'counted'],
  queryFn: async () =>
    (await looker('GET /roles/search/with_user_count', { query: { sorts: 'name' } })).body,
})

const holderFields = 'id,first_name,last_name,email,is_disabled'

/** Users who have the role themselves. */
export const roleUsersQuery = (role_id: string) =>
  queryOptions({
    queryKey: ['roles', role_id, 'users'],
    queryFn: async () => {
      const query = { fields: holderFields, direct_association_only: true }
      return (await looker('GET /roles/{role_id}/users', { path: { role_id }, query })).body
    },
  })

export const roleGroupsQuery = (role_id: string) =>
  queryOptions({
    queryKey: ['roles', role_id, 'groups'],
    queryFn: async () =>
      (
        await looker('GET /roles/{role_id}/groups', {
          path: { role_id },
          query: { fields: 'id,name' },
        })
      ).body,
  })
