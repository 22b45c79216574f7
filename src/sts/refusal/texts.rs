//! The fixed texts of STS, and the next step for each.

use std::borrow::Cow;

use crate::aws::limits::{CHAINED_DURATION_MAX, ROLE_DURATION};
use crate::credentials::Credentials;
use crate::timestamp;

/// The remedy for an error of STS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remedy {
    /// The step, in one line.
    pub(crate) help: Cow<'static, str>,
    /// The key of the profile to change, if there is one.
    pub(crate) key: Option<&'static str>,
}

/// The duration that a role accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Longest {
    pub(crate) seconds: u32,
    /// Whether STS names it, so that a longer one is never accepted.
    pub(crate) is_named: bool,
}

/// The code without `Exception`, words of the message, the key and the step. The first match is
/// used; an empty text matches everything.
type Row = (&'static str, &'static str, Option<&'static str>, &'static str);

const DURATION: Option<&str> = Some("duration_seconds");
const MFA: Option<&str> = Some("mfa_serial");
const TAGS: Option<&str> = Some("session_tags");
const TRANSITIVE: Option<&str> = Some("transitive_session_tags");

const LONG_TERM_KEYS: &str =
    "this call requires the long-term access key of a user, not the credentials of a session";

const MAXIMUM_DURATION: &str = "lower `duration_seconds`, or ask the owner of the role to raise its maximum session \
     duration (3600 seconds by default, at most 43200)";

const NEW_CREDENTIALS: &str = "get new credentials for the source of the chain";

const CLOCK: &str = "correct the system clock";

const WRONG_SECRET: &str = "the secret access key does not match this access key ID: copy it again, without truncation \
     or a trailing space; a proxy that changes requests has the same effect";

const UNKNOWN_KEY: &str = "the access key does not exist, is inactive, or belongs to another partition; a session must \
     be used with its own session token, in a region that is enabled for the account";

/// The refusal of every role to the root user.
pub(super) const ROOT_REFUSED: &str = "Roles may not be assumed by root accounts";
pub(super) const ROOT_HELP: &str =
    "use the access key of an IAM user or another role: the root user cannot assume roles";

