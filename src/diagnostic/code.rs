//! The codes of diagnostics and errors.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How serious a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The AWS CLI or the service rejects it.
    Error,
    /// It works, but probably not as intended.
    Warning,
    /// It works, and is worth knowing.
    Info,
}

/// Declares the codes in one table: variant, name, severity and exit code of the command.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:literal $severity:ident $exit:literal;)*) => {
        /// The code of a diagnostic or an error. Codes are stable: a new code is a minor change of
        /// the package, a renamed one a major change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename_all = "kebab-case"))]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The name in JSON and in the documentation: kebab-case.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// The default severity of a diagnostic with this code.
            pub const fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),* }
            }

            /// The exit code of a command that ends with this error, as in the AWS CLI v2 (252:
            /// usage, 253: configuration, 254: rejected by the service, 255: any other error, 130:
            /// interrupted).
            pub const fn exit_code(self) -> u8 {
                match self { $(Code::$variant => $exit),* }
            }
        }
    };
}

codes! {
    /// A line that is neither a header, a setting, a continuation, a comment nor empty.
    InvalidLine "invalid-line" Error 253;
    /// Bytes that are not UTF-8.
    InvalidText "invalid-text" Error 253;
    /// A duplicate header in one file.
    DuplicateSection "duplicate-section" Error 253;
    /// A duplicate key in one section.
    DuplicateKey "duplicate-key" Error 253;
    /// A header without its closing bracket.
    UnclosedSection "unclosed-section" Error 253;
    /// A section of the config file that is not named `default` and lacks the prefix `profile `.
    MissingProfilePrefix "missing-profile-prefix" Warning 253;
    /// A section that the AWS CLI silently ignores, or that a later section replaces.
    IgnoredSection "ignored-section" Warning 253;
    /// An invisible character in the name of a section or a key.
    InvisibleCharacter "invisible-character" Warning 253;
    /// A key that no AWS tool knows.
    UnknownKey "unknown-key" Warning 253;
    /// Text after a value that looks like a comment but is part of the value.
    InlineComment "inline-comment" Warning 253;
    /// Quotes around a value that are part of the value.
    QuotedValue "quoted-value" Warning 253;
    /// The access key ID and the secret access key are swapped.
    AccessKeysSwapped "access-keys-swapped" Warning 253;
    /// A temporary access key without its session token.
    SessionTokenMissing "session-token-missing" Warning 253;
    /// An unknown region that is similar to a known one.
    RegionUnknown "region-unknown" Warning 253;
    /// An account ID that is not 12 digits.
    AccountIdInvalid "account-id-invalid" Warning 253;
    /// A role setting in a profile without `role_arn`.
    RoleSettingIgnored "role-setting-ignored" Warning 253;
    /// Settings that many profiles inherit and that are too large to read for each of them.
    TooLarge "too-large" Error 253;
    /// The requested profile is in neither file.
    ProfileNotFound "profile-not-found" Error 253;
    /// `source_profile` names a profile that is in neither file.
    SourceProfileNotFound "source-profile-not-found" Error 253;
    /// Both `source_profile` and `credential_source`.
    SourceConflict "source-conflict" Error 253;
    /// `role_arn` with neither `source_profile` nor `credential_source`.
    SourceMissing "source-missing" Error 253;
    /// The source profile provides no credentials.
    SourceHasNoCredentials "source-has-no-credentials" Error 253;
    /// `credential_source` has an unknown value.
    CredentialSourceUnknown "credential-source-unknown" Error 253;
    /// The chain of source profiles forms a cycle.
    ChainCycle "chain-cycle" Error 253;
    /// `role_arn` is not the ARN of a role.
    RoleArnMalformed "role-arn-malformed" Error 253;
    /// `role_arn` is the ARN of a session of the role.
    RoleArnIsSession "role-arn-is-session" Error 253;
    /// `duration_seconds` is not an integer; the AWS CLI silently ignores it.
    DurationNotInteger "duration-not-integer" Error 253;
    /// `duration_seconds` is outside 900 to 43200.
    DurationOutOfRange "duration-out-of-range" Error 253;
    /// More than 3600 seconds on a hop whose caller is a role session (role chaining).
    DurationChained "duration-chained" Error 253;
    /// A session so short that the AWS CLI never reuses it from its cache.
    DurationNeverCached "duration-never-cached" Warning 253;
    /// `role_session_name` is not valid.
    SessionNameInvalid "session-name-invalid" Error 253;
    /// `external_id` is not valid.
    ExternalIdInvalid "external-id-invalid" Error 253;
    /// A session policy, session tag or source identity is not valid.
    SessionParameterInvalid "session-parameter-invalid" Error 253;
    /// `mfa_serial` is not valid.
    MfaSerialInvalid "mfa-serial-invalid" Error 253;
    /// An MFA code on a hop whose caller is a role session.
    MfaAfterRole "mfa-after-role" Warning 253;
    /// The role is not in the partition of the region, or of the role that assumes it.
    PartitionMismatch "partition-mismatch" Warning 253;
    /// An access key ID without a secret access key, or the reverse.
    StaticKeysIncomplete "static-keys-incomplete" Error 253;
    /// The static keys of a source profile take precedence over its role.
    StaticKeysShadowRole "static-keys-shadow-role" Warning 253;
    /// A profile for IAM Identity Center lacks a setting.
    SsoIncomplete "sso-incomplete" Error 253;
    /// A setting differs between the profile and its `sso-session` section.
    SsoConflict "sso-conflict" Error 253;
    /// `sso_session` names a section that does not exist.
    SsoSessionNotFound "sso-session-not-found" Error 253;
    /// A web identity profile lacks its role or its token file.
    WebIdentityIncomplete "web-identity-incomplete" Error 253;
    /// The web identity token file does not exist or contains no token.
    WebIdentityTokenUnusable "web-identity-token-unusable" Error 255;
    /// The container credentials endpoint returned no credentials.
    ContainerFailed "container-failed" Error 255;
    /// A setting of the EC2 instance metadata service is not valid.
    MetadataSettingInvalid "metadata-setting-invalid" Error 253;
    /// The EC2 instance metadata service returned no credentials.
    MetadataFailed "metadata-failed" Error 255;
    /// `credential_process` is not a valid command, or it requests the profile that it serves.
    CredentialProcessInvalid "credential-process-invalid" Error 253;
    /// A setting that every client of the AWS CLI reads has a value that the AWS CLI rejects.
    ClientSettingInvalid "client-setting-invalid" Error 253;
    /// `services` names a section that does not exist.
    ServicesNotFound "services-not-found" Error 253;
    /// A region that is not a single DNS label.
    RegionInvalid "region-invalid" Error 253;
    /// An endpoint that is not a valid URL, or to which requests are not allowed.
    EndpointInvalid "endpoint-invalid" Error 253;
    /// A network setting is not valid: a proxy, a CA bundle or the number of attempts.
    NetworkSettingInvalid "network-setting-invalid" Error 253;
    /// A secret in the config file, which other tools read and users share.
    SecretInConfig "secret-in-config" Warning 253;
    /// A setting that applies only to the selected profile.
    IgnoredOnSourceProfile "ignored-on-source-profile" Info 253;
    /// The AWS SDK for JavaScript reads it differently.
    DiffersInSdk "differs-in-sdk" Info 253;
    /// An environment variable that is empty, or that changes which credentials a profile has.
    EnvironmentVariableIgnored "environment-variable-ignored" Warning 253;
    /// An edit that would not survive a round trip, or would change more than requested.
    EditRefused "edit-refused" Error 252;
    /// An option or argument that is not valid.
    UsageInvalid "usage-invalid" Error 252;
    /// The runtime does not provide a function that the profile needs.
    NotSupportedHere "not-supported-here" Error 253;
    /// The profile needs a function that is not allowed in an untrusted workspace.
    Untrusted "untrusted" Error 253;
    /// No source of the chain provides credentials.
    NoCredentials "no-credentials" Error 253;
    /// STS denied the call.
    StsAccessDenied "sts-access-denied" Error 254;
    /// STS rejected the call for a reason without a more specific code.
    StsRejected "sts-rejected" Error 254;
    /// STS does not recognize the access key, or the signature does not match.
    CredentialsRejected "credentials-rejected" Error 254;
    /// An MFA code is required, and no prompt is available.
    MfaRequired "mfa-required" Error 253;
    /// The MFA code is not six digits, or STS rejected it.
    MfaRejected "mfa-rejected" Error 254;
    /// No response to a call with an MFA code, which may already have been consumed.
    MfaOutcomeUnknown "mfa-outcome-unknown" Error 255;
    /// The credentials that signed the call have expired.
    TokenExpired "token-expired" Error 254;
    /// STS throttled the call, and retries did not help.
    StsThrottled "sts-throttled" Error 254;
    /// No response from STS, and retries did not help.
    StsUnreachable "sts-unreachable" Error 255;
    /// The response is not from STS.
    NotAnStsResponse "not-an-sts-response" Error 255;
    /// STS returned credentials of a role other than the requested one.
    IdentityMismatch "identity-mismatch" Error 255;
    /// The local clock differs too much from the clock of the service.
    ClockSkew "clock-skew" Error 254;
    /// The user must sign in to IAM Identity Center first.
    SsoLoginRequired "sso-login-required" Error 255;
    /// IAM Identity Center does not grant the role to the user.
    SsoAccessDenied "sso-access-denied" Error 254;
    /// IAM Identity Center returned an unexpected response.
    SsoRejected "sso-rejected" Error 254;
    /// No response from IAM Identity Center, and retries did not help.
    SsoUnreachable "sso-unreachable" Error 255;
    /// The user must run `aws login` first.
    LoginRequired "login-required" Error 255;
    /// No response from the sign-in service of `aws login`, and retries did not help.
    LoginUnreachable "login-unreachable" Error 255;
    /// No region is set in which to sign in to the AWS console.
    RegionMissing "region-missing" Error 253;
    /// The sign-in to the AWS console was not completed, or was refused.
    LoginFailed "login-failed" Error 255;
    /// The profile has another kind of credentials, or another login session.
    LoginConflict "login-conflict" Error 253;
    /// The user did not complete the sign-in to IAM Identity Center.
    SsoLoginFailed "sso-login-failed" Error 254;
    /// The console rejected the credentials.
    ConsoleRefused "console-refused" Error 254;
    /// No response from the console's sign-in endpoint, and retries did not help.
    ConsoleUnreachable "console-unreachable" Error 255;
    /// A `credential_process` failed.
    ProcessFailed "process-failed" Error 255;
    /// The shared cache could not be written; the credentials are still returned.
    CacheNotSaved "cache-not-saved" Warning 255;
    /// A file could not be read or written.
    FileFailed "file-failed" Error 255;
    /// The WebAssembly module of the engine could not be loaded or compiled.
    EngineNotLoaded "engine-not-loaded" Error 255;
    /// The caller aborted the operation.
    Aborted "aborted" Error 130;
    /// A bug in this package.
    Internal "internal" Error 255;
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let code = Self::ALL.iter().find(|code| code.as_str() == name);
        code.copied().ok_or_else(|| D::Error::custom("unknown code"))
    }
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
    fn names_are_those_of_the_json() {
        for code in Code::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{code}\""));
            assert_eq!(serde_json::from_str::<Code>(&json).unwrap(), *code);
        }
    }

    /// Every code has a heading, and every heading is a code.
    #[test]
    fn every_code_has_its_section_in_the_documentation() {
        let page = include_str!("../../docs/diagnostics.md");
        let documented: Vec<&str> =
            page.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`')).collect();
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let missing: Vec<_> = codes.iter().filter(|code| !documented.contains(code)).collect();
        assert!(missing.is_empty(), "docs/diagnostics.md has no section for {missing:?}");
        let unknown: Vec<_> = documented.iter().filter(|code| !codes.contains(code)).collect();
        assert!(unknown.is_empty(), "docs/diagnostics.md has sections for unknown {unknown:?}");
        assert_eq!(documented.len(), codes.len(), "docs/diagnostics.md has a section twice");
    }

    /// Each section begins with the severity.
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
