// The layout of generated pages.

const made = 'Made by `npm run docs`; do not edit.'

export const table = (heads: readonly string[], rows: readonly (readonly string[])[]) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`)

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

export const page = (title: string, ...lines: readonly string[]) =>
  `${[`# ${title}`, '', made, '', ...lines].join('\n')}\n`
