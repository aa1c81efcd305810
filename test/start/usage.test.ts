// Wrong usage: a sentence for people on stderr, nothing on stdout, exit code 2; requested help is not wrong usage.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { programOf } from '../../src/cli/program.ts'
import { settingList } from '../../src/setting-list.ts'
import { attriumMain, repository } from '../support/repository.ts'
import { attriumHere, testIo } from '../support/test-io.ts'

const program = programOf(testIo().io)

const wordsOf = (words: string) => words.split(' ').filter((word) => word !== '')

/** In this process, as all of these cases but a few. */
const attrium = (words: string) => attriumHere(wordsOf(words))

function attriumProcess(words: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [attriumMain, ...wordsOf(words)], {
    encoding: 'utf8',
    env: {},
  })
  return { code: status, stdout, stderr }
}

/** The names of every command that does something. */
function namesBelow(command: Command, names: readonly string[] = []): string[][] {
  return command.commands.length === 0
    ? [[...names]]
    : command.commands.flatMap((sub) => namesBelow(sub, [...names, sub.name()]))
}
const commands = namesBelow(program).map((names) => names.join(' '))
/** The options that a command requires; it would complain about a missing one first. */
const required: Readonly<Record<string, string>> = {
  copy: ' --from sqlite:a --to sqlite:b',
  'audit archive': ' --before 2026-01-31',
  'group update': ' --name a',
}
const full = (command: string) => `${command}${required[command] ?? ''}`
const groups = program.commands.filter(({ commands }) => commands.length > 0)
/** Commands that take at most one argument. */
const local = commands.filter((name) =>
  ['serve', 'demo', 'audit', 'copy', 'backup', 'restore', 'doctor'].includes(
    name.split(' ')[0] ?? '',
  ),
)

/** The settings of `serve`, which has all of them, by the flag that they are given with. */
const options = program.commands.find((command) => command.name() === 'serve')?.options ?? []
const named = options.flatMap((option) => (option.long ? [[option.long, option] as const] : []))

it.each(Object.entries(settingList))('the setting %s is read from its flag', (name, { flag }) => {
  expect(new Map(named).get(flag)?.attributeName()).toBe(name)
})

describe('wrong usage ends with 2', () => {
  it.each([
    ...commands.map((command) => [`${full(command)} --nonsense`, "unknown option '--nonsense'"]),
    ...local.map((command) => [`${full(command)} one two`, 'too many arguments']),
    ...groups.map((group) => [`${group.name()} nonsense`, "unknown command 'nonsense'"]),
    ['nonsense', "unknown command 'nonsense'"],
    ['serv', 'Did you mean serve?'],
    ['--nonsense', "unknown option '--nonsense'"],
    ['serve --port', 'argument missing'],
    ['demo --seed', 'argument missing'],
    ['backup', "missing required argument 'FILE'"],
    ['restore', "missing required argument 'FILE'"],
    ['copy --from sqlite:a', "required option '--to <STORE>' not specified"],
    ['copy --from a --to b', '--from and --to must each be'],
    ['doctor --database nonsense', '--database (ATTRIUM_DATABASE)'],
    ['audit verify --head nonsense', '--head must be'],
    ['demo --port many', '--port (ATTRIUM_PORT)'],
  ])('attrium %s', async (words, said) => {
    const { code, stdout, stderr } = await attrium(words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^attrium: /)
    expect(stderr).toContain(said)
  })

  it.each(['nonsense', 'demo --port many', ''])('attrium %s, as a process', (words) => {
    const { code, stdout, stderr } = attriumProcess(words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^(attrium: |Usage: )/)
  })

  it.each(['', ...groups.map((group) => group.name())])('attrium %s and no more', async (words) => {
    const { code, stdout, stderr } = await attrium(words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^Usage: attrium /)
  })
})

describe('help ends with 0', () => {
  it.each(['--help', 'help', 'serve --help', 'help serve'])('attrium %s', async (words) => {
    const { code, stdout, stderr } = await attrium(words)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Usage: attrium /)
  })

  it('and so does the version, which is the one of the package', () => {
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    expect(attriumProcess('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })
})
