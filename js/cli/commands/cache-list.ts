import { visible } from '../../util/visible.ts'
import { cacheEntries, type Entry } from '../cache.ts'
import type { Command } from '../command.ts'
import { shortPath } from '../home.ts'
import { columns } from '../io/output.ts'
import { RESULT } from '../options.ts'

/** `rolehop cache list`: lists the cached sessions without secrets. */
export const cacheList: Command = {
  name: 'cache list',
  arguments: [],
  options: [...RESULT],
  summary: 'list cached credentials, without secrets',
  details: `Lists the AWS CLI's cache (~/.aws/cli/cache) and rolehop's own, which holds
sessions from custom endpoints (~/.aws/rolehop/cache).
JSON: {"entries": [{"path", "store": "aws-cli" | "rolehop", "arn", "accountId",
"providerType", "expiration", "remainingSeconds"}]}; a file without credentials
has only path and store.`,
  example: 'rolehop cache list',

  async run(context) {
    await context.config()
    const entries = await cacheEntries(context.files, Date.now())
    if (context.wantsJson) {
      context.result({ entries: entries.map(({ path, store, view }) => ({ path, store, ...view })) })
    } else if (entries.length > 0) {
      const heading = ['SESSION', 'ACCOUNT', 'REMAINING', 'STORE', 'FILE']
      context.out.write(columns([heading, ...entries.map(row)]))
    }
    return 0
  },
}

function row({ path, store, view }: Entry): string[] {
  const session = view ? (view.arn ?? view.providerType ?? '-') : 'no credentials'
  const remaining = view ? formatDuration(view.remainingSeconds) : '-'
  return [visible(session), visible(view?.accountId ?? '-'), remaining, store, shortPath(path)]
}

/** Formats a duration: `1h 05m`, `12m 30s`. */
function formatDuration(seconds: number): string {
  if (seconds <= 0) return 'expired'
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const two = (number: number) => String(number).padStart(2, '0')
  return hours > 0 ? `${hours}h ${two(minutes)}m` : `${minutes}m ${two(seconds % 60)}s`
}
