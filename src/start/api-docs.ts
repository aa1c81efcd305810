// The page to read and try the API: Swagger UI as its package ships it, started by files of our own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StaticPage } from '../http/static-pages.ts'
import { packageDirectory } from './package.ts'

const ours = join(packageDirectory, 'assets', 'api-docs')
/** Copied by the build: the package brings one that reports every installation to its makers. */
const swaggerUi = join(packageDirectory, 'dist', 'api-docs')

const page = (directory: string, file: string, type: string): StaticPage => ({
  type,
  read: () => readFileSync(join(directory, file)),
})

const html = 'text/html; charset=utf-8'
const script = 'text/javascript; charset=utf-8'
const style = 'text/css; charset=utf-8'

/** By address. */
export const apiDocs = (): Record<string, StaticPage> => ({
  '/api-docs': page(ours, 'index.html', html),
  '/api-docs/swagger-initializer.js': page(ours, 'swagger-initializer.js', script),
  '/api-docs/swagger-ui.css': page(swaggerUi, 'swagger-ui.css', style),
  '/api-docs/swagger-ui-bundle.js': page(swaggerUi, 'swagger-ui-bundle.js', script),
  '/api-docs/favicon-16x16.png': page(swaggerUi, 'favicon-16x16.png', 'image/png'),
  '/api-docs/favicon-32x32.png': page(swaggerUi, 'favicon-32x32.png', 'image/png'),
})
