// Every command against servers that are gone, slow, broken, older or refuse: one sentence, the right code, no stack,
// and nothing left behind.
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createPlain, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientCommands } from '../../src/cli/client-commands.ts'
import { attriumHere, freshHome } from '../support/test-io.ts'
import { wordsIn } from '../support/words.ts'

let home: string
beforeEach(() => {
  home = freshHome()
  writeFileSync(join(home, 'regions.csv'), 'email,region\na@b.example,x\n')
  writeFileSync(join(home, 'definitions.yaml'), 'groups: [{ name: EMEA }]\n')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const key = { LOOKERSDK_CLIENT_ID: 'id', LOOKERSDK_CLIENT_SECRET: 'a-secret' }

/** Every command that calls a server, by an example that asks nobody. */
const commands = clientCommands
  .filter(({ isRemote = true, usage }) => isRemote && !usage.startsWith('profile'))
  .map(({ examples: [one] }) => wordsIn(one))
  .map(({ words, input }) => ({
    input,
    words: words.includes('rm') || words.includes('revoke') ? [...words, '--yes'] : words,
  }))
  // Nobody has signed in, so there is nothing to end.
  .filter(({ words }) => words[0] !== 'logout')

/** A second is enough for a server that says nothing; all commands at once need more of the others. */
const run = (
  words: readonly string[],
  url: string,
  input?: string,
  { signal, seconds = 30 }: { readonly signal?: AbortSignal; readonly seconds?: number } = {},
) =>
  attriumHere([...words, '--timeout', String(seconds)], {
    ...{ home, directory: home, env: { ...key, LOOKERSDK_BASE_URL: url }, input: input ?? 'x' },
    ...(signal && { signal }),
  })

/** Servers that are open, to be closed at the end. */
const open: Server[] = []
afterAll(() => {
  for (const server of open) server.close()
})

async function listening(server: Server): Promise<string> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const speaking = (listener: RequestListener) => listening(createServer(listener) as Server)

const json = { 'content-type': 'application/json' }
const token = { access_token: 't', token_type: 'Bearer', expires_in: 3600, refresh_token: null }
/** Lets everybody in, and then answers as the listener does. */
const afterLogin =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    if (request.url?.endsWith('/login') !== true) return listener(request, response)
    response.writeHead(200, json).end(JSON.stringify(token))
  }
const answering = (status: number, body: string, headers: Record<string, string> = json) =>
  speaking(afterLogin((_, response) => void response.writeHead(status, headers).end(body)))

const html = { 'content-type': 'text/html' }

/** How each server is started, and the sentence that it leads to. */
const servers: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
  ['is gone', async () => 'http://127.0.0.1:1', /No server answers at http:.*: start it with/],
  ['says nothing', () => listening(createPlain()), /has not answered within 1 s: try again/],
  [
    'closes the connection',
    () => listening(createPlain((socket) => socket.destroy())),
    /The connection to .* was lost before the answer was there: try again/,
  ],
  [
    'speaks something else',
    () => listening(createPlain((socket) => socket.end('220 mail ready\r\n'))),
    /does not speak HTTP: check http or https, and the port/,
  ],
  [
    'stops in the middle of an answer',
    () =>
      speaking((_, response) => {
        response.writeHead(200, { ...json, 'content-length': '1000' }).write('{"a":')
        setTimeout(() => response.destroy(), 20)
      }),
    /The connection to .* was lost/,
  ],
  [
    'is a web page',
    () => speaking((_, response) => void response.writeHead(200, html).end('<p>')),
    /not one of an Attrium server/,
  ],
  ['answers broken JSON', () => answering(200, '{"a": 1'), /not one of an Attrium server/],
  [
    'is behind a proxy that cannot reach it',
    () => answering(502, '<h1>Bad Gateway', html),
    /answered 502 without a reason/,
  ],
  [
    'refuses the key',
    () =>
      speaking((_, response) => void response.writeHead(404, json).end('{"message":"Not found"}')),
    /does not accept this key/,
  ],
  [
    'forgets everybody',
    () => answering(401, '{"message":"Requires authentication."}'),
    /Requires authentication\./,
  ],
  [
    'denies everything',
    () => answering(403, '{"message":"Permission Denied"}'),
    /You lack a permission for this: ask an administrator/,
  ],
  [
    'has too much to do',
    () => answering(429, '{"message":"Too Many Requests"}', { ...json, 'retry-after': '7' }),
    /Too Many Requests Try again in 7 seconds\./,
  ],
  [
    'has an error',
    () => answering(500, '{"message":"\\u001b[31mboom"}'),
    /^attrium: \\u001b\[31mboom/,
  ],
]

describe.each(servers)('a server that %s', (name, start, said) => {
  const given = name === 'says nothing' ? { seconds: 1 } : {}
  let url: string
  beforeAll(async () => {
    url = await start()
  })

  it('is told in one sentence by every command', async () => {
    const ran = await Promise.all(
      commands.map(async ({ words, input }) => ({
        line: words.join(' '),
        ...(await run(words, url, input, given)),
      })),
    )
    for (const { line, code, stdout, stderr } of ran) {
      expect([line, code, stdout]).toEqual([line, 1, ''])
      expect([line, stderr]).toEqual([line, expect.stringMatching(said)])
      expect(stderr).toMatch(/^attrium: /)
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
      expect(stderr).not.toContain(key.LOOKERSDK_CLIENT_SECRET)
    }
    // Nothing but the file that was there, and tokens where somebody was let in.
    expect(readdirSync(home).filter((name) => name !== '.cache')).toEqual([
      'definitions.yaml',
      'regions.csv',
    ])
  })
})

describe('a server that answers JSON of something else', () => {
  const bodies = [
    'null',
    '[]',
    '{}',
    '"text"',
    '5',
    '[null]',
    '[{}]',
    '{"values":null,"next":null}',
  ]
  it.each(bodies)('is told without a stack: %s', async (body) => {
    const url = await answering(200, body)
    const codes: number[] = []
    for (const { words, input } of commands) {
      const line = words.join(' ')
      const { code, stderr } = await run(words, url, input)
      codes.push(code)
      expect([line, [0, 1].includes(code)]).toEqual([line, true])
      expect([line, stderr]).not.toEqual([line, expect.stringMatching(/^ +at |TypeError|Cannot /m)])
      if (code === 1) expect(stderr.match(/^attrium: /gm)).toHaveLength(1)
    }
    // Some answers are those of a server that has nothing.
    expect(codes.filter((code) => code === 1).length).toBeGreaterThan(codes.length / 2)
  })
})

describe('an older server', () => {
  const paths = { '/history': { get: {} } }
  const document = JSON.stringify({ info: { 'x-attrium-version': '0.0.9' }, paths })
  const older = (hasAttriumApi: boolean) =>
    speaking(
      afterLogin((request, response) => {
        const isDocument = hasAttriumApi && request.url?.endsWith('/attrium/1.0/openapi.json')
        response.writeHead(isDocument ? 200 : 404, json)
        response.end(isDocument ? document : '{"message":"Not found"}')
      }),
    )

  it('is told from a wrong name', async () => {
    const url = await older(true)
    const unknown = await run(['who', 'region'], url)
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringMatching(
        /older than this command: Attrium 0\.0\.9 does not know GET \/values, .* Update the server/,
      ),
    ])
    const known = await run(['history', '--user', 'nobody@x.example'], url)
    expect(known.stderr).toContain('what the command names does not exist')
  })

  it.each([true, false])('is told by every command, with an Attrium API: %s', async (has) => {
    const url = await older(has)
    for (const { words, input } of commands) {
      const line = words.join(' ')
      const { code, stdout, stderr } = await run(words, url, input)
      expect([line, code, stdout]).toEqual([line, 1, ''])
      expect([line, stderr]).toEqual([
        line,
        expect.stringMatching(/older than this command|older|does not exist|There is no /),
      ])
      expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    }
  })

  it('without this API is told, too', async () => {
    const { stderr } = await run(['who', 'region'], await older(false))
    expect(stderr).toMatch(/has no Attrium API: it is no Attrium server, or one that is older/)
  })
})

