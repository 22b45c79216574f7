import type { Command } from '../command.ts'
import { FILES, RESULT } from '../options.ts'

/** `rolehop mfa-login`: as `aws configure mfa-login`. */
export const mfaLogin: Command = {
  name: 'mfa-login',
  arguments: [],
  createsFiles: true,
  options: [
    'profile',
    'pick',
    'region',
    'serial-number',
    'duration-seconds',
    'update-profile',
    'mfa-code',
    ...FILES,
    ...RESULT,
  ],
  summary: 'write a session of an IAM user with MFA to a profile',
  details: `Creates a session with STS GetSessionToken and writes it to the credentials file, for
programs that cannot prompt. The access keys are those of the profile or the environment;
without any, it asks for them. The MFA device is --serial-number, mfa_serial of the
profile, or an answer; the profile to write is --update-profile or an answer, by
default ACCOUNT-DEVICE. A profile with access keys of a user, or with another source of
credentials, is never overwritten. --region is the region of STS.
JSON: {"Profile": NAME, "Expiration": TIME}.`,
  example: 'rolehop mfa-login --profile source-user --update-profile source-user-mfa',

  async run(context) {
    return (await import('../mfa-login/run.ts')).mfaLogin(context)
  },
}
