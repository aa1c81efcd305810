// The home screen: every attribute with what matters of it.
import { Button, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { attributesQuery, holdersQuery } from '../../api/attributes.ts'
import { attributeTypes } from '../../parts/attribute-types.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { SearchField } from '../../parts/search-field.tsx'
import { withoutEmpty } from '../../parts/search-params.ts'
import { Empty, Problem, Waiting } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import { columnsOf } from './columns.tsx'
import styles from './screen.module.css'
import { texts } from './texts.ts'

const route = getRouteApi('/signed-in/attributes')

export function AttributesScreen() {
  const { search = '', type, sort } = route.useSearch()
  const navigate = route.useNavigate()
  const attributes = useQuery(attributesQuery)
  const all = attributes.data
  const rows = useMemo(() => {
    const sought = search.trim().toLowerCase()
    // Those of the company first: nobody comes for those that the server brings.
    const ordered = (all ?? []).toSorted((a, b) => Number(a.is_system) - Number(b.is_system))
    return ordered.filter(
      (it) =>
        (type === undefined || it.type === type) &&
        (sought === '' || `${it.name}\n${it.label}`.toLowerCase().includes(sought)),
    )
  }, [all, search, type])
  const show = (change: { search?: string; type?: string; sort?: string }) =>
    navigate({ search: (before) => withoutEmpty({ ...before, ...change }), replace: true })
  const mayManage = all?.some(({ can }) => can['update'] === true) ?? false
  const holders = useQuery({ ...holdersQuery, enabled: mayManage })
  const counted = holders.isError ? null : holders.data
  const columns = useMemo(() => columnsOf(mayManage, counted), [mayManage, counted])
  const types = [
    { value: '', label: texts.allTypes },
    ...attributeTypes.map(({ type, label }) => ({ value: type, label })),
  ]
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={
        <>
          <SameCall
            call={{ method: 'GET', path: '/api/attrium/1.0/attributes' }}
            command="attrium attribute ls"
          />
          {mayManage && (
            <Button
              component={Link}
              to="/new-attribute"
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {texts.create}
            </Button>
          )}
        </>
      }
    >
      <div className={styles['tools']}>
        <SearchField
          className={styles['search'] ?? ''}
          label={texts.search}
          value={search}
          onChange={(text) => show({ search: text })}
        />
        <Select
          aria-label={texts.type}
          data={types}
          value={type ?? ''}
          onChange={(value) => show({ type: value ?? '' })}
          allowDeselect={false}
          checkIconPosition="right"
          comboboxProps={{ width: 220, position: 'bottom-start' }}
        />
        {all && (
          <span className={styles['count']} role="status">
            {partTexts.rows(rows.length, all.length, texts.noun)}
          </span>
        )}
      </div>
      {attributes.isError ? (
        <Problem error={attributes.error} onRetry={() => attributes.refetch()} />
      ) : all === undefined ? (
        <Waiting rows={12} />
      ) : all.length === 0 ? (
        <Empty title={texts.empty}>{texts.emptyAbout}</Empty>
      ) : rows.length === 0 ? (
        <Empty
          title={texts.noneFits}
          action={
            <Button variant="default" onClick={() => show({ search: '', type: '' })}>
              {texts.clear}
            </Button>
          }
        >
          {texts.noneFitsAbout}
        </Empty>
      ) : (
        <DataTable
          label={texts.table}
          columns={columns}
          rows={rows}
          idOf={({ id }) => id}
          sort={sort}
          onSort={(sort) => show({ sort })}
        />
      )}
    </Page>
  )
}
