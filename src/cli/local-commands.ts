// The commands of the machine of a server; the code of a command is loaded only when it runs.
import { type Command, Option } from 'commander'
import { type SettingName, settingList } from '../setting-list.ts'

type Flags = Partial<Record<SettingName, string>>

function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) {
    const { flag, argument, about, env, fallback } = settingList[name]
    const defaultNote = fallback === undefined ? '' : `, default ${fallback}`
    const shape = argument.startsWith('[') ? argument : `<${argument}>`
    command.addOption(
      new Option(`${flag} ${shape}`, `${about} (${env}${defaultNote})`).preset('true'),
    )
  }
  return command
}

const settingNames = Object.keys(settingList) as SettingName[]

export function addLocalCommands(program: Command): void {
  withSettings(program.command('serve').description('Run the server.'), settingNames).action(
    async (flags: Flags) => {
      const { serveCommand } = await import('./serve.ts')
      await serveCommand(flags)
    },
  )

  /** A demo uses SQLite in a directory of its own, so it does not have these settings. */
  const notOfDemos = ['data', 'database', 'databaseFile', 'masterKeyFile', 'rateLimit']

  withSettings(
    program.command('demo').description('Run a server with a sample company, on loopback.'),
    settingNames.filter((name) => !notOfDemos.includes(name)),
  )
    .option('--ephemeral', 'Remove the data when the demo stops.')
    .option('--ci', 'Print one line of JSON on stdout: url, client_id, client_secret, pid.')
    .action(async (flags: Flags) => {
      const { demoCommand } = await import('./demo.ts')
      await demoCommand(flags)
    })

  const audit = program.command('audit').description('Check or export the audit.')
  const fileNames = ['data', 'masterKeyFile'] as const
  const storeNames = ['data', 'database', 'databaseFile', 'masterKeyFile'] as const

  withSettings(
    audit
      .command('verify')
      .description('Check that nobody has changed, added or removed audit rows.'),
    storeNames,
  )
    .option(
      '--head <FILE|MAC>',
      'Compare with a head that you kept elsewhere: its mac, or a log or an export that contains heads.',
    )
    .option('--archive <FILE...>', 'Archives to read before the rows of the store, oldest first.')
    .option('--state', 'Also compare the state of the store with the audit.')
    .action(async (flags: Flags & { head?: string; archive?: string[]; state?: true }) => {
      const { verifyCommand } = await import('./audit.ts')
      await verifyCommand(flags)
    })

  withSettings(
    audit.command('export').description('Print every change, oldest first, as JSON lines.'),
    storeNames,
  )
    .option('--csv', 'Print CSV instead. The heads go to stderr.')
    .action(async (flags: Flags & { csv?: true }) => {
      const { exportCommand } = await import('./audit.ts')
      await exportCommand(flags)
    })

  withSettings(
    audit
      .command('archive')
      .description(
        'Move audit rows older than a date into a file. The chain stays intact. On SQLite, stop the server first.',
      ),
    storeNames,
  )
    .argument('<FILE>', 'File to write. If it exists, the command continues the archive in it.')
    .requiredOption('--before <DATE>', 'A date such as 2026-01-31, at least ten minutes ago.')
    .action(async (file: string, flags: Flags & { before: string }) => {
      const { archiveCommand } = await import('./archive.ts')
      await archiveCommand(file, flags)
    })

  withSettings(
    program
      .command('copy')
      .description('Copy a store into an empty one, from SQLite to PostgreSQL or back.'),
    ['masterKeyFile'],
  )
    .requiredOption(
      '--from <STORE>',
      'Source, sqlite:DIR or postgres://…. No server may run on it.',
    )
    .requiredOption(
      '--to <STORE>',
      'Target, sqlite:DIR or postgres://…. It must be empty or contain an unfinished copy.',
    )
    .action(async (flags: Flags & { from: string; to: string }) => {
      const { copyCommand } = await import('./copy.ts')
      await copyCommand(flags)
    })

  withSettings(
    program
      .command('key')
      .description('Replace the keys that protect secrets; list, make and delete API keys.')
      .command('rotate')
      .description('Make a new key and seal every hidden value with it. Stop the server first.'),
    storeNames,
  )
    .option('--master', 'Make a new master key instead.')
    .action(async (flags: Flags & { master?: true }) => {
      const { rotateCommand } = await import('./key.ts')
      await rotateCommand(flags)
    })

  const admin = program.command('admin').description('Give an administrator access again.')
  withSettings(
    admin
      .command('new-key')
      .description(
        'Make an API key for an administrator and write it to looker.ini. The server may be running.',
      ),
    [...storeNames, 'publicUrl'],
  )
    .argument('[USER]', ofAdministrator)
    .action(async (user: string | undefined, flags: Flags) => {
      const { newKeyCommand } = await import('./admin.ts')
      await newKeyCommand(user, flags)
    })

  withSettings(
    admin
      .command('invite')
      .description(
        'Make a link with which an administrator chooses a password. The server may be running.',
      ),
    [...storeNames, 'publicUrl'],
  )
    .argument('[USER]', ofAdministrator)
    .action(async (user: string | undefined, flags: Flags) => {
      const { inviteCommand } = await import('./admin.ts')
      await inviteCommand(user, flags)
    })

  withSettings(
    program.command('backup').description('Write a backup. The server may be running.'),
    fileNames,
  )
    .argument('<FILE>', 'File to write. It must not exist.')
    .action(async (file: string, flags: Flags) => {
      const { backupCommand } = await import('./backup.ts')
      await backupCommand(file, flags)
    })

  withSettings(
    program
      .command('restore')
      .description('Restore the database from a backup. Stop the server first.'),
    fileNames,
  )
    .argument('<FILE>', 'Backup written by attrium backup, or by a server before a migration.')
    .option('--replace', 'Keep the existing database under another name instead of refusing.')
    .action(async (file: string, flags: Flags & { replace?: true }) => {
      const { restoreCommand } = await import('./restore.ts')
      await restoreCommand(file, flags)
    })

  withSettings(
    program
      .command('mark-restored')
      .description(
        'End all tokens, sessions and links in a store that another program has restored. No server may run.',
      ),
    storeNames,
  ).action(async (flags: Flags) => {
    const { markRestoredCommand } = await import('./mark-restored.ts')
    await markRestoredCommand(flags)
  })

  withSettings(
    program
      .command('doctor')
      .description('Check a data directory without changing it. The server may be running.'),
    storeNames,
  )
    .option('--json', 'Print the result as JSON.')
    .action(async (flags: Flags & { json?: true }) => {
      const { doctorCommand } = await import('./doctor.ts')
      await doctorCommand(flags)
    })
}

const ofAdministrator =
  'Id or e-mail address of a user. The default is the enabled administrator with the lowest id.'
