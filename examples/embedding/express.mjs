// A plain Express app that shows people the rows of their tenant.
// The session is a JWT with the e-mail address, signed with APP_SECRET; use what your app has.
import express from 'express'
import jwt from 'jsonwebtoken'
import { claimsOf, tenantIn } from './claims.mjs'

const orders = [
  { id: 1, tenant_id: 1001, total: 120 },
  { id: 2, tenant_id: 1002, total: 80 },
  { id: 3, tenant_id: 1001, total: 45 },
]

const app = express()

app.use(async (request, response, next) => {
  let email
  try {
    const session = request.get('authorization')?.replace(/^Bearer /, '') ?? ''
    email = jwt.verify(session, process.env.APP_SECRET, { algorithms: ['HS256'] }).email
  } catch {
    return response.status(401).json({ message: 'Sign in first.' })
  }
  try {
    response.locals.claims = await claimsOf(email)
    response.locals.tenant = tenantIn(response.locals.claims)
  } catch (error) {
    console.error(error.message)
    return response.status(403).json({ message: 'You may not see any orders.' })
  }
  next()
})

app.get('/orders', (_request, response) => {
  const { tenant } = response.locals
  response.json(orders.filter(({ tenant_id }) => tenant_id === tenant))
})

const server = app.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`ready http://127.0.0.1:${server.address().port}`)
})
