// The frame around the screens: header, navigation and content.
import { ActionIcon } from '@mantine/core'
import { IconMenu2, IconX } from '@tabler/icons-react'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Account } from './account.tsx'
import styles from './frame.module.css'
import { Logo } from './logo.tsx'
import { navigation } from './navigation.ts'
import { texts } from './texts.ts'

export function Frame() {
  const [isOpen, setOpen] = useState(false)
  const path = useLocation({ select: ({ pathname }) => pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu of a phone closes when a screen is opened
  useEffect(() => setOpen(false), [path])
  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#content">
        {texts.skip}
      </a>
      <header className={styles['header']}>
        <ActionIcon
          className={styles['burger'] ?? ''}
          size="lg"
          aria-label={isOpen ? texts.closeNavigation : texts.openNavigation}
          aria-expanded={isOpen}
          aria-controls="navigation"
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? <IconX size={20} /> : <IconMenu2 size={20} />}
        </ActionIcon>
        <Link to="/attributes" className={styles['brand']}>
          <Logo /> Attrium
        </Link>
        <Account />
      </header>
      <nav
        id="navigation"
        className={styles['navigation']}
        aria-label={texts.navigation}
        data-open={isOpen || undefined}
      >
        <ul>
          {navigation.map(({ to, making, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                className={styles['entry']}
                data-active={path === making || undefined}
                activeProps={{ 'data-active': true }}
              >
                <Icon size={18} aria-hidden />
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" className={styles['content']} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  )
}
