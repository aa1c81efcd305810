// What is around every screen: messages, and the sign-in over the page when a session has ended.
import { Outlet } from '@tanstack/react-router'
import { Toasts } from '../parts/toasts.tsx'
import { SignInOver } from './sign-in-over.tsx'

export function Root() {
  return (
    <>
      <Outlet />
      <SignInOver />
      <Toasts />
    </>
  )
}
