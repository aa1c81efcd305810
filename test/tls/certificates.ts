// A certification authority for one test, and its certificate for the loopback, made with openssl.
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** Files in PEM format. */
export interface Certificates {
  readonly authority: string
  readonly cert: string
  readonly key: string
  /** A key that belongs to none of these certificates. */
  readonly otherKey: string
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

export function makeCertificates(directory: string): Certificates {
  const file = (name: string) => join(directory, name)
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe' })
  const signer = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial']
  writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n')
  const subject = (name: string) => ['-subj', `/CN=${name}`]
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
    ...subject('ca'),
  )
  openssl(
    'req',
    ...newKey,
    '-keyout',
    file('key.pem'),
    '-out',
    file('csr'),
    ...subject('localhost'),
  )
  openssl(
    'x509',
    '-req',
    '-in',
    file('csr'),
    ...signer,
    '-extfile',
    file('names'),
    '-out',
    file('cert.pem'),
  )
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    file('other.key'),
    '-out',
    file('x'),
    ...subject('x'),
  )
  return {
    authority: file('ca.pem'),
    cert: file('cert.pem'),
    key: file('key.pem'),
    otherKey: file('other.key'),
  }
}
