// The result of a change: the lines that were sent, with what has become of each (decision 76).
import { attriumTable } from '../domain/permissions.ts'
import { Refusal } from '../errors.ts'
import { insistUntil } from '../holders/export-routes.ts'
import { flagParameter } from '../http/query.ts'
import { linesOf } from '../http/route.ts'
import { limits } from '../limits.ts'
import { route } from '../request/route.ts'
import { seesEffects } from './effects-reader.ts'
import { unpackedBlock } from './packed-result-reader.ts'
import { linesIn } from './result-lines.ts'
import { someBlocks } from './result-sql.ts'
import { ShownResult } from './shown-result.ts'
import { changeAt } from './sql.ts'
import { visibleChange } from './stored-reader.ts'

/** Blocks that are read at a time. */
const blocksAtOnce = 8

export const resultDays = limits.result_days
export const resultMilliseconds = resultDays * 24 * 60 * 60 * 1000

export const changeResult = route({
  operation: 'change_result',
  access: attriumTable.change_result,
  tag: 'Change',
  method: 'GET',
  path: '/changes/{change_id}/result.csv',
  summary: 'Download the result of a change',
  description:
    'Returns the lines of a change as they were sent, each with a `status`: `changed`, `unchanged` or `refused`, and a ' +
    '`message` that says why. A table keeps its columns; other changes have a line for each operation. Values of ' +
    'attributes that are hidden, now or then, that are not known, or that you may not see are left out, and the ' +
    `message says so. Results are kept for ${resultDays} days, then the answer is 410. Returns 404 for changes of ` +
    'others without the permission `manage_user_attributes`.',
  query: {
    spreadsheet: flagParameter(
      'True: a text that a spreadsheet would calculate gets an apostrophe in front. The cell then differs from what was sent.',
      true,
    ),
  },
  replies: {
    200: linesOf(
      'text/csv; charset=utf-8',
      'Lines of CSV (RFC 4180): `line`, the columns that were sent, `status`, `message`. Where operations were sent: ' +
        '`line` or `place`, op, user_id, user, group, child_group, attribute, name, value, starts_at, expires_at, ' +
        '`status`, `message`. If a column that was sent has the name of one of ours, ours begin with `result_`.',
    ),
  },
  fails: [400, 404, 410, 429],

  async handle(context) {
    const { actor, params, server } = context
    const { change_id } = params
    const { rows } = await context.load(changeAt({ id: change_id }))
    const { at } = visibleChange(actor, rows[0][0])
    // guard result-9: becomes false
    if (at <= context.now - resultMilliseconds) refuseAsGone(change_id)
    const answer = await context.atOneMoment(async (catalogue, read) => {
      const insist = insistUntil(performance.now())
      const { spreadsheet = false } = context.query
      const seeing = { actor, catalogue, seesOthers: seesEffects(actor), spreadsheet }
      let shown: ShownResult | undefined
      const file = await context.newFile()
      for (let from = 0; ; from += blocksAtOnce) {
        insist()
        const [blocks] = await read(someBlocks({ change_id, from, most: blocksAtOnce }))
        for (const block of blocks) {
          const { head, lines } = linesIn(
            await unpackedBlock(server.keys, block),
            block.block === 0,
          )
          if (head !== undefined) {
            shown = new ShownResult(seeing, head)
            await file.add(shown.names)
          }
          const text = lines.map((line) => shown?.line(line) ?? '').join('')
          if (text !== '') await file.add(text)
        }
        if (blocks.length < blocksAtOnce) break
      }
      if (shown === undefined) return refuseAsGone(change_id)
      return file
    })
    return {
      answer,
      headers: { 'content-disposition': `attachment; filename="change-${change_id}-result.csv"` },
    }
  },
})

function refuseAsGone(change_id: string): never {
  throw new Refusal('gone', {
    message:
      `Results of changes are kept for ${resultDays} days, and there is none of this change any more; ` +
      `/history?change=${change_id} tells what it has changed.`,
  })
}
