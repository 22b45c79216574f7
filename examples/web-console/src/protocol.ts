/**
 * The protocol between the page and the worker.
 *
 * The worker has the engine and the credentials; the page gets masked values, and the text of
 * credentials only if the user copies or reveals it.
 */
import type {
  CallerIdentity,
  Code,
  Completion,
  CredentialsFormat,
  DeviceAuthorization,
  Diagnostic,
  Outline,
  Position,
  ProfileIdentity,
  Severity,
  SharedFile,
  Source,
  TextRange,
} from 'rolehop'

/** Both editors' texts. */
export interface Texts {
  readonly config: string
  readonly credentials: string
}

/** The settings of a deployment: the file `settings.json` beside the page. */
export interface Settings {
  /** The page's heading. */
  readonly title: string
  /** Whether a pasted config may set a custom endpoint (`endpoint_url`). A hostile one would get the signed calls. */
  readonly allowEndpoints: boolean
  /** The relay for services without CORS: a path of this origin or a URL. */
  readonly relay: string | null
  /** A custom endpoint for the AWS console's sign-in: a URL. Credentials are sent there. */
  readonly signIn: string | null
  /** Whether users may sign in to IAM Identity Center in this page. It needs a relay that allows it. */
  readonly identityCenter: boolean
  /** A config that all users share, shown at the start. It must not contain secrets. */
  readonly config: string | null
  /** Example files, and a note for their users, shown at the start. */
  readonly example: (Texts & { readonly note: string }) | null
}

/** The diagnostics of the texts. */
export interface Opened {
  /** The worst diagnostics, those of equal severity in the order of the files; `counts` has the total numbers. */
  readonly diagnostics: readonly Diagnostic[]
  readonly counts: Readonly<Record<Severity, number>>
  /**
   * Whether everything was checked. If not, only the diagnostics of the section that has changed are new, and the
   * others are those of the last check of everything.
   */
  readonly isWhole: boolean
}

/** A summary of a profile, in one line. */
export interface Summary {
  readonly name: string
  readonly kind: Source['kind'] | 'role' | 'broken'
  /** Its kind in words, or its first error. */
  readonly text: string
  readonly mfa: boolean
}

/** Access keys that were pasted in another form than a section of the credentials file. */
export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly region?: string
}

/** An error as data. */
export interface Problem {
  readonly code: Code
  readonly message: string
  readonly help?: string
  readonly hop?: number
  readonly retryable: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** A request without its secrets. */
export interface RequestView {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: readonly (readonly [name: string, value: string])[]
}

/** The chain of a profile, as a terminal would run it, and what this page can do with it. */
export interface Explained {
  readonly profile: string
  readonly outline: Outline
  /** The reason why this page cannot get its credentials, although a terminal could. */
  readonly unavailable?: Problem
  readonly previews: readonly RequestView[]
  readonly switchRole: SwitchRole
}

/** The link that switches to a plan's last role in the AWS console, or an error. */
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
  /** Milliseconds since 1970; missing for credentials that do not expire. */
  readonly expiration?: number
}

/** The calls from the page to the worker. */
export interface Calls {
  start(settings: Settings): void
  /** Reads the texts. Of large ones it checks only the section that has changed: {@link Calls.check} is next. */
  open(texts: Texts): Opened
  /** Checks everything in the texts that were opened last. */
  check(): Opened
  /** The profiles; `undefined` if they are those of the last call, since a long list takes time to send and show. */
  profiles(): readonly ProfileIdentity[] | undefined
  /** Completion in the current texts, which may not have been opened yet. */
  complete(place: { readonly texts: Texts; readonly file: SharedFile; readonly position: Position }): Completion[]
  /** The secrets in a text. */
  secrets(text: string): TextRange[]
  summaries(names: readonly string[]): Summary[]
  /** The profile whose chain has the most hops. */
  longest(): string | undefined
  explain(profile: string): Explained
  /** Gets credentials; `renew` does not use cached ones. */
  assume(wanted: { readonly profile: string; readonly renew: boolean }): Session
  identity(profile: string): CallerIdentity
  text(wanted: { readonly profile: string; readonly format: CredentialsFormat }): string
  /** Creates a sign-in to the AWS console with the credentials of a profile. */
  signIn(profile: string): SignIn
  /** The URL of the sign-in: equivalent to a password until it expires. */
  signInUrl(): string
  forget(profile: string): void
  /** The texts with pasted keys as a profile. */
  adopt(pasted: { readonly texts: Texts; readonly profile: string; readonly keys: Keys }): Texts
  /** The roles as a configuration of the browser extension AWS Extend Switch Roles. */
  extendSwitchRoles(): string
}

/** A prompt for the code of an MFA device; `again` after a code that was not accepted. */
export interface MfaPrompt {
  readonly serial: string
  readonly again: boolean
}

/** A call to STS or to the console's sign-in. */
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
  | { readonly askMfa: MfaPrompt }
  | { readonly device: DeviceAuthorization }
  | { readonly exchange: Exchange }