const ROWS: &[Row] = &[
    (
        "",
        "failed with invalid MFA one time pass code",
        MFA,
        "wait for the next code and use it once; if it fails again, check the clock of the MFA \
         device and `mfa_serial`",
    ),
    (
        "",
        "unable to validate MFA code",
        MFA,
        "set `mfa_serial` to an MFA device (`:mfa/`) of the user whose access key signs the call; \
         a role or the root user of another account has no such device",
    ),
    (
        "",
        "must provide both MFA serial number and one time pass code",
        MFA,
        "set `mfa_serial`, and enter the code when prompted",
    ),
    ("", ROOT_REFUSED, None, ROOT_HELP),
    ("", "Cannot call GetSessionToken with session credentials", None, LONG_TERM_KEYS),
    ("", "Cannot call GetFederationToken with session credentials", None, LONG_TERM_KEYS),
    (
        "",
        "session limit for roles assumed by role chaining",
        DURATION,
        "the caller is a session, which limits the new one to 3600 seconds: set \
         `duration_seconds` to at most 3600, or remove it",
    ),
    ("", "exceeds the MaxSessionDuration", DURATION, MAXIMUM_DURATION),
    ("", "exceeds MaxSessionDuration", DURATION, MAXIMUM_DURATION),
    (
        "ExpiredToken",
        "Token expired: current date/time",
        None,
        "get a new web identity token from the identity provider; the AWS credentials are not \
         expired",
    ),
    ("ExpiredToken", "", None, NEW_CREDENTIALS),
    ("TokenRefreshRequired", "", None, NEW_CREDENTIALS),
    (
        "RegionDisabled",
        "",
        None,
        "activate STS for this region in the account that the message names (the role's account), \
         or use another region",
    ),
    ("OptInRequired", "", None, "activate the service, or the region, for this account"),
    ("PackedPolicyTooLarge", "tags", TAGS, "use fewer or shorter session tags"),
    (
        "PackedPolicyTooLarge",
        "",
        None,
        "shorten the session policy, use fewer session tags, or replace the policy by the ARNs of \
         managed policies: the limit applies to all of them together after compression",
    ),
    (
        "",
        "Serialized token too large for session",
        TAGS,
        "shorten the session policy, or use fewer session tags",
    ),
    ("MalformedPolicyDocument", "", None, "correct the session policy: it is not a valid policy"),
    ("", "Duplicate tag keys found", TAGS, "remove one of the tags: keys are not case-sensitive"),
    (
        "",
        "conflicts with a transitive tag key from the calling session",
        TAGS,
        "remove this tag: the caller's session already passes on a tag with this key",
    ),
    (
        "",
        "transitive tag key must be included in the requested tags",
        TRANSITIVE,
        "add the key to `session_tags`, or remove it from `transitive_session_tags`",
    ),
    (
        "",
        "Request ARN is invalid",
        Some("role_arn"),
        "use the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME; this is the ARN of something else",
    ),
    (
        "InvalidIdentityToken",
        "No OpenIDConnect provider found",
        None,
        "create an IAM identity provider for the token's issuer in the role's account, or check \
         the account in the role ARN",
    ),
    (
        "InvalidIdentityToken",
        "Incorrect token audience",
        None,
        "add the token's audience (`aud`) to the identity provider in IAM, or request the token \
         for the audience `sts.amazonaws.com`",
    ),
    (
        "InvalidIdentityToken",
        "retrieve verification key",
        None,
        "STS must be able to fetch the issuer's keys (JWKS), and the token's `kid` must be among \
         them: check the issuer, and try again",
    ),
    (
        "InvalidIdentityToken",
        "thumbprint",
        None,
        "update the thumbprint of the identity provider in IAM: the issuer's certificate changed",
    ),
    (
        "InvalidIdentityToken",
        "Response signature invalid",
        None,
        "update the metadata of the SAML provider in IAM: its certificate changed",
    ),
    (
        "IDPRejectedClaim",
        "",
        None,
        "get a new token: the identity provider rejected this one; it can be expired or revoked",
    ),
    ("IDPCommunicationError", "", None, "try again: STS could not reach the identity provider"),
    ("RequestTimeTooSkewed", "", None, CLOCK),
    ("RequestExpired", "", None, CLOCK),
    ("RequestInTheFuture", "", None, CLOCK),
    ("SignatureDoesNotMatch", "", None, WRONG_SECRET),
    ("InvalidSignature", "", None, WRONG_SECRET),
    (
        "IncompleteSignature",
        "",
        None,
        "check the access key and secret for missing or additional characters, and the proxy",
    ),
    (
        "MissingAuthenticationToken",
        "",
        None,
        "the request arrived unsigned: check the proxy and `endpoint_url`",
    ),
    ("InvalidClientTokenId", "", None, UNKNOWN_KEY),
    ("InvalidAccessKeyId", "", None, UNKNOWN_KEY),
    ("UnrecognizedClient", "", None, UNKNOWN_KEY),
    ("AuthFailure", "", None, UNKNOWN_KEY),
    ("ValidationError", "is invalid", Some("role_arn"), "correct the ARN"),
];

/// Returns the remedy for an error code and its message; `None` if the message is unknown.
pub(crate) fn remedy(code: &str, message: &str) -> Option<Remedy> {
    if let Some(help) = clock(message) {
        return Some(Remedy { help: help.into(), key: None });
    }
    if let Some(remedy) = validation(message) {
        return Some(remedy);
    }
    let code = code.strip_suffix("Exception").unwrap_or(code);
    let fits = |(of, words, ..): &&Row| (of.is_empty() || *of == code) && message.contains(words);
    let (_, _, key, help) = ROWS.iter().find(fits)?;
    Some(Remedy { help: Cow::Borrowed(help), key: *key })
}

