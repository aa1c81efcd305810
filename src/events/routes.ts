// The events of effective values, for those who keep a copy: as pages that are waited for, or as a stream.
import type { Actor } from '../domain/actor.ts'
import { canSeeUserValue } from '../domain/attribute-access.ts'
import { attriumTable } from '../domain/permissions.ts'
import { keysetParameters } from '../http/cursor.ts'
import { Later } from '../http/later.ts'
import type { Parameter } from '../http/query.ts'
import { textParameter } from '../http/query.ts'
import type { Static } from '../http/schema.ts'
import { limits } from '../limits.ts'
import type { Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { cursorOf, type Position, positionIn } from './cursor.ts'
import { feedOf, type Place, type Question } from './feed-reader.ts'
import type { Page } from './page-reader.ts'
import { EventPage, type ValueEvent } from './shapes.ts'
import { eventsText, heartbeatText, openingText, takesStream } from './stream.ts'

const most = limits.event_wait_seconds

const waitParameter: Parameter<number> = {
  schema: { type: 'integer', minimum: 0, maximum: most },
  about:
    `Seconds to wait for an event if there is none yet, 0 to ${most}; the default is ` +
    `${limits.event_wait_seconds_unasked}. A stream does not heed it.`,
  example: 0,
  read: (text) => (/^\d{1,3}$/.test(text) && Number(text) <= most ? Number(text) : undefined),
  expects: `be a whole number from 0 to ${most}`,
}

export const events = route({
  operation: 'events',
  access: attriumTable.events,
  tag: 'Event',
  method: 'GET',
  path: '/events',
  summary: 'Wait for changes of effective values',
  description:
    'Returns an event for each effective value that is another one than before, whatever has changed it: what a copy ' +
    'of the values needs to stay the same. That a value for a time has started or ended is told within some ten seconds. Events of a user are in the order in which they happened; each is told at ' +
    'least once, and several changes that were applied together are told as one. Without `after`, the answer has no ' +
    'events and comes at once: its `cursor` is now. Keep it, read all values, then ask with `after` again and again. ' +
    'If there is nothing yet, the answer is waited for. With `Accept: text/event-stream` the answer is a stream of ' +
    'server-sent events that goes on until the access token ends; its reader may send `Last-Event-ID` in place of ' +
    '`after`. Values of attributes that are hidden now are null. Values that are read from the record of the user, ' +
    'such as the e-mail address, are told to those who may read them. The answer is 410 if what came after the cursor ' +
    'is not kept any more: then start over.',
  query: {
    after: textParameter('The `cursor` of the previous answer, or of an event.', ''),
    limit: keysetParameters.limit,
    wait: waitParameter,
  },
  cost: 'much',
  stream:
    'Each event has the cursor as its `id` and the same JSON as its `data`. Comments tell that the stream is there.',
  replies: { 200: EventPage },
  fails: [400, 404, 410, 429],

  async handle(context) {
    const { request, query, server } = context
    const { earlier } = request
    const isStream = takesStream(request.accepted)
    const feed = feedOf(server)
    const given = isStream ? (request.lastEventId ?? query.after) : query.after
    const held = earlier instanceof Waiting ? earlier : undefined
    if (held === undefined && given === undefined) {
      const position = await feed.newest()
      await context.load()
      const cursor = cursorOf(position)
      if (!isStream) return { events: [], cursor }
      return new Waiting(context, { position, horizon: 0 }, { text: openingText(cursor) })
    }
    const field = request.lastEventId === undefined || !isStream ? 'after' : 'Last-Event-ID'
    const position = held?.place.position ?? positionIn(given ?? '', field)
    if (held === undefined) await feed.insistOn(position)
    const page = await feed.page(questionOf(context, position))
    // What was read is of the moment of the caller's rights, or a later one: if they have changed, it starts over.
    await context.load()
    const shown = showEvents(context.actor, page)
    const now = performance.now()
    if (isStream) {
      const opening = held === undefined ? openingText(cursorOf(position)) : ''
      const isSilent = now - (held?.since ?? now) >= limits.event_heartbeat_milliseconds
      const beat = isSilent && shown.length === 0 ? heartbeatText(cursorOf(page.position)) : ''
      const text = opening + eventsText(shown) + beat
      return new Waiting(context, page, { text, ...(text === '' && { since: held?.since }) })
    }
    const since = held?.since ?? now
    const seconds = query.wait ?? limits.event_wait_seconds_unasked
    const isOver = now >= since + seconds * 1000 || request.isLast === true
    if (shown.length > 0 || page.more || isOver) {
      return { events: shown, cursor: cursorOf(page.position) }
    }
    return new Waiting(context, page, { since, milliseconds: seconds * 1000 })
  },
})

const questionOf = ({ actor, query }: Asking, position: Position): Question => ({
  ...{ caller: actor.caller, position, version: actor.basis.catalogue },
  limit: query.limit ?? limits.page_items_unasked,
})

type Asking = Pick<Context, 'actor' | 'server'> & { readonly query: { readonly limit?: number } }

/** A reader who waits for what comes after a place. */
class Waiting extends Later {
  /** When it began to wait; of a stream, when something was sent last. */
  readonly since: number
  #place: Place

  constructor(
    asking: Asking,
    place: Place & { readonly more?: boolean },
    how: {
      readonly text?: string
      readonly since?: number | undefined
      readonly milliseconds?: number
    },
  ) {
    const { text, since = performance.now() } = how
    const { milliseconds = limits.event_heartbeat_milliseconds } = how
    // A token that ends meanwhile ends the waiting.
    const living = asking.actor.expires_at - asking.server.now()
    const until = Math.min(since + milliseconds, performance.now() + living)
    super(async (ended) => {
      if (place.more === true) return
      try {
        const question = questionOf(asking, place.position)
        this.#place = await feedOf(asking.server).happened(question, place, { until, ended })
      } catch {
        // The handler, which runs again, meets the same trouble and tells it.
      }
    }, text)
    this.since = since
    this.#place = place
  }

  get place(): Place {
    return this.#place
  }
}

/** Events of values that the caller may read. */
function showEvents(actor: Actor, { events }: Page): Static<typeof ValueEvent>[] {
  return events
    .filter(({ attribute, user_id }) => canSeeUserValue(actor, attribute, user_id))
    .map((event) => ({
      cursor: cursorOf(event.position),
      at: new Date(event.at).toISOString(),
      user_id: event.user_id,
      user_attribute_id: event.attribute.id,
      attribute: event.attribute.name,
      value: event.value,
      hidden: event.hidden,
      change_id: event.change_id,
    }))
}
