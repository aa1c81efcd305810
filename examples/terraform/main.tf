# User attributes as code, with the hirosassa/looker provider.
#   export LOOKER_API_BASE_URL=http://127.0.0.1:19999
#   export LOOKER_API_CLIENT_ID=… LOOKER_API_CLIENT_SECRET=…   (from looker.ini)
#   terraform init && terraform apply

terraform {
  required_providers {
    looker = { source = "hirosassa/looker" }
  }
}

resource "looker_user_attribute" "region" {
  name          = "region"
  label         = "Region"
  type          = "string"
  default_value = "none"
}

resource "looker_group" "emea" {
  name = "EMEA"
}

resource "looker_user_attribute_group_value" "emea" {
  group_id          = looker_group.emea.id
  user_attribute_id = looker_user_attribute.region.id
  value             = "EMEA"
}

resource "looker_user" "maya" {
  first_name = "Maya"
  last_name  = "Lindqvist"
  email      = "maya@acme.example"
}

resource "looker_user_attribute_user_value" "maya" {
  user_id           = looker_user.maya.id
  user_attribute_id = looker_user_attribute.region.id
  value             = "EMEA,AMER"
}
