// Every screen, in both themes: no serious fault that axe finds, no error of the console, and nothing scrolls sideways.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../support/server.ts'
import { type Opened, openWindow } from './browser.ts'
import { openAsAdmin } from './person.ts'
import { screens, serverOfScreens } from './screens.ts'

const require = createRequire(import.meta.url)
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

let server: TestServer
let [somebody, stranger]: Opened[] = []
beforeAll(async () => {
  server = await serverOfScreens()
  somebody = await openAsAdmin(server)
  stranger = await openWindow(server, { expected: /status of (401|404)/ })
})
afterAll(async () => {
  await somebody?.close()
  await stranger?.close()
  await server.stop()
})

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** Rules that look at colours, of those that run unless one asks for others. */
const ofColours = ['color-contrast', 'link-in-text-block']

/** The serious and critical faults of what is on the screen, by these rules or all. */
async function faultsOn(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = { resultTypes: ['violations'], preload: false, ...(rules && { runOnly: rules }) }
  const violations = (await page.evaluate(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )) as Violation[]
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    )
}

const markup = (page: Page) =>
  page.evaluate('document.body.outerHTML + document.querySelectorAll("*").length')

async function turnTo(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  const theme = 'document.documentElement.getAttribute("data-mantine-color-scheme")'
  await expect.poll(() => page.evaluate(theme)).toBe(colorScheme)
  // The colours of a theme fade in: what is measured before is neither theme.
  await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0)
}

describe.each(Object.entries(screens))('the screen %s', (_, { path, isOpen, prepare }) => {
  it('has no serious fault that axe finds in either theme, and nothing scrolls sideways', async () => {
    // All screens in one window: most of what a screen costs is the window.
    const { page, isCalm } = (isOpen ? stranger : somebody) as Opened
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    // So that nothing of the last screen is left, where only the end of the address differs.
    await page.goto('about:blank')
    await page.goto(path)
    await page.getByRole('heading').first().waitFor()
    await prepare?.(page)
    await page.waitForLoadState('networkidle')
    // Not as a script of the page: its policy allows none.
    await page.evaluate(axe)
    await turnTo(page, 'light')
    expect(await faultsOn(page)).toEqual([])
    const shown = await markup(page)
    await turnTo(page, 'dark')
    // A theme is colours alone: where the markup is the same, so is what the other rules say of it.
    expect(await faultsOn(page, (await markup(page)) === shown ? ofColours : undefined)).toEqual([])
    for (const width of [320, 2560]) {
      await page.setViewportSize({ width, height: 800 })
      const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
      await expect.poll(() => page.evaluate(beyond)).toBeLessThanOrEqual(0)
    }
    isCalm()
  })
})
