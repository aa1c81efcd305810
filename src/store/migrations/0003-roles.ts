// The permission sets and roles of a new instance, besides Admin (looker 10.11, 10.20).
import type { ColumnTypes } from '../differences.ts'

/** A step stays as it was written: later knowledge does not change it. */
export function roles({ yes }: ColumnTypes): string[] {
  return [
    // As recorded for All Users (looker 10.11).
    `update groups set can_add_to_content_metadata = ${yes} where id = 1`,
    `update permission_sets set permissions = '${json(everyPermission)}' where id = 1`,
    ...Object.entries({ Developer: developer, User: user, Viewer: viewer }).flatMap(roleNamed),
  ]
}

/** A store in which the name is already taken keeps its own row. */
function roleNamed([name, permissions]: [string, string[]]): string[] {
  const key = name.toLowerCase()
  const free = (table: string) => `not exists (select 1 from ${table} where name_key = '${key}')`
  return [
    `insert into permission_sets (name, name_key, permissions)
      select '${name}', '${key}', '${json(permissions)}' where ${free('permission_sets')}`,
    `insert into roles (name, name_key, permission_set_id, model_set_id)
      select '${name}', '${key}', id, 1 from permission_sets
      where name_key = '${key}' and ${free('roles')}`,
  ]
}

const json = (permissions: readonly string[]) => JSON.stringify([...permissions].sort())

const words = (text: string) => text.trim().split(/\s+/)

const viewer = words(`access_data clear_cache_refresh download_without_limit mobile_app_access
  schedule_look_emails see_drill_overlay see_lookml_dashboards see_looks see_user_dashboards`)

const user = words(`${viewer.join(' ')} can_create_forecast create_custom_fields
  create_table_calculations explore manage_spaces save_content save_dashboards save_looks see_lookml
  see_sql send_to_integration`)

const developer = words(`${user.join(' ')} deploy develop see_pdts use_sql_runner`)

const everyPermission = words(`access_data administer can_copy_print can_create_forecast
  can_override_vis_config clear_cache_refresh create_alerts create_custom_fields create_prefetches
  create_public_looks create_table_calculations deploy develop download_with_limit
  download_without_limit embed_browse_spaces embed_save_shared_space explore follow_alerts
  gemini_in_looker login_special_email manage_ci manage_embed_settings manage_groups manage_homepage
  manage_models manage_modelsets_restricted manage_privatelabel manage_project_connections
  manage_project_connections_restricted manage_project_models manage_roles manage_schedules
  manage_spaces manage_stereo manage_themes manage_user_attributes mobile_app_access save_content
  save_dashboards save_looks schedule_external_look_emails schedule_look_emails see_admin see_alerts
  see_ci see_datagroups see_drill_overlay see_logs see_lookml see_lookml_dashboards see_looks see_pdts
  see_queries see_schedules see_sql see_system_activity see_user_dashboards see_users
  send_outgoing_webhook send_to_integration send_to_s3 send_to_sftp sudo support_access_toggle
  update_datagroups use_global_connections use_sql_runner`)
