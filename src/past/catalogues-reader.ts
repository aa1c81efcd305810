// Reads the catalogue of the past, and keeps those that were asked for last.
import { endedGroupValues } from '../catalogue/ended-sql.ts'
import { attributeOf } from '../catalogue/sql.ts'
import { Catalogue } from '../domain/catalogue.ts'
import type { StoredGroupValue } from '../domain/search-path.ts'
import type { GroupId, UserAttributeId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Db } from '../store/db.ts'
import {
  pastAttributes,
  pastGroups,
  pastGroupValues,
  pastNesting,
  pastReturns,
} from './catalogue-sql.ts'
import type { Point } from './point-reader.ts'

type Read = Pick<Db, 'read'>

/** Each server has one. */
export class PastCatalogues {
  readonly #kept = new Map<string, Promise<Catalogue>>()

  /** The catalogue as it was, without roles; what was hidden then or later is hidden, and its values are empty. */
  async at(db: Read, point: Point): Promise<Catalogue> {
    // An attribute that is hidden meanwhile is hidden in every past, so a newer present makes the past anew.
    // guard past-8: becomes String(point.version)
    const key = `${point.version} ${point.newestVersion}`
    const catalogue = this.#kept.get(key) ?? readPast(db, point)
    this.#kept.delete(key)
    this.#kept.set(key, catalogue)
    catalogue.catch(() => this.#kept.delete(key))
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > limits.past_catalogues && oldest !== undefined) this.#kept.delete(oldest)
    // guard group-time-3: becomes catalogue
    return (await catalogue).at(point.at)
  }
}

async function readPast(db: Read, { moment, version }: Point): Promise<Catalogue> {
  const [attributes, groupValues, groups, nesting, ended, returns] = await db.read(
    pastAttributes({ moment }),
    pastGroupValues({ moment }),
    pastGroups({ moment }),
    pastNesting({ moment }),
    endedGroupValues({ moment }),
    pastReturns({ moment }),
  )
  const hidden = new Set(attributes.filter((row) => row.hidden === 1).map(({ id }) => id))
  const parents = Map.groupBy(nesting, (row) => row.group_id)
  const shownValue = (row: (typeof groupValues)[number]): StoredGroupValue => ({
    ...row,
    user_attribute_id: row.user_attribute_id as UserAttributeId,
    group_id: row.group_id as GroupId,
    // guard past-9: becomes row.value
    value: hidden.has(row.user_attribute_id) ? '' : row.value,
  })
  return new Catalogue({
    version,
    attributes: attributes.map(({ hidden: is, ...row }) => {
      const value_is_hidden = is === 1
      const default_value = value_is_hidden && row.default_value !== null ? '' : row.default_value
      return attributeOf({ ...row, value_is_hidden, default_value })
    }),
    defaultChanges: new Map(
      attributes.map((row) => [row.id as UserAttributeId, row.default_change]),
    ),
    returns: new Map(returns.map(({ id, sequence }) => [id as UserAttributeId, sequence])),
    groupValues: groupValues.map(shownValue),
    endedGroupValues: ended.map(shownValue),
    groups: groups.map(({ id, name }) => ({
      id: id as GroupId,
      name,
      parents: (parents.get(id) ?? []).map((edge) => edge.parent_group_id as GroupId),
    })),
    roles: [],
  })
}
