// An API key in answers (looker 10.9); only the answer that creates the key contains the secret.
import type { Static } from '../http/schema.ts'
import { timestamp } from '../http/timestamp.ts'
import type { SeenApiKey } from './shapes.ts'

export interface ApiKeyRow {
  readonly id: string
  readonly client_id: string
  readonly created_at: number
  readonly is_disabled: boolean
  readonly purpose: string | null
}

export function showApiKey(key: ApiKeyRow, userUrl: string): Static<typeof SeenApiKey> {
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
