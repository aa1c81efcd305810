// Commands called wrongly: a sentence for people on stderr, nothing on stdout, exit code 2; help asked for is none.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { program } from '../../src/cli/program.ts'
import { repository } from '../repository.ts'

const main = join(repository, 'dist', 'src', 'main.js')

function attrium(words: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [main, ...words.split(' ').filter((word) => word !== '')],
    { encoding: 'utf8', env: {} },
  )
  return { status, stdout, stderr }
}

/** The words of each command that does something. */
const commands = program.commands.flatMap((command) =>
  command.commands.length === 0
    ? [command.name()]
    : command.commands.map((sub) => `${command.name()} ${sub.name()}`),
)
/** With the options that it cannot do without, whose absence would be told first. */
const full = (command: string) =>
  command === 'copy' ? 'copy --from sqlite:a --to sqlite:b' : command
const groups = program.commands.filter(({ commands }) => commands.length > 0)

describe('wrong usage ends with 2', () => {
  it.each([
    ...commands.map((command) => [`${full(command)} --nonsense`, "unknown option '--nonsense'"]),
    ...commands.map((command) => [`${full(command)} one two`, 'too many arguments']),
    ...groups.map((group) => [`${group.name()} nonsense`, "unknown command 'nonsense'"]),
    ['nonsense', "unknown command 'nonsense'"],
    ['serv', 'Did you mean serve?'],
    ['--nonsense', "unknown option '--nonsense'"],
    ['serve --port', 'argument missing'],
    ['demo --seed', 'argument missing'],
    ['backup', "missing required argument 'FILE'"],
    ['restore', "missing required argument 'FILE'"],
    ['copy --from sqlite:a', "required option '--to <STORE>' not specified"],
    ['copy --from a --to b', '--from and --to are'],
    ['doctor --database nonsense', '--database (ATTRIUM_DATABASE)'],
    ['audit verify --head nonsense', '--head must be'],
    ['demo --port many', '--port (ATTRIUM_PORT)'],
  ])('attrium %s', (words, said) => {
    const { status, stdout, stderr } = attrium(words)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^attrium: /)
    expect(stderr).toContain(said)
  })

  it.each(['', ...groups.map((group) => group.name())])('attrium %s and no more', (words) => {
    const { status, stdout, stderr } = attrium(words)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^Usage: attrium /)
  })
})

describe('help ends with 0', () => {
  it.each(['--help', 'help', 'serve --help', 'help serve'])('attrium %s', (words) => {
    const { status, stdout, stderr } = attrium(words)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Usage: attrium /)
  })

  it('and so does the version, which is the one of the package', () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    expect(attrium('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
  })
})
