// The answer as a CSV. It is fetched and saved, so the value that is looked for is in no address of the browser.
import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { attrium } from '../../api/clients.ts'
import { told } from '../../api/told.ts'
import { toast } from '../../parts/announce.ts'
import { saveFile } from '../../parts/save-file.ts'
import type { Asked } from './question.ts'
import { texts } from './texts.ts'

export function ExportMenu({ asked }: { readonly asked: Omit<Asked, 'as_of'> }) {
  const download = useMutation({
    mutationFn: async (spreadsheet: boolean) => {
      const { attribute: attributes, ...rest } = asked
      const query = { ...rest, attributes, ...(spreadsheet && { spreadsheet }) }
      const { body } = await attrium('GET /values.csv', { query, asChunks: true })
      const parts: BlobPart[] = []
      for await (const chunk of body) parts.push(chunk as BlobPart)
      saveFile(`who-has-${attributes}.csv`, 'text/csv', parts)
    },
    onSuccess: () => toast(texts.exported),
    onError: (error) => toast(told(error), { kind: 'problem' }),
  })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          loading={download.isPending}
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {texts.exports}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => download.mutate(true)}>
          {texts.exportSheet}
          <div className="quiet">{texts.exportSheetAbout}</div>
        </Menu.Item>
        <Menu.Item onClick={() => download.mutate(false)}>
          {texts.exportPlain}
          <div className="quiet">{texts.exportPlainAbout}</div>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
