// Opens another screen and waits until it is drawn.
import { useNavigate, useRouter } from '@tanstack/react-router'

/** Afterwards nothing of the screen before asks the server any more. */
export function useGoTo(): ReturnType<typeof useNavigate> {
  const router = useRouter()
  const navigate = useNavigate()
  return async (to) => {
    const drawn = new Promise<void>((resolve) => {
      const stop = router.subscribe('onRendered', () => {
        stop()
        resolve()
      })
    })
    await navigate(to)
    await drawn
  }
}
