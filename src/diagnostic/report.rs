//! The one shape of everything that is said about a config or a run.
//!
//! Findings of `check`, errors that are thrown, text of the command line, squiggles in an editor
//! and JSON are all a [`Diagnostic`]. Messages are one line in lower case with the user's own words
//! in backticks and never hold a secret: the message says what is so, the place says where, the
//! help says what to do.

use serde::{Deserialize, Serialize};

use super::access_denied::AccessDenied;
use crate::text::redact;
use crate::text::{File, Location};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The AWS CLI or the service would refuse it.
    Error,
    /// It works, but most likely not as meant.
    Warning,
    /// Worth knowing.
    Info,
}

/// A change of one place of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TextEdit {
    /// The place to replace; empty to insert.
    #[serde(flatten)]
    pub location: Location,
    /// What to put there.
    pub new_text: String,
}

/// A change that fixes a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Fix {
    /// What the change does, as the label of a button.
    pub title: String,
    /// The edits, all of them to be made together.
    pub edits: Vec<TextEdit>,
}

/// One finding. Its page in `docs/diagnostics.md` has the rule and an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is so.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub help: Option<String>,
    /// The profile it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "crate::text::redact::serialize_option")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub profile: Option<String>,
    /// The key it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "crate::text::redact::serialize_key")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub key: Option<String>,
    /// The file it is in; it and the four numbers are all there or all absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub file: Option<File>,
    /// Line of the first character, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub line: Option<u32>,
    /// Column of the first character, from 1, in UTF-16 code units.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub column: Option<u32>,
    /// Line of the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub end_line: Option<u32>,
    /// Column after the last character.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub end_column: Option<u32>,
    /// A change that fixes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub fix: Option<Fix>,
    /// Which policy denied the call, with the code `sts-access-denied`.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub access_denied: Option<Box<AccessDenied>>,
}

/// Puts findings in the order of the files; those of one place stay in the order they came in, and
/// those of no place come first.
///
/// Sorting is compiled anew for every key it is asked for, so all findings are sorted here.
pub fn sort_by_place(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|found| (found.file, found.line, found.column));
}

impl Diagnostic {
    /// A finding with the severity that its code has by default.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            help: None,
            profile: None,
            key: None,
            file: None,
            line: None,
            column: None,
            end_line: None,
            end_column: None,
            fix: None,
            access_denied: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says which profile it is about.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Says which key it is about.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.file = Some(location.file);
        self.line = Some(location.line);
        self.column = Some(location.column);
        self.end_line = Some(location.end_line);
        self.end_column = Some(location.end_column);
        self
    }

    /// Says which policy denied the call.
    #[must_use]
    pub fn access_denied(mut self, denied: Box<AccessDenied>) -> Self {
        self.access_denied = Some(denied);
        self
    }

    /// Offers a change that mends it; none that would write what looks like a secret, because a fix
    /// is shown to people.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        let is_shown = |edit: &TextEdit| redact::shown(&edit.new_text) == edit.new_text;
        if edits.iter().all(is_shown) {
            self.fix = Some(Fix { title: title.into(), edits });
        }
        self
    }

    /// Says how bad it is, where that differs from what its code has by default.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Whether it is an error, not a warning or a note.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Declares the codes once: variant, wire name, severity and the exit code of the command line.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $severity:ident $exit:literal;)*) => {
        /// What a diagnostic or an error is about. The names are stable: adding one is a minor
        /// change of the package, renaming one a major.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The name on the wire: kebab-case, as in the documentation.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// How bad a finding with this code is unless it says otherwise.
            pub const fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),* }
            }

            /// The exit code of a command that ends with this error: those of the AWS CLI v2
            /// (252 usage, 253 configuration, 254 the service refused, 255 anything else,
            /// 130 interrupted).
            pub const fn exit_code(self) -> u8 {
                match self { $(Code::$variant => $exit),* }
            }
        }
    };
}

