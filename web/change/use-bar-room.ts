// Keeps messages off the bar of unsaved changes: tells the page how much room it takes at the bottom of the window.
import { type RefObject, useEffect } from 'react'

/** A bar that stands higher than this above the bottom, in pixels, is in the way of no message. */
const reach = 120
const property = '--bar-room'

export function useBarRoom(bar: RefObject<HTMLElement | null>, isShown: boolean): void {
  useEffect(() => {
    const element = bar.current
    if (!isShown || element === null) return
    const page = document.documentElement
    const tell = () => {
      const { top, bottom } = element.getBoundingClientRect()
      const isInTheWay = window.innerHeight - bottom < reach
      page.style.setProperty(property, isInTheWay ? `${window.innerHeight - top}px` : '0px')
    }
    // The bar grows with its impact, and moves with what stands above it.
    const sizes = new ResizeObserver(tell)
    sizes.observe(element)
    sizes.observe(document.body)
    window.addEventListener('scroll', tell, { passive: true })
    window.addEventListener('resize', tell)
    return () => {
      sizes.disconnect()
      window.removeEventListener('scroll', tell)
      window.removeEventListener('resize', tell)
      page.style.removeProperty(property)
    }
  }, [bar, isShown])
}
