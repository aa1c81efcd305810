// The address of every screen: one line a screen, loaded when it is opened.
import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { attributesQuery } from './api/attributes.ts'
import { begin } from './api/begin.ts'
import { hierarchyQuery } from './api/hierarchy.ts'
import { peopleQuery, soughtBy } from './api/people.ts'
import { queries } from './api/queries.ts'
import { rightsQuery } from './api/rights.ts'
import { basePath } from './api/server-url.ts'
import { sessionQuery } from './api/session.ts'
import { Frame } from './shell/frame.tsx'
import { NoSuchPage } from './shell/no-such-page.tsx'
import { Pending } from './shell/pending.tsx'
import { Root } from './shell/root.tsx'
import { ScreenProblem } from './shell/screen-problem.tsx'

const root = createRootRoute({ component: Root, notFoundComponent: NoSuchPage })

/** Screens of somebody who has signed in; everybody else signs in first and comes back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Frame,
  beforeLoad: async ({ location }) => {
    const session = await queries.ensureQueryData(sessionQuery)
    if (session === null) {
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
    }
  },
})

const word = (given: unknown): string | undefined =>
  typeof given === 'string' && given !== '' ? given : undefined

/** Leaves out what is not there, so that addresses stay short. */
const searchOf =
  <Name extends string>(...names: readonly Name[]) =>
  (given: Record<string, unknown>): { [Key in Name]?: string | undefined } =>
    Object.fromEntries(
      names.flatMap((name) => {
        const text = word(given[name])
        return text === undefined ? [] : [[name, text]]
      }),
    ) as { [Key in Name]?: string }

/** What a screen reads is on its way while its code is: the screen finds it, or waits for it, in the queries. */
const opening = (reads: (search: Record<string, string | undefined>) => readonly unknown[]) => ({
  loader: ({ location }: { location: { search: object } }) =>
    begin(reads(location.search as Record<string, string | undefined>)),
  gcTime: 0,
  shouldReload: false,
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/attributes' })
  },
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: searchOf('to'),
  component: lazyRouteComponent(() => import('./screens/sign-in/screen.tsx'), 'SignInScreen'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./screens/setup/screen.tsx'), 'SetupScreen'),
})

export const attributesRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/attributes',
  validateSearch: searchOf('search', 'type', 'sort'),
  ...opening(() => [queries.prefetchQuery(attributesQuery)]),
  component: lazyRouteComponent(
    () => import('./screens/attributes/screen.tsx'),
    'AttributesScreen',
  ),
})

export const newAttributeRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/new-attribute',
  component: lazyRouteComponent(() => import('./screens/attribute/new.tsx'), 'NewAttributeScreen'),
})

export const attributeRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/attributes/$attribute',
  component: lazyRouteComponent(() => import('./screens/attribute/screen.tsx'), 'AttributeScreen'),
})

export const groupValuesRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/attributes/$attribute/groups',
  component: lazyRouteComponent(
    () => import('./screens/group-values/screen.tsx'),
    'GroupValuesScreen',
  ),
})

export const usersRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/users',
  validateSearch: searchOf('search', 'status', 'order'),
  ...opening((search) => [
    queries.prefetchQuery(rightsQuery),
    // Who may ask for a status is known when the rights are.
    search['status'] === undefined && queries.prefetchInfiniteQuery(peopleQuery(soughtBy(search))),
  ]),
  component: lazyRouteComponent(() => import('./screens/users/screen.tsx'), 'UsersScreen'),
})

export const newUserRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/new-user',
  ...opening(() => [queries.prefetchQuery(rightsQuery)]),
  component: lazyRouteComponent(() => import('./screens/new-user/screen.tsx'), 'NewUserScreen'),
})

export const userRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/users/$user',
  validateSearch: searchOf('search', 'show', 'group'),
  component: lazyRouteComponent(() => import('./screens/user/screen.tsx'), 'UserScreen'),
})

export const userAccountRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/users/$user/account',
  ...opening(() => [queries.prefetchQuery(rightsQuery)]),
  component: lazyRouteComponent(
    () => import('./screens/user-account/screen.tsx'),
    'UserAccountScreen',
  ),
})

