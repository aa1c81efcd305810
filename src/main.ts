#!/usr/bin/env node
// From argv to a command; each command's code is loaded when it is asked for.
import { Command } from 'commander'
import { type SettingName, SettingProblem, settingList } from './settings.ts'
import { CannotOpen } from './store/db.ts'

const program = new Command('attrium')
  .description('A user-attribute server that speaks the Looker API 4.0.')
  .version('0.1.0')

const serve = program.command('serve').description('Run the server.')
for (const { flag, argument, about, env, fallback } of Object.values(settingList)) {
  const shown = fallback === undefined ? '' : `, default ${fallback}`
  serve.option(`${flag} <${argument}>`, `${about} (${env}${shown})`)
}
serve.action(async (flags: Partial<Record<SettingName, string>>) => {
  const { serveCommand } = await import('./cli/serve.ts')
  await serveCommand(flags)
})

try {
  await program.parseAsync()
} catch (error) {
  const expected = error instanceof CannotOpen || error instanceof SettingProblem
  console.error(expected ? `attrium: ${error.message}` : error)
  process.exit(expected ? 2 : 1)
}
