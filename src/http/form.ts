// Reads bodies that are forms, with the same checks as JSON.
import { Refusal } from '../errors.ts'
import { type BodySpec, objectBody } from './body.ts'
import type { Static, TObject } from './schema.ts'

interface FormOptions {
  readonly bytes: number
  /** JSON is read too, if the body looks like it. */
  readonly json?: true
}

export function formBody<S extends TObject>(
  schema: S,
  { bytes, json }: FormOptions,
): BodySpec<Partial<Static<S>>> {
  const fields = objectBody(schema)
  return {
    ...fields,
    bytes,
    form: true,
    required: false,
    read: (text = '', ignored) =>
      fields.read(json && text.trimStart().startsWith('{') ? text : jsonOf(text), ignored),
  }
}

/** The form as JSON. A field that is given twice is refused: it is unclear which of the two would count (T-24). */
function jsonOf(text: string): string {
  const form = new URLSearchParams(text)
  const names = [...form.keys()]
  // guard oauth-20: becomes true
  if (new Set(names).size === names.length) return JSON.stringify(Object.fromEntries(form))
  throw new Refusal('bad_request', { message: 'Each field must be given once.' })
}