export const groupsRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/groups',
  validateSearch: searchOf('search'),
  ...opening(() => [queries.prefetchQuery(rightsQuery), queries.prefetchQuery(hierarchyQuery)]),
  component: lazyRouteComponent(() => import('./screens/groups/screen.tsx'), 'GroupsScreen'),
})

export const groupRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/groups/$group',
  validateSearch: searchOf('search'),
  ...opening(() => [queries.prefetchQuery(rightsQuery)]),
  component: lazyRouteComponent(() => import('./screens/group/screen.tsx'), 'GroupScreen'),
})

export const rolesRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/roles',
  // Who may read them is known when the rights are.
  ...opening(() => [queries.prefetchQuery(rightsQuery)]),
  component: lazyRouteComponent(() => import('./screens/roles/screen.tsx'), 'RolesScreen'),
})

export const roleRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/roles/$role',
  ...opening(() => [queries.prefetchQuery(rightsQuery)]),
  component: lazyRouteComponent(() => import('./screens/role/screen.tsx'), 'RoleScreen'),
})

export const ownAccountRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  ...opening(() => [queries.prefetchQuery(rightsQuery)]),
  component: lazyRouteComponent(() => import('./screens/account/screen.tsx'), 'AccountScreen'),
})

export const aboutRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/about',
  component: lazyRouteComponent(() => import('./screens/about/screen.tsx'), 'AboutScreen'),
})

export const sourcesRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/sources',
  ...opening(() => [queries.prefetchQuery(rightsQuery)]),
  component: lazyRouteComponent(() => import('./screens/sources/screen.tsx'), 'SourcesScreen'),
})

export const newSourceRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/sources/new',
  component: lazyRouteComponent(() => import('./screens/source/new.tsx'), 'NewSourceScreen'),
})

export const sourceRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/sources/$source',
  component: lazyRouteComponent(() => import('./screens/source/screen.tsx'), 'SourceScreen'),
})

export const whoRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/who',
  validateSearch: searchOf('attribute', 'match', 'of', 'group', 'source', 'as_of'),
  component: lazyRouteComponent(() => import('./screens/who/screen.tsx'), 'WhoScreen'),
})

export const importRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/import',
  component: lazyRouteComponent(() => import('./screens/import/screen.tsx'), 'ImportScreen'),
})

export const historyRoute = createRoute({
  getParentRoute: () => signedIn,
  path: '/history',
  validateSearch: searchOf(
    ...([
      'user',
      'attribute',
      'group',
      'actor',
      'channel',
      'change',
      'since',
      'until',
      'as_of',
    ] as const),
  ),
  component: lazyRouteComponent(() => import('./screens/history/screen.tsx'), 'HistoryScreen'),
})

const screens = [
  ...[home, attributesRoute, newAttributeRoute, attributeRoute, groupValuesRoute],
  ...[usersRoute, newUserRoute, userRoute, userAccountRoute, groupsRoute, groupRoute],
  ...[rolesRoute, roleRoute, ownAccountRoute, aboutRoute],
  ...[sourcesRoute, newSourceRoute, sourceRoute],
  ...[whoRoute, importRoute, historyRoute],
] as const

function searchText(search: Record<string, unknown>): string {
  const texts = Object.entries(search).filter(([, text]) => text !== undefined && text !== '')
  const params = new URLSearchParams(texts.map(([name, text]) => [name, String(text)]))
  return params.size === 0 ? '' : `?${params}`
}

export const router = createRouter({
  routeTree: root.addChildren([signedIn.addChildren(screens), signIn, setup]),
  ...(basePath === '' ? {} : { basepath: basePath }),
  // Texts as they are, also those that look like numbers.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: searchText,
  defaultPreload: 'intent',
  defaultErrorComponent: ScreenProblem,
  defaultPendingComponent: Pending,
  scrollRestoration: true,
})

/** The code of the first screen is on its way while the session is asked for. */
export function hasten(): void {
  const byId: Readonly<Record<string, AnyRoute>> = router.routesById
  const matches = router.matchRoutes(router.latestLocation) as readonly { routeId: string }[]
  for (const { routeId } of matches) {
    if (routeId === signedIn.id) void queries.prefetchQuery(sessionQuery)
    const route = routeId === home.id ? attributesRoute : byId[routeId]
    if (route !== undefined) void router.loadRouteChunk(route)
  }
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
