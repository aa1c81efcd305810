// Commands for a shell, which do what a screen does.

/** A text as one word of a shell. */
export const shellText = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

interface Line {
  /** What the command is about, in its order. */
  readonly args: readonly string[]
  /** As they are written. */
  readonly options?: readonly string[]
  readonly between?: string
}

/** An argument that begins with a dash would be an option, unless `--` has ended those. */
export function commandLine(command: string, { args, options = [], between = ' ' }: Line): string {
  const words = args.map(shellText).join(' ')
  const parts = args.some((text) => text.startsWith('-'))
    ? [command, ...options, `-- ${words}`]
    : [`${command} ${words}`, ...options]
  return parts.join(between)
}
