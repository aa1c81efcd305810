// Shows what is announced, in a corner that covers nothing one works with.
import { Button, CloseButton } from '@mantine/core'
import { dismiss, useSpoken, useToasts } from './announce.ts'
import styles from './toasts.module.css'

export function Toasts() {
  const toasts = useToasts()
  const spoken = useSpoken()
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </div>
      <section className={styles['corner']} aria-label="Messages" aria-live="polite">
        {toasts.map(({ id, text, kind, action }) => (
          <div key={id} className={styles['toast']} data-kind={kind}>
            <span className={styles['text']}>{text}</span>
            {action && (
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => {
                  dismiss(id)
                  action.run()
                }}
              >
                {action.label}
              </Button>
            )}
            <CloseButton size="sm" aria-label="Close the message" onClick={() => dismiss(id)} />
          </div>
        ))}
      </section>
    </>
  )
}
