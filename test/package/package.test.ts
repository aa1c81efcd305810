// The published package: packed, installed into an empty project under every available Node, and used.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brokenLinks } from '../docs/pages.ts'
import { repository } from '../support/repository.ts'
import { olderNodes, supportedNodes } from './nodes.ts'
import { Project, tarball } from './project.ts'

const mostMegabytes = 40

const parent = mkdtempSync(join(tmpdir(), 'attrium-tarball-'))
let packed: string
const projects: Project[] = []
beforeAll(() => {
  packed = tarball(parent)
})
afterAll(async () => {
  for (const project of projects) await project.remove()
  rmSync(parent, { recursive: true })
})

function emptyProject(node: string): Project {
  const project = new Project(node)
  projects.push(project)
  return project
}

const guide = readFileSync(join(repository, 'docs/guides/test-with-attrium.md'), 'utf8')
const guideTest = /```ts\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''

/** A program that starts two servers and ends when neither of them keeps it alive. */
const library = `
import { start } from 'attrium'
const listeners = () => JSON.stringify(process.eventNames().map((name) => [name, process.listenerCount(name)]))
const before = [listeners(), process.umask()].join()
const servers = [await start({ seed: { users: [{ first_name: 'Maya' }] }, port: 0, ephemeral: true }), await start()]
for (const { url } of servers) if ((await fetch(url + '/alive')).status !== 200) throw new Error('not alive')
await servers[0].reset()
for (const server of servers) await server.stop()
if ([listeners(), process.umask()].join() !== before) throw new Error('it changed the process')
`

it('there is a Node to test with', () => {
  console.log(`the package is tested on Node ${supportedNodes.map(({ line }) => line).join(', ')}`)
  expect(supportedNodes.length).toBeGreaterThan(0)
})

describe.each(supportedNodes)('the package on Node $line', ({ line, file }) => {
  let project: Project
  beforeAll(() => {
    project = emptyProject(file)
  })

  it(`is installed by npm alone, in at most ${mostMegabytes} MB`, async () => {
    const began = performance.now()
    const { code, stderr } = await project.run('npm', 'install', packed)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const megabytes = project.installedMegabytes()
    console.log(`Node ${line}: ${megabytes.toFixed(1)} MB installed in ${seconds} s`)
    expect(megabytes).toBeLessThanOrEqual(mostMegabytes)
  })

  it('brings no other Node', () => {
    expect(existsSync(project.file('node_modules/.bin/node'))).toBe(false)
  })

  it('runs npx attrium demo to the first answer', async () => {
    const began = performance.now()
    const { url, stop } = await project.demo()
    expect((await fetch(`${url}/api/4.0/versions`)).status).toBe(200)
    console.log(`Node ${line}: the demo answered after ${Math.round(performance.now() - began)} ms`)
    // Files of the package, which the bundle has to find from its own place.
    for (const page of ['/api-docs', '/api-docs/swagger-ui-bundle.js']) {
      expect([page, (await fetch(url + page)).status]).toEqual([page, 200])
    }
    await stop()
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })

  it('starts servers inside a program, which ends by itself and was told nothing', async () => {
    project.write('library.mjs', library)
    const ended = await project.run('node', 'library.mjs')
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('passes the test of the guide', async () => {
    project.write('region.test.mts', guideTest)
    const { code, stdout } = await project.run('node', '--test', 'region.test.mts')
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^# pass 1$|^ℹ pass 1$/m)])
  })
})

describe('the package', () => {
  let project: Project
  beforeAll(async () => {
    project = emptyProject(process.execPath)
    await project.run('npm', 'install', packed)
  })
  const installed = (path: string) => join(project.file('node_modules/attrium'), path)

  it('has types that a strict program is checked against, libraries included', async () => {
    project.write('region.test.mts', guideTest)
    symlinkSync(join(repository, 'node_modules/@types'), project.file('node_modules/@types'))
    project.write(
      'wrong.mts',
      "import { start } from 'attrium'\nawait start({ seed: { users: [{ name: 'Maya' }] } })\n",
    )
    const { stdout } = await project.run(
      'node',
      ...[join(repository, 'node_modules/typescript/bin/tsc'), '--noEmit'],
      ...['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
      ...['--skipLibCheck', 'false', '--types', 'node', '--target', 'es2023'],
      ...['--module', 'nodenext', 'region.test.mts', 'wrong.mts'],
    )
    const [wrong = '', ...others] = stdout.trimEnd().split(/\n(?=\S)/)
    expect(wrong).toMatch(/^wrong\.mts.*'name' does not exist in type 'SeedUser'/)
    expect(others).toEqual([])
  })

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    expect((await project.run('npx', 'attrium', '--version')).stdout).toBe(`${version}\n`)
  })

  it('holds the documents that its documents point to', () => {
    for (const path of ['README.md', 'SECURITY.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']) {
      const page = { path, text: readFileSync(installed(path), 'utf8') }
      expect(brokenLinks(page, (link) => existsSync(installed(link)))).toEqual([])
    }
    for (const path of ['LICENSE', 'examples/curl', 'dist/package/licences.txt']) {
      expect([path, existsSync(installed(path))]).toEqual([path, true])
    }
  })

  it('says in one sentence that the binary of SQLite is for another machine', async () => {
    const prebuilds = project.file('node_modules/better-sqlite3/prebuilds')
    for (const spoil of [
      () => {
        for (const name of readdirSync(prebuilds)) writeFileSync(join(prebuilds, name), 'other')
      },
      () => rmSync(prebuilds, { recursive: true }),
    ]) {
      spoil()
      const { code, stderr } = await project.run('npx', 'attrium', 'serve', '--port', '0')
      expect([code, stderr]).toEqual([2, expect.stringContaining('install Attrium again')])
    }
  })
})

describe.each(olderNodes)('the package on Node $line', ({ file }) => {
  it('says in one sentence which Node it needs', async () => {
    const project = emptyProject(file)
    await project.run('npm', 'install', packed)
    const said = await project.run('npx', 'attrium', 'demo')
    expect(said).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^attrium: Attrium needs Node \S+ or later [^\n]+\.\n$/),
    })
    project.write('library.mjs', library)
    expect((await project.run('node', 'library.mjs')).stderr).toContain('Attrium needs Node')
  })
})
