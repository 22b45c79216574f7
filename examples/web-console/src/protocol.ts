/**
 * What the page and the worker say to each other.
 *
 * The worker has the engine and the credentials; the page gets what may be shown, and the text of
 * credentials only when a person asks to copy or see it.
 */
import type {
  CallerIdentity,
  Code,
  Completion,
  CredentialsFormat,
  Diagnostic,
  Plan,
  Position,
  Severity,
  SharedFile,
  TextRange,
} from 'rolehop'

/** Both editors' texts. */
export interface Texts {
  readonly config: string
  readonly credentials: string
}

/** What the one who deploys the console decides; the file `settings.json` beside the page. */
export interface Settings {
  /** The page's heading. */
  readonly title: string
  /** Whether a pasted config may say where STS is (`endpoint_url`). A hostile one would then get the signed calls. */
  readonly allowEndpoints: boolean
  /** Where the relay is, for endpoints that browsers may not call: a path of this origin or a URL. */
  readonly relay: string | null
  /** Where the AWS console's sign-in is, when it is custom endpoint: a URL. Credentials are sent there. */
  readonly signIn: string | null
  /** Texts to start with, and what to tell whoever tries them. */
  readonly example: (Texts & { readonly note: string }) | null
}

/** What the texts hold. */
export interface Opened {
  readonly profiles: readonly string[]
  /** The first findings, in the order of the files; `counts` has how many there are in all. */
  readonly diagnostics: readonly Diagnostic[]
  readonly counts: Readonly<Record<Severity, number>>
  /** Milliseconds that reading and checking took. */
  readonly ms: number
}

/** What a profile is, in a line. */
export interface Summary {
  readonly name: string
  readonly kind: Plan['source']['kind'] | 'role' | 'broken'
  readonly text: string
  readonly mfa: boolean
}

/** Why something cannot be done, as data. */
export interface Problem {
  readonly code: Code
  readonly message: string
  readonly help?: string
  readonly hop?: number
  readonly retryable: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** A request with its secrets taken out. */
export interface RequestView {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: readonly (readonly [name: string, value: string])[]
}

/** What a profile means: its chain and the calls that would be made, or why there is none. */
export type Explained = { readonly profile: string } & (
  | { readonly plan: Plan; readonly previews: readonly RequestView[]; readonly switchRole: SwitchRole }
  | { readonly problem: Problem }
)

/** The link that switches to a plan's last role in the AWS console, or why there is none. */
export type SwitchRole = { readonly url: string } | { readonly problem: Problem } | undefined

/** A sign-in to the AWS console that is ready. Its URL stays in the worker until it is used. */
export interface SignIn {
  /** Milliseconds since 1970. */
  readonly expiration: number
}

/** Credentials, masked. */
export interface Session {
  readonly profile: string
  readonly accessKeyId: string
  readonly hasSessionToken: boolean
  readonly accountId?: string
  /** Milliseconds since 1970; none for credentials that do not end. */
  readonly expiration?: number
}

/** What the page may ask of the worker. */
export interface Calls {
  start(settings: Settings): void
  open(texts: Texts): Opened
  /** Of the texts as they are while someone types, which may not have been opened yet. */
  complete(place: { readonly texts: Texts; readonly file: SharedFile; readonly position: Position }): Completion[]
  /** What looks like a secret in a text. */
  secrets(text: string): TextRange[]
  summaries(names: readonly string[]): Summary[]
  explain(profile: string): Explained
  assume(profile: string): Session
  identity(): CallerIdentity
  text(format: CredentialsFormat): string
  /** Makes a sign-in to the AWS console with the credentials. */
  signIn(): SignIn
  /** The sign-in's URL: as good as a password for as long as it lasts. */
  signInUrl(): string
  forget(): void
}

/** A call on its way. */
export interface Exchange {
  readonly id: number
  readonly action: string
  readonly roleArn?: string
  readonly request: RequestView
  readonly state: 'sent' | 'answered' | 'failed'
  readonly status?: number
  readonly ms?: number
}

/** From the page. */
export type ToWorker =
  | { readonly id: number; readonly call: keyof Calls; readonly input: unknown }
  | { readonly mfa: string | undefined }

/** From the worker. */
export type FromWorker =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly problem: Problem }
  | { readonly askMfa: string }
  | { readonly exchange: Exchange }
