// The entries of the navigation, in their order.
import {
  IconHistory,
  IconInfoCircle,
  IconLogin2,
  IconShieldCheck,
  IconTableImport,
  IconTags,
  IconUserSearch,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'

interface Entry {
  /** The address of a screen without parameters. */
  readonly to:
    | '/attributes'
    | '/users'
    | '/groups'
    | '/who'
    | '/import'
    | '/history'
    | '/roles'
    | '/sources'
    | '/about'
  /** The address of a screen that makes one of its things. */
  readonly making?: '/new-attribute' | '/new-user'
  readonly label: string
  readonly icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>
}

export const navigation: readonly Entry[] = [
  { to: '/attributes', making: '/new-attribute', label: 'Attributes', icon: IconTags },
  { to: '/users', making: '/new-user', label: 'Users', icon: IconUsers },
  { to: '/groups', label: 'Groups', icon: IconUsersGroup },
  { to: '/who', label: 'Who has…', icon: IconUserSearch },
  { to: '/import', label: 'Import', icon: IconTableImport },
  { to: '/history', label: 'History', icon: IconHistory },
  { to: '/roles', label: 'Roles', icon: IconShieldCheck },
  { to: '/sources', label: 'Sources', icon: IconLogin2 },
  { to: '/about', label: 'About', icon: IconInfoCircle },
]