codes! {
    /// A line that is neither a header, a setting, a continuation, a comment nor blank.
    InvalidLine "invalid-line" Error 253;
    /// Bytes that are not UTF-8.
    InvalidText "invalid-text" Error 253;
    /// The same header twice in one file.
    DuplicateSection "duplicate-section" Error 253;
    /// The same key twice in one section.
    DuplicateKey "duplicate-key" Error 253;
    /// A header without its closing bracket.
    UnclosedSection "unclosed-section" Error 253;
    /// A section of the config file whose name is not `default` and lacks `profile `.
    MissingProfilePrefix "missing-profile-prefix" Warning 253;
    /// A section that the AWS CLI drops without a word, or that another one replaces.
    IgnoredSection "ignored-section" Warning 253;
    /// A character that does not show in the name of a section or a key.
    InvisibleCharacter "invisible-character" Warning 253;
    /// A key that no AWS tool knows.
    UnknownKey "unknown-key" Warning 253;
    /// What looks like a comment after a value is part of the value.
    InlineComment "inline-comment" Warning 253;
    /// Settings that many profiles share are too large to be read for each.
    TooLarge "too-large" Error 253;
    /// The profile asked for is in neither file.
    ProfileNotFound "profile-not-found" Error 253;
    /// `source_profile` names a profile that is in neither file.
    SourceProfileNotFound "source-profile-not-found" Error 253;
    /// Both `source_profile` and `credential_source`.
    SourceConflict "source-conflict" Error 253;
    /// `role_arn` with neither `source_profile` nor `credential_source`.
    SourceMissing "source-missing" Error 253;
    /// The source profile yields no credentials.
    SourceHasNoCredentials "source-has-no-credentials" Error 253;
    /// `credential_source` has a value that does not exist.
    CredentialSourceUnknown "credential-source-unknown" Error 253;
    /// The chain of source profiles comes back to where it was.
    ChainCycle "chain-cycle" Error 253;
    /// `role_arn` is not the ARN of a role.
    RoleArnMalformed "role-arn-malformed" Error 253;
    /// `role_arn` is the ARN of a session of the role.
    RoleArnIsSession "role-arn-is-session" Error 253;
    /// `duration_seconds` is not an integer; the AWS CLI ignores it without a word.
    DurationNotInteger "duration-not-integer" Error 253;
    /// `duration_seconds` is outside 900 to 43200.
    DurationOutOfRange "duration-out-of-range" Error 253;
    /// Over 3600 seconds on a hop whose caller is itself a role.
    DurationChained "duration-chained" Error 253;
    /// A session so short that the AWS CLI never takes it from its cache.
    DurationNeverCached "duration-never-cached" Warning 253;
    /// `role_session_name` is one that STS refuses.
    SessionNameInvalid "session-name-invalid" Error 253;
    /// `external_id` is one that STS refuses.
    ExternalIdInvalid "external-id-invalid" Error 253;
    /// A session policy, tag or source identity that STS refuses.
    SessionParameterInvalid "session-parameter-invalid" Error 253;
    /// `mfa_serial` is one that STS refuses.
    MfaSerialInvalid "mfa-serial-invalid" Error 253;
    /// The role's partition is not the region's, or not that of the role which calls it.
    PartitionMismatch "partition-mismatch" Warning 253;
    /// An access key without its secret, or the other way round.
    StaticKeysIncomplete "static-keys-incomplete" Error 253;
    /// Static keys in a source profile hide its role.
    StaticKeysShadowRole "static-keys-shadow-role" Warning 253;
    /// A single sign-on profile lacks a setting.
    SsoIncomplete "sso-incomplete" Error 253;
    /// A setting that the profile and its `sso_session` section disagree about.
    SsoConflict "sso-conflict" Error 253;
    /// `sso_session` names a section that is not there.
    SsoSessionNotFound "sso-session-not-found" Error 253;
    /// A web identity profile lacks its role or its token file.
    WebIdentityIncomplete "web-identity-incomplete" Error 253;
    /// The file with the token of a web identity is not there, or holds no token.
    WebIdentityTokenUnusable "web-identity-token-unusable" Error 255;
    /// The container's credentials endpoint gave no credentials.
    ContainerFailed "container-failed" Error 255;
    /// A setting of the EC2 metadata service is not one that it can have.
    MetadataSettingInvalid "metadata-setting-invalid" Error 253;
    /// The EC2 metadata service gave no credentials.
    MetadataFailed "metadata-failed" Error 255;
    /// `credential_process` is not a command, or one that asks for the profile that it serves.
    CredentialProcessInvalid "credential-process-invalid" Error 253;
    /// `services` names a section that is not there.
    ServicesNotFound "services-not-found" Error 253;
    /// A region that is not one DNS label.
    RegionInvalid "region-invalid" Error 253;
    /// An endpoint that is not a URL that requests may be sent to.
    EndpointInvalid "endpoint-invalid" Error 253;
    /// A secret in the config file, which other tools read and share.
    SecretInConfig "secret-in-config" Warning 253;
    /// A setting that only counts on the profile that was asked for.
    IgnoredOnSourceProfile "ignored-on-source-profile" Info 253;
    /// The AWS SDK for JavaScript reads it otherwise.
    DiffersInSdk "differs-in-sdk" Info 253;
    /// An environment variable that is set to nothing, or changes what a profile means.
    EnvironmentVariableIgnored "environment-variable-ignored" Warning 253;
    /// An edit that would not read back, or would change more than was asked for.
    EditRefused "edit-refused" Error 252;
    /// An option or argument that is not understood.
    UsageInvalid "usage-invalid" Error 252;
    /// These surroundings cannot do what the profile needs.
    NotSupportedHere "not-supported-here" Error 253;
    /// An untrusted workspace asks for a power that it does not get.
    Untrusted "untrusted" Error 253;
    /// Nothing in the chain of sources yields credentials.
    NoCredentials "no-credentials" Error 253;
    /// STS refused the call.
    StsAccessDenied "sts-access-denied" Error 254;
    /// STS refused the call for a reason that has no code of its own here.
    StsRejected "sts-rejected" Error 254;
    /// STS does not know the key, or the signature does not fit it.
    CredentialsRejected "credentials-rejected" Error 254;
    /// An MFA code is needed and nobody can be asked.
    MfaRequired "mfa-required" Error 253;
    /// The MFA code is not six digits, or STS refused it.
    MfaRejected "mfa-rejected" Error 254;
    /// The answer to a call that carried an MFA code was lost; the code may be used up.
    MfaOutcomeUnknown "mfa-outcome-unknown" Error 255;
    /// The credentials that signed the call have expired.
    TokenExpired "token-expired" Error 254;
    /// STS is throttling, after the last retry.
    StsThrottled "sts-throttled" Error 254;
    /// STS did not answer, after the last retry.
    StsUnreachable "sts-unreachable" Error 255;
    /// What answered is not STS.
    NotAnStsResponse "not-an-sts-response" Error 255;
    /// STS answered with credentials of another role than the one asked for.
    IdentityMismatch "identity-mismatch" Error 255;
    /// This machine's clock is too far off for the service.
    ClockSkew "clock-skew" Error 254;
    /// A sign-in to IAM Identity Center is needed first.
    SsoLoginRequired "sso-login-required" Error 255;
    /// IAM Identity Center does not give this person the role.
    SsoAccessDenied "sso-access-denied" Error 254;
    /// IAM Identity Center answered with something else than was asked for.
    SsoRejected "sso-rejected" Error 254;
    /// IAM Identity Center did not answer, after the last retry.
    SsoUnreachable "sso-unreachable" Error 255;
    /// A sign-in by `aws login` is needed first.
    LoginRequired "login-required" Error 255;
    /// The console's sign-in service did not answer, after the last retry.
    LoginUnreachable "login-unreachable" Error 255;
    /// A sign-in to IAM Identity Center was not completed.
    SsoLoginFailed "sso-login-failed" Error 254;
    /// The console does not sign in with these credentials.
    ConsoleRefused "console-refused" Error 254;
    /// The console's sign-in did not answer, after the last retry.
    ConsoleUnreachable "console-unreachable" Error 255;
    /// A `credential_process` failed.
    ProcessFailed "process-failed" Error 255;
    /// The shared cache could not be written; the credentials are returned all the same.
    CacheNotSaved "cache-not-saved" Warning 255;
    /// A file could not be read or written.
    FileFailed "file-failed" Error 255;
    /// The WebAssembly module of the engine could not be loaded or compiled.
    EngineNotLoaded "engine-not-loaded" Error 255;
    /// The operation was aborted by its caller.
    Aborted "aborted" Error 130;
    /// A defect of this package.
    Internal "internal" Error 255;
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn wire_names_are_the_serialised_ones() {
        for code in Code::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{code}\""));
        }
    }

    /// Which heading each code of the documentation has, and that none is there without a code.
    #[test]
    fn every_code_has_its_section_in_the_documentation() {
        let page = include_str!("../../docs/diagnostics.md");
        let mut documented: Vec<&str> =
            page.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`')).collect();
        let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        documented.sort_unstable();
        codes.sort_unstable();
        assert_eq!(documented, codes);
    }

    /// Each section says how bad it is, in the words that the findings use, first of all.
    #[test]
    fn every_section_has_its_severity_an_example_a_reason_and_a_fix() {
        let page = include_str!("../../docs/diagnostics.md");
        for section in page.split("\n## `").skip(1) {
            let (name, text) = section.split_once('`').unwrap();
            let code = Code::ALL.iter().find(|code| code.as_str() == name).unwrap();
            let word = match code.severity() {
                Severity::Error => "*Error",
                Severity::Warning => "*Warning",
                Severity::Info => "*Note",
            };
            assert!(text.trim_start().starts_with(word), "{name}");
            for part in ["```", "**Why.** ", "**Fix.** "] {
                assert!(text.contains(part), "{name} has no {part}");
            }
        }
    }
}
