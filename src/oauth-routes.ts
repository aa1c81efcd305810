// The pages and the address of OAuth 2: one line for each route, as in `routes.ts`.
import { pages, tokenAddress } from './faces/oauth.ts'
import { authorize, decide, signInByForm } from './oauth/authorize-routes.ts'
import { oauthToken } from './oauth/token-routes.ts'
import { at } from './request/route.ts'

// biome-ignore format: a page is read by its columns
const authorizationRoutes = [
  at('GET',    '',                                                           'anyone', authorize),
  at('POST',   '',                                                           'anyone', decide),
  at('POST',   '/sign-in',                                                   'anyone', signInByForm),
] as const

// biome-ignore format: a page is read by its columns
const tokenRoutes = [
  at('POST',   '',                                                           'anyone', oauthToken),
] as const

export const authorization = { face: pages, routes: authorizationRoutes }
export const tokens = { face: tokenAddress, routes: tokenRoutes }
