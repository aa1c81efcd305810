// Hostile bodies of changes end with problems at their places, and the proof finds readers that are wrong.
import { describe, expect, it } from 'vitest'
import { numberFrom } from '../../test/support/random.ts'
import { type Reader, readAll, reader } from './hostile-imports.ts'

const seed = numberFrom('SEED', Date.now() % 1e6)

describe(`hostile bodies (seed ${seed})`, () => {
  it('are read to an end, with each problem at its place', async () => {
    const { counts, problems } = await readAll(500, seed, reader)
    expect(problems).toEqual([])
    expect(counts).toMatchObject({ bodies: 500 })
  })

  it.each<[string, Reader]>([
    [
      'is a line off',
      (body, options) => {
        const read = reader(body, options)
        return { ...read, problems: read.problems.map((it) => ({ ...it, line: it.line + 1 })) }
      },
    ],
    [
      'stops at the first quote',
      (body, options) => reader({ ...body, text: body.text.split('"', 1)[0] ?? '' }, options),
    ],
    [
      'says nothing',
      (body, options) => ({ ...reader(body, options), problems: [], problemCount: 0 }),
    ],
    [
      'throws at what is odd',
      (body, options) => {
        if (body.text.includes('\0')) throw new Error('odd')
        return reader(body, options)
      },
    ],
  ])('find a reader that %s', async (_, wrong) => {
    expect((await readAll(500, seed, wrong)).problems.length).toBeGreaterThan(0)
  })
})
