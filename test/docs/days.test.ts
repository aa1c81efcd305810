// The guide from Thursday to Saturday: its commands print what it shows on a server whose clock moves from heading to
// heading.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { sweepEnded } from '../../src/start/expiry.ts'
import { repository } from '../support/repository.ts'
import { keyIn, startServer } from '../support/server.ts'
import { attriumHere, freshHome } from '../support/test-io.ts'
import { codeBlocks } from './blocks.ts'

const page = readFileSync(join(repository, 'docs/guides/from-thursday-to-saturday.md'), 'utf8')

/** The words of a command; a text in single quotes is one. */
const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '').slice(1)

it('each day answers what the guide shows', async () => {
  let clock = Date.UTC(2026, 11, 1)
  const flags = { rateLimit: '0' }
  const server = await startServer({ flags, planting: { seed: company }, now: () => clock })
  const home = freshHome()
  const { client_id, client_secret } = keyIn(server.lookerIni)
  const env = {
    LOOKERSDK_BASE_URL: server.url,
    LOOKERSDK_CLIENT_ID: client_id,
    LOOKERSDK_CLIENT_SECRET: client_secret,
  }
  const days = page.split('\n## ').slice(1)
  expect(days.length).toBe(4)
  try {
    for (const day of days) {
      const [, date, time] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d)\n/.exec(day) ?? []
      clock = Date.parse(`${date}T${time}:00Z`)
      const { db, now } = server.running.server
      // Upkeep runs between two days, not within the minute.
      if (time === '10:00') await sweepEnded({ db, now, isEnding: () => false })
      let told = ''
      for (const line of (codeBlocks(day, 'bash')[0] ?? '').trimEnd().split('\n')) {
        const given = { home, directory: home, env, now: () => clock }
        const { code, stdout, stderr } = await attriumHere(wordsOf(line), given)
        expect([line, code, code === 0 ? '' : stderr]).toEqual([line, 0, ''])
        told += stdout
      }
      expect(`${date} ${time}\n${told.trimEnd()}`).toBe(
        `${date} ${time}\n${(codeBlocks(day, 'text')[0] ?? '').trimEnd()}`,
      )
    }
  } finally {
    await server.stop()
    rmSync(home, { recursive: true, force: true })
  }
})
