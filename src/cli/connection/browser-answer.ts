// What a browser brings back to attrium login --browser: by a request to this computer, or as an address that somebody
// pastes.
import type { AddressInfo } from 'node:net'
import { CallFailed } from '../../client/answers.ts'
import { limits } from '../../limits.ts'
import type { Io } from '../io.ts'
import { note } from '../screen/output.ts'

const { createServer } = process.getBuiltinModule('node:http')

export interface Expected {
  readonly state: string
  /** The address of the server, which its answer has to name (RFC 9207). */
  readonly issuer: string
}

/** A code, or why there is none; undefined: it is no answer to this question. */
export type Answered = { readonly code: string } | { readonly refusal: string } | undefined

/** What the address says at which the browser has ended. */
export function answerIn(address: URL, { state, issuer }: Expected): Answered {
  const { searchParams: said } = address
  // guard cli-6: becomes false
  if (said.get('state') !== state) return undefined
  // guard cli-7: becomes false
  if (said.get('iss') !== issuer) {
    return { refusal: `The answer comes from another server than ${issuer}, so it is not used.` }
  }
  const code = said.get('code')
  if (code !== null && code !== '') return { code }
  return {
    refusal:
      said.get('error') === 'access_denied'
        ? 'Access was denied in the browser.'
        : `The server refused: ${said.get('error_description') ?? 'it does not say why.'}`,
  }
}

export interface Waiting {
  readonly redirect_uri: string
  /** Resolves once. Throws CallFailed after the time, after Ctrl-C, and if access is refused. */
  readonly code: Promise<string>
  /** Tells the browser how it has ended, and stops listening. */
  readonly end: (worked: boolean) => void
}

/** Listens at a port of this computer that is free, for one answer, and takes one that is pasted. */
export async function waitForAnswer(
  io: Pick<Io, 'input' | 'err' | 'signal'>,
  expected: Expected,
  milliseconds: number = limits.browser_answer_milliseconds,
): Promise<Waiting> {
  const done = new AbortController()
  let resolve: (code: string) => void = () => undefined
  let reject: (error: CallFailed) => void = () => undefined
  const promise = new Promise<string>((...both) => {
    ;[resolve, reject] = both
  })
  // Whoever waits is told; until then nobody might.
  promise.catch(() => undefined)
  let tell: ((worked: boolean) => void) | undefined
  const server = createServer((request, response) => {
    const page = (status: number, text: string) => {
      response.writeHead(status, pageHeaders)
      response.end(`<!doctype html><title>Attrium</title><p>${text}</p>`)
    }
    const url = URL.parse(request.url ?? '', redirectUri())
    // guard cli-8: without || request.headers.host !== hostOf(redirectUri())
    if (request.method !== 'GET' || request.headers.host !== hostOf(redirectUri())) {
      return page(404, 'Nothing is here.')
    }
    const answer = url?.pathname === '/' ? answerIn(url, expected) : undefined
    if (answer === undefined || tell !== undefined) {
      return page(404, 'This is not the answer that attrium waits for.')
    }
    tell = (worked) =>
      worked
        ? page(200, 'You are signed in. Close this page, and go on in the terminal.')
        : page(400, 'You are not signed in. The terminal says why.')
    take(answer)
  })
  const take = (answer: NonNullable<Answered>) =>
    'code' in answer ? resolve(answer.code) : reject(new CallFailed(answer.refusal))
  const redirectUri = () => `http://127.0.0.1:${(server.address() as AddressInfo | null)?.port}/`
  // guard cli-9: '127.0.0.1' → '0.0.0.0'
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const redirect_uri = redirectUri()
  const timer = setTimeout(() => reject(new CallFailed(lateAfter(milliseconds))), milliseconds)
  const stop = () => reject(new CallFailed('Stopped. You are not signed in.'))
  if (io.signal.aborted) stop()
  io.signal.addEventListener('abort', stop)
  void pasted(io, expected, done.signal).then((answer) => answer && take(answer))
  return {
    redirect_uri,
    code: promise,
    end: (worked) => {
      tell?.(worked)
      clearTimeout(timer)
      io.signal.removeEventListener('abort', stop)
      done.abort()
      server.close()
      server.closeIdleConnections()
      // A browser that does not read its page keeps nobody waiting.
      setTimeout(() => server.closeAllConnections(), 1000).unref()
    },
  }
}

const hostOf = (uri: string): string => new URL(uri).host

/** Nothing of the address, which has the code, goes anywhere from the page. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
}

const lateAfter = (milliseconds: number) =>
  `Nobody has answered in the browser within ${Math.ceil(milliseconds / 60_000)} min: run the command again.`

/** More lines than anybody types who means to paste an address. */
const mostLines = 20

/** The answer in an address that is pasted, for a browser on another computer; never rejects. */
async function pasted(
  { input, err, signal }: Pick<Io, 'input' | 'err' | 'signal'>,
  expected: Expected,
  done: AbortSignal,
): Promise<Answered> {
  if (!input.isTerminal) return undefined
  const either = AbortSignal.any([done, signal])
  for (let line = 0; line < mostLines && !either.aborted; line++) {
    const text = (await input.line(either).catch(() => '')).trim()
    if (text === '') continue
    const url = URL.parse(text)
    const answer = url === null ? undefined : answerIn(url, expected)
    if (answer !== undefined) return answer
    note(
      { err },
      'That is not the answer: paste the whole address at which the browser ended, which begins with http://127.0.0.1.',
    )
  }
  return undefined
}
