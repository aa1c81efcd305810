// A change as CSV: each cell with a value is an operation, and each mistake has its line and column.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { type CsvOptions, readCsv } from './csv-body.ts'

/** Operations in short: place, user, attribute, value; null for a value that is removed. */
const saidBy = (text: string, options?: CsvOptions) =>
  readCsv(text, options).operations.map((it) => {
    if (it.op !== 'set_user_value' && it.op !== 'clear_user_value') throw new Error(it.op)
    const value = it.op === 'set_user_value' ? it.value : null
    return [it.place, it.user.text, it.attribute.text, value]
  })
const problemsOf = (text: string, options?: CsvOptions) =>
  readCsv(text, options).problems.map(({ line, field, message }) => [line, field, message] as const)
const placesOf = (text: string, options?: CsvOptions) =>
  problemsOf(text, options).map(([line, field]) => [line, field])

describe('a wide CSV', () => {
  const text = 'email,region,12\nmaya@acme.example,EMEA,1.10\nSam@acme.example,\\N,"a ""b"", c"\n'

  it('has a user a line and an attribute a column', () => {
    expect(readCsv(text).operations[0]).toEqual({
      op: 'set_user_value',
      place: 'line 2, column region',
      sent: { line: 2, at: 1 },
      user: { by: 'email', text: 'maya@acme.example' },
      attribute: { field: 'line 2, column region.attribute', text: 'region', by: 'name' },
      value: 'EMEA',
      saysNoEnd: true,
    })
    expect(saidBy(text)).toEqual([
      ['line 2, column region', 'maya@acme.example', 'region', 'EMEA'],
      ['line 2, column 12', 'maya@acme.example', '12', '1.10'],
      ['line 3, column region', 'sam@acme.example', 'region', null],
      ['line 3, column 12', 'sam@acme.example', '12', 'a "b", c'],
    ])
    expect(readCsv(text)).toMatchObject({ problems: [], problemCount: 0, isWhole: true })
  })

  it.each([
    ['a mark of byte order', `\ufeff${text}`],
    ['line ends of Windows', text.replaceAll('\n', '\r\n')],
    ['line ends of old Macs', text.replaceAll('\n', '\r')],
    ['no line end at its end', text.trimEnd()],
    ['blanks around the names', text.replace('email,region', ' email , region ')],
    ['quoted names', text.replace('email,region', '"email","region"')],
  ])('may have %s', (_, other) => {
    expect(saidBy(other)).toEqual(saidBy(text))
  })

  it('says the same with quotes around all cells', () => {
    for (const empty of ['keep', 'unset'] as const) {
      const cells = ['email,region,12', 'maya@acme.example,\\N,', 'sam@acme.example,,1']
      const quoted = cells.map((row) =>
        row
          .split(',')
          .map((cell) => `"${cell}"`)
          .join(','),
      )
      expect(quoted[1]).toBe('"maya@acme.example","\\N",""')
      expect(saidBy(quoted.join('\n'), { empty })).toEqual(saidBy(cells.join('\n'), { empty }))
    }
  })

  it.each([';', '\t'])('may have the delimiter %j', (delimiter) => {
    const lines = ['email,region,12', 'maya@acme.example,EMEA,"a,b;c\td"']
    const other = lines.map((line) => line.replaceAll(/,(?!b)/g, delimiter)).join('\n')
    expect(saidBy(other)).toEqual(saidBy(lines.join('\n')))
  })

  it('names users by any of three columns, wherever that is', () => {
    expect(saidBy('region,user_id\nEMEA, 7 ')).toEqual([
      ['line 2, column region', '7', 'region', 'EMEA'],
    ])
    expect(saidBy('external_user_id,region\n 7 ,EMEA')[0]?.[1]).toBe(' 7 ')
    expect(placesOf('user_id,region\nSECRET,EMEA\n,EMEA\n0,EMEA')).toEqual([
      [2, 'user_id'],
      [3, 'user_id'],
      [4, 'user_id'],
    ])
  })

  it('gives the line on which a row begins', () => {
    const rows =
      '\n\r\nemail,region\n\na@b.example,"1\n2\r\n3"\r\n\n"a@b.example","\n\n"\na@b.example,4'
    expect(saidBy(rows).map(([place]) => place)).toEqual(
      [5, 9, 12].map((line) => `line ${line}, column region`),
    )
  })
})

