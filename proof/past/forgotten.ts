// What a later change has made every past forget about a person (decision 59).
import type { SystemFacts } from '../../src/domain/system-attributes.ts'
import type { UserId } from '../../src/ids.ts'
import type { Held, Moment } from '../../src/moment/moment.ts'
import { wiped } from '../state/random-world.ts'

type People = ReadonlyMap<UserId, Held>

const noAddresses = {
  email: null,
  ldap_user_id: null,
  saml_user_id: null,
  google_user_id: null,
  oidc_user_id: null,
} satisfies Partial<SystemFacts>

/** Is shown the moments of a world, the newest first. */
export class Forgotten {
  #later: People | undefined
  readonly #ofUsers = new Map<UserId, Partial<SystemFacts>>()

  /** The people of the next older moment, without what is forgotten by now. */
  async peopleOf(moment: Moment): Promise<People> {
    const people = await moment.people(await moment.userIds(undefined, 10_000))
    for (const [id, { facts }] of people) {
      const later = this.#later?.get(id)?.facts.email
      if (this.#later !== undefined && !this.#later.has(id)) {
        this.#ofUsers.set(id, { ...noAddresses, timezone: '' })
      } else if (later !== facts.email && later?.endsWith(wiped)) {
        this.#ofUsers.set(id, { ...noAddresses, ...this.#ofUsers.get(id) })
      }
    }
    this.#later = people
    return new Map(
      [...people].map(([id, held]) => {
        return [id, { ...held, facts: { ...held.facts, ...this.#ofUsers.get(id) } }]
      }),
    )
  }
}
