// The commands: what each is called, takes and says of itself; its code is loaded when it is asked for.
import { Command, Option } from 'commander'
import { type SettingName, settingList } from '../settings.ts'
import { version } from '../start/package.ts'

export const program = new Command('attrium')
  .description('A user-attribute server that speaks the Looker API 4.0.')
  .version(version)
  // run.ts ends the process, with 2 after a mistake.
  .exitOverride()
  .configureOutput({
    outputError: (text, write) => write(text.replace(/^error:/, 'attrium:')),
  })
  .showHelpAfterError('attrium COMMAND --help lists what a command takes.')

type Flags = Partial<Record<SettingName, string>>

function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { flag, argument, about, env, fallback } = settingList[name]
    const shown = fallback === undefined ? '' : `, default ${fallback}`
    const shape = argument.startsWith('[') ? argument : `<${argument}>`
    command.addOption(new Option(`${flag} ${shape}`, `${about} (${env}${shown})`).preset('true'))
  }
  return command
}

const settingNames = Object.keys(settingList) as SettingName[]

withSettings(program.command('serve').description('Run the server.'), settingNames).action(
  async (flags: Flags) => {
    const { serveCommand } = await import('./serve.ts')
    await serveCommand(flags)
  },
)

/** A demo is on SQLite in a directory of its own. */
const notOfDemos = ['data', 'database', 'databaseFile', 'masterKeyFile', 'rateLimit']

withSettings(
  program.command('demo').description('Run a server with a sample company, on loopback.'),
  settingNames.filter((name) => !notOfDemos.includes(name)),
)
  .option('--ephemeral', 'Leave nothing behind.')
  .option('--ci', 'Print one line of JSON on stdout: url, client_id, client_secret, pid.')
  .action(async (flags: Flags) => {
    const { demoCommand } = await import('./demo.ts')
    await demoCommand(flags)
  })

const audit = program.command('audit').description('Check or write out the audit.')
const fileNames = ['data', 'masterKeyFile'] as const
const storeNames = ['data', 'database', 'databaseFile', 'masterKeyFile'] as const

withSettings(
  audit.command('verify').description('Say whether the audit is what the servers have written.'),
  storeNames,
)
  .option(
    '--head <FILE|MAC>',
    'A head that was written down elsewhere: its mac, or a log or an export that holds some.',
  )
  .action(async (flags: Flags & { head?: string }) => {
    const { verifyCommand } = await import('./audit.ts')
    await verifyCommand(flags)
  })

withSettings(
  audit.command('export').description('Write out every change, oldest first, as JSON lines.'),
  storeNames,
)
  .option('--csv', 'As CSV; the heads go to stderr.')
  .action(async (flags: Flags & { csv?: true }) => {
    const { exportCommand } = await import('./audit.ts')
    await exportCommand(flags)
  })

withSettings(
  program
    .command('copy')
    .description('Copy a store into an empty one, from SQLite to PostgreSQL or back.'),
  ['masterKeyFile'],
)
  .requiredOption('--from <STORE>', 'sqlite:DIR or postgres://…; no server runs on it.')
  .requiredOption('--to <STORE>', 'sqlite:DIR or postgres://…; empty, or left half-way by a copy.')
  .action(async (flags: Flags & { from: string; to: string }) => {
    const { copyCommand } = await import('./copy.ts')
    await copyCommand(flags)
  })

withSettings(
  program
    .command('key')
    .description('Change the keys that secrets are kept under.')
    .command('rotate')
    .description('Make a new key and seal every hidden value under it; the server is stopped.'),
  storeNames,
)
  .option('--master', 'Make a new master key instead.')
  .action(async (flags: Flags & { master?: true }) => {
    const { rotateCommand } = await import('./key.ts')
    await rotateCommand(flags)
  })

withSettings(
  program
    .command('admin')
    .description('Let an administrator in again.')
    .command('new-key')
    .description(
      'Make an API key for an administrator and put it into looker.ini, also beside a running server.',
    ),
  [...storeNames, 'publicUrl'],
)
  .argument(
    '[USER]',
    'Id or e-mail address; default the one enabled administrator, or the one with the lowest id.',
  )
  .action(async (user: string | undefined, flags: Flags) => {
    const { newKeyCommand } = await import('./admin.ts')
    await newKeyCommand(user, flags)
  })

withSettings(
  program.command('backup').description('Write a backup, also beside a running server.'),
  fileNames,
)
  .argument('<FILE>', 'Where to write it; nothing may be there.')
  .action(async (file: string, flags: Flags) => {
    const { backupCommand } = await import('./backup.ts')
    await backupCommand(file, flags)
  })

withSettings(
  program
    .command('restore')
    .description('Put the database of a backup in place, while no server runs.'),
  fileNames,
)
  .argument('<FILE>', 'A file that attrium backup has written, or a server before it migrated.')
  .option('--replace', 'Put the database that is there aside instead of refusing.')
  .action(async (file: string, flags: Flags & { replace?: true }) => {
    const { restoreCommand } = await import('./restore.ts')
    await restoreCommand(file, flags)
  })

withSettings(
  program
    .command('doctor')
    .description('Check a data directory, also beside a running server; changes nothing.'),
  storeNames,
)
  .option('--json', 'Say it as JSON.')
  .action(async (flags: Flags & { json?: true }) => {
    const { doctorCommand } = await import('./doctor.ts')
    await doctorCommand(flags)
  })
