// The first words of Looker's paths below /api/4.0 that Attrium does not have.

/** From the official documents of 25.10 and 26.12; Attrium serves every operation below the other words. */
export const unserved: ReadonlySet<string> = new Set(
  `
    agents alert_notifications alerts artifact artifacts board_items board_sections boards
    cloud_storage color_collections connections content content_favorite content_metadata
    content_metadata_access content_summary content_thumbnail content_validation content_view
    conversational_analytics conversations custom_welcome_email custom_welcome_email_test
    dashboard_elements dashboard_filter_state dashboard_filters dashboard_layout_components
    dashboard_layouts dashboards data_actions datagroups derived_table dialect_info
    digest_email_send digest_emails_enabled embed embed_config external_oauth_applications
    fetch_and_parse_saml_idp_metadata folders golden_queries integration_hubs integrations
    internal internal_help_resources internal_help_resources_content
    internal_help_resources_enabled ldap_config legacy_features locales lookml_models looks
    merge_queries mobile models oidc_config oidc_test_configs
    parse_saml_idp_metadata password_config primary_homepage_sections projects
    public_egress_ip_addresses queries query_tasks render_tasks reports running_queries
    saml_config saml_test_configs scheduled_plans self_service_models session_config
    smtp_settings smtp_status sql_interface_queries sql_queries ssh_public_key ssh_server
    ssh_servers ssh_tunnel ssh_tunnels support_access themes timezones user_login_lockout
    user_login_lockouts vector_thumbnail whitelabel_configuration workspaces
  `
    .trim()
    .split(/\s+/),
)

/** The sentence for a path below /api/4.0, with or without a query; undefined where Looker has none. */
export function elsewhere(method: string, path: string): string | undefined {
  const word = /^\/(\w+)/.exec(path)?.[1] ?? ''
  if (!unserved.has(word)) return undefined
  return `Not found: Attrium has no ${method} /${word}; it serves users, groups, roles and user attributes.`
}
