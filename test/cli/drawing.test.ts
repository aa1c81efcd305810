// What `attrium explain` draws: the same texts with and without colour, in every width, from facts that are given here.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { drawExplanation, type Explanation } from '../../src/cli/screen/chain.ts'
import { paintOf } from '../../src/cli/screen/paint.ts'
import { widthOf } from '../../src/cli/screen/width.ts'
import { repository } from '../support/repository.ts'
import { explainPicture, svgOf } from './picture.ts'

type Step = Explanation['steps'][number]
const step = (fields: Partial<Step>): Step => ({
  ...{ source: 'Default', value: null, outcome: 'outranked', because: 'Because.' },
  ...{ set_by: null, sudo_by: null, set_at: null, change_id: null, reason: null },
  ...{ starts_at: null, expires_at: null },
  ...fields,
})
const ana = { user_id: '3', display_name: 'Ana Ferreira' }

const region: Explanation = {
  ...{ user_id: '2', user_attribute_id: '14', name: 'region', type: 'advanced_filter_string' },
  ...{ value: 'EMEA,AMER,LATAM', source: 'User Setting', hidden: false, more_steps: 2 },
  because: "The user's own value, set by Ana Ferreira on 2026-11-03.",
  steps: [
    step({
      ...{ source: 'User Setting', value: 'EMEA,AMER,LATAM', outcome: 'wins' },
      because: "The user's own value, set by Ana Ferreira on 2026-11-03.",
      ...{ set_by: ana, set_at: '2026-11-03T09:12:00.000Z', change_id: '93' },
      ...{ reason: 'covers LATAM', expires_at: '2027-03-01T00:00:00.000Z' },
    }),
    step({
      ...{ source: 'Group: Global leads', group_id: '5', rank: 1, value: '%', outcome: 'next' },
      because: "Wins if the user's own value goes.",
      through: [['Global leads']],
    }),
    step({
      ...{ source: 'Group: Customers', group_id: '9', rank: 2, value: 'a\u001b[31m\nb' },
      because: 'Global leads has rank 1, Customers rank 2.',
      through: [
        ['EMEA', 'Acme', 'Customers'],
        ['AMER', 'Acme', 'Customers'],
      ],
    }),
    step({
      value: 'none',
      because: 'Wins if neither the user nor any of their groups has a value.',
    }),
  ],
}

const draw = (explanation: Explanation, width: number | undefined, hasColour = false) =>
  drawExplanation(explanation, { width, paint: paintOf({ hasColour }), user: 'maya@acme.example' })

const wide = `
region of maya@acme.example
EMEA,AMER,LATAM

  ● User Setting                  EMEA,AMER,LATAM  wins
  │ The user's own value, set by Ana Ferreira on 2026-11-03.
  │ set 2026-11-03 09:12 UTC by Ana Ferreira · change 93 · ends 2027-03-01 00:00 UTC · “covers LATAM”
  │
  ○ Group: Global leads · rank 1  %  would win next
  │ Wins if the user's own value goes.
  │
  ○ Group: Customers · rank 2     a\\u001b[31m\\nb
  │ Global leads has rank 1, Customers rank 2.
  │ in it through EMEA › Acme › Customers
  │ in it through AMER › Acme › Customers
  │
  ○ Default                       none
  │ Wins if neither the user nor any of their groups has a value.
  │
  ╵ and 2 weaker ones`

const narrow = `
region of maya@acme.example
EMEA,AMER,LATAM

  ● User Setting
  │ EMEA,AMER,LATAM
  │ wins
  │ The user's own value, set by Ana
  │ Ferreira on 2026-11-03.
  │ set 2026-11-03 09:12 UTC by Ana
  │ Ferreira · change 93 · ends
  │ 2027-03-01 00:00 UTC · “covers
  │ LATAM”
  │
  ○ Group: Global leads · rank 1
  │ %
  │ would win next
  │ Wins if the user's own value goes.
  │
  ○ Group: Customers · rank 2
  │ a\\u001b[31m\\nb
  │ Global leads has rank 1, Customers
  │ rank 2.
  │ in it through EMEA › Acme ›
  │ Customers
  │ in it through AMER › Acme ›
  │ Customers
  │
  ○ Default
  │ none
  │ Wins if neither the user nor any of
  │ their groups has a value.
  │
  ╵ and 2 weaker ones`

describe('an explanation', () => {
  it.each([
    [200, wide],
    [undefined, wide],
    [40, narrow],
  ])('is drawn in %s columns', (width, drawn) => {
    expect(`\n${draw(region, width).join('\n')}`).toBe(drawn)
  })

  it.each([24, 40, 80, 200])('fits into %i columns, and colours change nothing else', (width) => {
    const bare = draw(region, width)
    for (const line of bare) expect(widthOf(line)).toBeLessThanOrEqual(width)
    const coloured = draw(region, width, true)
    expect(coloured.map(stripVTControlCharacters)).toEqual(bare)
    // Only bold, dim, green and their ends.
    const codes = coloured.join('').split('\u001b[').slice(1)
    expect(codes.filter((it) => !/^(1|2|22|32|39)m/.test(it))).toEqual([])
    expect(coloured.join('\n')).toContain('\u001b[32m●\u001b[39m')
  })

  it('of nothing says what would give a value', () => {
    const because = 'Nothing gives a value: the user has none.'
    const none = { ...region, value: '', source: 'No Value', steps: [], more_steps: 0, because }
    expect(draw(none, 80)).toEqual(['region of maya@acme.example', '(none)', '', `  ${because}`])
  })

  it('of a hidden value shows none', () => {
    const steps = [step({ source: 'User Setting', outcome: 'wins' }), step({ outcome: 'next' })]
    const hidden = { ...region, value: null, hidden: true, steps, more_steps: 0 }
    expect(draw(hidden, 80).join('\n')).toMatch(
      /^region of .*\n•••\n\n {2}● User Setting {2}••• {2}wins/,
    )
  })

  it('with changes says what is so now', () => {
    const before = { ...region, value: 'EMEA', source: 'Group: EMEA' }
    const drawing = { width: 80, user: '2', before }
    expect(drawExplanation(region, drawing)[2]).toBe('Now it is EMEA (Group: EMEA).')
    expect(drawExplanation(region, { ...drawing, before: region })[2]).toBe('The same as now.')
  })
})

describe('the picture in the README', () => {
  it('is what the command draws; npm run docs writes it', async () => {
    expect(readFileSync(join(repository, 'assets', 'explain.svg'), 'utf8')).toBe(
      await explainPicture(),
    )
  })

  it('has each colour as a class, and texts that are no markup', () => {
    const svg = svgOf('a <b> \u001b[1m\u001b[32m&\u001b[39m c\u001b[22m\n\u001b[2md\u001b[22m')
    expect(svg).toContain(
      'a &lt;b> <tspan class="bold green">&amp;</tspan><tspan class="bold"> c</tspan>',
    )
    expect(svg).toContain('<tspan class="dim">d</tspan>')
  })
})
