//! The codes of diagnostics and errors.

use serde::{Deserialize, Serialize};

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
        /// The code of a diagnostic or an error. The names are stable: a new one is a minor change of
        /// the package, a renamed one a major change.
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

            /// The name in JSON and in the documentation: kebab-case.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// The default severity of a diagnostic with this code.
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
    /// A line that is neither a header, a setting, a continuation, a comment nor empty.
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
    /// A section that the AWS CLI ignores silently, or that another one replaces.
    IgnoredSection "ignored-section" Warning 253;
    /// An invisible character in the name of a section or a key.
    InvisibleCharacter "invisible-character" Warning 253;
    /// A key that no AWS tool knows.
    UnknownKey "unknown-key" Warning 253;
    /// What looks like a comment after a value is part of the value.
    InlineComment "inline-comment" Warning 253;
    /// Quotes around a value, which are part of it.
    QuotedValue "quoted-value" Warning 253;
    /// The access key ID and the secret access key are swapped.
    AccessKeysSwapped "access-keys-swapped" Warning 253;
    /// A temporary access key without its session token.
    SessionTokenMissing "session-token-missing" Warning 253;
    /// A region that is similar to a known one.
    RegionUnknown "region-unknown" Warning 253;
    /// An account ID that is not 12 digits.
    AccountIdInvalid "account-id-invalid" Warning 253;
    /// A setting of a role in a profile without `role_arn`.
    RoleSettingIgnored "role-setting-ignored" Warning 253;
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
    /// A setting that every client of the AWS CLI reads has a value that it rejects.
    ClientSettingInvalid "client-setting-invalid" Error 253;
    /// `services` names a section that is not there.
    ServicesNotFound "services-not-found" Error 253;
    /// A region that is not one DNS label.
    RegionInvalid "region-invalid" Error 253;
    /// An endpoint that is not a URL that requests may be sent to.
    EndpointInvalid "endpoint-invalid" Error 253;
    /// A setting of the network that is not one that it can have: a proxy, a bundle of certificates,
    /// the number of attempts.
    NetworkSettingInvalid "network-setting-invalid" Error 253;
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
    /// The runtime does not have a function that the profile needs.
    NotSupportedHere "not-supported-here" Error 253;
    /// An untrusted workspace needs a function that it is not allowed to use.
    Untrusted "untrusted" Error 253;
    /// Nothing in the chain of sources yields credentials.
    NoCredentials "no-credentials" Error 253;
    /// STS refused the call.
    StsAccessDenied "sts-access-denied" Error 254;
    /// STS refused the call for a reason that has no code of its own here.
    StsRejected "sts-rejected" Error 254;
    /// STS does not know the key, or the signature does not fit it.
    CredentialsRejected "credentials-rejected" Error 254;
    /// An MFA code is required, and no prompt is available.
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
    /// The local clock differs too much from that of the service.
    ClockSkew "clock-skew" Error 254;
    /// A sign-in to IAM Identity Center is needed first.
    SsoLoginRequired "sso-login-required" Error 255;
    /// IAM Identity Center does not grant the user the role.
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
    /// The caller aborted the operation.
    Aborted "aborted" Error 130;
    /// A bug in this package.
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
    fn names_are_those_of_the_json() {
        for code in Code::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{code}\""));
        }
    }

    /// Every code has a heading, and every heading is a code.
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
