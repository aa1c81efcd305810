// The address of a Metabase dashboard for one user: a signed embed whose locked parameter is the user's tenant.
// Usage: metabase.mjs USER DASHBOARD, with METABASE_SITE_URL and METABASE_SECRET_KEY.
import jwt from 'jsonwebtoken'
import { claimsOf, tenantIn } from './claims.mjs'

const [user, dashboard] = process.argv.slice(2)
const { METABASE_SITE_URL, METABASE_SECRET_KEY } = process.env

const payload = {
  resource: { dashboard: Number(dashboard) },
  params: { tenant_id: tenantIn(await claimsOf(user)) },
  exp: Math.round(Date.now() / 1000) + 10 * 60,
}
const token = jwt.sign(payload, METABASE_SECRET_KEY, { algorithm: 'HS256' })
console.log(`${METABASE_SITE_URL}/embed/dashboard/${token}#bordered=true&titled=true`)
