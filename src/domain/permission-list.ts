// Every permission that Attrium knows, with the permission that it builds on (looker 10.19).

export interface KnownPermission {
  readonly permission: string
  readonly parent: string | null
  readonly description: string
}

type Entry = readonly [permission: string, description: string]

const under = (parent: string | null, ...entries: Entry[]): KnownPermission[] =>
  entries.map(([permission, description]) => ({ permission, parent, description }))

/** Parents are shown but not enforced (looker 10.16). */
export const knownPermissions: readonly KnownPermission[] = [
  ...under(
    null,
    ['access_data', 'Use the data of the models of the role.'],
    ['manage_spaces', 'Create, edit, move and delete folders.'],
    ['manage_homepage', 'Arrange the start page that everybody sees.'],
    ['manage_models', 'Decide which connections each model may use.'],
    ['create_prefetches', 'Ask for results to be computed ahead of time.'],
    ['login_special_email', 'Sign in with an e-mail address even where another way is required.'],
    ['embed_browse_spaces', 'Browse folders inside an embedded page.'],
    ['embed_save_shared_space', 'Save to the shared folder from an embedded page.'],
    ['manage_embed_settings', 'Change how pages may be embedded.'],
    ['manage_modelsets_restricted', 'Change model sets, limited to models that the user may use.'],
    ['manage_schedules', 'Change and delete deliveries that others have scheduled.'],
    ['manage_themes', 'Create and edit themes.'],
    ['manage_privatelabel', 'Replace the names and logos of the product.'],
    ['see_alerts', 'See the alerts of all users.'],
    ['see_queries', 'See running and past queries.'],
    ['see_logs', 'Read the log of the server.'],
    ['see_users', 'See users, groups and roles with their details.'],
    ['see_schedules', 'See the scheduled deliveries of all users.'],
    ['see_pdts', 'See the state of persistent derived tables.'],
    ['see_datagroups', 'See the caching policies and their state.'],
    ['see_system_activity', 'Explore data about how the server is used.'],
    ['see_admin', 'Open the administration pages, without changing anything.'],
    ['mobile_app_access', 'Sign in from the mobile app.'],
    ['gemini_in_looker', 'Use the assistant.'],
    ['administer', 'Administer the server where a setting asks for this permission.'],
    ['can_copy_print', 'Copy and print results.'],
    ['manage_stereo', 'Change the settings of the test environment.'],
  ),
  ...under(
    'access_data',
    ['see_lookml_dashboards', 'See dashboards that a model defines.'],
    ['see_looks', 'See saved Looks.'],
    ['clear_cache_refresh', 'Run a query again without the cache.'],
    ['see_drill_overlay', 'Look at the rows behind a number.'],
  ),
  ...under(
    'see_looks',
    ['see_user_dashboards', 'See dashboards that users have made.'],
    ['explore', 'Build queries on the Explore page.'],
    ['save_content', 'Save and edit content; brings save_looks and save_dashboards.'],
    ['download_with_limit', 'Download results up to a number of rows.'],
    ['download_without_limit', 'Download results of any size.'],
    ['schedule_look_emails', 'Schedule deliveries by e-mail to users.'],
    ['create_alerts', 'Set alerts on dashboard tiles.'],
    ['follow_alerts', 'Receive alerts that others have set.'],
    ['send_to_s3', 'Deliver to a bucket in S3.'],
    ['send_to_sftp', 'Deliver to an SFTP server.'],
    ['send_outgoing_webhook', 'Deliver to a webhook.'],
    ['send_to_integration', 'Deliver to a connected service.'],
    ['see_sql', 'See the SQL of a query.'],
    ['see_lookml', 'Read the code of models.'],
    ['develop', 'Change models in development mode.'],
  ),
  ...under(
    'explore',
    ['create_table_calculations', 'Add calculated columns to results.'],
    ['create_custom_fields', 'Add custom fields to a query.'],
    ['can_create_forecast', 'Extend a series into the future.'],
    ['can_override_vis_config', 'Change the configuration of charts in code.'],
  ),
  ...under(
    'save_content',
    ['save_dashboards', 'Save and edit dashboards.'],
    ['save_looks', 'Save and edit Looks.'],
  ),
  ...under('save_looks', ['create_public_looks', 'Publish a Look under a public address.']),
  ...under('schedule_look_emails', [
    'schedule_external_look_emails',
    'Schedule deliveries by e-mail to anybody.',
  ]),
  ...under(
    'develop',
    ['deploy', 'Bring changes of models into production.'],
    ['support_access_toggle', 'Let support staff in or keep them out.'],
    ['manage_project_models', 'Configure the models of projects that the user may change.'],
    ['manage_project_connections_restricted', 'Change some settings of connections of a project.'],
    ['see_ci', 'See suites and runs of continuous integration.'],
  ),
  ...under('manage_project_models', ['use_global_connections', 'Use connections of all projects.']),
  ...under('manage_project_connections_restricted', [
    'manage_project_connections',
    'Create and change connections of a project.',
  ]),
  ...under('see_ci', ['manage_ci', 'Create and run suites of continuous integration.']),
  ...under('see_lookml', ['use_sql_runner', 'Write and run SQL directly.']),
  ...under('see_datagroups', ['update_datagroups', 'Trigger and reset caching policies.']),
  ...under(
    'see_users',
    ['sudo', 'Act as another user who is not an administrator.'],
    ['manage_groups', 'Create, change and delete groups and their members.'],
    ['manage_user_attributes', 'Define user attributes and set their values for others.'],
  ),
  ...under('manage_groups', ['manage_roles', 'Create roles and give those one could hold.']),
]

/** The permissions that a list grants: save_content includes two more, the others none (looker 10.18). */
export const granted = (permissions: readonly string[]): readonly string[] =>
  permissions.includes('save_content')
    ? [...new Set([...permissions, 'save_looks', 'save_dashboards'])]
    : permissions
