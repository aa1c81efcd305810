// Who is answered with a stream, and how it is written.
import { expect, it } from 'vitest'
import { eventsText, takesStream } from './stream.ts'

it('is for whoever names its type', () => {
  for (const accepted of [
    'text/event-stream',
    'application/json, Text/Event-Stream;q=0.9',
    'text/event-stream; q=1.0',
  ]) {
    expect([accepted, takesStream(accepted)]).toEqual([accepted, true])
  }
  for (const accepted of [
    ...[undefined, '', '*/*', 'text/*', 'application/json', 'text/event-stream;q=0'],
    ...['text/event-streams', 'text/event-stream;q=0.000'],
  ]) {
    expect([accepted, takesStream(accepted)]).toEqual([accepted, false])
  }
})

it('has each event on lines of its own, whatever its value is', () => {
  const value = 'two\nlines\r\n\ndata: {"cursor":"forged"}\u2028'
  const text = eventsText([{ cursor: '7.abcdefghijk', value } as never])
  expect(text.split('\n')).toEqual([
    'id: 7.abcdefghijk',
    `data: ${JSON.stringify({ cursor: '7.abcdefghijk', value })}`,
    '',
    '',
  ])
  expect(text).not.toContain('\r')
})
