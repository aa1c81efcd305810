// Shows a screen to those who manage attributes, and says to others which permission that needs.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useRights } from '../api/rights.ts'
import { Page } from '../parts/page.tsx'
import { Empty } from '../parts/states.tsx'
import { texts } from './texts.ts'

interface Given {
  readonly title: string
  readonly above?: ReactNode
  /** Whose values the screen shows: everybody may see their own. */
  readonly of?: string
  readonly children: ReactNode
}

export function ForManagers({ title, above, of, children }: Given) {
  const { may, user_id } = useRights()
  if (may('manage_user_attributes') || of === user_id) return children
  return (
    <Page title={title} width="narrow" above={above}>
      <Empty title={texts.notYours} action={<Link to="/account">My account</Link>}>
        {texts.notYoursAbout}
      </Empty>
    </Page>
  )
}
