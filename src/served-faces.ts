// Every face of a server, with the agreement of its routes with their permission table.
import { insistOnAgreement, type PermissionTable } from './access/table-agreement.ts'
import { attriumApi, demoApi } from './attrium-routes.ts'
import { oauthTable } from './domain/oauth-permissions.ts'
import { attriumTable, permissionTable } from './domain/permissions.ts'
import { singleSignOnTable } from './domain/single-sign-on-permissions.ts'
import { webTable } from './domain/web-permissions.ts'
import { authorization, tokens } from './oauth-routes.ts'
import { lookerApi, lookerRoutes } from './routes.ts'
import { singleSignOnApi } from './single-sign-on-routes.ts'
import { webApi } from './web-routes.ts'

/** Throws unless each route has its row, and each row its route. `looker` replaces one, for tests of a wrong one. */
export function insistOnTables(looker: PermissionTable = permissionTable): void {
  // guard permission-5: gone
  insistOnAgreement(looker, lookerRoutes)
  insistOnAgreement(attriumTable, demoApi.routes)
  insistOnAgreement(webTable, webApi.routes)
  insistOnAgreement(singleSignOnTable, singleSignOnApi.routes)
  insistOnAgreement(oauthTable, [...authorization.routes, ...tokens.routes])
}

/** The first one answers requests that match no address of any. */
export const servedFaces = (isDemo: boolean) =>
  [
    lookerApi,
    // guard reset-1: becomes demoApi
    isDemo ? demoApi : attriumApi,
    webApi,
    tokens,
    authorization,
    singleSignOnApi,
  ] as const
