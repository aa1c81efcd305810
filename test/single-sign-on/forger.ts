// A provider that answers whatever a test wants, also what no provider should.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, SignJWT } from 'jose'

export type Claims = Record<string, unknown>
type Answer = (request: IncomingMessage, reply: ServerResponse) => void

/** How the next ID token is made. */
export interface Forging {
  readonly claims?: Claims
  readonly header?: Record<string, unknown>
  /** Makes the token itself. */
  readonly token?: (claims: Claims) => Promise<string> | string
}

/** Making one takes long, and a forger that knows the keys of another is the worse one. */
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

export class Forger {
  readonly client_id = 'attrium'
  readonly key: KeyObject
  readonly publicKey: KeyObject
  /** In place of the answers below, by path. */
  readonly answers = new Map<string, Answer>()
  /** Bodies of the requests for tokens. */
  readonly redeemed: URLSearchParams[] = []
  forging: Forging = {}
  metadata: Record<string, unknown> = {}
  #server: Server | undefined
  issuer = ''
  /** What the browser was sent with. */
  nonce = ''
  challenge = ''

  constructor() {
    this.key = pair.privateKey
    this.publicKey = pair.publicKey
  }

  async start(port = 0): Promise<this> {
    const server = createServer((request, reply) => this.#answer(request, reply))
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
    this.#server = server
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return this
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise((done) => this.#server?.close(done))
  }

  async #answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const other = this.answers.get(path)
    if (other !== undefined) return other(request, reply)
    const send = (status: number, json: object) => {
      reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    }
    if (path === '/.well-known/openid-configuration') return send(200, this.discovery())
    if (path === '/keys') {
      const key = { ...(await exportJWK(this.publicKey)), kid: 'one', use: 'sig', alg: 'RS256' }
      return send(200, { keys: [key] })
    }
    if (path !== '/token') return send(404, { error: 'not found' })
    let body = ''
    for await (const part of request) body += part
    this.redeemed.push(new URLSearchParams(body))
    const answer = { access_token: 'an access token', token_type: 'Bearer', expires_in: 60 }
    return send(200, { ...answer, id_token: await this.idToken() })
  }

  discovery() {
    const { issuer } = this
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      ...this.metadata,
    }
  }

  get usual(): Claims {
    const now = Math.floor(Date.now() / 1000)
    const times = { iat: now, exp: now + 300 }
    return { iss: this.issuer, aud: this.client_id, sub: 'one', nonce: this.nonce, ...times }
  }

  async idToken(): Promise<string> {
    const { claims, header, token } = this.forging
    const all = { ...this.usual, ...claims }
    if (token !== undefined) return token(all)
    return this.signed(all, header)
  }

  signed(claims: Claims, header: Record<string, unknown> = {}): Promise<string> {
    const present = Object.entries(claims).filter(([, value]) => value !== undefined)
    return new SignJWT(Object.fromEntries(present))
      .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header } as never)
      .sign(this.key)
  }
}
