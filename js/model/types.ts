/**
 * The shapes of the public interface that are JavaScript's own. What crosses the WebAssembly border
 * has its types made from the Rust structs, in `generated/types.ts`.
 */
import type { Diagnostic, Plan as PlanData } from '../generated/types.ts'
import type { Awaitable } from '../util/abort.ts'

export type {
  Code,
  Completion,
  Diagnostic,
  Endpoint,
  Fix,
  Hop,
  PartKind,
  ProgramEnvironment,
  SettingView,
  Severity,
  SharedFile,
  SignedRequest,
  Source,
  SourceRange,
  SymbolInfo,
  Tag,
  TextEdit,
} from '../generated/types.ts'
export type { Awaitable } from '../util/abort.ts'

/** A place between two characters, as people and editors count: both from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Environment variables: the whole environment that a call sees, `HOME` included. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Credentials as every AWS SDK v3 client takes them. The shape is the SDK's; nothing of it is imported. */
export interface AwsCredentialIdentity {
  /** The access key id. */
  readonly accessKeyId: string
  /** The secret access key. */
  readonly secretAccessKey: string
  /** The session token of temporary credentials. */
  readonly sessionToken?: string
  /** When they end; never, without it. */
  readonly expiration?: Date
  /** The account that they are for, when it is known: twelve digits. */
  readonly accountId?: string
}

/** The same where they are handed in: what is `undefined` is treated as absent. */
export type CredentialsInput = Pick<AwsCredentialIdentity, 'accessKeyId' | 'secretAccessKey'> & {
  readonly [Name in 'sessionToken' | 'expiration' | 'accountId']?: AwsCredentialIdentity[Name] | undefined
}

/** Credentials of any SDK, or a provider of them. */
export type CredentialsOrProvider = CredentialsInput | (() => Promise<CredentialsInput>)

/** What an AWS SDK v3 client hands to a provider of credentials. All of it may be absent. */
export interface IdentityProperties {
  /** Whether credentials that are still good, here or in the cache, are passed over. */
  readonly forceRefresh?: boolean | undefined
  /** The client that asks. */
  readonly callerClientConfig?:
    | {
        /** Its region: used for STS when neither environment nor profile names one. */
        readonly region?: (() => Promise<string>) | undefined
        /** Its profile: used when the provider was made without one. */
        readonly profile?: string | undefined
      }
    | undefined
}

/** A source of credentials: the `credentials` option of any AWS SDK v3 client. */
// biome-ignore lint/suspicious/noExplicitAny: this is the type that the SDK declares.
export type AwsCredentialIdentityProvider = (properties?: Record<string, any>) => Promise<AwsCredentialIdentity>

/** Everything that will happen to get credentials for one profile: the source, then a hop for each role. */
export interface Plan extends PlanData {
  /** The chain as a tree, for people. */
  toString(): string
}

/** Who a caller is, as STS says it. */
export interface CallerIdentity {
  /** The unique id of the caller; of a role session `AROA…:session-name`. */
  readonly userId: string
  /** The account: twelve digits, as text for the zeros in front. */
  readonly account: string
  /** The ARN of the caller. */
  readonly arn: string
}

/** Where warnings and notes go. The AWS SDK's `Logger` and `console` fit. Never given a secret. */
export interface Logger {
  /** Something that does not stop the run; `diagnostic` is the same as an object. */
  readonly warn?: ((message: string, diagnostic?: Diagnostic) => void) | undefined
}

/**
 * A place for cache entries instead of the AWS CLI's folder. A `Map<string, string>` is one.
 *
 * The entries hold credentials. A store that fails costs a call of STS, never the credentials.
 */
export interface CacheStore {
  /** What plans call it. */
  readonly label?: string | undefined
  /** The entry with this key (40 hex digits), if there is one. */
  get(key: string): Awaitable<string | undefined>
  /** Keeps an entry. */
  set(key: string, entry: string): Awaitable<unknown>
}

/** Where sessions are kept: in the AWS CLI's folder, in memory, nowhere, or in a store of the caller's. */
export type SessionCache = 'aws-cli' | 'memory' | false | CacheStore

