#!/usr/bin/env bash
# The story of README.md with Looker's own command line (looker-cli), for a group and for a user.
# Usage: set-a-value.sh path/to/looker.ini
set -euo pipefail
ini=$1
setting() { sed -n "s/^$1=//p" "$ini"; }
LOOKERSDK_CLIENT_ID=$(setting client_id)
LOOKERSDK_CLIENT_SECRET=$(setting client_secret)
export LOOKERSDK_CLIENT_ID LOOKERSDK_CLIENT_SECRET
IFS=:/ read -r scheme _ _ host port <<<"$(setting base_url)"
ssl=$([ "$scheme" = https ] && echo true || echo false)
looker() { looker-cli --host "$host" --port "$port" --ssl="$ssl" "$@"; }
id_in() { sed -n 's/^ *"id": "\([0-9]*\)".*/\1/p' | head -n 1; }

# Commands of looker-cli: definitions and the values of groups.
name="region_$RANDOM$RANDOM"
looker attribute create "$name" "$name" --type string --default-value none
looker attribute set group value 'All Users' "$name" Everywhere
looker attribute get group value 'All Users' "$name"

# Any operation of the API: the value of a user and its source.
attribute=$(looker attribute cat "$name" | id_in)
user=$(echo '{"first_name":"Maya","last_name":"Lindqvist"}' | looker api user create_user - | id_in)
echo '{"value":"EMEA"}' | looker api user set_user_attribute_user_value "$user" "$attribute" -
looker api user user_attribute_user_values "$user" --user_attribute_ids "$attribute" --all_values --fields value,source,rank

looker user delete "$user"
looker attribute rm "$name"
