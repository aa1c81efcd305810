// Reads the TLS certificate and its key, and checks that they match, before anybody connects.
import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Certificate } from '../http/listeners.ts'
import type { SettingName } from '../setting-list.ts'
import { problem, type Settings } from '../settings.ts'

/** Undefined if the settings name no certificate. Throws SettingProblem naming the setting. */
export function readCertificate(files: Settings['tls']): Certificate | undefined {
  if (files === undefined) return undefined
  const cert = read('tlsCert', files.cert)
  const key = read('tlsKey', files.key)
  accept('tlsCert', { cert }, 'must be a PEM file with a certificate')
  accept('tlsKey', { key }, 'must be a PEM file with a private key without a passphrase')
  accept('tlsKey', { cert, key }, 'must be the private key of the certificate in --tls-cert')
  return { cert, key }
}

/** The key of a certificate as curl's --pinnedpubkey takes it. */
export function pinOf({ cert }: Certificate): string {
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  return `sha256//${createHash('sha256').update(key).digest('base64')}`
}

/** As bytes, not as text: a text that is empty counts as none, and the server would start without it. */
function read(name: SettingName, file: string): Buffer {
  try {
    // guard operation-36: (file) → (file, 'utf8') as never
    return readFileSync(file)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw problem(name, `cannot be read (${code})`)
  }
}

function accept(name: SettingName, parts: Partial<Certificate>, otherwise: string): void {
  try {
    createSecureContext(parts)
  } catch {
    throw problem(name, otherwise)
  }
}
