// docs/guides/from-looker-cli.md: the commands of its table work on one demo. With ATTRIUM_LOOKER_CLI, the path of
// Looker's own command line, those beside them run, too, and what should be the same is compared.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { demoForCommands } from '../cli/demo-for-commands.ts'
import { lookerCommandLine } from '../examples/tools.ts'
import { repository } from '../support/repository.ts'
import { wordsIn } from '../support/words.ts'
import { codeIn, tablesBelow } from './blocks.ts'

const { attrium, demo } = demoForCommands()
const page = readFileSync(join(repository, 'docs/guides/from-looker-cli.md'), 'utf8')
const [rows = []] = tablesBelow(page, '# Coming from looker-cli')

/** What looker-cli prints. */
async function printedByOther(line: string): Promise<string> {
  const { url, key } = demo()
  const { hostname, port } = new URL(url)
  const env = { LOOKERSDK_CLIENT_ID: key.client_id, LOOKERSDK_CLIENT_SECRET: key.client_secret }
  const words = [...wordsIn(line).words, '--host', hostname, '--port', port, '--ssl=false']
  return (await promisify(execFile)(lookerCommandLine ?? '', words, { env })).stdout
}

const unixLines = (text: string) => text.replaceAll('\r\n', '\n').trimEnd()

it('has a row for each command that both have', () => {
  expect(rows.length).toBeGreaterThan(20)
  expect(rows.filter(([, , compared]) => compared?.startsWith('the same')).length).toBe(12)
})

it.each(rows)('%s and %s', async (theirs = '', ours = '', compared = '') => {
  const { code, stdout, stderr } = await attrium((codeIn(ours) ?? '').replace(/^attrium /, ''))
  expect([ours, code, code === 0 ? '' : stderr]).toEqual([ours, 0, ''])
  if (lookerCommandLine === undefined) return
  const told = await printedByOther(codeIn(theirs) ?? '')
  if (compared === 'the same') expect(unixLines(stdout)).toBe(unixLines(told))
  if (compared.startsWith('the same values')) {
    const { can: _, ...fields } = JSON.parse(told)
    expect(JSON.parse(stdout)).toMatchObject(fields)
  }
})
