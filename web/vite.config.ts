// How the web application is bundled: relative addresses, the theme as a style sheet, nothing inline.
import {
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { theme } from './theme/theme.ts'

/** The variables of the theme as a file: the policy of the page allows no style that a script writes. */
function themeVariables(): Plugin {
  const id = 'virtual:theme-variables.css'
  const resolved = `\0${id}`
  return {
    name: 'theme-variables',
    resolveId: (source) => (source === id ? resolved : undefined),
    load: (source) => {
      if (source !== resolved) return undefined
      const variables = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme))
      return convertCssVariables(variables, ':root')
    },
  }
}

/** What most screens share is on its way with the page, not when it is known which screen is opened. */
function sharedAtOnce(): Plugin {
  return {
    name: 'shared-at-once',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const shared = Object.values(bundle).filter((file) => file.name === sharedParts)
        return shared.flatMap((file) => {
          const sheets = 'viteMetadata' in file ? [...(file.viteMetadata?.importedCss ?? [])] : []
          const script = { rel: 'modulepreload', crossorigin: true, href: `./${file.fileName}` }
          return [
            { tag: 'link', attrs: script, injectTo: 'head' as const },
            ...sheets.map((href) => ({
              ...{ tag: 'link', injectTo: 'head' as const },
              attrs: { rel: 'stylesheet', crossorigin: true, href: `./${href}` },
            })),
          ]
        })
      },
    },
  }
}
const sharedParts = 'shared'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), themeVariables(), sharedAtOnce()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Few files, of which each page loads the first ones: React, what is around every screen, and
            // what at least five screens share.
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/,
              priority: 2,
            },
            { name: 'first', tags: ['$initial'], priority: 1 },
            { name: sharedParts, minShareCount: 5 },
          ],
        },
      },
    },
  },
})
