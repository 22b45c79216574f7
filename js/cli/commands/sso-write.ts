import type { Command } from '../command.ts'
import { FILES, RESULT } from '../options.ts'

/** `rolehop sso write`: profiles for the roles of a portal. */
export const ssoWrite: Command = {
  name: 'sso write',
  arguments: [],
  createsFiles: true,
  options: [
    'profile',
    'pick',
    'region',
    'sso-session',
    'filter',
    'template',
    'prune',
    'yes',
    'dry-run',
    ...FILES,
    ...RESULT,
  ],
  summary: 'write profiles for the roles of IAM Identity Center',
  details: `Adds a profile to the config file for each role that has none, sets the region of
profiles if --region is given, and shows what is new (+), changed (~) and gone (-)
first. At a terminal it asks before it writes; elsewhere --yes is needed. A second run
changes nothing. The variables of --template are {account_id}, {account_name},
{role_name} and {sso_session}; characters that need quotes become dashes. A profile
belongs to a role if it sets sso_session, sso_account_id and sso_role_name: it keeps
its name and other settings. Profiles of roles that are no longer granted are removed
with --prune, unless they have settings of their own, are in the credentials file, or are
a source_profile.
JSON: {"added": [...], "changed": [...], "gone": [...], "unchanged": N, "written": BOOLEAN}.`,
  example: "rolehop sso write --sso-session corp --template '{account_name}.{role_name}' --region eu-west-1",

  async run(context) {
    return (await import('../sso/write.ts')).writeProfiles(context)
  },
}
