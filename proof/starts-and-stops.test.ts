// The program starts and stops on every available Node, and a crash at its end is found.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { supportedNodes } from '../test/package/nodes.ts'
import { editedProgram } from './edited-program.ts'
import { badEndings } from './starts-and-stops.ts'

it.each(supportedNodes)('every start and stop on Node $line ends well', async ({ file }) => {
  expect(await badEndings({ node: file, rounds: 3 })).toEqual([])
})

it('a program that crashes when it has stopped is found', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'attrium-crash-'))
  const edit = { file: 'cli/serve.js', from: 'process.exit(0)', to: 'process.abort()' }
  const program = join(editedProgram(scratch, [edit]), 'src', 'main.js')
  const bad = await badEndings({ node: process.execPath, rounds: 2, program })
  expect(bad).toEqual(['round 1 ended with SIGABRT', 'round 2 ended with SIGABRT'])
  rmSync(scratch, { recursive: true })
})