describe('a question', () => {
  it('says nothing of changes, also where signing in gets no answer', async () => {
    const silent = await speaking(() => undefined)
    for (const words of [
      ['who', 'region'],
      ['group', 'create', 'P', '--dry-run'],
    ]) {
      const { stderr } = await run(words, silent, undefined, { seconds: 1 })
      expect(stderr).toBe(`attrium: ${silent} has not answered within 1 s: ${later}\n`)
    }
  })

  const later = 'try again, or wait longer with --timeout.'

  it('ends in time where an answer arrives byte by byte, and is stopped meanwhile', async () => {
    const url = await speaking(
      afterLogin((_, response) => {
        response.writeHead(200, json).write('[')
        const drip = setInterval(() => response.write(' '), 100)
        response.on('close', () => clearInterval(drip))
      }),
    )
    const late = await run(['role', 'ls'], url, undefined, { seconds: 1 })
    const told = `attrium: ${url} has not answered within 1 s: ${later}\n`
    expect([late.code, late.stderr]).toEqual([1, told])
    const signal = AbortSignal.timeout(500)
    const stopped = await run(['role', 'ls'], url, undefined, { signal })
    expect([stopped.code, stopped.stderr]).toEqual([130, 'attrium: Stopped.\n'])
  })
})

describe('a change', () => {
  const applied = {
    ...{ id: '9', applied: true, basis: null, effects: null, problems: [] },
    counts: { operations: 1, changed: 1, unchanged: 0, refused: 0 },
  }

  it('whose answer is lost is sent once more with the same key, and happens once', async () => {
    const keys: unknown[] = []
    const url = await speaking(
      afterLogin((request, response) => {
        keys.push(request.headers['idempotency-key'])
        if (keys.length === 1) return void response.destroy()
        response.writeHead(200, json).end(JSON.stringify(applied))
      }),
    )
    const { code, stderr } = await run(['group', 'create', 'Partners'], url)
    expect([code, stderr]).toEqual([0, expect.stringContaining('attrium undo 9')])
    expect([keys.length, keys[0] === keys[1], typeof keys[0]]).toEqual([2, true, 'string'])
  })

  it('that is interrupted says that it may have been stored', async () => {
    const stop = new AbortController()
    const url = await speaking(afterLogin(() => stop.abort()))
    const { code, stdout, stderr } = await run(['group', 'create', 'P'], url, undefined, {
      signal: stop.signal,
    })
    expect([code, stdout]).toEqual([130, ''])
    expect(stderr).toMatch(
      /^attrium: Stopped\. What was sent may have been stored; look with attrium history/,
    )
  })
})
