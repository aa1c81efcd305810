// The colours of screens; without colour the same texts stand there bare.
import { styleText } from 'node:util'

type Style = (text: string) => string

export interface Paint {
  readonly strong: Style
  readonly dim: Style
  readonly head: Style
  readonly good: Style
  readonly bad: Style
  readonly warn: Style
}

const styled =
  (format: 'bold' | 'dim' | 'green' | 'red' | 'yellow'): Style =>
  (text) =>
    text === '' ? '' : styleText(format, text, { validateStream: false })

const colours: Paint = {
  strong: styled('bold'),
  dim: styled('dim'),
  head: styled('dim'),
  good: styled('green'),
  bad: styled('red'),
  warn: styled('yellow'),
}

const bare: Style = (text) => text
export const plainPaint: Paint = {
  ...{ strong: bare, dim: bare, head: bare, good: bare, bad: bare, warn: bare },
}

export const paintOf = ({ hasColour }: { readonly hasColour: boolean }): Paint =>
  hasColour ? colours : plainPaint
