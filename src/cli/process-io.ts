// What a command has of this process.
import { homedir, tmpdir } from 'node:os'
import type { Input, Io, Screen } from './io.ts'
import { troubleOf } from './named-file.ts'

export function processIo(): Io {
  const { env } = process
  let stopping: AbortSignal | undefined
  return {
    env,
    directory: process.cwd(),
    home: homedir(),
    temporary: tmpdir(),
    uid: process.getuid?.(),
    out: screenOf(process.stdout, env),
    err: screenOf(process.stderr, env),
    input: processInput,
    now: () => Date.now(),
    browse: (address) => openBrowser(address, env),
    get signal() {
      stopping ??= stoppedByInterrupt()
      return stopping
    },
  }
}

function screenOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Screen {
  const isTerminal = stream.isTTY === true
  const forced = env['FORCE_COLOR']
  return {
    isTerminal,
    hasColour:
      !env['NO_COLOR'] &&
      (forced ? forced !== '0' && forced !== 'false' : isTerminal && env['TERM'] !== 'dumb'),
    // A terminal that does not know its size says 0.
    columns: isTerminal ? stream.columns || 80 : undefined,
    write: (text) => void stream.write(text),
    drained: () =>
      stream.writableNeedDrain
        ? new Promise((resolve) => stream.once('drain', resolve))
        : Promise.resolve(),
  }
}

const processInput: Input = {
  get isTerminal() {
    return process.stdin.isTTY === true
  },
  async bytes() {
    const chunks: Uint8Array[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  },
  async line(signal) {
    const { createInterface } = await import('node:readline')
    const lines = createInterface({ input: process.stdin, signal })
    try {
      for await (const line of lines) return line
      return ''
    } finally {
      lines.close()
    }
  },
}

/** No browser that would take the terminal: on Linux and BSD there has to be a screen. */
function openBrowser(address: string, env: NodeJS.ProcessEnv): void {
  const { platform } = process
  const hasScreen = platform === 'darwin' || platform === 'win32'
  if (!hasScreen && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return
  const [command, ...words] =
    platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler']
      : [platform === 'darwin' ? 'open' : 'xdg-open']
  const { spawn } = process.getBuiltinModule('node:child_process')
  spawn(command ?? '', [...words, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}

/** The first Ctrl-C stops what waits, so that the command can say what became of it; the second ends the process. */
function stoppedByInterrupt(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(interrupted)
      stop.abort()
    })
  }
  return stop.signal
}

/** As shells have it after SIGINT. */
export const interrupted = 130

/** Ends the command when its output cannot be written: quietly if its reader has closed it. */
export function endWithOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  const why = troubleOf(error) ?? `fails (${error.code ?? 'unknown'})`
  console.error(`attrium: The output cannot be written: it ${why}.`)
  process.exit(1)
}
