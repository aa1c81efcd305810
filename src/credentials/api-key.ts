// An API key as callers see it (looker 10.9); the secret only once, by the one who made it.
import type { Static } from '../http/schema.ts'
import { timestamp } from '../http/timestamp.ts'
import type { CredentialsApi3 } from './shapes.ts'

export interface ApiKeyRow {
  readonly id: string
  readonly client_id: string
  readonly created_at: number
  readonly is_disabled: boolean
  readonly purpose: string | null
}

export function showApiKey(
  key: ApiKeyRow,
  userUrl: string,
): Partial<Static<typeof CredentialsApi3>> {
  return {
    id: key.id,
    client_id: key.client_id,
    created_at: timestamp(key.created_at),
    type: 'api3',
    is_disabled: key.is_disabled,
    ...(key.purpose === null ? {} : { purpose: key.purpose }),
    url: `${userUrl}/credentials_api3/${key.id}`,
    can: {},
  }
}
