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

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), themeVariables()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
})
