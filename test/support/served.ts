// Every route of all APIs as all servers have them, each with the prefix of its face.

import { attriumApi } from '../../src/attrium-routes.ts'
import { openApiDocument } from '../../src/http/openapi.ts'
import type { AnyRoute } from '../../src/http/route.ts'
import { apis } from '../../src/routes.ts'
import { OfficialSpecification } from './official-spec.ts'

export interface ServedRoute {
  readonly prefix: string
  readonly route: AnyRoute<never>
}

export const served: readonly ServedRoute[] = apis.flatMap(({ face, routes }) =>
  routes.map((route) => ({ prefix: face.prefix, route })),
)

/** Throws if no API has the operation. */
export function servedRoute(operation: string): ServedRoute {
  const found = served.find(({ route }) => route.operation === operation)
  if (found === undefined) throw new Error(`there is no operation ${operation}`)
  return found
}

/** The documents of all APIs by their prefixes. */
export const ownDocuments: ReadonlyMap<string, Record<string, unknown>> = new Map(
  apis.map(({ face, routes }) => [
    face.prefix,
    openApiDocument(routes, face.document, 'http://localhost'),
  ]),
)

/** Checks answers of the Attrium API against its own document. */
export const attriumPrefix = attriumApi.face.prefix
let loaded: OfficialSpecification | undefined
export const attriumSpecification = (): OfficialSpecification => {
  loaded ??= new OfficialSpecification(ownDocuments.get(attriumPrefix) ?? {})
  return loaded
}
