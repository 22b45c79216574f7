/**
 * The public types that exist in JavaScript only. The types of everything that crosses the WebAssembly
 * boundary are generated from the Rust structs, in `generated/types.ts`.
 */
import type { Diagnostic, Plan as PlanData } from '../generated/types.ts'
import type { Awaitable } from '../util/abort.ts'

export type {
  AccessDenied,
  Cause,
  CauseKind,
  Code,
  Completion,
  Diagnostic,
  Endpoint,
  Fix,
  Hop,
  Outline,
  PartKind,
  PolicyKind,
  ProfileIdentity,
  ProgramEnvironment,
  RefusedCall,
  Renamable,
  SectionOutline,
  SentCall,
  SettingOutline,
  SettingView,
  Severity,
  SharedFile,
  SignedRequest,
  Signer,
  Source,
  SourceRange,
  SymbolInfo,
  Tag,
  TextEdit,
  Token,
  TokenKind,
  Verdict,
} from '../generated/types.ts'
export type { Awaitable } from '../util/abort.ts'

/** A position between two characters, as editors count: both from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Environment variables: the whole environment that a call sees, `HOME` included. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Credentials for any AWS SDK v3 client. Compatible with the SDK's type of the same name, without importing it. */
export interface AwsCredentialIdentity {
  /** The access key ID. */
  readonly accessKeyId: string
  /** The secret access key. */
  readonly secretAccessKey: string
  /** The session token of temporary credentials. */
  readonly sessionToken?: string
  /** When they expire. Absent for long-term credentials. */
  readonly expiration?: Date
  /** The 12-digit account ID, if known. */
  readonly accountId?: string
}

/** Credentials as an argument. An `undefined` property is treated as absent. */
export type CredentialsInput = Pick<AwsCredentialIdentity, 'accessKeyId' | 'secretAccessKey'> & {
  readonly [Name in 'sessionToken' | 'expiration' | 'accountId']?: AwsCredentialIdentity[Name] | undefined
}

/** Credentials of any SDK, or a provider of them. */
export type CredentialsOrProvider = CredentialsInput | (() => Promise<CredentialsInput>)

/** The argument that an AWS SDK v3 client passes to a credential provider. */
export interface IdentityProperties {
  /** Whether to get new credentials even if the current or cached ones are still valid. */
  readonly forceRefresh?: boolean | undefined
  /** The configuration of the client that needs the credentials. */
  readonly callerClientConfig?:
    | {
        /** Its region: used for STS if neither the environment nor the profile sets one. */
        readonly region?: (() => Promise<string>) | undefined
        /** Its profile: used if the provider was created without one. */
        readonly profile?: string | undefined
      }
    | undefined
}

/** A credential provider: the `credentials` option of any AWS SDK v3 client. */
// biome-ignore lint/suspicious/noExplicitAny: this is the type that the SDK declares.
export type AwsCredentialIdentityProvider = (properties?: Record<string, any>) => Promise<AwsCredentialIdentity>

/** The calls that get the credentials of one profile: the source, then one hop for each role. */
export interface Plan extends PlanData {
  /** Returns the plan as a tree, as `rolehop plan` prints it. */
  toString(): string
}

/** The caller identity, as STS `GetCallerIdentity` returns it. */
export interface CallerIdentity {
  /** The unique ID of the caller; for a role session, `AROA…:session-name`. */
  readonly userId: string
  /** The 12-digit account ID, as a string because of leading zeros. */
  readonly account: string
  /** The ARN of the caller. */
  readonly arn: string
}

/** Receives warnings, which never contain secrets. `console` and the AWS SDK's `Logger` are compatible. */
export interface Logger {
  /** Called for each warning. `diagnostic` has the same content as structured data. */
  readonly warn?: ((message: string, diagnostic?: Diagnostic) => void) | undefined
}

/**
 * A store for cache entries that replaces the AWS CLI's cache directory, such as a `Map<string, string>`.
 *
 * The entries contain credentials. If the store fails, rolehop calls STS and returns the credentials anyway.
 */
export interface CacheStore {
  /** The name of the store in plans. */
  readonly label?: string | undefined
  /** Returns the entry with this key (40 hex digits), or `undefined`. */
  get(key: string): Awaitable<string | undefined>
  /** Stores an entry. */
  set(key: string, entry: string): Awaitable<unknown>
}

/** The option of functions that use IAM Identity Center. */
export interface SsoTokenOptions {
  /**
   * Where the tokens of IAM Identity Center are, in runtimes without files. Each entry contains a token or a
   * client registration. Default: the directory of the AWS CLI, `~/.aws/sso/cache`, in Node.
   *
   * @example { ssoTokens: new Map() }
   */
  readonly ssoTokens?: CacheStore | undefined
}

/** Where sessions are cached: the AWS CLI's cache directory, memory, no cache, or a custom store. */
export type SessionCache = 'aws-cli' | 'memory' | false | CacheStore

/** How to read a file. */
export interface ReadFileOptions {
  /**
   * The maximum size in bytes; a larger file is treated as unreadable.
   *
   * @example { maxBytes: 65_536 }
   */
  readonly maxBytes?: number
  /**
   * Whether the file is a cache entry: then links and files of other users are rejected.
   *
   * @example { strict: true }
   */
  readonly strict?: boolean
}

