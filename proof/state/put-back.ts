// Deletes a group or an attribute and undoes that at once, as somebody who has made a mistake.
import type { World } from './random-world.ts'

export async function putBack(world: World): Promise<void> {
  const { groups, attributes } = world.held
  const isGroup = world.random.chance(0.5)
  const held = isGroup ? groups : attributes
  const [path, operation] = isGroup
    ? ['/groups', 'delete_group']
    : ['/user_attributes', 'delete_user_attribute']
  const id = world.pick(held)
  if (id === undefined) return
  await world.remove(path, id, held)
  const { json } = await world.attrium('GET', `/history?limit=1&operation=${operation}`)
  const change = json.history[0]?.change_id
  if (change === undefined) return
  await world.attrium('POST', `/changes/${change}/undo?on_conflict=skip`, {})
  const { status } = await world.ask('GET', `${path}/${id}`)
  if (status === 200 && !held.includes(id)) held.push(id)
}
