// The completions in the shells themselves: keys are typed into a terminal, and the line that stands there is read.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { attriumMain } from '../support/repository.ts'
import { demoForCommands } from './demo-for-commands.ts'

const { demo, home } = demoForCommands()

/** Ctrl-T tells the line. */
const shells = {
  bash: {
    start: 'bash --norc --noprofile -i',
    setUp:
      'bind "set enable-bracketed-paste off"; source <(attrium completion bash); tell() { printf "<%s>\\n" "$READLINE_LINE"; READLINE_LINE=; READLINE_POINT=0; }; bind -x "\\"\\C-t\\": tell"',
  },
  zsh: {
    start: 'zsh -f -i',
    setUp:
      'unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; source <(attrium completion zsh); tell() { print -r -- "<$BUFFER>"; BUFFER=; zle accept-line }; zle -N tell; bindkey "^T" tell',
  },
}

/** zsh has terminals for other programs, bash too. */
const typing = ({ start, setUp }: (typeof shells)['zsh'], lines: readonly string[]): string => `
zmodload zsh/zpty
zpty shell ${start}
zpty -w shell ${quoted(`${setUp}; echo ready-$((1+1))`)}
zpty -r shell text '*ready-2*'
for line in ${lines.map(quoted).join(' ')}; do
  zpty -w -n shell "$line"$'\\t\\x14'
  zpty -r shell text '*<*>*'
  print -r -- "\${\${text##*<}%%>*}"
done
zpty -d shell
`
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** CI has all of them. */
const isMissing = (...names: readonly string[]): boolean =>
  names.some((name) => spawnSync(name, ['--version']).status !== 0)

beforeAll(() => {
  const file = join(home(), 'attrium')
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${attriumMain}" "$@"\n`, {
    mode: 0o755,
  })
})

async function printedBy(shell: string, words: readonly string[]): Promise<string[]> {
  const env = {
    ...{ PATH: `${home()}:${process.env['PATH']}`, HOME: home(), TERM: 'dumb' },
    LOOKERSDK_BASE_URL: demo().url,
    LOOKERSDK_CLIENT_ID: demo().key.client_id,
    LOOKERSDK_CLIENT_SECRET: demo().key.client_secret,
  }
  const child = spawn(shell, words, { env, stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 })
  let printed = ''
  child.stdout.on('data', (text) => {
    printed += text
  })
  expect(await once(child, 'close')).toEqual([0, null])
  return printed.replace(/\n$/, '').split('\n')
}

/** What is typed before the tab, and the line after it. */
const completed = [
  ['attrium attri', 'attrium attribute '],
  ['attrium attribute set us', 'attrium attribute set user '],
  ['attrium who --unse', 'attrium who --unset '],
  ['attrium who tenant', 'attrium who tenant_id '],
  ['attrium who region --group EM', 'attrium who region --group EMEA '],
  ['attrium group cat Globa', 'attrium group cat Global\\ leads '],
  ['attrium group add Global\\ leads jon', 'attrium group add Global\\ leads jonas@acme.example '],
  ['attrium explain maya@ac', 'attrium explain maya@acme.example '],
  ['attrium role cat Adm', 'attrium role cat Admin '],
] as const

describe.each(Object.entries(shells))('in %s', (name, shell) => {
  it.skipIf(isMissing('zsh', name))(
    'a tab completes commands, options and names of the server',
    { timeout: 60_000 },
    async () => {
      const lines = completed.map(([typed]) => typed)
      const told = await printedBy('zsh', ['-f', '-c', typing(shell, lines)])
      expect(told).toEqual(completed.map(([, line]) => line))
    },
  )
})

it.skipIf(isMissing('fish'))('in fish a tab completes them, too', { timeout: 60_000 }, async () => {
  const asked = completed.map(([typed]) => `complete -C ${quoted(typed)}`).join('; ')
  const told = await printedBy('fish', ['-N', '-c', `attrium completion fish | source; ${asked}`])
  // fish tells words as they are, and quotes them when it inserts them.
  expect(told).toEqual(
    completed.map(([, line]) => (/(?:\\ |\S)+(?= $)/.exec(line)?.[0] ?? '').replace('\\ ', ' ')),
  )
})
