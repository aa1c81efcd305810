// Commands about servers, keys and the shell.
import type { Declared } from './client-command.ts'
import { yesOption } from './confirm.ts'
import { listFormats } from './screen/output.ts'

const [login, key, completion] = [
  () => import('./login.ts'),
  () => import('./api-key.ts'),
  () => import('./completion.ts'),
]

export const signInCommands: readonly Declared[] = [
  {
    usage: 'login',
    about:
      'Sign in, and print who you are: with the key that is found, by browser, or with a key that is typed.',
    options: [
      ['--browser', 'Sign in with your account in a browser, in place of a key.'],
      ['--no-open', 'Print the address for the browser, and open nothing.'],
      ['--save <NAME>', 'Keep the server as a profile, with its key or for sign-ins by browser.'],
      ...listFormats,
    ],
    examples: ['attrium login', 'attrium login --browser --url https://users.example --save prod'],
    run: async () => (await login()).loginCommand,
  },
  {
    usage: 'logout',
    about: 'End the sign-in by browser, or the token that commands keep.',
    examples: ['attrium logout', 'attrium logout --profile prod'],
    run: async () => (await login()).logoutCommand,
  },
  {
    usage: 'whoami',
    about: 'Print who you are, at which server, and how you are signed in.',
    options: listFormats,
    examples: ['attrium whoami', 'attrium whoami --profile prod --json'],
    run: async () => (await login()).whoami,
  },
  {
    usage: 'profile ls',
    about: 'List profiles.',
    options: listFormats,
    examples: ['attrium profile ls', 'attrium profile ls --json'],
    isRemote: false,
    run: async () => (await login()).listProfiles,
  },
  {
    usage: 'profile add <NAME>',
    about:
      'Name a server: its address, and a key whose secret comes from a file, from stdin or from a prompt.',
    examples: [
      'attrium profile add local --ini attrium-data/looker.ini',
      'attrium profile add prod --url https://users.example --client-id abc < secret.txt',
    ],
    run: async () => (await login()).addProfile,
  },
  {
    usage: 'profile use <NAME>',
    about: 'Use a profile from now on.',
    examples: ['attrium profile use local', 'attrium profile use prod'],
    isRemote: false,
    run: async () => (await login()).useProfile,
  },
  {
    usage: 'profile rm <NAME>',
    about: 'Remove a profile with its key.',
    examples: ['attrium profile rm local', 'attrium profile rm prod'],
    isRemote: false,
    run: async () => (await login()).removeProfile,
  },
  {
    usage: 'provider ls',
    about:
      'List the providers with which people sign in, those of the file and those that are set.',
    options: listFormats,
    examples: ['attrium provider ls', 'attrium provider ls --json'],
    run: async () => (await import('./provider.ts')).listProviders,
  },
  {
    usage: 'key ls [USER]',
    about: 'List API keys of a user, or your own, with when each was used last.',
    options: listFormats,
    examples: ['attrium key ls', 'attrium key ls maya@acme.example --json'],
    run: async () => (await key()).listKeys,
  },
  {
    usage: 'key new [USER]',
    about: 'Make an API key for a user, or for yourself. Its secret is printed once.',
    options: [
      ['--output <FILE>', 'Write a new looker.ini in place of printing it.'],
      ...listFormats,
    ],
    examples: ['attrium key new ana@acme.example', 'attrium key new 3 --output ana.ini'],
    run: async () => (await key()).newKey,
  },
  {
    usage: 'key revoke <USER> <KEY>',
    about: 'Delete an API key, by its id or its client id.',
    options: [yesOption],
    examples: ['attrium key revoke ana@acme.example 2 --yes', 'attrium key revoke 3 3 --yes'],
    run: async () => (await key()).removeKey,
  },
  ...(['bash', 'zsh', 'fish'] as const).map(
    (shell): Declared => ({
      usage: `completion ${shell}`,
      about: `Print completions for ${shell}, which ask the server for names.`,
      examples: {
        bash: [
          'attrium completion bash > ~/.local/share/bash-completion/completions/attrium',
          'source <(attrium completion bash)',
        ],
        zsh: ['attrium completion zsh > ~/.zfunc/_attrium', 'source <(attrium completion zsh)'],
        fish: [
          'attrium completion fish > ~/.config/fish/completions/attrium.fish',
          'attrium completion fish | source',
        ],
      }[shell] as [string, string],
      isRemote: false,
      run: async () => (await completion()).completionOf(shell),
    }),
  ),
]
