// Light, dark, or as the system has it: kept by the browser.
import { localStorageColorSchemeManager } from '@mantine/core'

const manager = localStorageColorSchemeManager({ key: 'attrium-theme' })

/** The scheme in which the first picture is drawn. */
function first(): 'light' | 'dark' {
  const chosen = manager.get('auto')
  if (chosen !== 'auto') return chosen
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export const schemes = { manager, first }
