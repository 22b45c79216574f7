/** Reads the parameters of the last role session from the options. */
import { readFileSync } from 'node:fs'
import type { SessionOptions } from '../index.ts'
import { systemCode } from '../model/errors.ts'
import { omitUndefined } from '../util/objects.ts'
import { UsageError } from './errors.ts'
import type { Flags } from './options.ts'

/** Returns the session parameters. @throws UsageError */
export function sessionOptions(flags: Flags): SessionOptions {
  const { policy, tag, duration } = flags
  return omitUndefined({
    roleArn: flags['role-arn'],
    durationSeconds: duration === undefined ? undefined : wholeNumber('--duration', duration),
    sessionName: flags['session-name'],
    mfaSession: flags['mfa-session'],
    policy: policy === undefined ? undefined : readPolicy(policy),
    policyArns: flags['policy-arn'],
    tags: tag?.map(parseTag),
    sourceIdentity: flags['source-identity'],
  })
}

/** Parses the value of a numeric option. @throws UsageError */
export function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`\`${option}\` cannot be \`${text}\``, 'use a whole number')
}

/** Reads a policy file. The path can have the AWS CLI's prefix: `file://policy.json`. */
function readPolicy(file: string): string {
  const path = file.replace(/^file:\/\//, '')
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read the policy \`${path}\`: ${systemCode(error)}`, 'pass the path of a JSON file')
  }
}

function parseTag(text: string): { Key: string; Value: string } {
  const at = text.indexOf('=')
  if (at > 0) return { Key: text.slice(0, at), Value: text.slice(at + 1) }
  throw new UsageError(`\`--tag\` cannot be \`${text}\``, 'write KEY=VALUE, and repeat the option for more tags')
}
