// Definitions as a file, the schema for editors, and how two servers differ.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyIn, startServer, type TestServer } from '../support/server.ts'
import { type Desk, deskOf, secret, text } from './definition-files.ts'

let desk: Desk
beforeAll(async () => {
  desk = await deskOf()
  desk.write('definitions.yaml', text)
})
afterAll(() => desk.stop())

describe('dump and diff', () => {
  it('a dump names its schema, and the schema is that of the reference', async () => {
    const { stdout } = await desk.run(['dump', '--schema', 'attrium.schema.json'])
    expect(stdout).toMatch(/^# yaml-language-server: \$schema=attrium\.schema\.json\n/)
    const schema = JSON.parse((await desk.run(['schema'])).stdout)
    expect(Object.keys(schema.properties)).toEqual(['groups', 'user_attributes', 'users'])
  })

  it('what ends on one server ends on the one that its dump is applied to', async () => {
    await desk.run(['apply', 'definitions.yaml', '--yes'], secret)
    const base = '/api/attrium/1.0'
    const [starts_at, expires_at] = ['2099-11-30T00:00:00.000Z', '2099-12-04T18:00:00.000Z']
    const of = { email: 'maya@acme.example', attribute: 'region', group: 'EMEA', expires_at }
    const { attribute: _, ...member } = of
    const { group: __, ...own } = of
    const { email: ___, ...ofGroup } = of
    const changes = [
      { op: 'remove_group_user', email: of.email, group: 'EMEA' },
      { op: 'add_group_user', ...member, starts_at },
      { op: 'set_user_value', ...own, value: 'E' },
      { op: 'set_group_value', ...ofGroup, value: 'until' },
    ]
    const set = await desk.server.api('POST', '/changes', { changes }, { base })
    expect(set.json.counts).toMatchObject({ changed: 4 })
    const dumped = await desk.run(['dump', '--users'])
    expect(dumped.stderr).toBe('')
    desk.write('dumped.yaml', dumped.stdout)
    const same = await desk.run(['plan', 'dumped.yaml', '--prune'], secret)
    expect([same.code, same.stdout]).toEqual([0, ''])
    const production = await deskOf()
    try {
      production.write('dumped.yaml', dumped.stdout)
      const way = await production.run(['apply', 'dumped.yaml', '--yes'], {
        env: { SECRET_EMEA: 'S3cret' },
      })
      expect([way.code, way.stdout]).toEqual([
        0,
        expect.stringContaining('until 2099-12-04 18:00 UTC'),
      ])
      const asked = async (path: string) => {
        const { json } = await production.server.api('GET', path, undefined, { base })
        return json
      }
      expect((await asked('/memberships?group=EMEA')).memberships).toMatchObject([
        { email: of.email, counts: false, starts_at, expires_at },
      ])
      expect((await asked('/group_values?attribute=region')).values).toMatchObject([
        { group: 'EMEA', value: 'until', expires_at },
      ])
      expect((await asked('/values?attribute=region&of=own')).values).toMatchObject([
        { value: 'E', expires_at },
      ])
    } finally {
      await production.stop()
    }
  })

  it('a file makes permanent what it says without an end, and a dump leaves out what is followed', async () => {
    desk.write('for-good.yaml', 'users: [{email: maya@acme.example, values: {region: E}}]')
    const way = await desk.run(['apply', 'for-good.yaml', '--yes'])
    expect(way.stdout).toMatch(/~ region: "E" until 2099-12-04 18:00 UTC -> "E"\n/)
    const after = await desk.run(['dump', '--users'])
    expect([after.stderr, after.stdout]).toEqual(['', expect.stringMatching(/^ {6}region: E$/m)])
    expect((await desk.run(['plan', 'for-good.yaml'])).code).toBe(0)
    const path = '/users/maya%40acme.example/values/region'
    const next = { value: 'F', starts_at: '2099-11-30T00:00:00Z' }
    await desk.server.api('PUT', path, next, { base: '/api/attrium/1.0' })
    const followed = await desk.run(['dump', '--users'])
    expect(followed.stdout).toMatch(
      / {4}# Left out, since another one follows it at 2099-11-30T00:00:00\S*Z: the value of region\n/,
    )
    expect(followed.stderr).toBe(
      '1 value is left out, since others follow: a file has one value, and would keep it.\n',
    )
    desk.write(
      'over.yaml',
      'users: [{email: maya@acme.example, groups: [{group: EMEA, expires_at: 2020-01-01T00:00:00Z}]}]',
    )
    expect((await desk.run(['plan', 'over.yaml'])).stderr).toMatch(
      /^over\.yaml:1:71: it has ended, so the file says nothing about it; leave it out\.\nNothing to change/,
    )
  })

  it('a diff shows what one server has and the other lacks', async () => {
    const other = await startServer()
    try {
      await desk.clear()
      await desk.run(['apply', 'definitions.yaml', '--yes'], secret)
      const profile = ({ url, lookerIni }: TestServer) => ({ base_url: url, ...keyIn(lookerIni) })
      const profiles = { staging: profile(desk.server), production: profile(other) }
      mkdirSync(join(desk.directory, '.config/attrium'), { recursive: true, mode: 0o700 })
      writeFileSync(
        join(desk.directory, '.config/attrium/config.yaml'),
        JSON.stringify({ profiles }),
        {
          mode: 0o600,
        },
      )
      const way = await desk.run(['diff', 'staging', 'production'])
      expect([way.code, way.stdout, way.stderr]).toEqual([
        3,
        expect.stringMatching(
          /^\+ is only in staging, - only in production, ~ differs:\n\n {2}\+ group "EMEA"\n[^-]*\+ attribute "region"/,
        ),
        'To make production as staging: 3 to add, 0 to change, 0 to take away, by 5 operations.\n',
      ])
      const back = await desk.run(['diff', 'production', 'staging'])
      expect([back.code, back.stdout]).toEqual([
        3,
        expect.stringMatching(/^\+ is only in production, .*\n\n {2}- group "EMEA"/),
      ])
      const open = { name: 'secret', label: 'Secret', type: 'string' }
      await other.api('POST', '/user_attributes', open)
      const hidden = await desk.run(['diff', 'production', 'staging'])
      expect([hidden.code, hidden.stderr]).toEqual([
        3,
        expect.stringContaining('Values of secret are hidden on staging alone'),
      ])
      const same = await desk.run(['diff', 'staging', 'staging'])
      expect([same.code, same.stdout, same.stderr]).toEqual([0, '', 'The definitions are equal.\n'])
    } finally {
      await other.stop()
    }
  })
})
