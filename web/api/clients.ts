// The typed clients of both APIs, as the person of the session.
import { attriumClient, lookerClient } from '../../src/client/client.ts'
import { carry } from './carry.ts'
import { serverUrl } from './server-url.ts'

export const looker = lookerClient(serverUrl, undefined, carry)
export const attrium = attriumClient(serverUrl, undefined, carry)
export const clients = { looker, attrium }
