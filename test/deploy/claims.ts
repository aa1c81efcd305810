// The claims of a deployment file about the program: variables, commands and values of the chart.
import { processIo } from '../../src/cli/process-io.ts'
import { programOf } from '../../src/cli/program.ts'
import { settingList } from '../../src/setting-list.ts'

const variables: readonly string[] = [
  'ATTRIUM_MASTER_KEY',
  ...Object.values(settingList).map(({ env }) => env),
]

/** Variables that the program does not read. */
export const unknownVariables = (text: string): string[] =>
  [...new Set(text.match(/\bATTRIUM_\w+/g))].filter((name) => !variables.includes(name))

/** Commands and flags that the program does not have; after `exec` comes the name of a container. */
export function unknownCommands(text: string): string[] {
  const lines = text.matchAll(/(?<![\w.-]|exec )attrium((?: +[^\s`|&;<>#$"]+)+)/g)
  return [...lines].flatMap(([line, rest = '']) => {
    const words = rest.trim().split(/ +/)
    // Not a command: a file name, an address or the flag of another program.
    if (!/^[a-z]+$/.test(words[0] ?? '')) return []
    return wrongIn(words) ? [line] : []
  })
}

function wrongIn(words: readonly string[]): boolean {
  let command = programOf(processIo())
  let at = 0
  for (; at < words.length && command.commands.length > 0; at++) {
    const next = command.commands.find((one) => one.name() === words[at])
    if (next === undefined) return true
    command = next
  }
  const flags = words.slice(at).filter((word) => word.startsWith('--'))
  return flags.some((flag) => !command.options.some(({ long }) => long === flag.split('=')[0]))
}

type Values = { readonly [name: string]: unknown }

/** Values that a template needs but the chart lacks, and values that no template uses. */
export function valueDifferences(templates: string, values: Values): string[] {
  const asked = new Set([...templates.matchAll(/\.Values\.([\w.]+)/g)].map(([, path = '']) => path))
  const missing = [...asked].filter((path) => valueAt(values, path) === undefined)
  const unused = leaves(values).filter(
    (leaf) => ![...asked].some((path) => leaf === path || leaf.startsWith(`${path}.`)),
  )
  return [...missing.map((path) => `missing ${path}`), ...unused.map((path) => `unused ${path}`)]
}

const valueAt = (values: unknown, path: string): unknown =>
  path.split('.').reduce((value, name) => (value as Values | undefined)?.[name], values)

const leaves = (values: Values, parent = ''): string[] =>
  Object.entries(values).flatMap(([name, value]) =>
    isMap(value) ? leaves(value, `${parent}${name}.`) : [parent + name],
  )

const isMap = (value: unknown): value is Values =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0
