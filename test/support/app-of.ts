// An app with one open route at /thing, nobody to sign in and no store.

import { looker } from '../../src/faces/looker.ts'
import { type App, buildApp } from '../../src/http/app.ts'
import type { Face } from '../../src/http/face.ts'
import type { AnyRoute } from '../../src/http/route.ts'
import type { Log } from '../../src/log.ts'

const plainLooker: Face<object, object> = { ...looker, notFound: {} }

export type Doing = Pick<AnyRoute<object>, 'replies' | 'handle'> & Partial<AnyRoute<object>>

const routeOf = (doing: Doing): AnyRoute<object> => ({
  operation: 'thing',
  access: { open: true },
  tag: 'Thing',
  method: 'GET',
  path: '/thing',
  summary: 'Thing',
  description: 'Returns a thing.',
  fails: [404],
  ...doing,
})

export function appOf(doing: Doing, log: Log, face: Face<object, object> = plainLooker): App {
  return buildApp<object, object>({
    faces: [{ face, routes: [routeOf(doing)] }],
    identities: {
      caller: {
        presented: () => '',
        barred: () => undefined,
        find: () => undefined,
        whyNobody: () => '',
      },
    },
    addresses: { documentationBase: 'https://docs.example', publicUrl: () => '' },
    own: () => '',
    isRegistered: async () => false,
    contextOf: () => ({}),
    strict: false,
    trustedProxies: undefined,
    throttle: undefined,
    decide: async (context, { asked, handle }) => {
      if ('unreadable' in asked) throw asked.unreadable
      return handle(context)
    },
    now: () => 0,
    log,
    logRequests: true,
    observe: undefined,
    health: {},
    pages: {},
    certificate: undefined,
    connectionsPerAddress: 0,
  })
}
