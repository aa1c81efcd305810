// The provider that an address names, and what becomes of its troubles.
import { found, Refusal } from '../errors.ts'
import { ProviderTrouble } from '../providers/bounded-fetch.ts'
import type { ProviderClient } from '../providers/provider-client.ts'
import type { OpenContext } from '../request/context.ts'

/** Throws 404 if the settings have no such provider. */
export const providerIn = ({ server }: Pick<OpenContext, 'server'>, id: string): ProviderClient =>
  found(server.providers.get(id), 'Not found: no provider of this name is in the settings.')

/** Runs what needs the provider. Throws 503 if that does not answer as it has to: the log says why. */
export async function asked<T>(
  { server }: Pick<OpenContext, 'server'>,
  { provider }: ProviderClient,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof ProviderTrouble)) throw error
    server.providerFailed(provider.id, error)
    throw new Refusal('overloaded', {
      message: `${provider.name} does not answer as it has to: ${error.message}. Try again, or sign in with a password.`,
      headers: { 'Retry-After': '10' },
    })
  }
}
