// Where the table comes from: a file that is dropped or chosen, or a text that is pasted or typed.
import { Button, FileButton, Textarea } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { toast } from '../../parts/announce.ts'
import { Section } from '../../parts/section.tsx'
import styles from './import.module.css'
import { texts } from './texts.ts'

/** What the server takes at once. */
const mostBytes = 64 * 1024 * 1024
/** A longer text is shown by its rows alone. */
export const typedCharacters = 100_000

interface Given {
  /** The name of the file; undefined for a text that was typed. */
  readonly name: string | undefined
  readonly text: string
  readonly rows: number | undefined
  readonly onText: (text: string, name: string | undefined) => void
}

export function Source({ name, text, rows, onText }: Given) {
  const [isOver, setOver] = useState(false)
  const take = async (file: File | null | undefined) => {
    if (file == null) return
    if (file.size > mostBytes) {
      toast(texts.tooLong(mostBytes / 1024 ** 2), { kind: 'problem' })
      return
    }
    try {
      const decoder = new TextDecoder('utf-8', { fatal: true })
      onText(decoder.decode(await file.arrayBuffer()), file.name)
    } catch {
      toast(texts.noText, { kind: 'problem' })
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  const isLong = text.length > typedCharacters
  return (
    <Section title={texts.source} about={texts.sourceAbout}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard */}
      <div
        className={styles['drop']}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileUpload size={20} aria-hidden />
        <bdi className={styles['file']}>
          {text === '' ? texts.drop : texts.name(name ?? texts.pasted, rows ?? 0)}
        </bdi>
        <FileButton onChange={take} accept=".csv,.tsv,.txt,text/csv,text/plain">
          {(props) => (
            <Button {...props} variant="default">
              {text === '' ? texts.choose : texts.other}
            </Button>
          )}
        </FileButton>
      </div>
      {!isLong && (
        <Textarea
          label={texts.paste}
          placeholder={texts.pasteExample}
          rows={text === '' ? 4 : 7}
          spellCheck={false}
          classNames={{ input: styles['text'] ?? '' }}
          value={text}
          onChange={(event) => onText(event.currentTarget.value, undefined)}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text/plain')
            // A field with so much text would hold up the page.
            if (pasted.length + text.length <= typedCharacters) return
            event.preventDefault()
            onText(pasted, texts.pasted)
          }}
        />
      )}
    </Section>
  )
}
