// docs/guides/terraform.md: its commands work on the demo. With ATTRIUM_TERRAFORM_PROVIDER, the directory of a built
// provider, Terraform runs too; without it, commands do what Terraform would do, and what it prints is not compared.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { repository } from '../support/repository.ts'
import { printedBy, temporaryDirectory } from './guide-shell.ts'
import { type Block, blocksOf } from './readme.ts'

const provider = process.env['ATTRIUM_TERRAFORM_PROVIDER']

/** What main.tf says, by commands. */
const instead = `npx attrium group create Partners >/dev/null 2>&1
npx attrium user create nina@partner.example --first-name Nina --last-name Berg --group Partners >/dev/null 2>&1
`

const isOfTerraform = ({ note }: Block) => note === 'terraform'

/** A block of Terraform as one that the shell runs. */
function running(block: Block): Block {
  if (!isOfTerraform(block) || block.language !== 'sh') return block
  const code =
    provider !== undefined ? block.code : block.code.includes('apply') ? instead : 'true\n'
  return { language: 'bash', note: '', code }
}

it('the guide of Terraform works, and prints what it shows', { timeout: 120_000 }, async () => {
  const page = readFileSync(join(repository, 'docs/guides/terraform.md'), 'utf8')
  const blocks = blocksOf(page).map(running)
  const settings = join(temporaryDirectory(), 'terraformrc')
  const override = `dev_overrides { "hirosassa/looker" = "${provider}" }`
  writeFileSync(settings, `provider_installation {\n  ${override}\n}\n`)
  const printed = await printedBy(
    blocks.map((it) => (isOfTerraform(it) ? { ...it, note: '' } : it)),
    { TF_CLI_CONFIG_FILE: settings, CHECKPOINT_DISABLE: '1' },
  )
  let compared = 0
  for (const [at, block] of blocks.entries()) {
    if (block.language !== 'text' || (isOfTerraform(block) && provider === undefined)) continue
    const commands = blocks.slice(0, at).filter(({ language }) => language === 'bash')
    expect(printed[commands.length - 1]).toBe(block.code.trimEnd())
    compared++
  }
  expect(compared).toBe(provider === undefined ? 3 : 6)
})
