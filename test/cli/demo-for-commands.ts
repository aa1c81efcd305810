// A demo for the commands of a test file, and the directory of a person who uses it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type Demo, startDemo } from '../../src/demo/start-demo.ts'
import { readSettings } from '../../src/settings.ts'
import { attriumHere, freshHome, type Given } from '../support/test-io.ts'
import { wordsIn } from '../support/words.ts'

export function demoForCommands() {
  let demo: Demo
  let home: string

  beforeAll(async () => {
    demo = await startDemo(readSettings({ port: '0', logLevel: 'silent' }, {}), { ephemeral: true })
    home = freshHome()
    put(
      'regions.csv',
      'email,region,discount_cap\njonas@acme.example,AMER,<5\nchloe@acme.example,APAC,\n',
    )
    put('definitions.yaml', 'groups: [{ name: EMEA }]\n')
    put('definitions/users.yaml', 'users: [{ email: jonas@acme.example, groups: [EMEA] }]\n')
    put('more.yaml', 'groups: [{ name: LATAM }]\n')
    put('secret.txt', 'a secret\n')
    put('attrium-data/looker.ini', readFileSync(demo.lookerIni, 'utf8'))
  })
  afterAll(async () => {
    await demo.stop()
    rmSync(home, { recursive: true, force: true })
  })

  function put(name: string, text: string | Uint8Array): void {
    const file = join(home, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }

  /** Runs a command as the administrator of the demo. */
  const attrium = (words: readonly string[] | string, given: Given = {}) =>
    attriumHere(typeof words === 'string' ? wordsIn(`attrium ${words}`).words : words, {
      env: {
        LOOKERSDK_BASE_URL: demo.url,
        LOOKERSDK_CLIENT_ID: demo.key.client_id,
        LOOKERSDK_CLIENT_SECRET: demo.key.client_secret,
      },
      ...{ home, directory: home, ...given },
    })

  return { put, attrium, demo: () => demo, home: () => home }
}
