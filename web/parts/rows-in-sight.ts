// Which rows of a long list are drawn: those in sight, a few around them, and those that have to stay.
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { startTransition, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Pixels above the first row on most screens, until it is measured: so many rows fewer are in sight. */
const usualTop = 200
/** Rows out of sight that are drawn. */
const around = 12

interface Given {
  readonly count: number
  /** Pixels of a row, until it is measured. */
  readonly rowHeight: number
  readonly keyOf: (at: number) => string | number
  /** Rows that are drawn wherever they are, such as the one with the focus. */
  readonly kept?: readonly number[]
}

/** `place` is the element around the rows; `top` is where it begins in the page, in pixels. */
export function useRowsInSight<Place extends HTMLElement>(given: Given) {
  const { count, rowHeight, keyOf, kept = [] } = given
  const place = useRef<Place>(null)
  const [top, setTop] = useState(usualTop)
  useLayoutEffect(() => {
    const { top = 0 } = place.current?.getBoundingClientRect() ?? {}
    setTop(top + window.scrollY)
  }, [])
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: useOverscan(),
    scrollMargin: top,
    getItemKey: keyOf,
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range)
      if (kept.length === 0) return inSight
      const all = [...inSight, ...kept.filter((at) => at >= 0 && at < count)]
      return [...new Set(all)].sort((one, other) => one - other)
    },
  })
  return { place, top, virtual }
}

/** None at first, so that the rows in sight are there sooner. */
function useOverscan(): number {
  const [rows, setRows] = useState(0)
  useEffect(() => {
    const later = setTimeout(() => startTransition(() => setRows(around)), 200)
    return () => clearTimeout(later)
  }, [])
  return rows
}
