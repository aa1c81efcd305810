// What has become of each line of a change, as a CSV for a spreadsheet.
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { attrium } from '../../api/clients.ts'
import { told } from '../../api/told.ts'
import { toast } from '../../parts/announce.ts'
import { saveFile } from '../../parts/save-file.ts'
import { texts } from './texts.ts'

export function ResultButton({ change }: { readonly change: string }) {
  const download = useMutation({
    mutationFn: async () => {
      const path = { change_id: change }
      const query = { spreadsheet: true }
      const { body } = await attrium('GET /changes/{change_id}/result.csv', {
        ...{ path, query },
        asChunks: true,
      })
      const parts: BlobPart[] = []
      for await (const chunk of body) parts.push(chunk as BlobPart)
      saveFile(`change-${change}-result.csv`, 'text/csv', parts)
    },
    onSuccess: () => toast(texts.resultSaved),
    onError: (error) => toast(told(error), { kind: 'problem' }),
  })
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconDownload size={14} aria-hidden />}
      loading={download.isPending}
      onClick={() => download.mutate()}
    >
      {texts.result}
    </Button>
  )
}
