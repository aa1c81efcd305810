// The differences between two OpenAPI documents for an operation: everything a generated client sees.

type Json = Readonly<Record<string, unknown>>

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Json>> }
}

/** `at` names the place, `official` and `ours` are its values; undefined if there is none. */
export interface Difference {
  readonly at: string
  readonly official: unknown
  readonly ours: unknown
}

/** A document in which operations are found by their ids. */
export class Contract {
  readonly schemas: Document['components']['schemas']
  readonly operations: ReadonlyMap<string, { method: string; path: string; operation: Json }>

  constructor(document: Document) {
    this.schemas = document.components.schemas
    this.operations = new Map(
      Object.entries(document.paths).flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]) => [
          String(operation['operationId']),
          { method, path, operation },
        ]),
      ),
    )
  }

  /** The ids of the operations with one of these tags. */
  tagged(tags: readonly string[]): string[] {
    return [...this.operations]
      .filter(([, { operation }]) =>
        (operation['tags'] as string[]).some((it) => tags.includes(it)),
      )
      .map(([id]) => id)
  }
}

/** The differences of one operation, including those of the schemas that it refers to. */
export function differencesOf(official: Contract, ours: Contract, id: string): Difference[] {
  const [wanted, made] = [official.operations.get(id), ours.operations.get(id)]
  if (wanted === undefined || made === undefined) {
    return [{ at: `${id}`, official: wanted && 'declared', ours: made && 'declared' }]
  }
  const differences = [
    ...differ(`${id} address`, `${wanted.method} ${wanted.path}`, `${made.method} ${made.path}`),
    ...differ(`${id} deprecated`, flagOf(wanted.operation), flagOf(made.operation)),
    ...parameters(id, wanted.operation, made.operation),
    ...contents(`${id} body`, wanted.operation['requestBody'], made.operation['requestBody']),
  ]
  const [responses, answers] = [wanted.operation['responses'], made.operation['responses']] as [
    Record<string, Json>,
    Record<string, Json>,
  ]
  for (const status of keysOf(responses, answers)) {
    differences.push(...contents(`${id} ${status}`, responses[status], answers[status]))
  }
  for (const name of referredTo(ours, [made.operation])) {
    differences.push(...schema(name, official.schemas[name], ours.schemas[name]))
  }
  return differences
}

const flagOf = (operation: Json | undefined) => operation?.['deprecated'] === true

function parameters(id: string, official: Json, ours: Json): Difference[] {
  const [wanted, made] = [byName(official), byName(ours)]
  return [...new Set([...wanted.keys(), ...made.keys()])].flatMap((name) => {
    const [one, other] = [wanted.get(name), made.get(name)]
    const at = `${id} ?${name}`
    if (one === undefined || other === undefined)
      return differ(at, one && 'given', other && 'given')
    return [
      ...['in', 'style', 'explode'].flatMap((key) => differ(`${at} ${key}`, one[key], other[key])),
      ...['required', 'deprecated'].flatMap((key) =>
        differ(`${at} ${key}`, one[key] === true, other[key] === true),
      ),
      ...value(at, one['schema'] as Json, other['schema'] as Json),
    ]
  })
}

const byName = (operation: Json) =>
  new Map(((operation['parameters'] ?? []) as Json[]).map((it) => [String(it['name']), it]))

/** A body or an answer: whether there is one, its media types and their schemas. */
function contents(at: string, official: unknown, ours: unknown): Difference[] {
  const [wanted, made] = [official, ours] as [Json | undefined, Json | undefined]
  if (wanted === undefined || made === undefined) {
    return differ(at, wanted && 'declared', made && 'declared')
  }
  const [types, madeTypes] = [wanted['content'] ?? {}, made['content'] ?? {}] as [
    Record<string, Json>,
    Record<string, Json>,
  ]
  return [
    ...differ(`${at} required`, wanted['required'] === true, made['required'] === true),
    ...keysOf(types, madeTypes).flatMap((type) => {
      const [one, other] = [types[type], madeTypes[type]]
      if (one === undefined || other === undefined) {
        return differ(`${at} ${type}`, one && 'declared', other && 'declared')
      }
      return value(at, one['schema'] as Json, other['schema'] as Json)
    }),
  ]
}

/** A named schema: its properties, and which of them are required. */
function schema(name: string, official: Json | undefined, ours: Json | undefined): Difference[] {
  if (official === undefined || ours === undefined) {
    return differ(name, official && 'declared', ours && 'declared')
  }
  const [wanted, made] = [official['properties'] ?? {}, ours['properties'] ?? {}] as [
    Record<string, Json>,
    Record<string, Json>,
  ]
  return [
    ...differ(`${name} required`, sorted(official['required']), sorted(ours['required'])),
    ...keysOf(wanted, made).flatMap((key) => {
      const [one, other] = [wanted[key], made[key]]
      const at = `${name}.${key}`
      if (one === undefined || other === undefined) {
        return differ(at, one && 'declared', other && 'declared')
      }
      return value(at, one, other)
    }),
  ]
}

/** The type of a value, down to its items; a named schema is compared by its name. */
function value(at: string, official: Json, ours: Json): Difference[] {
  const items = ['items', 'additionalProperties'].flatMap((key) => {
    const [one, other] = [official[key], ours[key]]
    return isObject(one) && isObject(other)
      ? value(`${at} ${key}`, one, other)
      : differ(`${at} ${key}`, one, other)
  })
  return [
    ...['$ref', 'type', 'format'].flatMap((key) =>
      differ(`${at} ${key}`, plainRef(official)[key], plainRef(ours)[key]),
    ),
    ...['nullable', 'readOnly', 'deprecated'].flatMap((key) =>
      differ(`${at} ${key}`, official[key] === true, ours[key] === true),
    ),
    ...items,
  ]
}

/** The dialect allows no description beside a reference, so some documents wrap it in `allOf`. */
function plainRef(schema: Json): Json {
  const [only, ...more] = (schema['allOf'] ?? []) as Json[]
  return only !== undefined && more.length === 0 ? { ...schema, ...only } : schema
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** The names of all schemas that these parts refer to, directly or through others. */
function referredTo({ schemas }: Contract, parts: unknown[]): Set<string> {
  const names = new Set<string>()
  const visit = (part: unknown) => {
    if (!isObject(part)) return
    const ref = part['$ref']
    if (typeof ref === 'string') {
      const name = ref.split('/').at(-1) ?? ''
      if (!names.has(name)) {
        names.add(name)
        visit(schemas[name])
      }
    }
    Object.values(part).forEach(visit)
  }
  parts.forEach(visit)
  return names
}

const keysOf = (one: object, other: object) => [
  ...new Set([...Object.keys(one), ...Object.keys(other)]),
]

const sorted = (list: unknown) => [...((list ?? []) as string[])].sort()

function differ(at: string, official: unknown, ours: unknown): Difference[] {
  return JSON.stringify(official) === JSON.stringify(ours) ? [] : [{ at, official, ours }]
}
