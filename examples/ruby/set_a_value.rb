# The story of README.md with Looker's Ruby SDK (gem install looker-sdk).
# Usage: ruby set_a_value.rb path/to/looker.ini
require 'looker-sdk'

ini = File.read(ARGV.fetch(0)).scan(/^(\w+)=(.*)$/).to_h
sdk = LookerSDK::Client.new(
  client_id: ini['client_id'],
  client_secret: ini['client_secret'],
  # This SDK does not add the path.
  api_endpoint: "#{ini['base_url']}/api/4.0"
)
said = ->(row) { "#{row.value} (#{row.source})" }

name = "region_#{Time.now.to_i}"
attribute = sdk.create_user_attribute(name: name, label: name, type: 'string', default_value: 'none')
user = sdk.create_user(first_name: 'Maya', last_name: 'Lindqvist')

set = sdk.set_user_attribute_user_value(user.id, attribute.id, value: 'EMEA')
puts "set: #{said[set]}"

path = sdk.user_attribute_user_values(user.id, user_attribute_ids: attribute.id, all_values: true)
path.each { |row| puts "path: #{said[row]}" }

sdk.delete_user_attribute_user_value(user.id, attribute.id)
left = sdk.user_attribute_user_values(user.id, user_attribute_ids: attribute.id).first
puts "cleared: #{said[left]}"

sdk.delete_user(user.id)
sdk.delete_user_attribute(attribute.id)
sdk.logout
