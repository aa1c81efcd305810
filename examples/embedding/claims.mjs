// The claims of one user, from Attrium: asked at each request, and sent only when they have changed.
// LOOKERSDK_BASE_URL, LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET say where, and with which API key.
const {
  LOOKERSDK_BASE_URL: url,
  LOOKERSDK_CLIENT_ID: client_id = '',
  LOOKERSDK_CLIENT_SECRET: client_secret = '',
} = process.env

/** The newest claims of each user with their version. An application with many users bounds this. */
const known = new Map()
let token

async function signIn() {
  const body = new URLSearchParams({ client_id, client_secret })
  const answer = await fetch(`${url}/api/4.0/login`, { method: 'POST', body })
  if (!answer.ok) throw new Error(`Attrium refuses the API key: ${answer.status}`)
  token = (await answer.json()).access_token
}

function ask(user, version) {
  const headers = { authorization: `token ${token}` }
  if (version) headers['if-none-match'] = version
  return fetch(`${url}/api/attrium/1.0/users/${encodeURIComponent(user)}/claims`, { headers })
}

/** Claims by attribute name. Throws if they cannot be had: then show nothing, never everything. */
export async function claimsOf(user) {
  if (token === undefined) await signIn()
  const held = known.get(user)
  let answer = await ask(user, held?.version)
  if (answer.status === 401) {
    await signIn()
    answer = await ask(user, held?.version)
  }
  if (answer.status === 304) return held.claims
  known.delete(user)
  if (!answer.ok) throw new Error(`Attrium has no claims of this user: ${answer.status}`)
  const claims = await answer.json()
  known.set(user, { claims, version: answer.headers.get('etag') })
  return claims
}

/** The tenant as a number. Throws without one: no tenant means no rows. */
export function tenantIn(claims) {
  if (!/^[0-9]+$/.test(claims.tenant_id ?? '')) throw new Error('The user has no tenant.')
  return Number(claims.tenant_id)
}
