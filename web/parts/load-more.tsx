// Below a list that the server pages: reads the next page when it comes into sight, or by its button.
import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { partTexts as texts } from './texts.ts'

interface Given {
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly onMore: () => void
}

export function LoadMore({ hasMore, isLoading, onMore }: Given) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (place.current === null || !hasMore || isLoading) return
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) onMore()
      },
      // Early enough that nobody waits at the end of the list.
      { rootMargin: '800px' },
    )
    seen.observe(place.current)
    return () => seen.disconnect()
  }, [hasMore, isLoading, onMore])
  if (!hasMore) return null
  return (
    <div ref={place} style={{ padding: '0.75rem' }}>
      <Button variant="default" size="compact-sm" loading={isLoading} onClick={onMore}>
        {texts.more}
      </Button>
    </div>
  )
}
