// The same with Looker's TypeScript SDK. Usage: node set-a-value.mjs path/to/looker.ini
import { LookerNodeSDK, NodeSettingsIniFile } from '@looker/sdk-node'
import { DelimArray } from '@looker/sdk-rtl'

const sdk = LookerNodeSDK.init40(new NodeSettingsIniFile('', process.argv[2], 'Looker'))

const attribute = await sdk.ok(
  sdk.create_user_attribute({
    name: `region_${Date.now()}`,
    label: `Region ${Date.now()}`,
    type: 'string',
    default_value: 'none',
  }),
)
const user = await sdk.ok(sdk.create_user({ first_name: 'Maya', last_name: 'Lindqvist' }))

const set = await sdk.ok(
  sdk.set_user_attribute_user_value(user.id, attribute.id, { value: 'EMEA' }),
)
console.log(set.value, set.source)

await sdk.ok(sdk.delete_user_attribute_user_value(user.id, attribute.id))
const [row] = await sdk.ok(
  sdk.user_attribute_user_values({
    user_id: user.id,
    user_attribute_ids: new DelimArray([attribute.id]),
  }),
)
console.log(row.value, row.source)

await sdk.ok(sdk.delete_user(user.id))
await sdk.ok(sdk.delete_user_attribute(attribute.id))
await sdk.authSession.logout()
