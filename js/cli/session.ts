/** What the command line says of the session of the last role. */
import { readFileSync } from 'node:fs'
import type { SessionOptions } from '../index.ts'
import { systemCode } from '../model/errors.ts'
import { omitUndefined } from '../util/objects.ts'
import { UsageError } from './errors.ts'
import type { Flags } from './options.ts'

/** The options of sessions, as the package takes them. @throws UsageError */
export function sessionOptions(flags: Flags): SessionOptions {
  const { policy, tag, duration } = flags
  return omitUndefined({
    roleArn: flags['role-arn'],
    durationSeconds: duration === undefined ? undefined : wholeNumber('--duration', duration),
    sessionName: flags['session-name'],
    policy: policy === undefined ? undefined : textOf(policy),
    policyArns: flags['policy-arn'],
    tags: tag?.map(tagOf),
    sourceIdentity: flags['source-identity'],
  })
}

/** The value of an option that is a number. @throws UsageError */
export function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`\`${option}\` cannot be \`${text}\``, 'use a whole number')
}

/** A policy; a path may be written as the AWS CLI has it, `file://policy.json`. */
function textOf(file: string): string {
  const path = file.replace(/^file:\/\//, '')
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read the policy \`${path}\`: ${systemCode(error)}`, 'pass the path of a JSON file')
  }
}

function tagOf(text: string): { Key: string; Value: string } {
  const at = text.indexOf('=')
  if (at > 0) return { Key: text.slice(0, at), Value: text.slice(at + 1) }
  throw new UsageError(`\`--tag\` cannot be \`${text}\``, 'write KEY=VALUE, and repeat the option for more tags')
}
