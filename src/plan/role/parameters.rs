//! The parameters of one `AssumeRole` call: read from the profile that names the role, and held
//! against what the AWS CLI and STS accept.

use super::session;
use crate::aws::limits::{self, Limit};
use crate::aws::{Arn, partition};
use crate::config::{Found, Profile};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::context::{Context, text};
use crate::plan::settings::python_int;
use crate::sts::SessionParameters;
use crate::text::quoted;

/// The parameters of one call, as the profile has them.
#[derive(Clone, Debug)]
pub(crate) struct Parameters<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) role_arn: &'a str,
    pub(crate) role_session_name: Option<&'a str>,
    pub(crate) duration_seconds: Option<u32>,
    pub(crate) external_id: Option<&'a str>,
    pub(crate) mfa_serial: Option<&'a str>,
    pub(crate) session: SessionParameters,
}

/// The keys that make up a hop, in the order in which they are explained.
pub(crate) const KEYS: [&str; 10] = [
    "role_arn",
    "source_profile",
    "credential_source",
    "role_session_name",
    "duration_seconds",
    "external_id",
    "mfa_serial",
    "session_tags",
    "transitive_session_tags",
    "source_identity",
];

/// Reads the parameters and reports what is wrong with them. Nothing is inherited from other
/// profiles. What STS would refuse by the form alone is a warning where the AWS CLI sends it, an
/// error where the AWS CLI refuses it too.
pub(crate) fn parameters<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    is_last: bool,
) -> Parameters<'a> {
    Parameters {
        profile,
        role_arn: role_arn(context, profile).unwrap_or(""),
        role_session_name: session_name(context, profile),
        duration_seconds: duration(context, profile),
        external_id: external_id(context, profile),
        mfa_serial: mfa_serial(context, profile),
        session: session::parameters(context, profile, is_last),
    }
}

/// `role_arn`, with everything that keeps it from being the ARN of a role.
pub(crate) fn role_arn<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Option<&'a str> {
    let found = profile.get("role_arn")?;
    let value = text(found);
    let wrong = match Arn::parse(value) {
        Some(arn) if arn.assumed_role().is_some() => return session_arn(context, profile, found),
        _ => malformed(value),
    };
    if let Some(reason) = wrong {
        let message = format!("`role_arn` {} {reason}", quoted(value));
        let finding = context.on_value(Code::RoleArnMalformed, profile, found, message);
        context.report(graded(finding, value, context.is_foreign_sts));
    }
    Some(value)
}

/// A malformed ARN is an error, except with an STS that is not AWS's own: Ceph and `MinIO` define
/// what they accept. The AWS CLI refuses what is too short before it sends it.
pub(crate) fn graded(finding: Diagnostic, value: &str, is_foreign_sts: bool) -> Diagnostic {
    if is_foreign_sts && limits::role_arn(value).is_ok() {
        return finding
            .severity(Severity::Warning)
            .help("AWS rejects this ARN; check that the custom endpoint accepts it");
    }
    finding.help("write the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME")
}

/// Why a text is not the ARN of a role.
pub(crate) fn malformed(value: &str) -> Option<String> {
    let Some(arn) = Arn::parse(value) else {
        return Some("is not an ARN".to_owned());
    };
    if let Err(limit) = limits::role_arn(value) {
        return Some(limit.to_string());
    }
    if partition(arn.partition).is_none() {
        return Some(format!("has an unknown partition {}", quoted(arn.partition)));
    }
    if arn.service != "iam" || !arn.region.is_empty() || arn.role_name().is_none() {
        return Some("is not a role ARN".to_owned());
    }
    if arn.account_id().is_none() {
        return Some("has no 12-digit account ID".to_owned());
    }
    let is_named = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c);
    (!arn.resource.chars().all(is_named))
        .then(|| "contains a character that is not allowed in a role name".to_owned())
}

