// `attrium audit verify` and `attrium audit export`, while a server runs and after it has stopped.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { csvCell } from '../../src/audit/export.ts'
import { openConnection } from '../../src/store/sqlite/connection.ts'
import { attrium, attriumCommand, endPrograms, freshDirectory } from '../start/program.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, hidden } from '../support/world.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrium-audit-'))
let server: TestServer
let attribute: string
beforeAll(async () => {
  server = await startServer({ directory })
  attribute = (await anAttribute(server)).id
  const secret = await anAttribute(server, hidden)
  for (const value of ['=1+1', 'a "quoted", text', 'three\nlines\nof it']) await setValue(value)
  await setValue('canary-of-a-hidden-value', secret.id)
})
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true })
})
afterEach(endPrograms)

const setValue = (value: string, id = attribute) =>
  server.api('PATCH', `/users/1/attribute_values/${id}`, { value })

const audit = (...flags: string[]) => attriumCommand('audit', flags).ended
const verify = (...flags: string[]) => audit('verify', '--data', directory, ...flags)
const exported = (...flags: string[]) => audit('export', '--data', directory, ...flags)

interface Line {
  readonly sequence: number
  readonly operation: string
  readonly old_value: string | null
  readonly new_value: string | null
  readonly audit_heads?: { chain_id: string; chain_sequence: number; mac: string }[]
}
const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
async function headNow(): Promise<{ chain_sequence: number; mac: string }> {
  const head = linesOf((await exported()).stdout).at(-1)?.audit_heads?.[0]
  if (head === undefined) throw new Error('the export has no head')
  return head
}

describe('attrium audit export', () => {
  it('writes every row as a line of JSON with the value before, and the heads last', async () => {
    const { code, stdout } = await exported()
    const [last, ...rows] = linesOf(stdout).reverse()
    expect(code).toBe(0)
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, at) => rows.length - at))
    expect(last).toEqual({
      audit_heads: [
        { chain_id: '1', chain_sequence: rows.length, mac: expect.stringMatching(/^[\w-]{43}$/) },
      ],
    })
    const values = rows.filter((row) => row.operation === 'set_user_attribute_user_value')
    expect(values.map((row) => [row.old_value, row.new_value])).toEqual([
      [null, null],
      ['a "quoted", text', 'three\nlines\nof it'],
      ['=1+1', 'a "quoted", text'],
      [null, '=1+1'],
    ])
    expect(rows[0]).toMatchObject({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      actor_id: '1',
      user_id: '1',
      redacted: false,
      details: { version: expect.any(String) },
    })
    expect(stdout).not.toContain('canary')
  })

  it('writes CSV in which no value is a formula; the heads go to stderr', async () => {
    const { stdout, stderr } = await exported('--csv')
    expect(stdout.split('\r\n')[0]).toMatch(/^sequence,at,request_id,operation,/)
    expect(stdout).toContain(`,'=1+1,`)
    expect(stdout).toContain(',"a ""quoted"", text",')
    expect(stdout).toContain(',"three\nlines\nof it",')
    expect(linesOf(stderr)[0]?.audit_heads).toHaveLength(1)
  })

  it('spares a spreadsheet every text that it could run', () => {
    for (const first of ['=', '+', '-', '@', '\t', '\r', '\n', '\0']) {
      expect(csvCell(`${first}x`).replace(/^"/, '')).toBe(
        `'${first}x${/[\r\n]/.test(first) ? '"' : ''}`,
      )
    }
    expect([csvCell(-1), csvCell(null), csvCell('a'), csvCell(true)]).toEqual([
      '-1',
      '',
      'a',
      'true',
    ])
  })
})

describe('attrium audit verify', () => {
  it('finds the audit whole beside the server that writes it', async () => {
    const { code, stdout } = await verify()
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^\d+ audit rows, all chains intact; \{"audit_heads":\[/),
    ])
  })

  it('takes a head as its mac, in an export and in a log, and the audit may have grown', async () => {
    const { mac } = await headNow()
    const file = join(directory, 'export.jsonl')
    writeFileSync(file, (await exported()).stdout)
    const log = join(directory, 'log.jsonl')
    writeFileSync(log, `ready\n{"level":30,"audit_heads":[{"mac":"${mac}"}],"msg":"audit heads"}\n`)
    await setValue('later')
    for (const head of [mac, file, log]) {
      expect(await verify('--head', head)).toMatchObject({ code: 0, stderr: '' })
    }
  })

  it('misses a head that the audit never had, in a log as by itself', async () => {
    const { mac } = await headNow()
    const never = 'A'.repeat(43)
    const log = join(directory, 'other-log.jsonl')
    writeFileSync(log, `{"audit_heads":[{"mac":"${never}"},{"mac":"${mac}"}]}\n`)
    for (const head of [never, log]) {
      const { code, stdout } = await verify('--head', head)
      expect([code, stdout]).toEqual([1, expect.stringContaining(`no row has the mac ${never}`)])
    }
  })

  it('says with status 1 what is wrong and where', async () => {
    const { directory: copy, remove } = freshDirectory()
    const program = attrium(['--data', copy, '--port', '0'])
    await program.ready
    program.signal('SIGTERM')
    await program.ended
    const connection = openConnection(join(copy, 'attrium.db'), 'writer')
    connection.exec("drop trigger audit_refuses_update; update audit set operation = 'other'")
    connection.close()
    const { code, stdout } = await audit('verify', '--data', copy)
    remove()
    expect([code, stdout]).toEqual([
      1,
      'row 1 (number 1 of chain 1) was changed\n1 audit rows, 1 problems\n',
    ])
  })

  it.each([
    [['--head', 'short'], '--head must be the mac of a head'],
    [['--head', join(directory, 'master.key')], 'contains no audit heads'],
    [['--data', join(directory, 'nowhere')], 'has no database'],
    [['--master-key-file', join(directory, 'nowhere')], 'is missing'],
  ])('refuses %j in one sentence', async (flags, sentence) => {
    const { code, stdout, stderr } = await audit('verify', '--data', directory, ...flags)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^attrium: [^\n]+\n$/)
    expect(stderr).toContain(sentence)
  })
})

describe('a server', () => {
  it('writes its heads into the log at its start and when it stops', async () => {
    const { directory: data, remove } = freshDirectory()
    const program = attrium(['--data', data, '--port', '0'])
    await program.ready
    program.signal('SIGTERM')
    const { stderr } = await program.ended
    const heads = stderr
      .split('\n')
      .filter((line) => line.includes('"audit_heads"'))
      .map((line) => JSON.parse(line).audit_heads)
    const log = join(data, 'log.jsonl')
    writeFileSync(log, stderr)
    expect(await audit('verify', '--data', data, '--head', log)).toMatchObject({ code: 0 })
    remove()
    expect(heads).toEqual([
      [{ chain_id: '1', chain_sequence: 1, mac: expect.stringMatching(/^[\w-]{43}$/) }],
    ])
  })
})
