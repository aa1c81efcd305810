// `node official-client.js LOOKER_INI`: signs in with the official SDK, sets a value, and prints the value that it
// reads.
import { LookerNodeSDK, NodeSettingsIniFile } from '@looker/sdk-node'
import { DelimArray } from '@looker/sdk-rtl'

// With each request the SDK prints that it has no timeout of its own.
console.debug = () => undefined
const sdk = LookerNodeSDK.init40(new NodeSettingsIniFile('', process.argv[2] ?? '', 'Looker'))
const landing_page = '13'
await sdk.ok(sdk.set_user_attribute_user_value('1', landing_page, { value: '/over-tls' }))
const [held] = await sdk.ok(
  sdk.user_attribute_user_values({
    user_id: '1',
    user_attribute_ids: new DelimArray([landing_page]),
  }),
)
console.log(`value ${held?.value}`)
