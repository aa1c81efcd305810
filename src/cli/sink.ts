// Where a file of lines goes while it arrives: a file, or stdout.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Io } from './io.ts'
import { newFileAt } from './named-file.ts'
import { eachSecond } from './progress.ts'
import { note, printFile } from './screen/output.ts'

/** The file of --output, which is complete or not there, or stdout. Throws CannotRun if the file is there already. */
export function sinkOf(io: Io, output: string | undefined) {
  const file = output === undefined ? undefined : newFileAt(io, output)
  let lines = 0
  const progress = eachSecond((line) => note(io, line))
  const counted = (chunk: Uint8Array) => {
    for (const byte of chunk) if (byte === 10) lines++
    progress(() => `${lines.toLocaleString('en')} lines so far`)
  }
  const take = async (chunks: AsyncIterable<Uint8Array>) => {
    if (file === undefined) {
      const decoder = new TextDecoder()
      for await (const chunk of chunks) {
        counted(chunk)
        const text = decoder.decode(chunk, { stream: true })
        printFile(io, text)
        await io.out.drained()
      }
      return
    }
    const { rename, rm } = await import('node:fs/promises')
    const draft = `${file}.part`
    const stream = createWriteStream(draft, { mode: 0o600 })
    try {
      for await (const chunk of chunks) {
        counted(chunk)
        if (!stream.write(chunk)) await once(stream, 'drain')
      }
      stream.end()
      await once(stream, 'finish')
      await rename(draft, file)
    } catch (error) {
      stream.destroy()
      await rm(draft, { force: true })
      throw error
    }
  }
  return { take, lines: () => lines }
}
