// Nesting of groups and its effects, compared with a naive implementation.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GroupId, RoleId, UserAttributeId } from '../ids.ts'
import { Catalogue, type CatalogueRows } from './catalogue.ts'

const empty: CatalogueRows = { version: 1, attributes: [], groupValues: [], groups: [], roles: [] }

const nested = (edges: readonly (readonly [child: number, parent: number])[], count: number) =>
  new Catalogue({
    ...empty,
    groups: Array.from({ length: count }, (_, id) => ({
      id: String(id) as GroupId,
      name: `group ${id}`,
      parents: edges
        .filter(([child]) => child === id)
        .map(([, parent]) => String(parent) as GroupId),
    })),
  })

const count = 12
const node = fc.nat({ max: count - 1 })
/** Any graph, including circles and groups inside themselves. */
const graphs = fc.array(fc.tuple(node, node), { maxLength: 40 })

/** Whether a path of edges leads from one node to the other. */
function leads(edges: readonly (readonly [number, number])[], from: number, to: number): boolean {
  const seen = new Set([from])
  for (let step = 0; step < count; step++) {
    for (const [child, parent] of edges) if (seen.has(child)) seen.add(parent)
  }
  return seen.has(to)
}

describe('the groups around a group', () => {
  it('are itself and what steps upward lead to, in any graph, circles included', () => {
    fc.assert(
      fc.property(graphs, node, (edges, start) => {
        const around = nested(edges, count).groupsAround(String(start) as GroupId)
        const expected = [...Array(count).keys()].filter((it) => leads(edges, start, it))
        expect([...around].map(Number).sort((one, other) => one - other)).toEqual(expected)
        expect(new Set(around).size).toBe(around.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('are transitive', () => {
    fc.assert(
      fc.property(graphs, node, (edges, start) => {
        const catalogue = nested(edges, count)
        const around = catalogue.groupsAround(String(start) as GroupId)
        for (const group of around) {
          for (const further of catalogue.groupsAround(group)) expect(around).toContain(further)
        }
      }),
    )
  })

  it('end in a circle', () => {
    const catalogue = nested([[0, 1], [1, 2], [2, 0]], 3) // biome-ignore format: a circle on one line
    expect([...catalogue.groupsAround('1' as GroupId)].sort()).toEqual(['0', '1', '2'])
    expect([...catalogue.allGroups(['0' as GroupId, '2' as GroupId])].sort()).toEqual([
      '0',
      '1',
      '2',
    ])
  })

  it('of an unknown group are that group alone', () => {
    expect(nested([], 1).groupsAround('99' as GroupId)).toEqual(['99'])
  })
})

describe('the catalogue', () => {
  it('holds group values by rank, whatever the order they came in', () => {
    const rows = [3, 1, 2].map((rank) => ({
      id: String(rank),
      user_attribute_id: '14' as UserAttributeId,
      group_id: String(rank) as GroupId,
      rank,
      value: '',
    }))
    const catalogue = new Catalogue({ ...empty, groupValues: rows })
    const ranks = catalogue.groupValues('14' as UserAttributeId).map(({ rank }) => rank)
    expect(ranks).toEqual([1, 2, 3])
    expect(catalogue.valuesOf('2' as GroupId)).toEqual([rows[2]])
    expect(catalogue.groupValues('15' as UserAttributeId)).toEqual([])
  })

  it('gives the roles of any of the groups once each, by id', () => {
    const role = (id: string, groups: string[]) => ({
      id: id as RoleId,
      permissions: [],
      all_access: false,
      groups: groups as GroupId[],
    })
    const catalogue = new Catalogue({
      ...empty,
      roles: [role('10', ['1', '2']), role('9', ['2']), role('3', ['7'])],
    })
    expect(catalogue.rolesThrough(new Set(['1', '2'] as GroupId[]))).toEqual(['9', '10'])
  })
})
