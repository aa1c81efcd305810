// Binds the port of the server.
import { CannotOpen } from '../errors.ts'
import type { App } from '../http/app.ts'
import type { Settings } from '../settings.ts'
/** Returns the address of the server. Throws CannotOpen if nobody can listen there. */
export async function bind(app: App, { port, host, tls }: Settings): Promise<string> {
  try {
    const url = await app.listen({ port, host })
    return tls === undefined ? url : url.replace(/^http:/, 'https:')
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    const taken = `Port ${port} on ${host} is in use; choose another with --port.`
    throw new CannotOpen(code === 'EADDRINUSE' ? taken : `Cannot listen: ${message}.`)
  }
}
