// The parts of an error and of a call that reach the log, and the parts that never do.
import { describe, expect, test } from 'vitest'
import { errorFacts, type LogFields, lastLine, lineOf } from './log.ts'

const canary = 'canary-7f3a'
const frame = '    at stolen (file:///canary-7f3a.js:1:1)'

function thrown(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('the facts of an error', () => {
  test('are its class, its code and where it came from, and not its message', () => {
    const error = thrown(() => JSON.parse(`{"value":"${canary}`))
    const facts = errorFacts(Object.assign(error as Error, { code: 'SQLITE_FULL' }))
    expect(facts).toMatchObject({ name: 'SyntaxError', code: 'SQLITE_FULL' })
    expect(facts.stack?.some((line) => line.includes('log.test'))).toBe(true)
    expect(JSON.stringify(facts)).not.toContain(canary)
  })

  test('have no line of a message that looks like a place in a program', () => {
    const facts = errorFacts(new Error(`first\n${frame}\nlast ${canary}`))
    expect(facts.stack?.length).toBeGreaterThan(0)
    expect(JSON.stringify(facts)).not.toContain('canary')
  })

  test('have no stack when the message has been changed since', () => {
    const error = new Error(`${canary}\n${frame}`)
    expect(error.stack).toContain(canary)
    error.message = 'harmless'
    expect(errorFacts(error)).toEqual({ name: 'Error' })
  })

  test.each([
    ['a name', { name: `x ${canary}` }],
    ['a code', { code: `x ${canary}` }],
    ['a code that is an object', { code: { canary } }],
    ['fields of its own', { value: canary, detail: canary, sql: canary, parameters: [canary] }],
  ])('leave out %s that could be anything', (_, fields) => {
    const facts = errorFacts(Object.assign(new Error('x'), fields))
    expect(JSON.stringify(facts)).not.toContain(canary)
  })

  test('name the cause, and the cause of that, but not for ever', () => {
    const root = Object.assign(new Error(canary), { code: '23505' })
    const facts = errorFacts(new Error('outer', { cause: new TypeError(canary, { cause: root }) }))
    expect(facts.cause).toMatchObject({
      name: 'TypeError',
      cause: { name: 'Error', code: '23505' },
    })
    expect(JSON.stringify(facts)).not.toContain(canary)
    const loop = new Error('loop')
    loop.cause = loop
    expect(JSON.stringify(errorFacts(loop)).split('"cause"')).toHaveLength(4)
  })

  test.each([canary, { canary }, undefined, null, 7])(
    'of %j, which is no error, are its type',
    (it) => {
      expect(errorFacts(it)).toEqual({ name: `a thrown ${typeof it}` })
    },
  )

  test('are found of an error that fails when it is looked at', () => {
    const hostile = new Error('x')
    Object.defineProperty(hostile, 'message', {
      get: () => {
        throw new Error(canary)
      },
    })
    expect(errorFacts(hostile)).toEqual({ name: 'an error that cannot be read' })
  })
})

describe('a line', () => {
  test('holds the fields that may be logged and no others', () => {
    const fields = { request_id: 'a-1', status: 404, value: canary, body: canary }
    expect(lineOf(fields as LogFields)).toEqual({ request_id: 'a-1', status: 404 })
  })

  test('holds the facts of an error instead of the error', () => {
    const line = lineOf({ error: new Error(canary) })
    expect(line['error']).toMatchObject({ name: 'Error' })
    expect(JSON.stringify(line)).not.toContain(canary)
  })

  test('is the last one of a process that an error ends', () => {
    const line = lastLine(new RangeError(canary), 7)
    expect(JSON.parse(line)).toMatchObject({ level: 60, time: 7, error: { name: 'RangeError' } })
    expect(line).not.toContain(canary)
  })
})
