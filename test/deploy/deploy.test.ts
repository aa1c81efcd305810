// The files in deploy/ agree with the program, as far as that can be checked without their tools.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { limits } from '../../src/limits.ts'
import { settingList } from '../../src/setting-list.ts'
import { HealthChecks } from '../../src/start/health.ts'
import { attrium, endPrograms } from '../start/program.ts'
import { repository } from '../support/repository.ts'
import { unknownCommands, unknownVariables, valueDifferences } from './claims.ts'

const read = (path: string) => readFileSync(join(repository, path), 'utf8')
const files = readdirSync(join(repository, 'deploy'), { recursive: true })
  .map((path) => `deploy/${path}`)
  .filter((path) => statSync(join(repository, path)).isFile())

const containerfile = read('deploy/Containerfile')
const unit = read('deploy/systemd/attrium.service')
const pod = read('deploy/helm/attrium/templates/_pod.tpl')
const compose = parse(read('deploy/compose.yaml'))
const values = parse(read('deploy/helm/attrium/values.yaml'))
const { version } = JSON.parse(read('package.json'))

/** The first group of every match of the pattern. */
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, it]) => it)

afterAll(endPrograms)

describe('deploy', () => {
  it.each(files)('names variables and commands that the program has: %s', (path) => {
    const text = read(path)
    expect([...unknownVariables(text), ...unknownCommands(text)]).toEqual([])
  })

  it('has YAML that parses wherever it is no template', () => {
    const plain = files.filter((path) => path.endsWith('.yaml') && !path.includes('/templates/'))
    expect(plain.length).toBeGreaterThan(3)
    for (const path of plain) expect(parse(read(path))).toBeTypeOf('object')
  })

  it('is described file by file', () => {
    const page = read('deploy/README.md')
    const links = found(page, /\]\(([^)]+)\)/g)
    const top = readdirSync(join(repository, 'deploy')).filter((name) => name !== 'README.md')
    for (const name of top) expect(links.some((link) => link?.startsWith(name))).toBe(true)
  })

  it('is of the version of the program', () => {
    const chart = parse(read('deploy/helm/attrium/Chart.yaml'))
    expect([chart.version, chart.appVersion]).toEqual([version, version])
    expect(compose.services.attrium.image).toBe(`attrium:${version}`)
    for (const path of files) {
      for (const tag of found(read(path), /\battrium:(\d[\w.-]*)/g)) expect(tag).toBe(version)
    }
  })

  it('asks for health at addresses that exist, on the port that is listened on', () => {
    const health = Object.keys(new HealthChecks().routes({} as never))
    const asked = [
      ...found(pod, /"path" "([^"]+)"/g),
      ...found(read('deploy/health.mjs'), /path: '([^']+)'/g),
    ]
    expect(asked).toHaveLength(4)
    for (const path of asked) expect(health).toContain(path)
    const { fallback: port } = settingList.port
    expect(found(containerfile, /^EXPOSE (\d+)$/gm)).toEqual([port])
    expect(found(pod, /- name: api\n\s+containerPort: (\d+)/g)).toEqual([port])
    expect(compose.services.attrium.ports).toEqual([`127.0.0.1:${port}:${port}`])
    expect(String(values.service.port)).toBe(port)
  })

  it('gives the server more time to drain than it takes', () => {
    const drain = limits.drain_milliseconds / 1000
    const inPod = found(pod, /terminationGracePeriodSeconds: (\d+)/g)
    const before = found(pod, /setTimeout\(\(\) => \{\}, (\d+)\)/g).map((it) => Number(it) / 1000)
    const given = [
      ...found(unit, /^TimeoutStopSec=(\d+)$/gm),
      ...found(compose.services.attrium.stop_grace_period, /^(\d+)s$/g),
      ...inPod.map((seconds) => Number(seconds) - (before[0] ?? 0)),
    ]
    expect(given).toHaveLength(3)
    for (const seconds of given) expect(Number(seconds)).toBeGreaterThan(drain + 2)
  })
})

describe('the unit', () => {
  it('does not restart a start that cannot be', async () => {
    const { code } = await attrium(['--port', 'nonsense']).ended
    expect(found(unit, /^RestartPreventExitStatus=(\d+)$/gm)).toEqual([String(code)])
  })

  it('keeps the data in the directory that systemd makes', () => {
    const [state] = found(unit, /^StateDirectory=(.+)$/gm)
    expect(found(unit, /\bATTRIUM_DATA=(\S+)/g)).toEqual([`/var/lib/${state}`])
  })

  it('allows as many files as there may be connections', () => {
    expect(Number(found(unit, /^LimitNOFILE=(\d+)$/gm)[0])).toBeGreaterThan(2 * limits.connections)
  })
})

describe('the image', () => {
  it('copies what is there and what its context lets through', () => {
    const let_through = found(read('.dockerignore'), /^!(.+)$/gm)
    const copies = found(containerfile, /^COPY (?!--from)(.+) \S+$/gm)
    const sources = copies.flatMap((line) => line?.split(' ') ?? [])
    expect(sources.length).toBeGreaterThan(8)
    for (const source of sources) expect(existsSync(join(repository, source))).toBe(true)
    expect(let_through.sort()).toEqual([...new Set(sources)].sort())
  })

  it('runs on a Node that the program takes', () => {
    const { engines } = JSON.parse(read('package.json'))
    const lowest = Number(/>=(\d+)/.exec(engines.node)?.[1])
    const majors = files.flatMap((path) => found(read(path), /(?:node:|node-version: )(\d+)/g))
    expect(majors.length).toBeGreaterThan(1)
    for (const major of majors) expect(Number(major)).toBeGreaterThanOrEqual(lowest)
  })
})

describe('the chart', () => {
  const folder = 'deploy/helm/attrium/templates'
  const templates = readdirSync(join(repository, folder)).map((name) => read(`${folder}/${name}`))

  it('keeps the variables of Kubernetes away, which are called as ours are', () => {
    expect(pod).toContain('enableServiceLinks: false')
  })

  it('has every value that its templates ask for, and no other', () => {
    expect(valueDifferences(templates.join('\n'), values)).toEqual([])
  })
})

describe('the checks', () => {
  it('find a variable that the program does not read', () => {
    expect(unknownVariables('ATTRIUM_DATA ATTRIUM_DATABASE_FILE ATTRIUM_DTA')).toEqual([
      'ATTRIUM_DTA',
    ])
  })

  it('find a command and a flag that the program does not have', () => {
    const fine = 'npx attrium serve --port 1; u attrium - "x", name: attrium\nattrium audit verify'
    expect(unknownCommands(fine)).toEqual([])
    for (const wrong of ['attrium server', 'attrium serve --prot 1', 'attrium audit verfy']) {
      expect(unknownCommands(`run \`/usr/bin/${wrong}\` now`)).toEqual([wrong])
    }
  })

  it('find a value that is missing or unused', () => {
    const text = '{{ .Values.a.b }} {{ .Values.c }} {{ .Values.gone }}'
    expect(valueDifferences(text, { a: { b: 1 }, c: { d: 1 }, e: 1 })).toEqual([
      'missing gone',
      'unused e',
    ])
  })
})
