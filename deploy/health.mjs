// The health check of the image: exits 0 when the server beside it may be sent requests, by the settings it was given.
import { get as getPlainly } from 'node:http'
import { get as getByTls } from 'node:https'

const { ATTRIUM_PORT: port = '19999', ATTRIUM_TLS_CERT } = process.env
const get = ATTRIUM_TLS_CERT ? getByTls : getPlainly
// Over loopback; the certificate names another host.
const asked = { host: '127.0.0.1', port, path: '/readyz', timeout: 4000, rejectUnauthorized: false }

get(asked, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
