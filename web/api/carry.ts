// Carries requests to the server that the page comes from; the cookie of the browser says who calls.
import { CallFailed } from '../../src/client/answers.ts'
import type { Carrier, Received, Sending } from '../../src/client/carrier.ts'
import { personHeader } from './person.ts'
import { hasEnded, signedInAgain } from './sign-in-again.ts'

/** Sends a request as it is. Throws `CallFailed` if there is no answer. */
export async function carryOnce({ address, method, headers, body }: Sending): Promise<Received> {
  try {
    const answer = await fetch(address, {
      method,
      headers,
      credentials: 'same-origin',
      redirect: 'error',
      ...(body === undefined ? {} : { body }),
    })
    const { status } = answer
    const chunks = () => answer.body ?? new ReadableStream<Uint8Array>()
    return { status, headers: answer.headers, text: () => answer.text(), chunks }
  } catch {
    throw new CallFailed(
      unreachable + (method === 'GET' ? '' : maybeStored(headers)),
      method !== 'GET',
    )
  }
}

const unreachable = 'The server cannot be reached. Check your connection, then try again.'
const maybeStored = (headers: Sending['headers']) =>
  headers['idempotency-key'] === undefined
    ? ' What you sent may have been stored: reload before you send it again.'
    : ' What you sent may have been stored. Send it again: it is stored only once.'

/**
 * The same, for the person of this page alone. When their session has ended, or somebody else has signed in with
 * another window, they sign in over the page, and then the request goes out again. Until then none goes out.
 */
export const carry: Carrier = async (sending) => {
  for (;;) {
    if (hasEnded()) await signedInAgain()
    const headers = { ...sending.headers, ...personHeader() }
    const answer = await carryOnce({ ...sending, headers })
    if (answer.status !== 401) return answer
    await signedInAgain()
  }
}
