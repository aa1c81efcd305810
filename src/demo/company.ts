// The company of `attrium demo`: two tenants, nested groups, one attribute of every type.
import type { Seed, SeedUser } from '../seed/seed.ts'

const person = (name: string, tenant: 'acme' | 'globex', ...groups: string[]): SeedUser => {
  const [first_name = '', last_name = ''] = name.split(' ')
  const email = `${first_name.toLowerCase()}@${tenant}.example`
  return { first_name, last_name, email, groups }
}

export const company: Seed = {
  groups: [
    { name: 'EMEA' },
    { name: 'AMER' },
    { name: 'APAC' },
    { name: 'Global leads' },
    { name: 'Contractors' },
    { name: 'Acme', groups: ['EMEA', 'AMER'] },
    { name: 'Globex', groups: ['APAC'] },
    { name: 'Customers', groups: ['Acme', 'Globex'] },
  ],
  user_attributes: [
    {
      name: 'region',
      type: 'advanced_filter_string',
      default_value: 'none',
      user_can_view: true,
      group_values: { 'Global leads': '%', EMEA: 'EMEA', AMER: 'AMER', APAC: 'APAC' },
    },
    {
      name: 'tenant_id',
      type: 'number',
      user_can_view: true,
      group_values: { Acme: '1001', Globex: '1002' },
    },
    {
      name: 'warehouse_user',
      type: 'string',
      user_can_view: true,
      group_values: { Acme: 'acme_reader', Globex: 'globex_reader' },
    },
    {
      name: 'warehouse_password',
      type: 'string',
      value_is_hidden: true,
      hidden_value_domain_whitelist: 'https://warehouse.example/*',
      group_values: { Acme: 'demo-acme-password', Globex: 'demo-globex-password' },
    },
    {
      name: 'fiscal_start',
      type: 'datetime',
      default_value: '2026-01-01',
      user_can_view: true,
      group_values: { Globex: '2026-04-01' },
    },
    {
      name: 'is_contractor',
      type: 'yesno',
      default_value: 'no',
      user_can_view: true,
      group_values: { Contractors: 'yes' },
    },
    { name: 'office_zip', type: 'zipcode', user_can_view: true, user_can_edit: true },
    {
      name: 'start_page',
      type: 'relative_url',
      default_value: '/dashboards/1',
      user_can_view: true,
      user_can_edit: true,
    },
    {
      name: 'discount_cap',
      type: 'advanced_filter_number',
      default_value: '[0,10]',
      user_can_view: true,
      group_values: { 'Global leads': '[0,40]' },
    },
    {
      name: 'history_window',
      type: 'advanced_filter_datetime',
      default_value: '90 days',
      user_can_view: true,
      group_values: { 'Global leads': 'any time', Contractors: '7 days' },
    },
  ],
  users: [
    {
      ...person('Maya Lindqvist', 'acme', 'EMEA', 'AMER', 'Global leads'),
      values: { region: 'EMEA,AMER,APAC', office_zip: '94110' },
    },
    { ...person('Ana Ferreira', 'acme'), roles: ['Admin'] },
    person('Jonas Weber', 'acme', 'EMEA'),
    person('Chloe Martin', 'acme', 'EMEA'),
    person('Pavel Novak', 'acme', 'EMEA', 'Contractors'),
    person('Ines Garcia', 'acme', 'EMEA'),
    person('Oskar Nilsson', 'acme', 'EMEA'),
    person('Grace Owusu', 'acme', 'EMEA'),
    person('Daniel Cohen', 'acme', 'AMER'),
    person('Olivia Brown', 'acme', 'AMER'),
    person('Mateo Rojas', 'acme', 'AMER', 'Contractors'),
    { ...person('Emma Wilson', 'acme', 'AMER'), values: { region: '-LATAM' } },
    person('Lucas Tremblay', 'acme', 'AMER'),
    person('Sofia Alvarez', 'acme', 'AMER', 'Global leads'),
    { ...person('Kenji Tanaka', 'globex', 'APAC'), values: { region: 'EMEA,APAC' } },
    person('Mei Chen', 'globex', 'APAC'),
    person('Arjun Patel', 'globex', 'APAC'),
    person('Linh Tran', 'globex', 'APAC', 'Contractors'),
    { ...person('Siti Rahma', 'globex', 'APAC'), values: { tenant_id: '1003' } },
    person('Hana Kim', 'globex', 'APAC', 'Global leads'),
    person('Noah Smith', 'globex', 'APAC'),
    person('Aroha Walker', 'globex', 'APAC'),
    { ...person('Victor Stein', 'globex', 'APAC'), is_disabled: true },
    person('Zoe Adams', 'globex'),
  ],
}
