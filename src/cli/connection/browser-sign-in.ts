// Signs a person in with their browser: OAuth 2 with PKCE, as the application attrium-cli (decision 71).
import { createHash, randomBytes } from 'node:crypto'
import { CallFailed, CallRefused } from '../../client/answers.ts'
import type { Carrier } from '../../client/carrier.ts'
import { lookerClient } from '../../client/client.ts'
import { attriumCli } from '../../domain/oauth-client.ts'
import { CannotRun } from '../../errors.ts'
import type { Io } from '../io.ts'
import { note } from '../screen/output.ts'
import { type Expected, waitForAnswer } from './browser-answer.ts'
import type { FoundServer } from './find-server.ts'
import { tokensFor } from './person-tokens.ts'
import type { KeptGrant } from './token-file.ts'

interface Asking {
  readonly server: Pick<FoundServer, 'url'>
  readonly io: Io
  readonly carrier: Carrier
  /** False: the address is printed, and no browser is opened. */
  readonly opens: boolean
}

/**
 * Prints the address of the question and opens it, waits for the answer, and gets tokens for it. Throws CannotRun if
 * this server cannot be asked so, CallFailed or CallRefused if the person or the server refuses.
 */
export async function signInByBrowser({ server, io, carrier, opens }: Asking): Promise<KeptGrant> {
  const { url } = server
  await insistOnOwnName(url, carrier)
  const [state, code_verifier] = [secret(), secret()]
  const expected: Expected = { state, issuer: url }
  const waiting = await waitForAnswer(io, expected)
  let worked = false
  try {
    const { redirect_uri } = waiting
    const address = addressOf(url, { state, code_verifier, redirect_uri })
    await insistOnPage(url, address, carrier)
    note(io, `Open this address in a browser, and allow the Attrium CLI there:\n\n${address}\n`)
    if (io.input.isTerminal) note(io, elsewhere)
    if (opens) io.browse(address)
    const code = await waiting.code
    const asked = { grant_type: 'authorization_code', code, code_verifier, redirect_uri }
    const kept = await tokensFor(url, asked, { carrier, now: io.now() })
    worked = true
    return kept
  } finally {
    waiting.end(worked)
  }
}

const elsewhere =
  'A browser on another computer ends at an address that does not load: paste that address here.\n'

/** 256 random bits: nobody guesses it, and as a verifier it has 43 characters (RFC 7636, 4.1). */
const secret = (): string => randomBytes(32).toString('base64url')

interface Question {
  readonly state: string
  readonly code_verifier: string
  readonly redirect_uri: string
}

const addressOf = (url: string, { state, code_verifier, redirect_uri }: Question): string =>
  `${url}/auth?${new URLSearchParams({
    ...{ response_type: 'code', client_id: attriumCli, redirect_uri, scope: 'cors_api', state },
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(code_verifier).digest('base64url'),
  })}`

/** Its answer names the server as it calls itself, so nobody should have allowed access in vain. */
async function insistOnOwnName(url: string, carrier: Carrier): Promise<void> {
  const { body } = await lookerClient(
    url,
    undefined,
    carrier,
  )('GET /versions', {
    query: { fields: 'web_server_url' },
  })
  const own = body.web_server_url
  if (own === undefined || own === url) return
  throw new CannotRun(
    `The server at ${url} calls itself ${own}, and browsers have to use that name: give --url ${own}, or start the server with --public-url ${url}.`,
  )
}

/** The page is asked for once, so that a server without it is told here and not in the browser. */
async function insistOnPage(url: string, address: string, carrier: Carrier): Promise<void> {
  const { status, text } = await carrier({
    ...{ method: 'GET', address, headers: {}, body: undefined },
  })
  await text()
  if (status === 200) return
  if (status === 400) {
    throw new CallRefused(
      400,
      `${url} lets nobody sign in to this command by browser: an administrator has disabled the application ${attriumCli}, or the server is older than this command. Use an API key.`,
    )
  }
  if (status === 429) throw new CallRefused(429, `${url} is asked too often: try again later.`)
  throw new CallFailed(
    `${url} has no page to sign in for this command (status ${status}): it is no Attrium server, or an older one. Use an API key.`,
  )
}
