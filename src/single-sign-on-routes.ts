// The addresses by which people sign in with a provider: one line for each route, as in `routes.ts`.
import { singleSignOnPages } from './faces/single-sign-on.ts'
import { at } from './request/route.ts'
import { beginSingleSignOn, singleSignOn } from './single-sign-on/routes.ts'

// biome-ignore format: a page is read by its columns
const routes = [
  at('GET',    '/{provider}',                                                'anyone', beginSingleSignOn),
  at('GET',    '/{provider}/callback',                                       'anyone', singleSignOn),
] as const

export const singleSignOnApi = { face: singleSignOnPages, routes }
