// A text that is there to be copied, such as a link or a secret that is shown once.
import { Button, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import { say } from './announce.ts'
import styles from './copied-text.module.css'
import { partTexts as texts } from './texts.ts'

interface Given {
  readonly label: string
  readonly description?: string
  readonly text: string
}

export function CopiedText({ label, description, text }: Given) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    say(texts.copied(label))
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <div className={styles['line']}>
      <TextInput
        className={styles['text'] ?? ''}
        label={label}
        {...(description !== undefined && { description })}
        readOnly
        value={text}
        classNames={{ input: styles['input'] ?? '' }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        variant="default"
        leftSection={
          isCopied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
        }
        aria-label={texts.copy(label)}
        onClick={copy}
      >
        {isCopied ? texts.isCopied : texts.doCopy}
      </Button>
    </div>
  )
}
