#!/usr/bin/env bash
# The story of README.md with curl.
# Usage: set-a-value.sh path/to/looker.ini
set -euo pipefail
ini=$1
setting() { sed -n "s/^$1=//p" "$ini"; }
api="$(setting base_url)/api/4.0"

token=$(curl -sf "$api/login" -d client_id="$(setting client_id)" -d client_secret="$(setting client_secret)" |
  sed 's/.*"access_token":"\([^"]*\)".*/\1/')
call() { curl -sf -H "Authorization: token $token" -X "$1" "$api$2" "${@:3}"; }
id_in() { sed 's/.*"id":"\([0-9]*\)".*/\1/'; }

name="region_$RANDOM$RANDOM"
attribute=$(call POST '/user_attributes?fields=id' -d "{\"name\":\"$name\",\"type\":\"string\",\"default_value\":\"none\"}" | id_in)
user=$(call POST '/users?fields=id' -d '{"first_name":"Maya","last_name":"Lindqvist"}' | id_in)

call PATCH "/users/$user/attribute_values/$attribute" -d '{"value":"EMEA"}'
echo
call GET "/users/$user/attribute_values?user_attribute_ids=$attribute&all_values=true&fields=value,source,rank"
echo
call DELETE "/users/$user/attribute_values/$attribute"
call GET "/users/$user/attribute_values?user_attribute_ids=$attribute&fields=value,source"
echo
call DELETE "/users/$user"
call DELETE "/user_attributes/$attribute"
