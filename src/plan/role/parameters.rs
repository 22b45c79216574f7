//! The parameters of one `AssumeRole` call: read from the profile with the role, and compared with what
//! the AWS CLI and STS accept.

use super::{mfa_process, session};
use crate::aws::limits::{self, Limit};
use crate::aws::{Arn, partition};
use crate::config::{Profile, SettingRef};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::Request;
use crate::plan::checked::Checked;
use crate::plan::context::{Context, text};
use crate::plan::settings::python_int;
use crate::sts::SessionParameters;
use crate::text::quoted;

/// The parameters of one call, with the values in the profile.
#[derive(Clone, Debug)]
pub(crate) struct Parameters<'a> {
    pub(crate) profile: &'a Profile,
    /// Whether the request names the role, so that the role settings of the profile do not apply.
    pub(crate) is_requested: bool,
    /// Whether it is the last call of the chain, to which the request's parameters apply.
    pub(crate) is_last: bool,
    pub(crate) role_arn: &'a str,
    pub(crate) role_session_name: Option<&'a str>,
    pub(crate) duration_seconds: Option<u32>,
    pub(crate) external_id: Option<&'a str>,
    pub(crate) mfa_serial: Option<&'a str>,
    pub(crate) mfa_process: Option<String>,
    pub(crate) session: SessionParameters,
}

impl Parameters<'_> {
    /// Whether the request sets a parameter, so that the setting of the profile does not apply.
    pub(crate) fn is_overridden(&self, key: &str, request: &Request) -> bool {
        match key {
            _ if self.is_requested => true,
            "mfa_process" => request.mfa_process.is_some(),
            _ if !self.is_last => false,
            "duration_seconds" => request.duration_seconds.is_some(),
            _ => session::is_requested(&request.session, key),
        }
    }
}

/// The keys of a hop, in the order in which a plan shows them.
pub(crate) const KEYS: [&str; 11] = [
    "role_arn",
    "source_profile",
    "credential_source",
    "role_session_name",
    "duration_seconds",
    "external_id",
    "mfa_serial",
    "mfa_process",
    "session_tags",
    "transitive_session_tags",
    "source_identity",
];

/// Reads the parameters. Nothing is inherited from other profiles. A value that STS rejects is an
/// error, so that the run stops before the MFA prompt; the AWS CLI sends most of them.
pub(crate) fn parameters<'a>(
    context: &Context<'_>,
    profile: &'a Profile,
    is_last: bool,
) -> Checked<Parameters<'a>> {
    let mut diagnostics = Vec::new();
    let value = Parameters {
        profile,
        is_requested: false,
        is_last,
        role_arn: role_arn(context, profile).append_to(&mut diagnostics).unwrap_or(""),
        role_session_name: session_name(context, profile).append_to(&mut diagnostics),
        duration_seconds: match context.request.duration_seconds {
            Some(_) if is_last => requested_duration(context).append_to(&mut diagnostics),
            _ => duration(context, profile).append_to(&mut diagnostics),
        },
        external_id: external_id(context, profile).append_to(&mut diagnostics),
        mfa_serial: mfa_serial(context, profile).append_to(&mut diagnostics),
        mfa_process: mfa_process::program(context, profile).append_to(&mut diagnostics),
        session: session::parameters(context, profile, is_last).append_to(&mut diagnostics),
    };
    Checked { value, diagnostics }
}

/// `role_arn`, even if it is not the ARN of a role.
pub(crate) fn role_arn<'a>(
    context: &Context<'_>,
    profile: &'a Profile,
) -> Checked<Option<&'a str>> {
    let Some(found) = profile.get("role_arn") else { return Checked::clean(None) };
    Checked::new(Some(text(found)), role_arn_problem(context, profile, found))
}

