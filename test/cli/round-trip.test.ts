// Exports that are imported again: nothing changes, whatever the values and the form are.
import { beforeEach, expect, it } from 'vitest'
import { demoForCommands } from './demo-for-commands.ts'

const { attrium, demo } = demoForCommands()
beforeEach(() => demo().reset())

const json = (value: string, attribute: string, user_id: string) =>
  JSON.stringify({ op: 'set_user_value', user_id, attribute, value })

/** Own values that a table could hold for something else. */
async function withOddTexts(values: readonly string[]): Promise<void> {
  expect((await attrium('attribute create note --type string')).code).toBe(0)
  const lines = values.map((value, at) => json(value, 'note', String(at + 3)))
  expect((await attrium('import - --yes', { input: lines.join('\n') })).stderr).toContain('changed')
}

it.each([
  ['--own', ''],
  ['--own', '--empty unset'],
  ['--own --json', ''],
])(
  'export %s, import %s: the text \\N and the empty text are there afterwards',
  async (how, more) => {
    await withOddTexts(['\\N', '', ' ', "'a", '-b', '"'])
    const file = (await attrium(`export ${how}`)).stdout
    const ran = await attrium(`import - --dry-run ${more}`, { input: file })
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([
      0,
      '',
      expect.stringMatching(/^0 would be changed · [1-9]/m),
    ])
  },
)

it.each(['--empty keep', '--empty unset'])('export --wide, import %s', async (more) => {
  await withOddTexts([' ', "'a", '-b', '"', 'a\nb'])
  const secret = json('a secret', 'warehouse_password', '4')
  expect((await attrium('import - --yes', { input: secret })).code).toBe(0)
  const { stdout: input, stderr } = await attrium('export --wide --own')
  expect(stderr).toContain('Left out, because their values are hidden: warehouse_password.')
  const ran = await attrium(`import - --dry-run ${more}`, { input })
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringMatching(/^0 would be changed · [1-9]/m)])
})

it.each(['\\N', ''])('export --wide has no cell for %j, and says so', async (value) => {
  await withOddTexts([value])
  const ran = await attrium('export --wide --own')
  expect([ran.code, ran.stdout, ran.stderr]).toEqual([
    2,
    '',
    'attrium: A wide table has no cell for the note of user 3, which is an empty text or reads \\N: leave out --wide.\n',
  ])
  expect((await attrium('export --wide --attributes note')).code).toBe(0)
})

it('the preview of a table shows that a quoted \\N removes the value, as the import does', async () => {
  const input = 'email,region\nmaya@acme.example,"\\N"\n'
  expect((await attrium('import - --dry-run', { input })).stdout).toMatch(
    /maya@acme\.example +region +EMEA,AMER,APAC +\(removed\)/,
  )
  expect((await attrium('import - --yes', { input })).code).toBe(0)
  const { stdout } = await attrium('attribute get user value maya@acme.example region --json')
  expect(JSON.parse(stdout).source).not.toBe('User Setting')
})
