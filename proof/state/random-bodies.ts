// Bodies of requests by which a random company grows.
import type { World } from './random-world.ts'

export const whitelist = 'https://warehouse.example/*'

export const set = (world: World) => ({
  name: world.name(),
  permissions: world.some(['access_data', 'see_looks', 'explore', 'see_users', 'manage_groups']),
})

export const role = (world: World) => ({
  name: world.name(),
  permission_set_id: world.pick([...world.held.permissionSets, '4']),
  model_set_id: world.pick([...world.held.modelSets, '1']),
})

export async function attribute(world: World, more: object): Promise<void> {
  const id = await world.make(
    '/user_attributes',
    {
      name: world.word(),
      type: 'string',
      ...(world.random.chance(0.5) ? { default_value: world.text() } : {}),
      ...more,
    },
    world.held.attributes,
  )
  if (id !== undefined && 'value_is_hidden' in more) world.held.hidden.add(id)
}
