/** The accounts and roles of the portal that the command line names. */
import { listSsoRoles, type SsoRoles } from '../../index.ts'
import type { Context } from '../context.ts'

/** Lists them. */
export async function listRoles(context: Context, filters: readonly string[]): Promise<SsoRoles> {
  await context.readableConfig()
  const { 'sso-session': ssoSession } = context.flags
  return listSsoRoles({
    ...(await context.callOptions()),
    filters,
    ...(ssoSession !== undefined && { ssoSession }),
  })
}