describe('an empty cell', () => {
  const text = 'email,region,cost\nmaya@acme.example,EMEA,\n,,\nsam@acme.example,"",7\n'

  it('keeps or removes a value, whatever is said', () => {
    expect(saidBy(text, { empty: 'keep' }).map(([, , ...said]) => said)).toEqual([
      ['region', 'EMEA'],
      ['cost', '7'],
    ])
    expect(saidBy(text, { empty: 'unset' }).map(([, , ...said]) => said)).toEqual([
      ['region', 'EMEA'],
      ['cost', null],
      ['region', null],
      ['cost', '7'],
    ])
  })

  it('is asked about once if nothing is said', () => {
    const { problems, operations } = readCsv(text)
    expect([problems.length, operations.length]).toEqual([1, 2])
    expect(problems[0]).toMatchObject({ line: 2, field: 'cost' })
    expect(problems[0]?.message).toMatch(/empty=keep.*empty=unset/)
    expect(placesOf('email,attribute,value\na@b.example,region,')).toEqual([[2, 'value']])
  })

  it('names no user and no attribute', () => {
    expect(readCsv('email,attribute,value\n,region,1\na@b.example,,1').problems).toMatchObject([
      { line: 2, field: 'email', code: 'missing_field' },
      { line: 3, field: 'attribute', code: 'missing_field' },
    ])
  })
})

describe('a long CSV', () => {
  it('has the times of values', () => {
    const [operation, forGood] = readCsv(
      'email,value,expires_at,attribute,starts_at\na@b.c,x, 2030-01-02 ,region,2030-01-01\na@b.c,y,,region,\n',
    ).operations
    expect(operation).toMatchObject({
      ...{ op: 'set_user_value', value: 'x' },
      times: { starts_at: '2030-01-01', expires_at: '2030-01-02' },
    })
    expect(forGood).not.toHaveProperty('times')
    expect(problemsOf('email,attribute,value,expires_at\na@b.c,region,\\N,2030-01-01')).toEqual([
      [2, 'expires_at', 'expires_at must be empty where the value is removed.'],
    ])
  })

  it('has a value a line', () => {
    expect(saidBy('value;attribute;user_id\nEMEA;region;7\n\\N;12;7\n')).toEqual([
      ['line 2', '7', 'region', 'EMEA'],
      ['line 3', '7', '12', null],
    ])
    expect(readCsv('user_id,attribute,value\n7,region,x').operations).toMatchObject([
      { attribute: { field: 'line 2.attribute' } },
    ])
  })

  it('has no other columns', () => {
    expect(problemsOf('email,attribute,value,starts_at,SE CRET!')).toEqual([
      [
        1,
        'SE?CRET?',
        'SE?CRET? is not a column beside attribute and value; correct the name or leave it out.',
      ],
    ])
  })
})

describe('the header', () => {
  it.each([
    ['', 1, null],
    ['\ufeff\n\n', 1, null],
    ['maya@acme.example,EMEA\n', 1, null],
    ['\n\nregion\n', 3, null],
    ['email\nmaya@acme.example\n', 1, null],
    ['email,region,\n', 1, null],
    ['email,region, region\n', 1, 'region'],
    ['email,email,region\n', 1, 'email'],
    ['email,user_id,region\n', 1, 'user_id'],
    [`email,${'x'.repeat(256)}\n`, 1, 'x'.repeat(64)],
    ['email,"re\ngion"\n', 1, 're?gion'],
  ])('is refused if it is %j', (text, line, field) => {
    const { problems, isWhole } = readCsv(`${text}`)
    expect([problems.length, problems[0]?.line, problems[0]?.field, isWhole]).toEqual([
      1,
      line,
      field,
      false,
    ])
  })

  it('may have capitals, which no name has, but no other letters in place of them', () => {
    for (const text of [
      'Email,Region\nmaya@acme.example,EMEA\n',
      'EMAIL,region\nmaya@acme.example,EMEA\n',
    ]) {
      const plain = readCsv('email,region\nmaya@acme.example,EMEA\n')
      expect(readCsv(text).operations).toEqual(plain.operations)
    }
    expect(readCsv('Email,email,region\n').problems).toHaveLength(1)
    // The sign of Kelvin, whose small letter is k.
    expect(readCsv('email,\u212a\nmaya@acme.example,1\n').operations).not.toEqual(
      readCsv('email,k\nmaya@acme.example,1\n').operations,
    )
  })

  it('may be all that there is', () => {
    for (const text of [
      'email,region',
      '\ufeffemail;region\r\n\r\n',
      'user_id,attribute,value\n',
    ]) {
      expect(readCsv(text)).toMatchObject({ operations: [], problems: [], isWhole: true })
    }
  })
})

