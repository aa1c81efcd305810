// Pictures of screens: how they are taken, and how much two of them differ where one looks from afar.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { repository } from '../support/repository.ts'
import type { TestServer } from '../support/server.ts'
import { type Opened, openWindow } from './browser.ts'
import { openAsAdmin } from './person.ts'
import { screens } from './screens.ts'

export const pictureFolder = join(repository, 'docs', 'screens')

export const sizes = [
  { width: 320, height: 720 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1100 },
] as const
export type Size = (typeof sizes)[number]
export const schemes = ['light', 'dark'] as const
export type Scheme = (typeof schemes)[number]

export const pictureFile = (name: string, { width }: Size, scheme: Scheme) =>
  join(pictureFolder, `${name}-${width}-${scheme}.jpg`)

/** Opens a screen of `screens` as its picture shows it. */
export async function openScreen(
  server: TestServer,
  name: string,
  scheme: Scheme,
): Promise<Opened> {
  const screen = screens[name]
  if (screen === undefined) throw new Error(`there is no screen ${name}`)
  const opened = await (screen.isOpen ? openWindow : openAsAdmin)(server, { scheme })
  const { page } = opened
  await page.setViewportSize(sizes[1])
  await page.goto(screen.path)
  await page.getByRole('heading').first().waitFor()
  await page.waitForLoadState('networkidle')
  await screen.prepare?.(page)
  return opened
}

/** A picture as JPEG, when nothing on the screen is on its way any more. */
export async function takePicture(page: Page, size: Size): Promise<Buffer> {
  await page.setViewportSize(size)
  await page.waitForLoadState('networkidle')
  await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'hidden' })
  await page.evaluate('new Promise((drawn) => setTimeout(drawn, 150))')
  return page.screenshot({ type: 'jpeg', quality: 72 })
}

/** Pixels of a side of the squares whose mean colours are compared: no letter and no line of text decides about one. */
const square = 40

const read = `async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }))
  const [width, height] = [picture.width, picture.height].map((side) => Math.ceil(side / ${square}))
  const canvas = new OffscreenCanvas(width, height)
  const place = canvas.getContext('2d')
  place.imageSmoothingQuality = 'high'
  place.drawImage(picture, 0, 0, width, height)
  return [...place.getImageData(0, 0, width, height).data].filter((_, at) => at % 4 !== 3)
}`

/** How two pictures differ, square by square: 0 is alike, 1 is black against white. */
export interface Difference {
  /** The part of the squares that differ by more than a fiftieth. */
  readonly changed: number
  /** That of the square that differs most. */
  readonly most: number
}

/** Compares a picture with the stored one. `blank` is a page of no server, in which pictures are decoded. */
export async function differenceTo(
  blank: Page,
  file: string,
  picture: Buffer,
): Promise<Difference> {
  const [stored, now] = await Promise.all(
    [readFileSync(file), picture].map((it) =>
      blank.evaluate<number[]>(`(${read})(${JSON.stringify(it.toString('base64'))})`),
    ),
  )
  if (stored === undefined || stored.length !== now?.length) return { changed: 1, most: 1 }
  const squares = Array.from({ length: stored.length / 3 }, (_, at) => {
    const colours = [0, 1, 2].map((part) => at * 3 + part)
    const sum = colours.reduce((sum, of) => sum + Math.abs((stored[of] ?? 0) - (now[of] ?? 0)), 0)
    return sum / 3 / 255
  })
  const changed = squares.filter((each) => each > 1 / 50).length / squares.length
  return { changed, most: Math.max(...squares) }
}
