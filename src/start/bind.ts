// Binds the port of the server.
import { CannotOpen } from '../errors.ts'
import type { App } from '../http/app.ts'
import { problem, type Settings } from '../settings.ts'

/** Another address is needed, not another port. */
export const isNoAddressHere = (code: string | undefined): boolean =>
  /^(EADDRNOTAVAIL|ENOTFOUND|EAI_\w+)$/.test(code ?? '')

/** Returns the address of the server. Throws CannotOpen if nobody can listen there. */
export async function bind(app: App, { port, host, tls }: Settings): Promise<string> {
  try {
    const url = await app.listen({ port, host })
    return tls === undefined ? url : url.replace(/^http:/, 'https:')
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (isNoAddressHere(code)) throw problem('host', `is no address of this machine (${code})`)
    const taken = `Port ${port} on ${host} is in use; choose another with --port.`
    throw new CannotOpen(code === 'EADDRINUSE' ? taken : `Cannot listen: ${message}.`)
  }
}
