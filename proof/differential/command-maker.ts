// Makes the next command of a script: usually valid and about existing objects, sometimes not.
import type { Random } from '../../test/support/random.ts'
import { allUsers, type Command, type Operation, operations } from './command.ts'
import { isReserved, type ReferenceState } from './reference-state.ts'
import { typeNames } from './reference-values.ts'

/** How often each operation is sent, compared with the others. */
const weights: Readonly<Record<Operation, number>> = {
  create_user_attribute: 4,
  update_user_attribute: 8,
  delete_user_attribute: 2,
  set_user_attribute_group_values: 8,
  update_user_attribute_group_value: 10,
  delete_user_attribute_group_value: 5,
  set_user_attribute_user_value: 20,
  delete_user_attribute_user_value: 8,
  create_user: 3,
  update_user: 3,
  delete_user: 2,
  create_group: 4,
  update_group: 3,
  delete_group: 3,
  add_group_user: 9,
  delete_group_user: 5,
  add_group_group: 6,
  delete_group_from_group: 4,
}
const lots = (Object.keys(operations) as Operation[]).flatMap((operation) =>
  Array<Operation>(weights[operation]).fill(operation),
)

/** A world stays small, so that its things affect each other. */
const most = { create_user_attribute: 20, create_user: 6, create_group: 8 }

const brokenBodies = ['{"value":', '[', null, 5, [], {}]
const allowlists = ['https://a.test/*', 'https://a.test/x/*', 'https://b.test/*', '', null]

export class CommandMaker {
  readonly #random: Random
  readonly #made = { a: ['a1'], u: ['u1'], g: ['g1'] }
  #count = 20

  constructor(random: Random) {
    this.#random = random
  }

  next(state: ReferenceState): Command {
    const operation = this.#operation(state)
    const on = this.#target(operation, state)
    const body = this.#random.chance(0.02)
      ? this.#random.pick(brokenBodies)
      : this.#body(operation, on.attribute, state)
    const kind = { create_user_attribute: 'a', create_user: 'u', create_group: 'g' } as const
    if (!(operation in kind)) return { operation, on, ...(body === undefined ? {} : { body }) }
    const letter = kind[operation as keyof typeof kind]
    const makes = `${letter}${this.#number()}`
    this.#made[letter].push(makes)
    return { operation, on, body, makes }
  }

  #number = (): number => ++this.#count