/** How a file is read. */
export interface ReadFileOptions {
  /** A file with more bytes counts as unreadable. */
  readonly maxBytes?: number
  /** Whether it is one of our own cache entries: then links and files of other users are refused. */
  readonly strict?: boolean
}

/** How a file is written. */
export interface WriteFileOptions {
  /** Write only if the file still has these bytes; `null` stands for no file. */
  readonly replaces?: Uint8Array | null
  /** Whether it is one of our own cache entries: then a link is replaced, and the mode is 0600 again. */
  readonly strict?: boolean
}

/** What a program that was run gave. */
export interface RunResult {
  /** The exit code; `null` when a signal ended it. */
  readonly status: number | null
  /** The standard output. It holds credentials. */
  readonly stdout: string
}

/** What can be done while waiting. */
export interface WaitOptions {
  /** Aborts when the caller cancels the call. */
  readonly signal?: AbortSignal
}

/** How a lock is taken. */
export interface LockOptions extends WaitOptions {
  /**
   * The files that are written under the lock: then it also excludes processes with another home
   * folder, and the call rejects where other processes cannot be excluded. Without, the lock spares
   * prompts and calls, and where other processes cannot be excluded there is a warning.
   */
  readonly files?: readonly string[]
}

/**
 * Runtime functions that the library calls. Pass `host` to override any of them; the others are the
 * runtime's own. Asynchronous functions may reject.
 */
export interface Host {
  /** Milliseconds since 1970. */
  now(): number
  /** Returns `size` cryptographically secure random bytes. */
  random(size: number): Uint8Array
  /** Waits, in milliseconds. */
  sleep(ms: number, options: WaitOptions): Awaitable<void>
  /** The bytes of a regular file; `undefined` when there is none. */
  readFile(path: string, options?: ReadFileOptions): Awaitable<Uint8Array | undefined>
  /** Writes a file whole or not at all. Gives `false`, having done nothing, when `replaces` does not hold. */
  writeFile(path: string, bytes: Uint8Array, options?: WriteFileOptions): Awaitable<boolean>
  /** Acquires the lock with this name, waiting for other holders; returns the function that releases it. */
  lock(name: string, options: LockOptions): Awaitable<() => Awaitable<void>>
  /** Runs a program, without a shell, with exactly this environment. */
  run(argv: readonly string[], options: WaitOptions & { readonly env: Environment }): Awaitable<RunResult>
  /** Opens a page in the person's browser; does not wait until it is closed. */
  open(url: string): Awaitable<void>
  /** Asks a person for something that is not shown while it is typed. */
  prompt(question: string, options: WaitOptions): Awaitable<string>
}

/** A host of the caller's: what it lacks is the entry's own. */
export type HostOverrides = { readonly [Name in keyof Host]?: Host[Name] | undefined }

/** What most calls take. */
export interface CommonOptions {
  /** The whole environment, `HOME` included. In Node `process.env` when absent, elsewhere nothing. */
  readonly env?: Environment | undefined
  /** HostFunctions to use instead of the entry's own. */
  readonly host?: HostOverrides | undefined
  /** Sends the requests; the global `fetch` when absent. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Cancels the call: pending operations reject with `aborted`. */
  readonly signal?: AbortSignal | undefined
  /** Where warnings go; nowhere when absent. */
  readonly logger?: Logger | undefined
}

/** Which files are read. */
export interface FileOptions {
  /** The credentials file, instead of the one that the environment or the AWS CLI's default names. */
  readonly filepath?: string | undefined
  /** The config file, instead of the default one. */
  readonly configFilepath?: string | undefined
}

/**
 * Whether the config comes from a trusted source.
 *
 * `untrusted`: no program is run, no file that it names is read, no metadata service is asked, no
 * endpoint but the service's own is called, and nothing is kept on disk.
 */
export type Trust = 'trusted' | 'untrusted'

/** Texts of the two files, as pasted. */
export interface SharedConfigText {
  /** The config file's. */
  readonly config?: string | undefined
  /** The credentials file's. */
  readonly credentials?: string | undefined
}

/**
 * The forms in which credentials can be written: those of `aws configure export-credentials`, and
 * `json`, `ini` and `container`, what a container credentials endpoint answers.
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
