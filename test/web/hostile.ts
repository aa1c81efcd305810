// Names that a page must show as text, whatever they look like.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

export const hostile = `"><img src=x onerror="window.broken=1"><script>window.broken=2</script>{{7*7}}`

/** Nothing of what a hostile name asks for has happened. */
export async function isUnharmed(page: Page): Promise<void> {
  expect(
    await page.evaluate('[window.broken ?? 0, document.querySelectorAll("img").length]'),
  ).toEqual([0, 0])
}
