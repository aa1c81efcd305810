// Checks the parameters in a path before anything is looked up: ids are ids, and names are texts that can be stored.
import { Refusal } from '../errors.ts'
import { isId } from '../ids.ts'
import { storable, unstorable } from './query.ts'
import type { AnyRoute } from './route.ts'

type Params = Readonly<Record<string, string>>

/** The returned function throws 404, and 400 where a search cannot look for the text. */
export function pathCheck<Base>({
  path,
  names = [],
  refusesUnknown,
}: Pick<AnyRoute<Base>, 'path' | 'names' | 'refusesUnknown'>): (params: Params) => void {
  const ids = [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !names.includes(name))
  return (params) => {
    for (const name of ids) if (!isId(params[name] ?? '')) throw nothing()
    for (const name of names) {
      // guard input-26: becomes true
      if (storable(params[name] ?? '')) continue
      if (!refusesUnknown) throw nothing()
      throw new Refusal('bad_request', { message: `${name} ${unstorable}.` })
    }
  }
}

const nothing = () => new Refusal('not_found', { absent: true })
