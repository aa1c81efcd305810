// Asks before somebody leaves a screen with unsaved changes, by a link or by closing the tab.
import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { texts } from './texts.ts'

export function LeaveGuard() {
  const blocker = useBlocker({
    // Filters and open rows of the same screen are no leaving.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname,
    enableBeforeUnload: true,
    withResolver: true,
  })
  const isAsked = blocker.status === 'blocked'
  return (
    <Modal opened={isAsked} onClose={() => blocker.reset?.()} title={texts.leaveTitle} size="sm">
      <p>{texts.leave}</p>
      <Button data-autofocus onClick={() => blocker.reset?.()} mr="sm">
        {texts.stay}
      </Button>
      <Button variant="default" color="red" onClick={() => blocker.proceed?.()}>
        {texts.leaveNow}
      </Button>
    </Modal>
  )
}
