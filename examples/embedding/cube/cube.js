// The configuration of Cube: the claims of Attrium are the security context, and each query gets the user's tenant.
const jwt = require('jsonwebtoken')

/** Members that carry the tenant, by cube; a query of another cube is refused. */
const tenantOf = { orders: 'orders.tenant_id' }

const membersIn = (filter) =>
  [...(filter.and ?? []), ...(filter.or ?? [])].flatMap(membersIn).concat(filter.member ?? [])

const cubesIn = (query) =>
  new Set(
    [
      ...(query.measures ?? []),
      ...(query.dimensions ?? []),
      ...(query.segments ?? []),
      ...(query.timeDimensions ?? []).map(({ dimension }) => dimension),
      ...(query.filters ?? []).flatMap(membersIn),
    ].map((member) => String(member).split('.')[0]),
  )

module.exports = {
  /** The token is a JWT with the e-mail address, signed with CUBEJS_API_SECRET. */
  checkAuth: async (_context, token) => {
    const { email } = jwt.verify(token, process.env.CUBEJS_API_SECRET, { algorithms: ['HS256'] })
    const { claimsOf, tenantIn } = await import('../claims.mjs')
    const claims = await claimsOf(email)
    return { security_context: { ...claims, email, tenant_id: tenantIn(claims) } }
  },

  queryRewrite: (query, { securityContext }) => {
    if (typeof securityContext?.tenant_id !== 'number') throw new Error('The user has no tenant.')
    const filters = [...cubesIn(query)].map((cube) => {
      if (!Object.hasOwn(tenantOf, cube)) throw new Error(`The cube ${cube} has no tenant.`)
      const values = [String(securityContext.tenant_id)]
      return { member: tenantOf[cube], operator: 'equals', values }
    })
    if (filters.length === 0) throw new Error('The query names no member.')
    return { ...query, filters: [...(query.filters ?? []), ...filters] }
  },
}
