// The value that a command sets: from its last word, from a file or from stdin.
import { CallRefused } from '../client/answers.ts'
import { CannotRun } from '../errors.ts'
import type { DeclaredOption } from './client-command.ts'
import type { Connection } from './connection/connect.ts'
import type { Io } from './io.ts'
import { readInput, readNamed } from './named-file.ts'

export const valueFileOption: DeclaredOption = [
  '--value-file <FILE>',
  'File with the value; - is stdin. Values of hidden attributes come only from there or from stdin.',
]

/** Without a word and a file, stdin has it. Other programs see words, so hidden values are refused there. */
export async function givenValue(
  { attrium }: Connection,
  io: Io,
  attribute: string,
  word: string | undefined,
  file: string | undefined,
): Promise<string> {
  if (word !== undefined && file !== undefined) {
    throw new CannotRun('Give the value or --value-file, not both.')
  }
  if (word === undefined) return fromFile(io, file)
  const isHidden = await attrium('GET /attributes/{attribute}', { path: { attribute } }).then(
    ({ body }) => body.value_is_hidden,
    (error) => {
      // Whoever may not see the definition gets the refusal of the change itself.
      if (error instanceof CallRefused) return false
      throw error
    },
  )
  // guard cli-1: becomes false
  if (isHidden && word !== '') {
    throw new CannotRun(
      `Values of ${attribute} are hidden, and others can see the words of a command: give it on stdin or with --value-file.`,
    )
  }
  return word
}

async function fromFile(io: Io, file: string | undefined): Promise<string> {
  if (file === undefined && io.input.isTerminal) {
    throw new CannotRun(
      'The value is missing: write it as the last word, or use --value-file, as values of hidden attributes need.',
    )
  }
  const isStdin = file === undefined || file === '-'
  const text = isStdin ? await readInput(io) : readNamed(io, file, '--value-file')
  const value = withoutEnd(text)
  // An empty value of a filter lets everything through.
  // guard cli-5: becomes false
  if (value === '') {
    const where = isStdin ? 'stdin' : file
    throw new CannotRun(
      `The value is missing: ${where} is empty. For an empty value, write '' as the last word.`,
    )
  }
  return value
}

/** Editors and echo end a file with a line feed, which is no part of the value. */
const withoutEnd = (text: string) => text.replace(/\r?\n$/, '')
