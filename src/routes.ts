// The table of contents: every route of every feature.
import { isOpen, type Operation } from './access/permissions.ts'
import { login, loginUser, logout } from './api-auth/routes.ts'
import type { Context } from './context.ts'
import { release, specificationRoute, versions } from './discovery/routes.ts'
import { openApiDocument } from './http/openapi.ts'
import type { AnyRoute } from './http/route.ts'
import {
  allUserAttributeGroupValues,
  deleteUserAttributeGroupValue,
  setUserAttributeGroupValues,
  updateUserAttributeGroupValue,
} from './user-attributes/group-value-routes.ts'
import {
  allUserAttributes,
  createUserAttributeRoute,
  deleteUserAttributeRoute,
  updateUserAttributeRoute,
  userAttribute,
} from './user-attributes/routes.ts'
import {
  deleteUserAttributeUserValue,
  setUserAttributeUserValue,
  userAttributeUserValues,
} from './user-attributes/user-value-routes.ts'

const api: AnyRoute<Context>[] = [
  login,
  loginUser,
  logout,
  allUserAttributes,
  createUserAttributeRoute,
  userAttribute,
  updateUserAttributeRoute,
  deleteUserAttributeRoute,
  allUserAttributeGroupValues,
  setUserAttributeGroupValues,
  updateUserAttributeGroupValue,
  deleteUserAttributeGroupValue,
  userAttributeUserValues,
  setUserAttributeUserValue,
  deleteUserAttributeUserValue,
  versions,
]

const isOpenRoute = (operation: string) => isOpen(operation as Operation)

const about = { title: 'Attrium', version: release.api, release: release.looker }

/** Every route there is; the specification describes itself too. */
export const routes: AnyRoute<Context>[] = [
  ...api,
  specificationRoute((publicUrl) => openApiDocument(routes, isOpenRoute, about, publicUrl)),
]
