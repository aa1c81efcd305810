// Loads node:http without its browser APIs. An import would also load those, and with them fetch: a tenth of a start.
import { createRequire } from 'node:module'

const http: typeof import('node:http') = createRequire(import.meta.url)('node:http')

export const { createServer, request, STATUS_CODES } = http