/** How to write a file. */
export interface WriteFileOptions {
  /**
   * The bytes that the file must still contain; `null` if it must not exist.
   *
   * @example { replaces: null }
   */
  readonly replaces?: Uint8Array | null
  /**
   * Whether the file is a cache entry: then a link is replaced, and the mode is set to 0600.
   *
   * @example { strict: true }
   */
  readonly strict?: boolean
}

/** The result of a program. */
export interface RunResult {
  /** The exit code; `null` if a signal terminated it. */
  readonly status: number | null
  /** The standard output. It contains credentials. */
  readonly stdout: string
}

/** Options of every host function that waits. */
export interface WaitOptions {
  /**
   * Aborts when the caller cancels the call.
   *
   * @example { signal: AbortSignal.timeout(30_000) }
   */
  readonly signal?: AbortSignal
}

/** How to run a program. */
export interface RunOptions extends WaitOptions {
  /**
   * The whole environment of the program.
   *
   * @example { env: { PATH: '/usr/bin' } }
   */
  readonly env: Environment
  /**
   * The time limit in milliseconds. Default: none.
   *
   * @example { env: {}, timeoutMs: 60_000 }
   */
  readonly timeoutMs?: number
}

/** How to acquire a lock. */
export interface LockOptions extends WaitOptions {
  /**
   * The files that are written while the lock is held. The lock then also excludes processes with another
   * home directory, and the call rejects if it cannot exclude other processes. Without files, the lock only
   * avoids duplicate prompts and calls, so a failure is only a warning.
   *
   * @example { files: ['/home/alice/.aws/config'] }
   */
  readonly files?: readonly string[]
}

/**
 * Runtime functions that the library calls. Pass `host` to override any of them. Asynchronous functions can
 * reject.
 */
export interface Host {
  /** Returns the time in milliseconds since 1970 (UTC). */
  now(): number
  /** Returns `size` cryptographically secure random bytes. */
  random(size: number): Uint8Array
  /** Waits for a time in milliseconds. */
  sleep(ms: number, options: WaitOptions): Awaitable<void>
  /** Returns the bytes of a regular file, or `undefined` if it does not exist. */
  readFile(path: string, options?: ReadFileOptions): Awaitable<Uint8Array | undefined>
  /** Writes a file atomically. Returns `false`, without writing, if `replaces` does not match. */
  writeFile(path: string, bytes: Uint8Array, options?: WriteFileOptions): Awaitable<boolean>
  /** Acquires the lock with this name, waiting for other holders; returns the function that releases it. */
  lock(name: string, options: LockOptions): Awaitable<() => Awaitable<void>>
  /** Runs a program without a shell and with exactly this environment. */
  run(argv: readonly string[], options: RunOptions): Awaitable<RunResult>
  /** Opens a page in the user's browser, without waiting until it is closed. */
  open(url: string): Awaitable<void>
  /** Prompts the user for input that is not echoed. */
  prompt(question: string, options: WaitOptions): Awaitable<string>
}

/** The host functions to override. */
export type HostOverrides = { readonly [Name in keyof Host]?: Host[Name] | undefined }

/** Options of most functions. */
export interface CommonOptions {
  /**
   * The whole environment, including `HOME`. Default: `process.env` in Node, empty elsewhere.
   *
   * @example { env: { ...process.env, AWS_PROFILE: 'dev' } }
   */
  readonly env?: Environment | undefined
  /**
   * Host functions to use instead of the runtime's own.
   *
   * @example { host: { now: () => Date.now() + 5_000 } }
   */
  readonly host?: HostOverrides | undefined
  /**
   * The function that sends requests. Default: the global `fetch`; in Node, through the environment's proxy.
   *
   * @example { fetch: (input, init) => fetch(input, { ...init, keepalive: true }) }
   */
  readonly fetch?: typeof globalThis.fetch | undefined
  /**
   * Cancels the call: pending operations reject with `aborted`.
   *
   * @example { signal: AbortSignal.timeout(30_000) }
   */
  readonly signal?: AbortSignal | undefined
  /**
   * Receives warnings. Default: none.
   *
   * @example { logger: console }
   */
  readonly logger?: Logger | undefined
}

/** Options that select the files. */
export interface FileOptions {
  /**
   * The path of the credentials file. Default: `AWS_SHARED_CREDENTIALS_FILE`, or `~/.aws/credentials`. A
   * missing file is treated as empty, as in the SDK.
   *
   * @example { filepath: '/etc/aws/credentials' }
   */
  readonly filepath?: string | undefined
  /**
   * The path of the config file. Default: `AWS_CONFIG_FILE`, or `~/.aws/config`. A missing file is treated as
   * empty, as in the SDK.
   *
   * @example { configFilepath: '/etc/aws/config' }
   */
  readonly configFilepath?: string | undefined
}

/**
 * Whether the config comes from a trusted source.
 *
 * An `untrusted` config cannot run programs, read files that it names, call metadata services or custom
 * endpoints, or store sessions on disk.
 */
export type Trust = 'trusted' | 'untrusted'

/** The texts of the two files, for example pasted ones. */
export interface SharedConfigText {
  /** The text of the config file. */
  readonly config?: string | undefined
  /** The text of the credentials file. */
  readonly credentials?: string | undefined
}

/**
 * The export formats of credentials: those of `aws configure export-credentials`, and `json` (as in the
 * SDK), `ini` (for a credentials file) and `container` (the response of a container credentials endpoint).
 */
export type CredentialsFormat =
  | 'process'
  | 'env'
  | 'env-no-export'
  | 'powershell'
  | 'windows-cmd'
  | 'fish'
  | 'json'
  | 'ini'
  | 'container'
