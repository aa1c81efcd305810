// The person in the header: theme, documents, signing out.
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import {
  IconBook,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
  IconUserCog,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { basePath } from '../api/server-url.ts'
import { sessionQuery, signOut } from '../api/session.ts'
import { told } from '../api/told.ts'
import { toast } from '../parts/announce.ts'
import styles from './account.module.css'
import { texts } from './texts.ts'

const themes = [
  { scheme: 'light', label: texts.light, icon: IconSun },
  { scheme: 'dark', label: texts.dark, icon: IconMoon },
  { scheme: 'auto', label: texts.auto, icon: IconDeviceDesktop },
] as const

export function Account() {
  const { data: session } = useQuery(sessionQuery)
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const navigate = useNavigate()
  if (!session) return null
  const { display_name, email } = session.user
  const name = display_name || email || session.user.id
  const leave = async () => {
    try {
      await signOut()
      await navigate({ to: '/sign-in' })
    } catch (error) {
      toast(told(error), { kind: 'problem' })
    }
  }
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton className={styles['person']} aria-label={texts.account(name)}>
          <IconUser size={18} aria-hidden />
          <span className={styles['name']}>{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={styles['email'] ?? ''}>{email ?? name}</Menu.Label>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to="/account"
          leftSection={<IconUserCog size={16} aria-hidden />}
        >
          {texts.myAccount}
        </Menu.Item>
        <Menu.Label>{texts.theme}</Menu.Label>
        {themes.map(({ scheme, label, icon: Icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} aria-hidden />}
            aria-current={colorScheme === scheme || undefined}
            className={styles['item'] ?? ''}
            onClick={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          component="a"
          href={`${basePath}/api-docs`}
          leftSection={<IconBook size={16} aria-hidden />}
        >
          {texts.apiDocs}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
          {texts.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
