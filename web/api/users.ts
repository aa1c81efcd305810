// One user, and why they have their values; `people.ts` searches them.
import { queryOptions } from '@tanstack/react-query'
import { attrium, looker } from './clients.ts'

const fields = 'id,first_name,last_name,display_name,email,is_disabled,group_ids'

export const userQuery = (user_id: string) =>
  queryOptions({
    queryKey: ['users', user_id],
    queryFn: async () =>
      (await looker('GET /users/{user_id}', { path: { user_id }, query: { fields } })).body,
  })

export type User = Awaited<ReturnType<NonNullable<ReturnType<typeof userQuery>['queryFn']>>>

async function explain(user: string) {
  return (await attrium('GET /users/{user}/explanations', { path: { user } })).body
}

export type Explanation = Awaited<ReturnType<typeof explain>>[number]
export type Step = Explanation['steps'][number]

export const explanationsQuery = (user: string) =>
  queryOptions({ queryKey: ['explanations', user], queryFn: () => explain(user) })

/** First and last name, or what else there is to call somebody by. */
export function nameOf(user: Pick<User, 'id' | 'first_name' | 'last_name' | 'email'>): string {
  const name = `${user.first_name ?? ''} ${user.last_name ?? ''}`.trim()
  return name || user.email || `User ${user.id}`
}
