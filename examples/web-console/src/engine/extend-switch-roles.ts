/** The configuration of AWS Extend Switch Roles, a browser extension that lists roles in the AWS console. */
import type { SharedConfig } from 'rolehop/slim'
import { accountColours } from '../accounts.ts'

/** One section for each profile with a role; the colour is that of its account in this page. */
export function extendSwitchRoles(config: SharedConfig): string {
  const colours = accountColours(config.identities)
  const sections = config.identities.flatMap(({ profile, accountId, role }) => {
    const arn = config.get(profile, 'role_arn')
    if (arn === undefined || accountId === undefined || role === undefined) return []
    const region = config.get(profile, 'region')
    const lines = [`[${profile}]`, `role_arn = ${arn}`, `color = ${colours.get(accountId)?.hex}`]
    return [[...lines, ...(region === undefined ? [] : [`region = ${region}`])].join('\n')]
  })
  return sections.length === 0 ? '' : `${sections.join('\n\n')}\n`
}
