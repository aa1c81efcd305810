// `npm run screens`: takes a picture of every screen in both themes at three widths, for docs/screens.
import { mkdirSync, writeFileSync } from 'node:fs'
import { openBrowser } from './browser.ts'
import { openScreen, pictureFile, pictureFolder, schemes, sizes, takePicture } from './pictures.ts'
import { screens, serverOfScreens } from './screens.ts'

const asked = process.argv.slice(2)

mkdirSync(pictureFolder, { recursive: true })
const server = await serverOfScreens()
for (const name of Object.keys(screens)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for (const scheme of schemes) {
    const { page, context } = await openScreen(server, name, scheme)
    for (const size of sizes) {
      writeFileSync(pictureFile(name, size, scheme), await takePicture(page, size))
    }
    await context.close()
  }
}
await (await openBrowser()).close()
await server.stop()
