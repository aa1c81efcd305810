// An app with one open route at /thing, nobody to sign in and no store.
import { type App, buildApp } from '../src/http/app.ts'
import type { AnyRoute } from '../src/http/route.ts'
import type { Log } from '../src/log.ts'

export type Doing = Pick<AnyRoute<object>, 'replies' | 'handle'>

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

export function appOf(doing: Doing, log: Log): App {
  return buildApp<object, object>({
    routes: [routeOf(doing)],
    authenticate: () => undefined,
    contextOf: () => ({}),
    explain: async () => undefined,
    elsewhere: () => undefined,
    mayKnowElsewhere: () => false,
    whyNobody: () => '',
    strict: false,
    documentationBase: 'https://docs.example',
    trustedProxies: undefined,
    throttle: undefined,
    decide: async (_, { read, handle }) => {
      read()
      return handle()
    },
    callerOf: () => '',
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
