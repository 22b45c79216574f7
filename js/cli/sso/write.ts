/** Writes profiles for the roles of a portal, after showing what changes. */
import { planSsoProfiles, type SsoProfiles } from '../../index.ts'
import { visible } from '../../util/visible.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { shortPath } from '../home.ts'
import { confirmed } from '../io/confirm.ts'
import { columns } from '../io/output.ts'
import { listRoles } from './roles.ts'

/** Runs `sso write`, and returns the exit code. */
export async function writeProfiles(context: Context): Promise<number> {
  const { template, filter = [], region, prune = false, 'dry-run': dryRun = false, yes = false } = context.flags
  if (dryRun && yes) throw new UsageError('`--dry-run` and `--yes` cannot be combined', 'use one of them')
  const config = await (dryRun ? context.config() : context.writableConfig())
  const roles = await listRoles(context, [])
  const planned = planSsoProfiles(config, roles, { template, filters: filter, region, prune })
  show(context, planned, prune)
  const { add, set, remove } = planned.changes
  const count = add.length + set.length + remove.length
  const question = `Write these changes to ${shortPath(context.files.config ?? '')}?`
  const isWritten = count > 0 && !dryRun && (yes || (await confirmed(context, question)))
  if (isWritten) {
    config.apply(planned.changes)
    await config.save({ signal: context.run.signal })
  }
  const { changes: _, ...result } = planned
  if (context.wantsJson) context.result({ ...result, written: isWritten })
  return 0
}

/** Shows what changes: as the result or, beside JSON and before a question, as a note. */
function show({ out, wantsJson }: Context, planned: SsoProfiles, prune: boolean): void {
  if (!wantsJson) out.write(columns(rows(planned, prune)))
  const { added, changed, gone, unchanged, changes } = planned
  const left = gone.length - changes.remove.length
  const counts = [
    `${added.length} new`,
    `${changed.length} changed`,
    `${changes.remove.length} removed`,
    ...(left > 0 ? [`${left} gone but kept`] : []),
    `${unchanged} unchanged`,
  ]
  out.note(`rolehop: ${counts.join(', ')}`)
}

function rows({ added, changed, gone }: SsoProfiles, prune: boolean): string[][] {
  return [
    ...added.map(({ profile, accountId, accountName = '', roleName }) => [
      '+',
      profile,
      accountId,
      accountName,
      roleName,
    ]),
    ...changed.map(({ profile, key, before = '(none)', after }) => ['~', profile, `${key} ${before} -> ${after}`]),
    ...gone.map(({ profile, accountId, roleName, keptBecause }) => [
      '-',
      profile,
      accountId,
      roleName,
      ...notes(keptBecause, prune),
    ]),
  ].map((row) => row.map(visible))
}

function notes(keptBecause: string | undefined, prune: boolean): string[] {
  if (keptBecause !== undefined) return [`kept: ${keptBecause}`]
  return prune ? [] : ['kept without --prune']
}
