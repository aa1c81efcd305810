// A new API key: a client id and a secret.
import { randomBytes } from 'node:crypto'
import { newClientId, newSecret, type RandomBytes } from './secret-text.ts'

/** An API key as its owner sees it once. */
export interface ApiKey {
  readonly client_id: string
  readonly client_secret: string
}

export const freshKey = (): ApiKey => newApiKey(randomBytes)

export const newApiKey = (random: RandomBytes): ApiKey => ({
  client_id: newClientId(random),
  client_secret: newSecret('client_secret', random),
})
