// A few screens look as their pictures in docs/screens, from afar: fonts and versions of a browser may differ, places
// and colours may not.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../support/server.ts'
import { openBrowser } from './browser.ts'
import {
  type Difference,
  differenceTo,
  openScreen,
  pictureFile,
  type Scheme,
  sizes,
  takePicture,
} from './pictures.ts'
import { serverOfScreens } from './screens.ts'

let server: TestServer
let blank: Page
beforeAll(async () => {
  server = await serverOfScreens()
  blank = await (await (await openBrowser()).newContext()).newPage()
})
afterAll(() => server.stop())

/** In a narrow window, another font breaks lines elsewhere and moves all that follows. */
const size = sizes[1]
/** Three times what a font with serifs does, and half of what the least of the breaks below does. */
const looksAlike = ({ changed, most }: Difference) => changed < 0.06 && most < 0.25

async function looks(page: Page, name: string, scheme: Scheme) {
  const difference = await differenceTo(
    blank,
    pictureFile(name, size, scheme),
    await takePicture(page, size),
  )
  return { ...difference, alike: looksAlike(difference) }
}

describe.each(['sign-in', 'attributes', 'group-values', 'users', 'user', 'new-user'])(
  '%s',
  (name) => {
    it.each(['light', 'dark'] as const)('looks as in its picture, %s', async (scheme) => {
      const { page, close } = await openScreen(server, name, scheme)
      expect(await looks(page, name, scheme)).toMatchObject({ alike: true })
      await close()
    })
  },
)

describe('a screen that is broken', () => {
  const breaks = {
    'lacks its style sheets': `for (const it of document.querySelectorAll('link[rel=stylesheet]')) it.remove()`,
    'lacks its list': `document.querySelector('table').remove()`,
    'lacks what is around it': `document.querySelector('nav').remove()`,
    'is in the other colours': `document.documentElement.setAttribute('data-mantine-color-scheme', 'dark')`,
    'begins lower': `document.querySelector('main').style.paddingTop = '40px'`,
    'lacks a button': `document.querySelector('main header div:last-child').remove()`,
    'has wide rows': `for (const it of document.querySelectorAll('td')) it.style.paddingBlock = '20px'`,
  }
  it.each(Object.entries(breaks))('looks different: it %s', async (_, script) => {
    const { page, context } = await openScreen(server, 'attributes', 'light')
    await page.evaluate(script)
    const difference = await looks(page, 'attributes', 'light')
    await context.close()
    expect(difference).toMatchObject({ alike: false })
  })
})

describe('a screen that is sound', () => {
  it('may have other fonts', async () => {
    const { page, context } = await openScreen(server, 'attributes', 'light')
    await page.evaluate(
      `document.documentElement.style.setProperty('--mantine-font-family', 'serif')`,
    )
    const difference = await looks(page, 'attributes', 'light')
    await context.close()
    expect(difference).toMatchObject({ alike: true })
  })
})
