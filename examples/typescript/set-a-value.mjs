// The story of README.md with Looker's TypeScript SDK (npm install @looker/sdk-node).
// Usage: node set-a-value.mjs path/to/looker.ini
import { LookerNodeSDK, NodeSettingsIniFile } from '@looker/sdk-node'
import { DelimArray } from '@looker/sdk-rtl'

// The warning "AbortSignal.timeout is not defined. Timeout will use default behavior" is wrong: the SDK
// (26.12) prints it for every call without a signal, on every Node. This silences it.
console.debug = () => {}

const sdk = LookerNodeSDK.init40(new NodeSettingsIniFile('', process.argv[2], 'Looker'))
const said = ({ value, source }) => `${value} (${source})`

const name = `region_${Date.now()}`
const attribute = await sdk.ok(
  sdk.create_user_attribute({ name, label: name, type: 'string', default_value: 'none' }),
)
const user = await sdk.ok(sdk.create_user({ first_name: 'Maya', last_name: 'Lindqvist' }))

const set = await sdk.ok(
  sdk.set_user_attribute_user_value(user.id, attribute.id, { value: 'EMEA' }),
)
console.log('set:', said(set))

const asked = { user_id: user.id, user_attribute_ids: new DelimArray([attribute.id]) }
const path = await sdk.ok(sdk.user_attribute_user_values({ ...asked, all_values: true }))
for (const row of path) console.log('path:', said(row))

await sdk.ok(sdk.delete_user_attribute_user_value(user.id, attribute.id))
const [left] = await sdk.ok(sdk.user_attribute_user_values(asked))
console.log('cleared:', said(left))

await sdk.ok(sdk.delete_user(user.id))
await sdk.ok(sdk.delete_user_attribute(attribute.id))
await sdk.authSession.logout()
