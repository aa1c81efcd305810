// The provider that an address names, as it is now, and what becomes of its troubles.
import { found, Refusal } from '../errors.ts'
import { ProviderTrouble } from '../providers/bounded-fetch.ts'
import type { ProviderClient } from '../providers/provider-client.ts'
import type { KnownProvider } from '../providers/providers.ts'
import type { OpenContext } from '../request/context.ts'
import type { Statement } from '../store/statement.ts'
import { sameProvider, storedProviders } from './definition-sql.ts'

/** Those of the file, and those of the store at this moment. */
export async function providersNow(
  context: Pick<OpenContext, 'server' | 'load'>,
): Promise<readonly KnownProvider[]> {
  const { rows } = await context.load(storedProviders)
  return context.server.providers.all(rows[0])
}

interface Used {
  readonly client: ProviderClient
  /** The issuers of all providers, used or not: what others gave is over. */
  readonly issuers: ReadonlySet<string>
  /** What a commit needs that relies on the provider. */
  readonly proof: readonly Statement[]
}

/** Throws 404 if people do not sign in with such a provider. */
export async function providerIn(
  context: Pick<OpenContext, 'server' | 'load'>,
  id: string,
): Promise<Used> {
  const all = await providersNow(context)
  // guard single-sign-on-31: becomes all.find(({ provider }) => provider.id === id)
  const known = all.find(({ provider, isUsed }) => isUsed && provider.id === id)
  const { row, ...used } = found(known, 'Not found: people sign in with no provider of this name.')
  return {
    client: await context.server.providers.clientOf({ ...used, row }),
    issuers: new Set(all.map(({ provider }) => provider.issuer)),
    // guard single-sign-on-32: becomes []
    proof: row === undefined ? [] : [sameProvider(row)],
  }
}

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
