// A field with a text a line; empty lines are none.
import { Textarea } from '@mantine/core'
import { useEffect, useState } from 'react'

interface Given {
  readonly label: string
  readonly description?: string
  readonly error?: string | undefined
  readonly readOnly?: boolean
  readonly disabled?: boolean
  readonly lines: readonly string[]
  readonly onChange: (lines: string[]) => void
}

const linesIn = (text: string) => text.split('\n').filter((line) => line !== '')

export function LinesField({ lines, onChange, ...field }: Given) {
  const written = lines.join('\n')
  const [text, setText] = useState(written)
  // Somebody has discarded what was typed, or the field was filled from elsewhere.
  useEffect(() => {
    setText((before) => (linesIn(before).join('\n') === written ? before : written))
  }, [written])
  return (
    <Textarea
      {...field}
      rows={Math.min(8, Math.max(3, lines.length + 1))}
      spellCheck={false}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        onChange(linesIn(event.currentTarget.value))
      }}
    />
  )
}
