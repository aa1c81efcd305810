// The page to read and try the API: Swagger UI from its package, started by our own files.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageDirectory } from '../files/package.ts'
import type { StaticPage } from '../http/static-pages.ts'

const ours = join(packageDirectory, 'assets', 'api-docs')
/** The build copies the files, because their package depends on one that reports every installation to its makers. */
const swaggerUi = join(packageDirectory, 'dist', 'api-docs')

const page = (directory: string, file: string, type: string): StaticPage => ({
  type,
  read: () => readFileSync(join(directory, file)),
})

const html = 'text/html; charset=utf-8'
const script = 'text/javascript; charset=utf-8'
const style = 'text/css; charset=utf-8'

/** The pages by address. */
export const apiDocs = (): Record<string, StaticPage> => ({
  '/api-docs': page(ours, 'index.html', html),
  '/api-docs/swagger-initializer.js': page(ours, 'swagger-initializer.js', script),
  '/api-docs/swagger-ui.css': page(swaggerUi, 'swagger-ui.css', style),
  '/api-docs/swagger-ui-bundle.js': page(swaggerUi, 'swagger-ui-bundle.js', script),
  '/api-docs/favicon-16x16.png': page(swaggerUi, 'favicon-16x16.png', 'image/png'),
  '/api-docs/favicon-32x32.png': page(swaggerUi, 'favicon-32x32.png', 'image/png'),
})
