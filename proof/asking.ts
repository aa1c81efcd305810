// Sends requests to a server and reads its answers.

export interface Answer {
  readonly status: number
  readonly text: string
  /** The body as JSON; undefined if there is no body. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller says what type it expects
  readonly json: any
}

/** A text is sent as it is, everything else as JSON. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<Answer>

/** The answer to a request that must succeed for a proof to go on. */
export async function sure(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked
  if (answer.status === 200 || answer.status === 204) return answer
  throw new Error(`answered ${answer.status} ${answer.text}`)
}

/** Makes something and returns its id. */
export const make = async (ask: Ask, path: string, body: object): Promise<string> =>
  (await sure(ask('POST', path, body))).json.id

/** A new API key of a user, as a form to sign in with. */
export async function newKey(ask: Ask, user: string): Promise<string> {
  const { json } = await sure(ask('POST', `/users/${user}/credentials_api3`))
  const { client_id, client_secret } = json
  return new URLSearchParams({ client_id, client_secret }).toString()
}

/** A thrown error as a problem of its round; the next round is played all the same. */
export const unexpected = (error: Error): string[] => [error.message]

/** The answers with any other status, one line each. */
export const oddAnswers = (answers: readonly Answer[], allowed: readonly number[]): string[] =>
  answers
    .filter(({ status }) => !allowed.includes(status))
    .map(({ status, text }) => `answered ${status} ${text}`)
