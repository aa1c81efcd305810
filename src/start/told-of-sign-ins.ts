// Reports sign-ins that did not succeed to the log and the metrics.
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Server } from '../request/context.ts'

export const toldOfSignIns = (
  log: Log,
  metrics: Metrics | undefined,
): Pick<Server, 'signInFailed' | 'tokensRefused' | 'providerFailed'> => ({
  signInFailed({ request_id, address }) {
    metrics?.loginFailed()
    log.warn({ request_id, address }, 'sign-in failed')
  },
  providerFailed(provider_id, error) {
    log.warn({ provider_id, error }, 'a provider did not answer as it has to')
  },
  tokensRefused({ request_id, address }) {
    log.warn({ request_id, address }, 'a key has as many living tokens as it may')
  },
})
