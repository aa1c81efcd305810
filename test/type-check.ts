// What the compiler says of the program when some of its files read otherwise; nothing is written.
import { join } from 'node:path'
import ts from 'typescript'
import { repository } from './repository.ts'

/** By path from the root of the repository: how a file reads instead. */
export type Edits = Readonly<Record<string, (text: string) => string>>

/** An error of the compiler: the file, from the root of the repository, and the line that it is about. */
export interface TypeFault {
  readonly file: string
  readonly line: string
}

/** The type errors of the edited files. Throws when an edit changes nothing. */
export function typeFaults(edits: Edits): TypeFault[] {
  const config = ts.readConfigFile(join(repository, 'tsconfig.json'), ts.sys.readFile).config
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, repository)
  const edited = new Map(
    Object.entries(edits).map(([file, edit]) => {
      const path = join(repository, file)
      const text = ts.sys.readFile(path) ?? ''
      if (edit(text) === text) throw new Error(`${file} was not changed; mend the edit.`)
      return [path, edit(text)]
    }),
  )
  const host = ts.createCompilerHost({ ...options, noEmit: true, incremental: false })
  const { readFile } = host
  const read = (path: string) => edited.get(path) ?? readFile(path)
  host.readFile = read
  host.getSourceFile = (path, version) => {
    const text = read(path)
    return text === undefined ? undefined : ts.createSourceFile(path, text, version)
  }
  const program = ts.createProgram([...edited.keys()], { ...options, incremental: false }, host)
  return [...edited.keys()].flatMap((path) =>
    program.getSemanticDiagnostics(program.getSourceFile(path)).map(({ start = 0 }) => ({
      file: path.slice(repository.length + 1),
      line: lineAt(edited.get(path) ?? '', start),
    })),
  )
}

const lineAt = (text: string, at: number) =>
  text
    .slice(text.lastIndexOf('\n', at - 1) + 1)
    .split('\n', 1)[0]
    ?.trim() ?? ''
