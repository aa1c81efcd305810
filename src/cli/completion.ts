// `attrium completion`: scripts for shells, and the words that they ask for.
import type { Command } from 'commander'
import type { Invocation, Run } from './client-command.ts'
import { connect } from './connection/connect.ts'
import type { ServerFlags } from './connection/find-server.ts'
import type { Io } from './io.ts'
import { printable } from './screen/printable.ts'

export const completionOf =
  (shell: 'bash' | 'zsh' | 'fish'): Run =>
  async ({ io }: Invocation) =>
    io.out.write(scripts[shell])

/** The shell quotes names with spaces; the words before the last one are given as they are. */
const scripts = {
  bash: `_attrium() {
  local IFS=$'\\n' word
  COMPREPLY=()
  while read -r word; do
    COMPREPLY+=("$(printf %q "$word")")
  done < <(attrium complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _attrium attrium
# Otherwise an address would be two words.
COMP_WORDBREAKS=\${COMP_WORDBREAKS//@/}
`,
  zsh: `#compdef attrium
_attrium() {
  local -a found
  found=("\${(@f)$(attrium complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n "$found" ]] && compadd -a found || _files
}
compdef _attrium attrium
`,
  fish: `complete -c attrium -a '(attrium complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
} as const

/** The words that may stand in place of the last one, a line each. */
export async function complete(
  program: Command,
  words: readonly string[],
  io: Io,
): Promise<string[]> {
  const last = words.at(-1) ?? ''
  let command = program
  let at = 0
  for (; at < words.length - 1; at++) {
    const next = command.commands.find((it) => it.name() === words[at])
    if (next === undefined) break
    command = next
  }
  const before = words.slice(at, -1)
  const option = command.options.find(
    ({ long, required, optional }) => long === before.at(-1) && (required || optional),
  )
  const found =
    option !== undefined
      ? await namesFor(/<(\w+)>/.exec(option.flags)?.[1] ?? '', last, flagsIn(before), io)
      : last.startsWith('-')
        ? command.options.flatMap(({ long }) => long ?? [])
        : command.commands.length > 0
          ? command.commands.map((it) => it.name())
          : await namesFor(argumentAt(command, before), last, flagsIn(before), io)
  return found.filter((name) => name.toLowerCase().startsWith(last.toLowerCase()))
}

/** The name of the argument that comes after these words. */
function argumentAt(command: Command, words: readonly string[]): string {
  let count = 0
  for (let at = 0; at < words.length; at++) {
    const option = command.options.find(({ long }) => long === words[at])
    if (option === undefined) count++
    else if (option.required) at++
  }
  const known = command.registeredArguments
  return (known[count] ?? known.findLast(({ variadic }) => variadic))?.name() ?? ''
}

/** The options for the server that are already written. */
function flagsIn(words: readonly string[]): ServerFlags {
  const after = (flag: string) => words[words.indexOf(flag) + 1]
  const given = (flag: string, name: keyof ServerFlags) =>
    words.includes(flag) && after(flag) !== undefined ? { [name]: after(flag) } : {}
  return { ...given('--profile', 'profile'), ...given('--url', 'url'), ...given('--ini', 'ini') }
}

const mostNames = 100
/** Nobody waits longer for names. */
const seconds = '2'

/** Names of the server; none if it cannot be asked. A name that a terminal must not get is left out. */
async function namesFor(
  argument: string,
  begun: string,
  flags: ServerFlags,
  io: Io,
): Promise<readonly string[]> {
  const list = lists[argument]
  if (list === undefined) return []
  try {
    const names = await list(await connect({ ...flags, timeout: seconds }, io), begun)
    return names.filter((name) => name !== '' && printable(name) === name)
  } catch {
    return []
  }
}

type Connection = Awaited<ReturnType<typeof connect>>
type List = (connection: Connection, begun: string) => Promise<readonly string[]>

const lists: Readonly<Record<string, List>> = {
  async ATTRIBUTE({ looker }) {
    const { body } = await looker('GET /user_attributes', { query: { fields: 'name' } })
    return body.flatMap(({ name }) => name ?? [])
  },
  async GROUP({ looker }) {
    const { body } = await looker('GET /groups', { query: { fields: 'name' } })
    return body.flatMap(({ name }) => name ?? [])
  },
  async ROLE({ looker }) {
    const { body } = await looker('GET /roles', { query: { fields: 'name' } })
    return body.flatMap(({ name }) => name ?? [])
  },
  async USER({ looker }, begun) {
    const email = `${begun.replace(/[%_^]/g, '^$&')}%`
    const { body } = await looker('GET /users/search', {
      query: { email, fields: 'email', limit: mostNames },
    })
    const found: readonly { readonly email?: string | null }[] = body
    return found.flatMap(({ email }) => email ?? [])
  },
}
