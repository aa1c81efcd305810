// A copy of the built repository, in which a guard is removed and tests run; the original stays unchanged.
import { type StdioOptions, spawn } from 'node:child_process'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from 'rolldown/utils'
import { repository } from '../../test/support/repository.ts'
import type { Mutant } from './guard.ts'

/** The result of a run of tests. */
export interface Verdict {
  /** The first test that failed, `file: name`; undefined when none did. */
  readonly failed: string | undefined
  /** Another failure: the run did not load or did not end. */
  readonly trouble: string | undefined
}

const left = ['node_modules', '.git', 'coverage', 'attrium-data']

/** The time for each file: without its guard a test may wait until its time limit in vitest.config.ts. */
const patienceMilliseconds = 150_000
const figurePatienceMilliseconds = 180_000

export class Scratch {
  readonly #root = mkdtempSync(join(tmpdir(), 'attrium-sabotage-'))

  constructor() {
    for (const name of readdirSync(repository)) {
      if (!left.includes(name)) {
        cpSync(join(repository, name), join(this.#root, name), { recursive: true })
      }
    }
    symlinkSync(join(repository, 'node_modules'), join(this.#root, 'node_modules'))
  }

  /** Runs tests on the program with some of its files as a saboteur leaves them. */
  async with(mutants: readonly Mutant[], tests: readonly string[]): Promise<Verdict> {
    const outputs = mutants.map((mutant) => {
      const file = join(this.#root, isCompiled(mutant) ? compiledName(mutant.file) : mutant.file)
      return { file, whole: readFileSync(file), text: runnable(mutant) }
    })
    for (const { file, text } of outputs) writeFileSync(file, text)
    try {
      return await this.run(tests)
    } finally {
      for (const { file, whole } of outputs) writeFileSync(file, whole)
    }
  }

  /** Runs test files and figures, up to the first that fails. */
  async run(named: readonly string[]): Promise<Verdict> {
    const figures = named.filter((name) => name.startsWith('G-'))
    const files = named.filter((name) => !figures.includes(name))
    for (const project of ['SQLite', 'PostgreSQL']) {
      const own = files.filter((file) => isOfPostgres(file) === (project === 'PostgreSQL'))
      const tested = own.length === 0 ? fine : await this.#test(project, own)
      if (tested !== fine) return tested
    }
    return figures.length === 0 ? fine : this.#prove(figures)
  }

  async #test(project: string, files: readonly string[]): Promise<Verdict> {
    const results = join(this.#root, 'test-results.json')
    rmSync(results, { force: true })
    const vitest = [
      join(repository, 'node_modules/vitest/vitest.mjs'),
      ...['run', `--project=${project}`, '--bail=1', '--no-file-parallelism'],
      ...files.map(compiledName),
    ]
    const ended = await this.#node(vitest, patienceMilliseconds * files.length)
    if (ended.code === 0) return fine
    if (ended.code === undefined) return didNotEnd
    return existsSync(results) ? firstFailure(results) : { failed: undefined, trouble: ended.said }
  }

  async #prove(figures: readonly string[]): Promise<Verdict> {
    const patience = figurePatienceMilliseconds * figures.length
    const { code } = await this.#node(['dist/proof/proof.js', ...figures], patience)
    if (code === 0) return fine
    if (code === undefined) return didNotEnd
    return { failed: figures.join(', '), trouble: undefined }
  }

  /** Runs node with these arguments in the copy. */
  #node(args: readonly string[], patience: number): Promise<Ended> {
    const said = join(this.#root, 'sabotage-output.txt')
    const output = openSync(said, 'w')
    // In CI the tests write their results into a file.
    const env = { ...process.env, CI: 'true', SCALE: '0.5' }
    const stdio: StdioOptions = ['ignore', output, output]
    const child = spawn(process.execPath, args, { cwd: this.#root, stdio, env, detached: true })
    closeSync(output)
    // With the servers that it has started.
    const kill = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')
    const timer = setTimeout(kill, patience)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code) => {
        clearTimeout(timer)
        resolve({ code: code ?? undefined, said: readFileSync(said, 'utf8').slice(-2000) })
      })
    })
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true })
  }
}

/** The same division as in vitest.config.ts. */
const isOfPostgres = (file: string) => /^(test\/postgres\/|src\/store\/postgres)/.test(file)

const fine: Verdict = { failed: undefined, trouble: undefined }
const didNotEnd: Verdict = { failed: undefined, trouble: 'did not end' }

interface Ended {
  /** Undefined if the process had to be killed. */
  readonly code: number | undefined
  /** The end of its output. */
  readonly said: string
}

interface Results {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/**
 * A file that does not load counts as catching nothing: it proves only that the guard's code is needed to
 * load it.
 */
function firstFailure(file: string): Verdict {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Results
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed')
    const path = name.slice(name.indexOf('/dist/') + '/dist/'.length).replace(/\.js$/, '.ts')
    if (failed !== undefined) return { failed: `${path}: ${failed.fullName}`, trouble: undefined }
  }
  return { failed: undefined, trouble: testResults.map(({ message }) => message).join(' ') }
}

const isCompiled = ({ file }: Mutant) => file.endsWith('.ts')
const compiledName = (file: string) => `dist/${file.replace(/\.ts$/, '.js')}`

/** The file as the build would make it. Throws if the result is not a program. */
export function runnable(mutant: Mutant): string {
  if (!isCompiled(mutant)) return mutant.text
  const { code, errors } = transformSync(mutant.file, mutant.text, {
    lang: 'ts',
    typescript: { onlyRemoveTypeImports: true, rewriteImportExtensions: 'rewrite' },
  })
  const [wrong] = errors
  if (wrong !== undefined) throw new Error(`${mutant.file}: ${wrong.message}`)
  return code
}
