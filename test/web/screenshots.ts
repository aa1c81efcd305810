// `npm run screens`: takes a picture of every screen in both themes at three widths, for docs/screens.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/repository.ts'
import { openBrowser, openWindow } from './browser.ts'
import { openAsAdmin } from './person.ts'
import { screens, serverOfScreens } from './screens.ts'

const asked = process.argv.slice(2)
const folder = join(repository, 'docs', 'screens')
const sizes = [
  { width: 320, height: 720 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1100 },
]

mkdirSync(folder, { recursive: true })
const server = await serverOfScreens()
for (const [name, { path, isOpen, prepare }] of Object.entries(screens)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for (const scheme of ['light', 'dark'] as const) {
    const { page, context } = await (isOpen ? openWindow : openAsAdmin)(server, { scheme })
    await page.setViewportSize(sizes[1] ?? { width: 1280, height: 800 })
    await page.goto(path)
    await page.getByRole('heading').first().waitFor()
    await page.waitForLoadState('networkidle')
    await prepare?.(page)
    for (const size of sizes) {
      await page.setViewportSize(size)
      await page.waitForLoadState('networkidle')
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'hidden' })
      await page.evaluate('new Promise((drawn) => setTimeout(drawn, 150))')
      const file = join(folder, `${name}-${size.width}-${scheme}.jpg`)
      await page.screenshot({ path: file, type: 'jpeg', quality: 72 })
    }
    await context.close()
  }
}
await (await openBrowser()).close()
await server.stop()