/// The longest duration in seconds that a role accepts, from a message that refuses `requested`
/// seconds: the maximum if the message has it, else the 3600 that every role accepts. `None` if the
/// message is about something else.
pub(crate) fn longest_duration(message: &str, requested: u32) -> Option<Longest> {
    let is_maximum =
        message.contains("DurationSeconds exceeds") && message.contains("SessionDuration");
    let is_chained = message.contains("session limit for roles assumed by role chaining");
    if !is_maximum && !is_chained {
        return None;
    }
    let numbers = message.split(|c: char| !c.is_ascii_digit());
    let range = CHAINED_DURATION_MAX..=*ROLE_DURATION.end();
    let named = numbers
        .filter_map(|number| number.parse().ok())
        .find(|it: &u32| range.contains(&i64::from(*it)) && *it < requested);
    let every_role = u32::try_from(CHAINED_DURATION_MAX).ok()?;
    let seconds = named.unwrap_or(every_role);
    (seconds < requested).then_some(Longest { seconds, is_named: named.is_some() || is_chained })
}

/// `Signature expired: T1 is now earlier than T2 (T3 - 15 min.)`, and the same with `not yet
/// current` and `later`: T1 is the time of this system, T3 the time of the service.
fn clock(message: &str) -> Option<String> {
    let rest = message.strip_prefix("Signature expired: ");
    let rest = rest.or_else(|| message.strip_prefix("Signature not yet current: "))?;
    let at = |text: &str| text.split(' ').next().and_then(timestamp::parse);
    let times = at(rest).zip(rest.split_once('(').and_then(|(_, told)| at(told)));
    let ms = times.map_or(0, |(own, told)| timestamp::to_ms(told) - timestamp::to_ms(own));
    let minutes = ms / 60_000;
    if minutes == 0 {
        return Some(CLOCK.to_owned());
    }
    let direction = if minutes > 0 { "behind" } else { "ahead" };
    let (minutes, s) = (minutes.abs(), if minutes.abs() == 1 { "" } else { "s" });
    Some(format!("{CLOCK}: it is {minutes} minute{s} {direction}"))
}

/// The first field in `1 validation error detected: Value 'V' at 'FIELD' failed to satisfy
/// constraint: Member must …`. Fields are in lower camel case.
fn validation(message: &str) -> Option<Remedy> {
    const FIELDS: [(&str, &str); 10] = [
        ("roleArn", "role_arn"),
        ("roleSessionName", "role_session_name"),
        ("durationSeconds", "duration_seconds"),
        ("externalId", "external_id"),
        ("serialNumber", "mfa_serial"),
        ("sourceIdentity", "source_identity"),
        ("transitiveTagKeys", "transitive_session_tags"),
        ("tags", "session_tags"),
        ("tokenCode", "mfa_serial"),
        ("policy", ""),
    ];
    let (_, rest) = message.split_once("' at '")?;
    let (field, rest) = rest.split_once('\'')?;
    rest.strip_prefix(" failed to satisfy constraint")?;
    let (name, key) = FIELDS.iter().find(|(name, _)| field.starts_with(name))?;
    let help = match *name {
        "tokenCode" => "enter the six digits that the MFA device shows".into(),
        "policy" => "correct the session policy".into(),
        _ => format!("correct `{key}`, as the message says").into(),
    };
    Some(Remedy { help, key: Some(*key).filter(|key| !key.is_empty()) })
}

/// The help for credentials that STS does not recognize and whose form shows a mistake:
/// access key IDs of sessions begin with `ASIA` and require a session token; long-term ones of
/// users begin with `AKIA` and do not have one.
pub(crate) fn key_help(code: &str, credentials: &Credentials) -> Option<&'static str> {
    let code = code.strip_suffix("Exception").unwrap_or(code);
    if !matches!(code, "InvalidClientTokenId" | "InvalidAccessKeyId" | "UnrecognizedClient") {
        return None;
    }
    match (credentials.access_key_id.get(..4)?, &credentials.session_token) {
        ("ASIA", None) => Some(
            "the access key (`ASIA…`) is that of a session, and its session token is missing: set \
             `aws_session_token` as well, or use a long-term key",
        ),
        ("AKIA", Some(_)) => Some(
            "the access key (`AKIA…`) is a long-term key, but a session token is set: remove \
             `aws_session_token`",
        ),
        _ => None,
    }
}
