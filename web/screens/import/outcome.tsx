// What an import has done, with the file that tells it for each cell, and the way back.
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type Applied, undo } from '../../change/use-change.ts'
import styles from './import.module.css'
import { texts } from './texts.ts'

/** What one undo takes. */
const mostUndone = 10_000

interface Given {
  readonly applied: Applied
  readonly onFile: () => Promise<void>
  readonly onAgain: () => void
}

export function Outcome({ applied, onFile, onAgain }: Given) {
  const { id, counts } = applied
  const file = useMutation({ mutationFn: onFile })
  const back = useMutation({
    mutationFn: undo,
    onSuccess: (isUndone) => isUndone && onAgain(),
  })
  const isLong = counts.operations > mostUndone
  return (
    <section className={styles['outcome']} aria-label={texts.result}>
      <h2>{texts.result}</h2>
      <p role="status">{texts.done(counts.changed, counts.unchanged, counts.refused)}</p>
      <div className={styles['buttons']}>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={file.isPending}
          onClick={() => file.mutate()}
        >
          {texts.file}
        </Button>
        {id !== null && !isLong && (
          <Button variant="default" loading={back.isPending} onClick={() => back.mutate(id)}>
            {texts.undo}
          </Button>
        )}
        <Button onClick={onAgain}>{texts.again}</Button>
      </div>
      <p className="quiet">{isLong ? texts.noUndo(mostUndone) : texts.fileAbout}</p>
    </section>
  )
}