  #operation({ attributes, users, groups }: ReferenceState): Operation {
    const operation = this.#random.pick(lots)
    if (operation === 'create_user_attribute' && attributes.size >= most[operation]) {
      return 'delete_user_attribute'
    }
    if (operation === 'create_user' && users.size >= most[operation]) return 'delete_user'
    if (operation === 'create_group' && groups.size >= most[operation]) return 'delete_group'
    return operation
  }

  #target(operation: Operation, state: ReferenceState): Command['on'] {
    const [, path] = operations[operation]
    return {
      ...(path.includes('{user}') ? { user: this.#named('u', state) } : {}),
      ...(path.includes('{attribute}') ? { attribute: this.#named('a', state) } : {}),
      ...(path.includes('{group}') ? { group: this.#named('g', state) } : {}),
      ...(path.includes('{child}') ? { child: this.#named('g', state) } : {}),
    }
  }

  /** A thing that exists, existed once or never existed. */
  #named(letter: 'a' | 'u' | 'g', { attributes, users, groups }: ReferenceState): string {
    const { pick, chance } = this.#random
    if (chance(0.02)) return pick([`${letter}0`, '01', 'abc', '9223372036854775808'])
    if (chance(0.05)) return pick(this.#made[letter])
    if (letter === 'u') return pick([...users.keys()])
    if (letter === 'g') return pick(chance(0.1) ? [allUsers] : [...groups.keys()])
    const own = [...attributes].filter(([, it]) => !isReserved(it)).map(([id]) => id)
    return pick(own.length === 0 || chance(0.05) ? [...attributes.keys()] : own)
  }

  #body(operation: Operation, attribute: string | undefined, state: ReferenceState): unknown {
    const { type, name } = state.attributes.get(attribute ?? '') ?? { type: 'string', name: '' }
    const kind = name in known ? name : type
    switch (operation) {
      case 'create_user_attribute':
        return this.#definition(state, 0.9)
      case 'update_user_attribute':
        return this.#definition(state, 0.25)
      case 'set_user_attribute_group_values':
        return this.#list(kind, state)
      case 'update_user_attribute_group_value':
      case 'set_user_attribute_user_value':
        return { value: this.#value(kind) }
      case 'create_user':
      case 'update_user':
        return this.#user()
      case 'create_group':
      case 'update_group':
        return this.#random.chance(0.05) ? {} : { name: this.#groupName(state) }
      case 'add_group_user':
        return this.#random.chance(0.03) ? {} : { user_id: this.#named('u', state) }
      case 'add_group_group':
        return this.#random.chance(0.03) ? {} : { group_id: this.#named('g', state) }
      default:
        return undefined
    }
  }

  /** The chance of each field of a definition. */
  #definition(state: ReferenceState, chance: number): Record<string, unknown> {
    const { pick } = this.#random
    const some = (of: () => Record<string, unknown>, p = chance) =>
      this.#random.chance(p) ? of() : {}
    const type = pick(this.#random.chance(0.04) ? ['file', 7] : typeNames)
    return {
      ...some(() => ({ name: this.#attributeName(state) })),
      ...some(() => ({ label: this.#label(state) }), chance / 2),
      ...some(() => ({ type })),
      ...some(() => ({ default_value: this.#value(String(type)) }), chance / 2),
      ...some(() => ({ hidden_value_domain_whitelist: pick(allowlists) }), 0.15),
      ...some(() => this.#hiding(), 0.15),
      ...some(() => ({ user_can_view: pick([true, false]) }), chance / 2),
      ...some(() => ({ user_can_edit: pick([true, false]) }), chance / 3),
    }
  }

  #hiding(): Record<string, unknown> {
    const { pick, chance } = this.#random
    const value_is_hidden = pick([true, true, true, false, 'yes'])
    if (chance(0.1)) return { value_is_hidden }
    return { value_is_hidden, hidden_value_domain_whitelist: pick(allowlists) }
  }

  #attributeName({ attributes }: ReferenceState): unknown {
    const { pick, chance } = this.#random
    const taken = pick([...attributes.values()]).name
    return chance(0.1) ? pick([taken, '', 'Upper', 'a-b', 'a b', 5]) : `attribute_${this.#number()}`
  }

  #label({ attributes }: ReferenceState): unknown {
    const { pick, chance } = this.#random
    const taken = pick([...attributes.values()]).label
    if (chance(0.1)) return pick([taken, otherSpelling(taken), '', ' ', null, 5])
    return `Bezirk Île ${this.#number()}`
  }

  #groupName({ groups }: ReferenceState): unknown {
    const { pick, chance } = this.#random
    const taken = pick([...groups.values()]).name
    if (chance(0.15)) return pick([taken, otherSpelling(taken), '', ' ', null, 5])
    return `Équipe ${this.#number()}`
  }

  #user(): Record<string, unknown> {
    const { pick, chance } = this.#random
    return {
      ...(chance(0.7) ? { first_name: pick(['Ada', 'Zoë', '', null, `Q${this.#number()}`]) } : {}),
      ...(chance(0.7) ? { last_name: pick(['Lovelace', 'Ng', '', '\0']) } : {}),
      ...(chance(0.2) ? { is_disabled: pick([true, false]) } : {}),
    }
  }

  #list(kind: string, state: ReferenceState): unknown[] {
    const { below, chance, pick } = this.#random
    const groups = [...state.groups.keys()].sort(() => below(3) - 1).slice(0, below(5))
    if (chance(0.05)) groups.push(this.#named('g', state))
    const ranks = chance(0.3) ? (chance(0.9) ? 1 : 0.5) : 0
    return groups.map((group_id) => ({
      ...(chance(0.02) ? {} : { group_id }),
      value: this.#fitting(kind, 0.97),
      ...(chance(ranks) ? { rank: pick([below(9) - 2, below(9), 1000]) } : {}),
    }))
  }

  #value = (kind: string): unknown => this.#fitting(kind, 0.8)

  #fitting(kind: string, chance: number): unknown {
    const { pick, below } = this.#random
    const number = this.#number()
    if (!this.#random.chance(chance)) return oddValues[below(oddValues.length)]
    const some = known[kind]
    if (some !== undefined) return pick(some)
    switch (kind) {
      case 'number':
        return pick([`${number}`, number, -0.5, `+${number}.50e3`])
      case 'yesno':
        return pick(['yes', 'No', true, false])
      case 'relative_url':
        return `/page/${number}`
      case 'datetime':
        return '2024-02-28'
      default:
        return pick([`value ${number}`, ` Zoë 🦆 ${number} `, `a,b%_"${number}`, ''])
    }
  }
}

/** Values to try for the attributes with a known range, by name. */
const known: Readonly<Record<string, readonly string[]>> = {
  locale: ['en', 'de_DE', 'pt-BR', 'fr', 'uk', 'es_419', 'zh_Hans', '<b>'],
  number_format: ['1,234.56', '1.234,56', '1 234,56'],
  landing_page: ['/browse', '/page/1', '/page/2', '/', '//other'],
}

const oddValues = [
  undefined,
  null,
  {},
  [],
  '',
  'DEFAULT_IS_SET',
  'text',
  17,
  true,
  'YES',
  '/path',
  '//host',
  'nul\0',
  '\ud800',
  '2024-13-01',
  '2024-02-28',
]

/** A spelling that the server takes for the same name: another case, or accents as separate characters. */
const otherSpelling = (name: string) => name.normalize('NFD').toUpperCase()
