// The first words of unserved paths are exactly those in Looker's own SDK for which Attrium has no path.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { elsewhere, unserved } from '../../src/not-found/elsewhere.ts'
import { routes } from '../../src/routes.ts'
import { repository } from '../support/repository.ts'

const functions = readFileSync(
  join(repository, 'node_modules/@looker/sdk/lib/esm/4.0/funcs.js'),
  'utf8',
)

/** Method and path of every operation of the SDK, with `{}` for each parameter. */
const operations = [
  ...functions.matchAll(
    /sdk\.(get|post|put|patch|delete)\((?:'([^']*)'|("\/[^;]*?\)|"\/[^"]*"),)/g,
  ),
].map(([, method = '', plain, made]) => ({
  method: method.toUpperCase(),
  path: plain ?? templateOf(made ?? ''),
}))

/** Turns `"/users/".concat(user_id, "/roles")` into `/users/{}/roles`. */
function templateOf(made: string): string {
  const texts = [...made.matchAll(/"([^"]*)"/g)].map(([, text]) => text ?? '')
  const template = texts.join('{}')
  return template.endsWith('/') ? `${template}{}` : template
}

const settingChanges = ['PATCH /setting']

const wordOf = (path: string) => path.split('/')[1] ?? ''

it('the SDK has hundreds of operations', () => {
  expect(operations.length).toBeGreaterThan(450)
  expect(operations).toContainEqual({ method: 'GET', path: '/lookml_models' })
  expect(operations).toContainEqual({ method: 'GET', path: '/users/{}/roles' })
})

it('each word of theirs is served or said not to be, and no other', () => {
  const served = new Set(routes.map(({ path }) => wordOf(path)))
  const words = new Set(operations.map(({ path }) => wordOf(path)))
  const missing = [...words].filter((word) => !served.has(word))
  expect([...unserved].filter((word) => served.has(word))).toEqual([])
  expect([...unserved].sort()).toEqual(missing.sort())
})

it('below a word that is served every operation of the SDK is', () => {
  const known = new Set(
    routes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`),
  )
  const missing = operations
    .filter(({ path }) => !unserved.has(wordOf(path)))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((operation) => !known.has(operation))
  // Of Looker's settings Attrium has one, its address, and nobody can change it.
  expect(missing).toEqual(settingChanges)
})

it.each(['/users', '/nonsense', '', '/', '/lookml_modelss', 'lookml_models', '/__proto__'])(
  'nothing is said of %s',
  (path) => {
    expect(elsewhere('GET', path)).toBeUndefined()
  },
)
