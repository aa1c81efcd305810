// The theme of the components: type scale, spacing, colours and density (docs/web.md).
import {
  ActionIcon,
  Button,
  Combobox,
  createTheme,
  Menu,
  Modal,
  Popover,
  Tooltip,
} from '@mantine/core'

const input = { defaultProps: { size: 'sm' } }

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: 7,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '3px', sm: '6px', md: '8px', lg: '12px', xl: '20px' },
  colors: {
    ink: [
      ...(['#edf5fa', '#dae8f1', '#b3d0e3', '#89b7d5', '#6ba5cc'] as const),
      ...(['#4f93c1', '#3780b1', '#1f5f8b', '#184c70', '#113954'] as const),
    ],
    gray: [
      ...(['#f8f9fa', '#f1f3f5', '#e6e9ed', '#d8dde3', '#c2c9d1'] as const),
      ...(['#9aa3ad', '#69727d', '#4b545e', '#333b44', '#1e252c'] as const),
    ],
    dark: [
      ...(['#d5dae0', '#b9c0c8', '#98a1ab', '#6d7681', '#3d464f'] as const),
      ...(['#2f373f', '#262d34', '#1b2127', '#151a1f', '#0f1317'] as const),
    ],
  },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    // A list is drawn when it is opened: a screen has several, with hundreds of names each.
    Combobox: Combobox.extend({ defaultProps: { keepMounted: false } }),
    // The body of the page is kept still by a rule of theme.css: the components would write a style into the page.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, events: tooltipEvents() } }),
    TextInput: input,
    PasswordInput: input,
    Textarea: input,
    Select: input,
    Checkbox: input,
    Switch: input,
  },
})

/** Tooltips also answer to the keyboard. */
function tooltipEvents() {
  return { hover: true, focus: true, touch: true }
}