fn role_arn_problem(
    context: &Context<'_>,
    profile: &Profile,
    found: SettingRef<'_>,
) -> Option<Diagnostic> {
    let value = text(found);
    let reason = malformed(value)?;
    if let Some(arn) = Arn::parse(value)
        && let Some((role, _)) = arn.assumed_role()
    {
        let role_arn = format!("arn:{}:iam::{}:role/{role}", arn.partition, arn.account);
        return Some(session_arn(context, profile, found, &role_arn));
    }
    let message = format!("`role_arn` {} {reason}", quoted(value));
    let diagnostic = context.on_value(Code::RoleArnMalformed, profile, found, message);
    Some(graded(diagnostic, value, context.is_foreign_sts()))
}

/// A malformed ARN is an error, except with an STS that is not AWS's own: Ceph and `MinIO` define
/// what they accept. The AWS CLI rejects an ARN that is too short before it sends it.
pub(crate) fn graded(diagnostic: Diagnostic, value: &str, is_foreign_sts: bool) -> Diagnostic {
    if is_foreign_sts && limits::role_arn(value).is_ok() {
        return diagnostic
            .severity(Severity::Warning)
            .help("AWS rejects this ARN; check that the custom endpoint accepts it");
    }
    diagnostic.help("write the ARN of a role: arn:aws:iam::ACCOUNT:role/NAME")
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
    let is_named = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-/".contains(&byte);
    (!arn.resource.bytes().all(is_named))
        .then(|| "contains a character that is not allowed in a role name".to_owned())
}

/// The diagnostic about the ARN of a session where the ARN of its role is expected.
fn session_arn(
    context: &Context<'_>,
    profile: &Profile,
    found: SettingRef<'_>,
    role_arn: &str,
) -> Diagnostic {
    let message =
        format!("`role_arn` {} is the ARN of a role session, not of a role", quoted(text(found)));
    context
        .on_value(Code::RoleArnIsSession, profile, found, message)
        .help(format!("use {}; if the role has a path, add it before the name", quoted(role_arn)))
        .fix("use the role ARN", context.replace_value(found, role_arn))
}

/// `role_session_name`, unless it is empty.
pub(crate) fn session_name<'a>(
    context: &Context<'_>,
    profile: &'a Profile,
) -> Checked<Option<&'a str>> {
    let Some(found) = profile.get("role_session_name").filter(|found| !text(*found).is_empty())
    else {
        return Checked::clean(None);
    };
    let value = text(found);
    let problem = limits::session_name(value).err().map(|limit| {
        let message = format!("`role_session_name` {} {limit}", quoted(value));
        context
            .on_value(Code::SessionNameInvalid, profile, found, message)
            .severity(severity(context, &limit))
            .help("remove this setting to generate a name for each session")
    });
    Checked::new(Some(value), problem)
}

fn external_id<'a>(context: &Context<'_>, profile: &'a Profile) -> Checked<Option<&'a str>> {
    let Some(found) = profile.get("external_id") else { return Checked::clean(None) };
    let value = text(found);
    // The value can be confidential, so the message does not quote it.
    let problem = limits::external_id(value).err().map(|limit| {
        context
            .on_value(Code::ExternalIdInvalid, profile, found, format!("`external_id` {limit}"))
            .severity(severity(context, &limit))
            .help("copy the external ID again from the role's owner, or remove this setting")
    });
    Checked::new(Some(value), problem)
}

fn mfa_serial<'a>(context: &Context<'_>, profile: &'a Profile) -> Checked<Option<&'a str>> {
    let Some(found) = profile.get("mfa_serial") else { return Checked::clean(None) };
    let value = text(found);
    let problem = limits::serial_number(value).err().map(|limit| {
        let message = format!("`mfa_serial` {} {limit}", quoted(value));
        context
            .on_value(Code::MfaSerialInvalid, profile, found, message)
            .severity(severity(context, &limit))
            .help("use the device ARN, arn:aws:iam::ACCOUNT:mfa/NAME, or its serial number")
    });
    Checked::new(Some(value), problem.or_else(|| not_a_device(context, profile, found)))
}

