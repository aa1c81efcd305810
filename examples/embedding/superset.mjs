// A guest token of Superset for one user and one embedded dashboard, with a row-level clause for the user's tenant.
// Usage: superset.mjs USER DASHBOARD, with GUEST_TOKEN_JWT_SECRET and GUEST_TOKEN_JWT_AUDIENCE as Superset has them.
import jwt from 'jsonwebtoken'
import { claimsOf, tenantIn } from './claims.mjs'

const [user, dashboard] = process.argv.slice(2)
const { GUEST_TOKEN_JWT_SECRET, GUEST_TOKEN_JWT_AUDIENCE } = process.env

const claims = await claimsOf(user)
const now = Math.round(Date.now() / 1000)
const payload = {
  user: { username: user, first_name: claims.first_name, last_name: claims.last_name },
  resources: [{ type: 'dashboard', id: dashboard }],
  // The clause is SQL: a number is safe in it, a text from elsewhere is not.
  rls_rules: [{ clause: `tenant_id = ${tenantIn(claims)}` }],
  iat: now,
  exp: now + 5 * 60,
  aud: GUEST_TOKEN_JWT_AUDIENCE,
  type: 'guest',
}
console.log(jwt.sign(payload, GUEST_TOKEN_JWT_SECRET, { algorithm: 'HS256' }))
