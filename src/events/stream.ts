// How events are written for readers of streams (HTML Living Standard, 9.2: server-sent events).
import { limits } from '../limits.ts'

interface Written {
  readonly cursor: string
}

/** The first part of a stream: how soon its reader comes again, and where it stands. */
export const openingText = (cursor: string): string =>
  `retry: ${limits.event_retry_milliseconds}\nid: ${cursor}\n\n`

/** JSON has no line break of its own. */
export const eventsText = (events: readonly Written[]): string =>
  events.map((event) => `id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`).join('')

/** Says that the stream is there, and where it stands; readers are told of no event. */
export const heartbeatText = (cursor: string): string => `: \nid: ${cursor}\n\n`

/** Whether `Accept` names the type of a stream, and not with the weight 0. */
export const takesStream = (accepted = ''): boolean =>
  accepted.split(',').some((type) => {
    const [name = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase())
    return name === 'text/event-stream' && !parameters.some((each) => /^q=0(\.0*)?$/.test(each))
  })
