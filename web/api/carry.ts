// Carries requests to the server that the page comes from; the cookie of the browser says who calls.
import { CallFailed } from '../../src/client/answers.ts'
import type { Carrier, Received, Sending } from '../../src/client/carrier.ts'
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
      method === 'GET' ? unreachable : unreachable + maybeStored,
      method !== 'GET',
    )
  }
}

const unreachable = 'The server cannot be reached. Check your connection, then try again.'
const maybeStored = ' What you sent may have been stored: reload before you send it again.'

/**
 * The same; a person whose session has ended signs in over the page, and then the request goes out again. Until then
 * none goes out: somebody else may have signed in meanwhile.
 */
export const carry: Carrier = async (sending) => {
  for (;;) {
    if (hasEnded()) await signedInAgain()
    const answer = await carryOnce(sending)
    if (answer.status !== 401) return answer
    await signedInAgain()
  }
}
