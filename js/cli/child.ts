/** Running the program of `exec`. */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { AwsCredentialIdentity } from './library.ts'
import type { Output } from './output.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What would select or hold other credentials than those that are handed over. */
const STALE = new Set([
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_ACCOUNT_ID',
])

/** What a terminal sends to every process of a job by itself. */
const FROM_THE_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']
const FORWARDED: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGTERM', 'SIGBREAK']
    : ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']

/** What SDKs ask before the container endpoint of `AWS_CONTAINER_CREDENTIALS_FULL_URI`, or with it. */
const BEFORE_THE_ENDPOINT = new Set([
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
])

/** An environment without some variables. Names have no case on Windows. */
function without(env: Environment, names: ReadonlySet<string>): Environment {
  const isKept = ([name]: [string, unknown]) => !names.has(process.platform === 'win32' ? name.toUpperCase() : name)
  return Object.fromEntries(Object.entries(env).filter(isKept))
}

/** The environment with these credentials in place of any others. */
export function childEnvironment(env: Environment, credentials: AwsCredentialIdentity, region: string | undefined) {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials
  return {
    ...without(env, STALE),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
    ...(expiration && { AWS_CREDENTIAL_EXPIRATION: isoSeconds(expiration) }),
    ...regionVariables(region),
  }
}

/** The environment with an endpoint to ask for credentials, and none of its own. */
export function servedEnvironment(env: Environment, endpoint: Environment, region: string | undefined) {
  return { ...without(without(env, STALE), BEFORE_THE_ENDPOINT), ...endpoint, ...regionVariables(region) }
}

function regionVariables(region: string | undefined): Environment {
  return region ? { AWS_REGION: region, AWS_DEFAULT_REGION: region } : {}
}

/** A time as the AWS CLI exports it. */
function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, '+00:00')
}

/**
 * Runs a program with this process's streams and waits for its end.
 *
 * @returns its exit code; as shells have it, 128 and the signal's number, 127 when it is not found,
 *   126 when it cannot be run
 */
export function runChild(argv: readonly string[], env: Environment, out: Output): Promise<number> {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { stdio: 'inherit', env })
  const stopForwarding = forwardSignals(child)
  return new Promise<number>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      out.note(`rolehop: cannot run \`${program}\`: ${error.code ?? error.name}`)
      resolve(error.code === 'ENOENT' ? 127 : 126)
    })
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 255)))
  }).finally(stopForwarding)
}

/** Passes signals on to the child, so that both end together. Gives what stops that. */
function forwardSignals(child: ChildProcess): () => void {
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  const listeners = FORWARDED.map((signal) => {
    const reachesBoth = atTerminal && FROM_THE_TERMINAL.includes(signal)
    const listener = () => void (reachesBoth || child.kill(signal))
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => {
    for (const stop of listeners) stop()
  }
}
