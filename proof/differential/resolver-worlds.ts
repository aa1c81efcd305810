// G-04b: the precedence of the program, without store and HTTP, against a naive resolver.
import { Catalogue } from '../../src/domain/catalogue.ts'
import { holdings, type SignInValues } from '../../src/domain/held-values.ts'
import { searchPath } from '../../src/domain/search-path.ts'
import type { UserAttribute } from '../../src/domain/user-attribute.ts'
import type { GroupId, UserAttributeId } from '../../src/ids.ts'
import { rankOf, shownValue, sourceOf } from '../../src/user-attributes/shapes.ts'
import { type Random, randomFrom } from '../../test/support/chance.ts'
import { type ReferenceRow, referencePath } from '../../test/support/reference-resolver.ts'
import { type PlantedWorld, randomWorld } from '../../test/user-attributes/plant-world.ts'
import type { Figure, Outcome } from '../figure.ts'

/** Users of one catalogue; each user is a world, because their values depend on no other user. */
const people = 10
const full = 1_000_000

export const resolverWorlds: Figure = {
  id: 'G-04b',
  about: 'search paths of the program equal those of a naive resolver',
  run: ({ count, seed }) => compareWorlds(count(full), seed, searchPath),
}

export async function compareWorlds(
  worlds: number,
  seed: number,
  resolve: typeof searchPath,
): Promise<Outcome> {
  const problems: string[] = []
  let done = 0
  let rows = 0
  for (let at = 0; done < worlds && problems.length === 0; at++) {
    const random = randomFrom(seed + at)
    const world = tangled(random, randomWorld(random, Math.min(people, worlds - done)))
    const catalogue = catalogueOf(world)
    for (const user of world.users) {
      done++
      const wrong = world.attributes.find((attribute, place) => {
        const expected = referencePath(world, attribute, user)
        rows += expected.length
        return !isSame(expected, pathOf(catalogue, place, user, resolve))
      })
      if (wrong !== undefined) problems.push(described(seed + at, world, user, wrong.id))
    }
    // Other figures work in this process as well.
    if (at % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return { counts: { worlds: done, rows, disagreements: problems.length }, problems }
}

/** Now and then groups nest in a circle, as only a broken store would have them (T-30). */
function tangled(random: Random, world: PlantedWorld): PlantedWorld {
  if (!random.once(10)) return world
  const ids = world.groups.map(({ id }) => id)
  const groups = world.groups.map((group) => ({
    ...group,
    parents: [...new Set([...group.parents, ...random.some(ids, 6)])],
  }))
  return { ...world, groups }
}

function catalogueOf({ attributes, groups, groupValues }: PlantedWorld): Catalogue {
  return new Catalogue({
    version: 1,
    attributes: attributes.map(
      ({ id, hidden, default_value }): UserAttribute => ({
        id: id as UserAttributeId,
        name: id,
        label: id,
        type: 'string',
        default_value,
        is_system: false,
        is_permanent: false,
        value_is_hidden: hidden,
        user_can_view: false,
        user_can_edit: false,
        hidden_value_domain_whitelist: null,
        choices: null,
        combine: 'first',
      }),
    ),
    groups: groups.map((group) => ({
      id: group.id as GroupId,
      name: group.name,
      parents: group.parents as GroupId[],
    })),
    groupValues: groupValues.map(({ attribute, group, rank, value }) => ({
      id: '1',
      user_attribute_id: attribute as UserAttributeId,
      group_id: group as GroupId,
      rank,
      value,
    })),
    roles: [],
  })
}

type User = PlantedWorld['users'][number]

/** The rows that the program shows for one attribute of one user. */
function pathOf(
  catalogue: Catalogue,
  place: number,
  { id, values, sent, groups }: User,
  resolve: typeof searchPath,
): ReferenceRow[] {
  const attribute = [...catalogue.attributes.values()][place] as UserAttribute
  const heldFor = holdings(catalogue, {
    facts: { id, first_name: '', last_name: '', email: null, timezone: '' },
    values,
    sign_ins: signInsOf(sent),
    groups: groups.map((group_id) => ({ group_id })),
  })
  return resolve(attribute, heldFor(attribute)).map((found) => ({
    source: sourceOf(found, catalogue),
    rank: rankOf(found),
    value: shownValue(attribute, found),
  }))
}

const signInsOf = (sent: User['sent']): SignInValues =>
  Object.fromEntries(Object.entries(sent).map(([id, it]) => [id, { ...it, set_at: 7, change: 1 }]))

const isSame = (expected: readonly ReferenceRow[], actual: readonly ReferenceRow[]) =>
  expected.length === actual.length &&
  expected.every(
    (row, at) =>
      row.source === actual[at]?.source &&
      row.rank === actual[at]?.rank &&
      row.value === actual[at]?.value,
  )

function described(seed: number, world: PlantedWorld, user: User, attribute: string): string {
  const { groups, groupValues } = world
  const values = groupValues.filter((held) => held.attribute === attribute)
  return `world of seed ${seed}: attribute ${attribute} of ${JSON.stringify({ user, groups, values })}`
}
