// A copy of the built repository in which a guard is taken away and tests run; the original stays as it is.
import { spawn } from 'node:child_process'
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { repository } from '../repository.ts'
import { type Guard, sabotaged } from './guard.ts'

/** What a run of tests said. */
export interface Verdict {
  /** The first test that failed, `file: name`; undefined when none did. */
  readonly failed: string | undefined
  /** What went wrong otherwise: it did not load, or it did not end. */
  readonly trouble: string | undefined
}

const left = ['node_modules', '.git', 'coverage', 'attrium-data']

/** For each file, of which one may wait for ever without its guard. */
const patienceMilliseconds = 60_000

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

  /** Runs the tests without the guard. */
  async without(guard: Guard): Promise<Verdict> {
    const { file } = guard
    const isCompiled = file.endsWith('.ts')
    const output = join(this.#root, isCompiled ? `dist/${file.replace(/\.ts$/, '.js')}` : file)
    const whole = readFileSync(output)
    const text = sabotaged(guard, repository)
    writeFileSync(output, isCompiled ? transpiled(file, text) : text)
    try {
      return await this.run(guard.caughtBy)
    } finally {
      writeFileSync(output, whole)
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
    const results = join(this.#root, 'sabotage-results.json')
    rmSync(results, { force: true })
    const vitest = [
      join(repository, 'node_modules/vitest/vitest.mjs'),
      ...['run', `--project=${project}`, '--bail=1', '--no-file-parallelism'],
      ...['--reporter=json', `--outputFile=${results}`],
      ...files.map((file) => `dist/${file.replace(/\.ts$/, '.js')}`),
    ]
    const ended = await this.#node(vitest, patienceMilliseconds * files.length)
    if (ended === 0) return fine
    if (ended === undefined) return { failed: undefined, trouble: 'did not end' }
    return firstFailure(results)
  }

  async #prove(figures: readonly string[]): Promise<Verdict> {
    const patience = patienceMilliseconds * figures.length
    const ended = await this.#node(['dist/test/proof/proof.js', ...figures], patience)
    if (ended === 0) return fine
    if (ended === undefined) return { failed: undefined, trouble: 'did not end' }
    return { failed: figures.join(', '), trouble: undefined }
  }

  /** The exit code of node with these arguments in the copy; undefined when it had to be killed. */
  #node(args: readonly string[], patience: number): Promise<number | undefined> {
    const env = { ...process.env, SCALE: '0.5' }
    const child = spawn(process.execPath, args, { cwd: this.#root, stdio: 'ignore', env })
    const timer = setTimeout(() => child.kill('SIGKILL'), patience)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code) => {
        clearTimeout(timer)
        resolve(code ?? undefined)
      })
    })
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true })
  }
}

/** As vitest.config.ts divides them. */
const isOfPostgres = (file: string) => /^(test\/postgres\/|src\/store\/postgres)/.test(file)

const fine: Verdict = { failed: undefined, trouble: undefined }

interface Results {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** A file that does not even load has caught nothing: that would prove only that it is needed. */
function firstFailure(file: string): Verdict {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Results
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed')
    const path = name.slice(name.indexOf('/dist/') + '/dist/'.length).replace(/\.js$/, '.ts')
    if (failed !== undefined) return { failed: `${path}: ${failed.fullName}`, trouble: undefined }
  }
  return { failed: undefined, trouble: testResults.map(({ message }) => message).join(' ') }
}

function transpiled(file: string, text: string): string {
  const config = ts.readConfigFile(join(repository, 'tsconfig.json'), ts.sys.readFile).config
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, repository)
  const { outputText } = ts.transpileModule(text, {
    fileName: file,
    // A single file is not known to be a module of package.json's type; ESNext is what the build writes.
    compilerOptions: { ...options, module: ts.ModuleKind.ESNext, sourceMap: false },
  })
  return outputText
}
