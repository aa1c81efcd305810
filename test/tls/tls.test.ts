// The program with TLS, called by the official SDK and by clients it must refuse; each run makes its own certificates.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Listeners } from '../../src/http/listeners.ts'
import { limits } from '../../src/limits.ts'
import { attrium, commandIn, endPrograms, onTerminal, refusalIn } from '../start/program.ts'
import { repository } from '../support/repository.ts'
import { keyIn, startServer } from '../support/server.ts'
import { type Certificates, hasOpenssl, makeCertificates } from './certificates.ts'

const run = promisify(execFile)

let root: string
let made: Certificates
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'attrium-tls-'))
  if (hasOpenssl) made = makeCertificates(root)
})
afterAll(() => rmSync(root, { recursive: true }))
afterEach(endPrograms)

let directories = 0
const freshData = () => join(root, `data-${++directories}`)
/** As a renewal leaves it that has only begun to write. */
function emptyFile(): string {
  const file = join(root, 'empty.pem')
  writeFileSync(file, '')
  return file
}
const withTls = () => ['--tls-cert', made.cert, '--tls-key', made.key]

async function refusal(...flags: string[]): Promise<string> {
  const program = attrium(['--data', freshData(), '--port', '0', ...flags])
  const { code, stderr } = await program.ended
  expect(code).toBe(2)
  return refusalIn(stderr)
}

describe.skipIf(!hasOpenssl)('a server with a certificate (needs openssl)', () => {
  const client = join(repository, 'dist', 'test', 'tls', 'official-client.js')
  /** The output of the official SDK with this looker.ini. */
  const asked = (ini: string, env: Record<string, string> = {}) =>
    run(process.execPath, ['--no-warnings', client, ini], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
    })

  it('serves the official SDK, which checks the certificate or not as verify_ssl says', async () => {
    const data = freshData()
    const program = attrium(['--data', data, '--port', '0', ...withTls()])
    const url = await program.ready
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const ini = join(data, 'looker.ini')
    const written = readFileSync(ini, 'utf8')
    expect(written).toContain(`base_url=${url}\n`)
    expect(written).toContain('verify_ssl=true\n')
    await expect(asked(ini)).rejects.toThrow()
    const trusting = { NODE_EXTRA_CA_CERTS: made.authority }
    expect((await asked(ini, trusting)).stdout).toBe('value /over-tls\n')
    const careless = join(root, 'careless.ini')
    writeFileSync(careless, written.replace('verify_ssl=true', 'verify_ssl=false'))
    expect((await asked(careless)).stdout).toBe('value /over-tls\n')
    program.signal('SIGTERM')
    expect((await program.ended).code).toBe(0)
  })

  it('prints a command that works though nobody knows who signed the certificate', async () => {
    const data = freshData()
    const program = attrium(['--data', data, '--port', '0', ...withTls()], onTerminal)
    const url = await program.ready
    const command = commandIn(program.printed())
    const { stdout } = await run('bash', ['-c', command])
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ value: 'Attrium' }))
    // With another server in its place, which has another key, the client sends nothing.
    const pinned = command.replaceAll(/sha256\/\/.{6}/g, 'sha256//AAAAAA')
    await expect(run('bash', ['-o', 'pipefail', '-c', pinned])).rejects.toThrow()
    expect(url).toMatch(/^https:/)
    expect(program.printed()).not.toContain(keyIn(join(data, 'looker.ini')).client_secret)
  })

  it('tells browsers to stay with HTTPS, and a plain one does not', async () => {
    const server = await startServer()
    const plain = await fetch(`${server.url}/alive`)
    expect(plain.headers.get('strict-transport-security')).toBeNull()
    await server.stop()
    const program = attrium(['--data', freshData(), '--port', '0', ...withTls()])
    const url = await program.ready
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      request(`${url}/alive`, { ca: readFileSync(made.authority) }, (answer) => {
        answer.resume()
        resolve(answer.headers)
      })
        .on('error', reject)
        .end()
    })
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  })

  it('refuses TLS 1.1, also where Node would take it', async () => {
    const env = { NODE_OPTIONS: '--tls-min-v1.0 --tls-cipher-list=DEFAULT@SECLEVEL=0' }
    const program = attrium(['--data', freshData(), '--port', '0', ...withTls()], env)
    const { port } = new URL(await program.ready)
    const protocol = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string | null>((resolve) => {
        const socket = connectTls({
          port: Number(port),
          host: '127.0.0.1',
          ca: readFileSync(made.authority),
          ciphers: 'DEFAULT@SECLEVEL=0',
          minVersion: version,
          maxVersion: version,
        })
        socket.on('error', () => resolve(null))
        socket.on('secureConnect', () => {
          resolve(socket.getProtocol())
          socket.destroy()
        })
      })
    expect(await protocol('TLSv1.1')).toBeNull()
    expect(await protocol('TLSv1.2')).toBe('TLSv1.2')
    expect(await protocol('TLSv1.3')).toBe('TLSv1.3')
  })

  it('cuts off who does not greet in time', { timeout: 15_000 }, async () => {
    const certificate = {
      cert: readFileSync(made.cert),
      key: readFileSync(made.key),
    }
    const options = { certificate, connectionsPerAddress: 0 }
    const listeners = new Listeners(options, { ...limits, handshake_milliseconds: 60 })
    const server = listeners.make((_, answer) => answer.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
    server.close()
  })

  it.each([
    [
      'a key of another certificate',
      () => [made.cert, made.otherKey],
      '--tls-key (ATTRIUM_TLS_KEY) must be the',
    ],
    [
      'a file that is not there',
      () => [made.cert, join(root, 'gone')],
      '--tls-key (ATTRIUM_TLS_KEY) cannot be read (ENOENT)',
    ],
    [
      'a certificate that is none',
      () => [made.key, made.key],
      '--tls-cert (ATTRIUM_TLS_CERT) must be a PEM file',
    ],
    [
      'a key that is none',
      () => [made.cert, made.cert],
      '--tls-key (ATTRIUM_TLS_KEY) must be a PEM file',
    ],
    [
      'a certificate of which only the name is there yet',
      () => [emptyFile(), made.key],
      '--tls-cert (ATTRIUM_TLS_CERT) must be a PEM file',
    ],
    [
      'a key of which only the name is there yet',
      () => [made.cert, emptyFile()],
      '--tls-key (ATTRIUM_TLS_KEY) must be a PEM file',
    ],
  ])('does not start with %s', async (_, files, sentence) => {
    const [cert = '', key = ''] = files()
    const data = freshData()
    const refused = await refusal('--data', data, '--tls-cert', cert, '--tls-key', key)
    expect(refused).toContain(sentence)
    expect(existsSync(data)).toBe(false)
  })
})

describe('an address beyond loopback', () => {
  it('is not listened on without TLS; the sentence says what to give', async () => {
    const sentence = await refusal('--host', '0.0.0.0')
    expect(sentence).toContain('--host (ATTRIUM_HOST) needs TLS')
    expect(sentence).toContain('--tls-cert')
    expect(sentence).toContain('--allow-plain-http')
  })

  it('needs both files, and a switch says true or false', async () => {
    const together = /^--tls-(key|cert) \(ATTRIUM_TLS_(KEY|CERT)\) must be given together/
    expect(await refusal('--tls-cert', 'x')).toMatch(together)
    expect(await refusal('--tls-key', 'x')).toMatch(together)
    expect(await refusal('--allow-plain-http', 'perhaps')).toContain('must be true or false')
  })
})
