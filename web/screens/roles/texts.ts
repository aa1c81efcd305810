// The texts of roles.
export const texts = {
  title: 'Roles',
  about:
    'A role says what its holders may do: a set of permissions, and a set of models for Looker.',
  table: 'Roles',
  name: 'Role',
  permissions: 'Permission set',
  models: 'Model set',
  users: 'Users',
  everything: 'everything',
  counted: (count: number) => (count === 1 ? '1 permission' : `${count} permissions`),
  allModels: 'all models',
  countedModels: (count: number) => (count === 1 ? '1 model' : `${count} models`),
  notYours: 'You may not see roles',
  notYoursAbout:
    'That needs the permission see_users or manage_roles. An administrator can give it to you. Your own roles are under My account.',
} as const
