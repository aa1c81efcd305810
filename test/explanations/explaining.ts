// Explanations as tests read them.
import { expect } from 'vitest'
import type { Api, TestServer } from '../support/server.ts'

export const base = '/api/attrium/1.0'

export interface Step {
  readonly source: string
  readonly value: string | null
  readonly outcome: string
  readonly because: string
  readonly rank?: number
  readonly through?: string[][]
  readonly set_by: { user_id: string; display_name: string | null } | null
  readonly set_at: string | null
  readonly change_id: string | null
}
export interface Told {
  readonly user_attribute_id: string
  readonly name: string
  readonly value: string | null
  readonly source: string
  readonly hidden: boolean
  readonly because: string
  readonly steps: Step[]
}

/** The functions that explain the values of a user on a server, to its administrator unless somebody else asks. */
export function explainingOn(serverOf: () => TestServer) {
  const explained = async (
    user: string,
    query = '',
    api: Api = serverOf().api,
  ): Promise<Told[]> => {
    const { status, json } = await api('GET', `/users/${user}/explanations${query}`, undefined, {
      base,
    })
    expect([user, query, status, json.message]).toEqual([user, query, 200, undefined])
    return json
  }
  const one = async (user: string, attribute: string, api?: Api): Promise<Told> =>
    (await explained(user, `?attributes=${attribute}`, api))[0] as Told
  return { explained, one }
}
