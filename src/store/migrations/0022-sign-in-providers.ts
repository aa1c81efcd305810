// Providers with which people sign in that administrators set (decision 77).
import type { ColumnTypes } from '../differences.ts'

/** The settings are JSON, without any secret. */
export const signInProviders = ({ text, flag, clustered }: ColumnTypes): string[] => [
  `create table sign_in_providers (
    id ${text} primary key,
    enabled ${flag} not null,
    settings ${text} not null
  ) ${clustered}`,
]