/// The ARN of a session, where that of its role belongs.
fn session_arn<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    found: Found<'a>,
) -> Option<&'a str> {
    let value = text(found);
    let arn = Arn::parse(value)?;
    let (role, _) = arn.assumed_role()?;
    let meant = format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account);
    let message =
        format!("`role_arn` {} is the ARN of a role session, not of a role", quoted(value));
    let finding = context
        .on_value(Code::RoleArnIsSession, profile, found, message)
        .help(format!("use {}; if the role has a path, add it before the name", quoted(&meant)))
        .fix("use the role ARN", context.replace_value(found, &meant));
    context.report(finding);
    Some(value)
}

pub(crate) fn session_name<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Option<&'a str> {
    let found = profile.get("role_session_name")?;
    let value = Some(text(found)).filter(|value| !value.is_empty())?;
    if let Err(limit) = limits::session_name(value) {
        let message = format!("`role_session_name` {} {limit}", quoted(value));
        let finding = context
            .on_value(Code::SessionNameInvalid, profile, found, message)
            .severity(severity(&limit))
            .help("remove this setting to generate a name for each session");
        context.report(finding);
    }
    Some(value)
}

fn external_id<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Option<&'a str> {
    let found = profile.get("external_id")?;
    let value = text(found);
    if let Err(limit) = limits::external_id(value) {
        // The id itself is between two parties; only what is wrong with it is said.
        let finding = context
            .on_value(Code::ExternalIdInvalid, profile, found, format!("`external_id` {limit}"))
            .severity(severity(&limit))
            .help("copy the external ID again from the role's owner, or remove this setting");
        context.report(finding);
    }
    Some(value)
}

fn mfa_serial<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Option<&'a str> {
    let found = profile.get("mfa_serial")?;
    let value = text(found);
    if let Err(limit) = limits::serial_number(value) {
        let message = format!("`mfa_serial` {} {limit}", quoted(value));
        let finding = context
            .on_value(Code::MfaSerialInvalid, profile, found, message)
            .severity(severity(&limit))
            .help("use the device ARN, arn:aws:iam::ACCOUNT:mfa/NAME, or its serial number");
        context.report(finding);
    }
    Some(value)
}

/// The AWS CLI itself refuses what is too short, and sends the rest for STS to refuse.
pub(crate) fn severity(limit: &Limit) -> Severity {
    match limit {
        Limit::Length { length, allowed } if length < allowed.start() => Severity::Error,
        _ => Severity::Warning,
    }
}

/// `duration_seconds`. One that is no integer stops the run, though the AWS CLI ignores it without
/// a word: a session of another length than the one written down is not what was meant.
fn duration<'a>(context: &mut Context<'a>, profile: &'a Profile) -> Option<u32> {
    let found = profile.get("duration_seconds")?;
    let value = text(found);
    let Some(seconds) = python_int::parse(value) else {
        let message = format!("`duration_seconds` {} is not an integer", quoted(value));
        let help = "use a number of seconds from 900 to 43200, digits only; the AWS CLI ignores this value";
        let finding =
            context.on_value(Code::DurationNotInteger, profile, found, message).help(help);
        context.report(finding);
        return None;
    };
    if let Err(limit) = limits::role_duration(seconds) {
        let finding = context
            .on_value(
                Code::DurationOutOfRange,
                profile,
                found,
                format!("`duration_seconds` {limit}"),
            )
            .help("the role's maximum session duration (3600 by default) applies as well");
        context.report(finding);
    } else if seconds == *limits::ROLE_DURATION.start() {
        let message = "a 900-second session is never reused from the cache";
        let help = "the AWS CLI reuses only sessions with 900 seconds left: use 901 or more, or every \
         command calls STS and prompts for the MFA code again";
        let finding =
            context.on_value(Code::DurationNeverCached, profile, found, message).help(help);
        context.report(finding);
    }
    u32::try_from(seconds).ok()
}
