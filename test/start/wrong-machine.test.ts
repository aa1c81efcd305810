// A Node that is too old, and a driver for another machine: one sentence says what to do.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attriumMain, repository } from '../support/repository.ts'
import { importsOf } from '../tidy.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'attrium-machine-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

/** Runs the program after code that makes its Node look like another one. */
function attriumAfter(code: string, ...flags: string[]) {
  const imported = `data:text/javascript,${encodeURIComponent(code)}`
  const command = ['--import', imported, attriumMain, ...flags]
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, command, { cwd: directory }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })
}

describe('an older Node', () => {
  const pretence = `
    const value = { ...process.versions, node: '20.20.2', napi: '9' }
    Object.defineProperty(process, 'versions', { value })
    process.dlopen = () => process.exit(77)`

  it.each([['serve'], ['demo'], ['doctor'], ['--version'], []])(
    'is told what to do, whatever was asked for: %s',
    async (...flags) => {
      const { code, stdout, stderr } = await attriumAfter(pretence, ...flags)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(/^attrium: Attrium needs Node [^\n]+ is Node 20\.20\.2; [^\n]+\.\n$/)
    },
  )

  it('has loaded nothing by then but what it surely has', () => {
    const text = (path: string) => readFileSync(join(repository, path), 'utf8')
    const loaded = (path: string) => importsOf({ path, text: text(path) }).sort()
    expect(loaded('src/main.ts')).toEqual(['src/cli/run.ts', 'src/files/package.ts'])
    expect(text('src/main.ts')).toContain("void import('./cli/run.ts')")
    expect(loaded('src/files/package.ts')).toEqual(['node:module', 'node:path'])
  })
})

describe("a driver of SQLite without a binary for this machine's", () => {
  const refusal = async (pretence: string) => {
    const flags = ['serve', '--data', join(directory, 'data'), '--port', '0']
    const { code, stdout, stderr } = await attriumAfter(pretence, ...flags)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    return stderr
  }
  const sentence = /\bbetter-sqlite3, has no binary that loads on [\w-]+; install Attrium again on/

  it('architecture is named with what to do', async () => {
    const said = await refusal("Object.defineProperty(process, 'arch', { value: 'riscv64' })")
    expect(said).toMatch(sentence)
    expect(said).toContain(`${process.platform}-riscv64`)
  })

  it('system is named, too, where the file is there and is for another one', async () => {
    const wrong = join(directory, 'wrong.node')
    writeFileSync(wrong, 'MZ: of another system')
    const said = await refusal(`
      const { dlopen } = process
      process.dlopen = (module, file, ...flags) =>
        dlopen.call(process, module, ${JSON.stringify(wrong)}, ...flags)`)
    expect(said).toMatch(sentence)
    expect(said).toContain(`${process.platform}-${process.arch}`)
  })
})
