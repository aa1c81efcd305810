// assets/explain.svg: what `attrium explain` draws on a terminal, as a picture for the README.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDemo } from '../../src/demo/start-demo.ts'
import { readSettings } from '../../src/settings.ts'
import { attriumHere } from '../support/test-io.ts'

const columns = 84

/** Draws on a demo of its own; times are replaced, so that the picture stays the same. */
export async function explainPicture(): Promise<string> {
  const settings = readSettings({ port: '0', logLevel: 'silent' }, {})
  const demo = await startDemo(settings, { ephemeral: true })
  const home = mkdtempSync(join(tmpdir(), 'attrium-test-home-'))
  const as = ({ client_id, client_secret }: { client_id: string; client_secret: string }) => ({
    LOOKERSDK_BASE_URL: demo.url,
    LOOKERSDK_CLIENT_ID: client_id,
    LOOKERSDK_CLIENT_SECRET: client_secret,
  })
  const run = async (words: readonly string[], env: Record<string, string>, colour = false) => {
    const ran = await attriumHere(words, {
      home,
      directory: home,
      env,
      colour,
      ...(colour && { columns }),
    })
    if (ran.code !== 0) throw new Error(ran.stderr)
    return ran.stdout
  }
  try {
    const ana = JSON.parse(await run(['key', 'new', '3', '--json'], as(demo.key)))
    const reason = ['--reason', 'covers LATAM until spring']
    const value = ['attribute', 'set', 'user', 'value', 'maya@acme.example', 'region']
    await run([...value, 'EMEA,AMER,LATAM', ...reason], as(ana))
    const drawn = await run(['explain', 'maya@acme.example', 'region', 'tenant_id'], as(ana), true)
    return svgOf(`$ attrium explain maya@acme.example region tenant_id\n\n${timeless(drawn)}`)
  } finally {
    await demo.stop()
    if (existsSync(home)) rmSync(home, { recursive: true, force: true })
  }
}

/** Every time is one, and so is every change. */
const timeless = (text: string) =>
  text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '2026-11-03 09:12 UTC')
    .replace(/\d{4}-\d\d-\d\d/g, '2026-11-03')
    .replace(/change \d+/g, 'change 93')

const [cellWidth, lineHeight, margin] = [8.4, 20, 20]

/** Lines with colours of a terminal as a picture. */
export function svgOf(text: string): string {
  const lines = text.trimEnd().split('\n')
  const [width, height] = [columns * cellWidth + 2 * margin, lines.length * lineHeight + 2 * margin]
  let state: State = { bold: false, dim: false, green: false }
  const rows = lines.map((line, at) => {
    const [spans, after] = spansOf(line, state)
    state = after
    const y = margin + (at + 1) * lineHeight - 5
    return `<text x="${margin}" y="${y}">${spans}</text>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="attrium explain draws why a user has a value">`,
    '<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#d8dee9;white-space:pre}.bold{font-weight:700;fill:#fff}.dim{fill:#8a94a6}.green{fill:#7ad98f}</style>',
    `<rect width="${width}" height="${height}" rx="10" fill="#161b22"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n')
}

interface State {
  readonly bold: boolean
  readonly dim: boolean
  readonly green: boolean
}

const codes: Readonly<Record<string, Partial<State>>> = {
  1: { bold: true },
  2: { dim: true },
  22: { bold: false, dim: false },
  32: { green: true },
  39: { green: false },
}

const sign = String.fromCharCode(27)
const colour = new RegExp(`(${sign}\\[\\d+m)`)
const colourAlone = new RegExp(`^${sign}\\[(\\d+)m$`)

function spansOf(line: string, start: State): [string, State] {
  let state = start
  const spans = line.split(colour).map((part) => {
    const [, code] = colourAlone.exec(part) ?? []
    if (code !== undefined) {
      state = { ...state, ...codes[code] }
      return ''
    }
    const classes = Object.entries(state).flatMap(([name, on]) => (on ? [name] : []))
    const shown = part.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    if (shown === '' || classes.length === 0) return shown
    return `<tspan class="${classes.join(' ')}">${shown}</tspan>`
  })
  return [spans.join(''), state]
}
