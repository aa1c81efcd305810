// Tells screens that effective values have changed: one stream of the server, which all screens share.
import { useEffect, useRef } from 'react'
import { serverUrl } from './server-url.ts'

/** The names of the attributes whose values have changed; undefined: any may have, since nobody was listening. */
export type Told = ReadonlySet<string> | undefined

/** Events that come one after the other are told together. */
const gathered = 500
/** A stream that was refused is asked for again, ever more seldom: the session has ended, or the right is missing. */
const [soon, seldom] = [5000, 300_000]

const listeners = new Set<(told: Told) => void>()
let stream: EventSource | undefined
let names: Set<string> | undefined = new Set()
let isTelling = false
let asking: ReturnType<typeof setTimeout> | undefined
let pause = soon

function note(attribute: string | undefined): void {
  names = attribute === undefined ? undefined : names?.add(attribute)
  if (isTelling) return
  isTelling = true
  setTimeout(() => {
    const told = names
    names = new Set()
    isTelling = false
    for (const listener of listeners) listener(told)
  }, gathered)
}

/** Opens or closes the stream. Browsers have few connections for a server, so a page that nobody sees has none. */
function heed(): void {
  const isWanted = listeners.size > 0 && !document.hidden
  if (!isWanted) {
    clearTimeout(asking)
    stream?.close()
    stream = undefined
  } else if (stream === undefined) {
    stream = new EventSource(`${serverUrl}/api/attrium/1.0/events`)
    stream.onopen = () => {
      pause = soon
      // What has changed before is not told by it.
      note(undefined)
    }
    stream.onmessage = ({ data }) => note((JSON.parse(data) as { attribute: string }).attribute)
    stream.onerror = () => {
      // A connection that broke is made again by the browser, which says where it stood.
      if (stream?.readyState !== EventSource.CLOSED) return
      stream = undefined
      asking = setTimeout(heed, pause)
      pause = Math.min(pause * 2, seldom)
    }
  }
}

document.addEventListener('visibilitychange', heed)

/**
 * Calls the listener, soon, whenever effective values have changed while the screen is open. `mayFollow` is false for
 * people without the right to events: they are not refused again and again.
 */
export function useLive(onChange: (told: Told) => void, mayFollow = true): void {
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  useEffect(() => {
    if (!mayFollow) return
    const listener = (told: Told) => latest.current(told)
    listeners.add(listener)
    heed()
    return () => {
      listeners.delete(listener)
      heed()
    }
  }, [mayFollow])
}
