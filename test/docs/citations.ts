// The citations in code and pages, and whether the documents have them: `looker 4.4`, `clients 12`, `T-20`,
// `decision 17`.

/** The documents as texts, and the file names of decisions. */
export interface Documents {
  /** Pages of docs/looker. */
  readonly looker: readonly string[]
  readonly clients: string
  readonly threats: string
  readonly security: string
  readonly decisions: readonly string[]
}

/** Everything that can be cited, in the form of a citation. A number that is defined twice is listed twice. */
export function citable(documents: Documents): string[] {
  const named = (kind: string, pattern: RegExp, ...texts: readonly string[]) =>
    texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => `${kind}${name}`))
  return [
    ...named('looker ', /^\*\*(\d+\.\d+)\*\*/gm, ...documents.looker),
    ...named('looker ', /^## (\d+)\. /gm, ...documents.looker),
    ...named('clients ', /^(\d+)\. /gm, documents.clients),
    ...named('', /^\| ([TFDG]-\d+b?) \|/gm, documents.threats),
    ...named('promise ', /^- \*\*(P\d+)\*\*/gm, documents.security),
    ...named('decision ', /^0*(\d+)-/gm, ...documents.decisions),
  ]
}

const number = String.raw`P?\d+(?:\.\d+)?`
const list = new RegExp(
  String.raw`\b(looker|clients|decision|promise)s? (${number}(?:(?:,? and |, | to )${number})*)`,
  'g',
)

/** Every citation in a text; lists are split, and a range counts as its two ends. */
export function citationsIn(text: string): string[] {
  const line = unwrapped(text)
  const listed = [...line.matchAll(list)].flatMap(([, kind = '', numbers = '']) =>
    [...numbers.matchAll(new RegExp(number, 'g'))].map(([name]) => `${kind} ${name}`),
  )
  const lettered = [...line.matchAll(/(?<![\w-])[TFDG]-\d{2}b?(?![\w-])/g)].map(([name]) => name)
  return [...listed, ...lettered]
}

/** Citations without a target: numbers alone, and pages under their former names. */
export function homelessCitations(text: string, known: ReadonlySet<string>): string[] {
  const line = unwrapped(text)
  const bare = [...line.matchAll(/(?<=\s)\((\d+\.\d+)(?=[,)]| to | and )/g)]
    .filter(([, name]) => known.has(`looker ${name}`))
    .map(([, name = '']) => `(${name}`)
  const gone = [
    ...line.matchAll(
      /\b(?:semantics|client-needs|reliability)(?:\.md)? (?:section )?(?:\d|[PTFDG]-?\d)\S*/g,
    ),
  ]
  return [...bare, ...gone.map(([name]) => name)]
}

/** Markdown files that a text names. */
export const pagesNamedIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w/.*-])(?:\.{0,2}\/)?[\w-][\w./-]*\.md\b/g)].map(([name]) => name)

/** Joins lines, because a comment continues after the mark of the next line. */
const unwrapped = (text: string) => text.replace(/\n[ \t]*(?:\/\/|\*(?!\/)|#)?[ \t]*/g, ' ')
