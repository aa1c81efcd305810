// The page of the Attrium API, as `routes.ts` is that of Looker's: one line for each route.
import { resetRoute } from './attrium/reset-routes.ts'
import { deleteOwnValue, setOwnValue } from './changes/own-value-routes.ts'
import { changeResult } from './changes/result-routes.ts'
import { allChanges, applyChangeRoute, change } from './changes/routes.ts'
import { changeEffects, undoChange } from './changes/undo-routes.ts'
import { claimsOfUsers, userClaims } from './claims/routes.ts'
import { apiKeys } from './credentials/key-use-routes.ts'
import { attriumSpecificationRoute } from './discovery/routes.ts'
import { events } from './events/routes.ts'
import { explainUser, explainUserIf } from './explanations/routes.ts'
import { attrium } from './faces/attrium.ts'
import { memberships } from './groups/membership-routes.ts'
import { history, historyCsv, historyNdjson } from './history/routes.ts'
import { valuesCounts } from './holders/count-routes.ts'
import { valuesCsv, valuesNdjson } from './holders/export-routes.ts'
import { groupValues } from './holders/group-value-routes.ts'
import { values, valuesSummary } from './holders/routes.ts'
import { openApiDocument } from './http/openapi.ts'
import type { Context } from './request/context.ts'
import { at } from './request/route.ts'
import {
  allSignInProviders,
  createSignInProvider,
  deleteSignInProvider,
  signInProvider,
  updateSignInProvider,
} from './single-sign-on/definition-routes.ts'
import { attribute, attributes, updateAttribute } from './user-attributes/attribute-routes.ts'

const attriumApiSpec = attriumSpecificationRoute(attriumDocument)

/** The routes of the Attrium API. */
// biome-ignore format: a page is read by its columns
export const attriumRoutes = [
  at('GET',    '/openapi.json',                                              'anyone', attriumApiSpec),
  at('GET',    '/users/{user}/explanations',                                 'manage_user_attributes or self', explainUser),
  at('POST',   '/users/{user}/explanations',                                 'manage_user_attributes', explainUserIf),
  at('GET',    '/users/{user}/claims',                                       'manage_user_attributes or self', userClaims),
  at('POST',   '/claims',                                                    'manage_user_attributes', claimsOfUsers),
  at('GET',    '/attributes',                                                'signed_in', attributes),
  at('GET',    '/attributes/{attribute}',                                    'manage_user_attributes or viewer', attribute),
  at('GET',    '/users/{user}/api_keys',                                     'admin or self', apiKeys),
  at('PATCH',  '/attributes/{attribute}',                                    'manage_user_attributes', updateAttribute),
  at('GET',    '/changes',                                                   'signed_in', allChanges),
  at('POST',   '/changes',                                                   'signed_in', applyChangeRoute),
  at('GET',    '/changes/{change_id}',                                       'signed_in', change),
  at('GET',    '/changes/{change_id}/result.csv',                            'signed_in', changeResult),
  at('GET',    '/changes/{change_id}/effects',                               'manage_user_attributes', changeEffects),
  at('POST',   '/changes/{change_id}/undo',                                  'signed_in', undoChange),
  at('GET',    '/events',                                                    'manage_user_attributes', events),
  at('GET',    '/group_values',                                              'manage_user_attributes', groupValues),
  at('GET',    '/memberships',                                               'signed_in', memberships),
  at('GET',    '/history',                                                   'signed_in', history),
  at('GET',    '/history.csv',                                               'signed_in', historyCsv),
  at('GET',    '/history.ndjson',                                            'signed_in', historyNdjson),
  at('GET',    '/sign_in_providers',                                         'admin', allSignInProviders),
  at('POST',   '/sign_in_providers',                                         'admin', createSignInProvider),
  at('GET',    '/sign_in_providers/{provider}',                              'admin', signInProvider),
  at('PATCH',  '/sign_in_providers/{provider}',                              'admin', updateSignInProvider),
  at('DELETE', '/sign_in_providers/{provider}',                              'admin', deleteSignInProvider),
  at('PUT',    '/users/{user}/values/{attribute}',                           'signed_in', setOwnValue),
  at('DELETE', '/users/{user}/values/{attribute}',                           'signed_in', deleteOwnValue),
  at('GET',    '/values',                                                    'manage_user_attributes', values),
  at('GET',    '/values/counts',                                             'manage_user_attributes', valuesCounts),
  at('GET',    '/values/summary',                                            'manage_user_attributes', valuesSummary),
  at('GET',    '/values.csv',                                                'manage_user_attributes', valuesCsv),
  at('GET',    '/values.ndjson',                                             'manage_user_attributes', valuesNdjson),
] as const

/** What a demo serves besides. */
// biome-ignore format: a page is read by its columns
export const demoRoutes = [
  at('POST',   '/reset',                                                     'admin', resetRoute),
] as const

export const attriumApi = { face: attrium, routes: attriumRoutes }
export const demoApi = { face: attrium, routes: [...attriumRoutes, ...demoRoutes] }

function attriumDocument(publicUrl: string, isDemo: boolean): Record<string, unknown> {
  const { face, routes } = isDemo ? demoApi : attriumApi
  return openApiDocument<Context>(routes, face.document, publicUrl + face.prefix)
}