describe('a row', () => {
  it('has as many cells as the header', () => {
    const text = 'email,region\na@b.example\na@b.example,1,2\na@b.example,3'
    expect(problemsOf(text)).toEqual([
      [2, null, 'The line has one cell, but the first line has 2 columns.'],
      [3, null, 'The line has 3 cells, but the first line has 2 columns.'],
    ])
    expect(saidBy(text)).toHaveLength(1)
  })

  it('has no text that cannot be stored or found', () => {
    const text = `email,region,cost\na\0@b.example,1,2\na@b.example,S\0ECRET,${'x'.repeat(limits.value_characters + 1)}`
    expect(placesOf(text)).toEqual([
      [2, 'email'],
      [3, 'region'],
      [3, 'cost'],
    ])
    expect(JSON.stringify(problemsOf(text))).not.toContain('ECRET')
    expect(placesOf('email,region\r\na@b.example,1\r\na@b.example,\ud800\r\n')).toEqual([[3, null]])
  })

  it('ends the reading with a quote that is never closed or in a wrong place', () => {
    const [first, row, plain] = ['email,region', 'a@b.example,"1\n2"', 'a@b.example,1']
    for (const [broken, message] of [
      ['a@b.example,"SECRET\n\n', 'A quote opens cell 2 and is never closed'],
      ['a@b.example,SEC"RET"\n', 'A quote is in the wrong place in cell 2'],
      ['a@b.example,"SEC"RET\n', 'A quote is in the wrong place in cell 2'],
      ['"SECRET', 'A quote opens cell 1 and is never closed'],
    ] as const) {
      const { problems, operations, isWhole } = readCsv([first, row, broken, plain].join('\n'))
      expect([problems.length, operations.length, isWhole]).toEqual([1, 1, false])
      expect(problems[0]).toMatchObject({ line: 4, field: null })
      expect(problems[0]?.message).toContain(message)
      expect(problems[0]?.message).not.toContain('SECRET')
    }
    expect(placesOf('\n"email')).toEqual([[2, null]])
  })
})

describe('whatever a table holds', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'é', '😀', '"', ',', ';', '\t', '\n', '\r', ' ', '\\'),
  })
  const cell = text.filter((it) => it !== '' && it !== '\\N')
  const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 8 })

  it('is read as it was written, with its lines', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (rows, delimiter, end, quotesAll) => {
          const write = (it: string) =>
            quotesAll || /["\r\n,;\t]/.test(it) ? `"${it.replaceAll('"', '""')}"` : it
          let csv = ['user_id', 'a', 'b', 'c'].map(write).join(delimiter) + end
          const expected: unknown[] = []
          for (const row of rows) {
            const line = csv.split(/\r\n|\n|\r/).length
            row.forEach((value, at) => {
              const name = 'abc'.charAt(at)
              expected.push([`line ${line}, column ${name}`, '7', name, value])
            })
            csv += ['7', ...row].map(write).join(delimiter) + end
          }
          expect([problemsOf(csv), saidBy(csv)]).toEqual([[], expected])
        },
      ),
      { numRuns: 500 },
    )
  })
})
