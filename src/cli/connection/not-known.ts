// What a 404 means: the server is older than the command, or it is none of Attrium, or something does not exist.
import { CallRefused } from '../../client/answers.ts'
import type { AttriumClient, LookerClient } from '../../client/client.ts'
import { version } from '../../files/package.ts'

/** The client, whose 404s say what is missing. It asks the server's own document, and only after such an answer. */
export const tellingWhatIsMissing = (client: AttriumClient, url: string): AttriumClient =>
  explaining(client, ({ address, path }) => meaningOf(client, address, { url, path }), withAdvice)

/** Likewise; every server of Looker's API knows the calls that commands send. */
export const tellingWhatLookerLacks = (client: LookerClient, url: string): LookerClient =>
  explaining(client, async ({ address, path }) =>
    Object.keys(path).length > 0
      ? notThere(path)
      : `${url} does not know ${address}: ${noneOrOlder}`,
  )

interface Asked {
  readonly address: string
  readonly path: Readonly<Record<string, string>>
}

function explaining<Client>(
  client: Client,
  meaning: (asked: Asked) => Promise<string>,
  other = (error: unknown) => error,
): Client {
  const call = client as (address: string, given?: object) => Promise<never>
  return (async (address: string, given?: Partial<Asked>) => {
    try {
      return await call(address, given)
    } catch (error) {
      const isBare =
        error instanceof CallRefused && error.status === 404 && error.message === 'Not found'
      if (isBare) throw new CallRefused(404, await meaning({ address, path: given?.path ?? {} }))
      throw other(error)
    }
  }) as Client
}

const noneOrOlder = `it is no Attrium server, or one that is older than this command (${version}).`

/** Without a name that is near, the command that lists the names. */
function withAdvice(error: unknown): unknown {
  const [, noun] =
    error instanceof CallRefused
      ? (/(?:there is no such|^Not found: name a) (attribute\b|group\b|user\b)(?:\.$| by )/.exec(
          error.message,
        ) ?? [])
      : []
  if (!(error instanceof CallRefused) || noun === undefined) return error
  const { status, summary, problems } = error
  const advice = `attrium ${noun} ls lists them.`
  return problems.length === 0
    ? new CallRefused(status, `${summary} ${advice}`)
    : new CallRefused(status, summary, [
        ...problems.slice(0, -1),
        ...problems.slice(-1).map((it) => ({ ...it, message: `${it.message} ${advice}` })),
      ])
}

async function meaningOf(
  client: AttriumClient,
  address: string,
  { url, path: named }: Pick<Asked, 'path'> & { readonly url: string },
): Promise<string> {
  const [method = '', path = ''] = address.split(' ')
  const document = await client('GET /openapi.json').then(
    ({ body }) => body as unknown as Document,
    () => undefined,
  )
  if (document === undefined) {
    return `${url} has no Attrium API: ${noneOrOlder}`
  }
  const isKnown = document.paths?.[path]?.[method.toLowerCase()] !== undefined
  return isKnown
    ? notThere(named)
    : `The server is older than this command: Attrium ${document.info?.['x-attrium-version'] ?? 'of the server'} does not know ${address}, Attrium ${version} does. Update the server, or use the command of its version.`
}

/** What is named in the address of a call. */
function notThere(named: Readonly<Record<string, string>>): string {
  const [[parameter = '', name] = []] = Object.entries(named)
  const noun = parameter.replace(/_id$/, '')
  if (name === undefined)
    return 'Not found: what the command names does not exist, or you may not see it.'
  const list = noun === 'change' ? 'attrium changes' : `attrium ${noun} ls`
  return `There is no ${noun} ${name}, or you may not see it. ${list} lists what there is.`
}

interface Document {
  readonly info?: { readonly 'x-attrium-version'?: string }
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}
