// The page of the web's own operations, as `routes.ts` is that of Looker's: one line for each route.
import { webSpecificationRoute } from './discovery/routes.ts'
import { web } from './faces/web.ts'
import { openApiDocument } from './http/openapi.ts'
import type { Context } from './request/context.ts'
import { at } from './request/route.ts'
import {
  changePassword,
  endOtherWebSessions,
  endWebSession,
  webSessions,
} from './sign-in/account-routes.ts'
import { link, useLink } from './sign-in/link-routes.ts'
import { signIn, signOut, webSession } from './sign-in/session-routes.ts'
import { beginTotp, confirmTotp, endTotp } from './sign-in/totp-routes.ts'
import { providers, sources, tryProvider, trySource } from './single-sign-on/source-routes.ts'

const webApiSpec = webSpecificationRoute(webDocument)

// biome-ignore format: a page is read by its columns
export const webRoutes = [
  at('GET',    '/openapi.json',                                              'anyone', webApiSpec),
  at('POST',   '/session',                                                   'anyone', signIn),
  at('GET',    '/session',                                                   'signed_in', webSession),
  at('DELETE', '/session',                                                   'anyone', signOut),
  at('GET',    '/sessions',                                                  'signed_in', webSessions),
  at('DELETE', '/sessions',                                                  'signed_in', endOtherWebSessions),
  at('DELETE', '/sessions/{session_id}',                                     'signed_in', endWebSession),
  at('PUT',    '/password',                                                  'signed_in', changePassword),
  at('POST',   '/totp',                                                      'signed_in', beginTotp),
  at('PUT',    '/totp',                                                      'signed_in', confirmTotp),
  at('DELETE', '/totp',                                                      'signed_in', endTotp),
  at('POST',   '/link',                                                      'anyone', link),
  at('PUT',    '/link',                                                      'anyone', useLink),
  at('GET',    '/providers',                                                 'anyone', providers),
  at('GET',    '/sources',                                                   'admin', sources),
  at('POST',   '/sources/try',                                               'admin', tryProvider),
  at('POST',   '/sources/{provider}/try',                                    'admin', trySource),
] as const

export const webApi = { face: web, routes: webRoutes }

function webDocument(publicUrl: string): Record<string, unknown> {
  return openApiDocument<Context>(webRoutes, web.document, publicUrl + web.prefix)
}
