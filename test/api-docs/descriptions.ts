// The texts of the API document, and the rules for texts that help readers.

export type Json = Record<string, unknown>

/** A text of the document and the name of the thing that it describes. */
export interface Saying {
  readonly at: string
  readonly name: string
  readonly text: unknown
}

interface Operation extends Json {
  readonly operationId: string
  readonly parameters: readonly (Json & { readonly name: string })[]
  readonly requestBody?: Json
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Json>> }
}

export const operationsOf = (document: Json): Operation[] =>
  Object.values((document as unknown as Document).paths).flatMap((item) => Object.values(item))

export const schemasOf = (document: Json) => (document as unknown as Document).components.schemas

export const fieldsOf = (schema: Json | undefined) =>
  Object.entries((schema?.['properties'] ?? {}) as Record<string, Json>)

/** Every text that the document owes its reader. */
export const sayingsOf = (document: Json): Saying[] => [
  ...operationsOf(document).flatMap(
    ({ operationId, summary, description, parameters, ...rest }) => [
      { at: `${operationId} summary`, name: '', text: `${summary}.` },
      { at: operationId, name: operationId, text: description },
      ...parameters.map((parameter) => ({
        at: `${operationId} ?${parameter.name}`,
        name: parameter.name,
        text: parameter['description'],
      })),
      ...(rest.requestBody === undefined
        ? []
        : [{ at: `${operationId} body`, name: 'body', text: rest.requestBody['description'] }]),
    ],
  ),
  ...Object.entries(schemasOf(document)).flatMap(([title, schema]) => [
    { at: title, name: title, text: schema['description'] },
    ...fieldsOf(schema).map(([name, field]) => ({
      at: `${title}.${name}`,
      name,
      text: field['description'],
    })),
  ]),
]

/** Why a text says nothing: it is missing, not a sentence, unfinished, or only repeats the name. */
export function emptiness({ name, text }: Saying): string | undefined {
  if (typeof text !== 'string' || text === '') return 'is missing'
  if (!/^[A-Z0-9`-]/.test(text) || !text.endsWith('.')) return 'is no sentence'
  if (/\b(TODO|TBD|FIXME)\b/i.test(text)) return 'is unfinished'
  const ofName = wordsOf(name.replaceAll('_', ' ').replace(/(?<=[a-z])(?=[A-Z])/g, ' '))
  const own = wordsOf(text).filter((word) => !fillers.has(word) && !ofName.includes(word))
  return own.length === 0 ? 'says the name again' : undefined
}

const fillers = new Set(['a', 'an', 'the', 'of', 'is', 'its', 'it', 'this', 'that', 'for', 'to'])

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? []

/** Shorter runs of words may be in both documents by chance. */
const copied = 8

/** All runs of words in these texts. */
export function runsIn(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap(runsOf))
}

const runsOf = (text: string) => {
  const words = wordsOf(text)
  return words.slice(copied - 1).map((_, at) => words.slice(at, at + copied).join(' '))
}

/** The first run of words in a text that is also in the others. */
export const sharedRun = (text: string, runs: ReadonlySet<string>): string | undefined =>
  runsOf(text).find((run) => runs.has(run))

/** Every summary and description anywhere in a document. */
export function textsIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) =>
    typeof value === 'string' && ['summary', 'description'].includes(key)
      ? [value]
      : textsIn(value),
  )
}