/// The ARN of something other than an MFA device, most likely of the user: an error where STS accepts no
/// code for it. The AWS CLI sends it.
fn not_a_device(
    context: &Context<'_>,
    profile: &Profile,
    found: SettingRef<'_>,
) -> Option<Diagnostic> {
    let value = text(found);
    let arn = Arn::parse(value).filter(|arn| !arn.resource.starts_with("mfa/"))?;
    let what = if arn.resource.starts_with("u2f/") {
        "is a security key, which has no codes"
    } else {
        "is not the ARN of an MFA device"
    };
    let message = format!("`mfa_serial` {} {what}", quoted(value));
    let has_no_codes = ["user/", "role/", "u2f/"].iter().any(|kind| arn.resource.starts_with(kind));
    let is_rejected = has_no_codes && !context.is_foreign_sts();
    let diagnostic = context
        .on_value(Code::MfaSerialInvalid, profile, found, message)
        .severity(if is_rejected { Severity::Error } else { Severity::Warning });
    let user = arn.resource.strip_prefix("user/").and_then(|path| path.rsplit('/').next());
    let Some(user) = user.filter(|user| !user.is_empty()) else {
        return Some(
            diagnostic.help("use the ARN of a virtual device, arn:aws:iam::ACCOUNT:mfa/NAME"),
        );
    };
    let device = format!("arn:{}:iam::{}:mfa/{user}", arn.partition, arn.account);
    Some(
        diagnostic
            .help(format!(
                "did you mean {}? copy it from the user's security credentials page",
                quoted(&device)
            ))
            .fix("use the MFA device of that name", context.replace_value(found, &device)),
    )
}

/// A value that STS rejects is an error, except with an STS that is not AWS's own, which defines what
/// it accepts. The AWS CLI rejects values that are too short before it sends them to any.
pub(crate) fn severity(context: &Context<'_>, limit: &Limit) -> Severity {
    match limit {
        Limit::Length { length, allowed } if length < allowed.start() => Severity::Error,
        _ if context.is_foreign_sts() => Severity::Warning,
        _ => Severity::Error,
    }
}

/// `duration_seconds`. A value that is not an integer is an error, although the AWS CLI ignores it
/// silently: the session would have a different length from the one that the user wrote.
fn duration(context: &Context<'_>, profile: &Profile) -> Checked<Option<u32>> {
    let Some(found) = profile.get("duration_seconds") else { return Checked::clean(None) };
    let value = text(found);
    let Some(seconds) = python_int::parse(value) else {
        let message = format!("`duration_seconds` {} is not an integer", quoted(value));
        let help = "use a number of seconds from 900 to 43200, digits only; the AWS CLI ignores this value";
        let diagnostic = context.on_value(Code::DurationNotInteger, profile, found, message);
        return Checked::new(None, [diagnostic.help(help)]);
    };
    let problem = duration_problem(seconds)
        .map(|(code, message, help)| context.on_value(code, profile, found, message).help(help));
    Checked::new(u32::try_from(seconds).ok(), problem)
}

/// The code, message and help for a number of seconds.
fn duration_problem(seconds: i64) -> Option<(Code, String, &'static str)> {
    if let Err(limit) = limits::role_duration(seconds) {
        let message = format!("`duration_seconds` {limit}");
        let help = "the role's maximum session duration (3600 by default) applies as well";
        return Some((Code::DurationOutOfRange, message, help));
    }
    (seconds == *limits::ROLE_DURATION.start()).then(|| {
        let message = "a 900-second session is never reused from the cache".to_owned();
        let help = "the AWS CLI reuses only sessions with 900 seconds left: use 901 or more, or every \
         command calls STS and prompts for the MFA code again";
        (Code::DurationNeverCached, message, help)
    })
}

/// The duration of the request, for the last role.
pub(crate) fn requested_duration(context: &Context<'_>) -> Checked<Option<u32>> {
    let Some(seconds) = context.request.duration_seconds else { return Checked::clean(None) };
    let problem = limits::role_duration(i64::from(seconds)).err().map(|limit| {
        let message = format!("the requested duration {limit}");
        let help = "the role's maximum session duration (3600 by default) applies as well";
        Diagnostic::new(Code::DurationOutOfRange, message).help(help)
    });
    Checked::new(Some(seconds), problem)
}
