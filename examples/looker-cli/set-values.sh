#!/usr/bin/env bash
# Definitions and group values with Looker's own command line (looker-cli).
# LOOKERSDK_CLIENT_ID and LOOKERSDK_CLIENT_SECRET come from looker.ini.
set -euo pipefail
looker="looker-cli --host localhost --port 19999 --ssl=false"

$looker attribute create region Region --type string --default-value none
$looker attribute ls
$looker attribute set group value "All Users" region EMEA
$looker attribute get group value "All Users" region
