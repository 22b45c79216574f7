//! Where the AWS SDK for JavaScript resolves a profile differently from the AWS CLI.

use crate::config::{Profile, SettingRef};
use crate::diagnostic::{Code, Diagnostic, TextEdit};
use crate::plan::chain::walk::{Step, Walk};
use crate::plan::context::{Context, text};
use crate::plan::follow::{Credentials, Followed};
use crate::plan::role::role_source;
use crate::plan::select::SelectedBy;
use crate::plan::source::lookup::Lookup;
use crate::plan::source::static_keys::TOKENS;
use crate::plan::{Source, StaticSource, WebIdentitySource};
use crate::text::quoted;

/// A kind of credentials that a profile can have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Role,
    Keys,
    WebIdentity,
    Process,
    Sso,
    Login,
}

impl Kind {
    const fn description(self) -> &'static str {
        match self {
            Self::Role => "the role that its source assumes",
            Self::Keys => "its static keys",
            Self::WebIdentity => "its web identity",
            Self::Process => "its `credential_process`",
            Self::Sso => "IAM Identity Center",
            Self::Login => "its console sign-in",
        }
    }
}

/// The credentials of a profile at the end of a chain.
pub(super) fn compare_base_profile(
    context: &Context<'_>,
    _: &Walk<'_>,
    step: &Step<'_>,
) -> Vec<Diagnostic> {
    let Some((profile, lookup)) = step.base_lookup() else { return Vec::new() };
    compare_kinds(context, profile, &lookup.value, false)
}

/// The credentials of the selected profile itself.
pub(super) fn compare_selected_profile(
    context: &Context<'_>,
    followed: &Followed<'_>,
) -> Vec<Diagnostic> {
    let Credentials::Profile { own, .. } = &followed.credentials else { return Vec::new() };
    compare_kinds(context, followed.profile, &own.value, true)
}

fn compare_kinds(
    context: &Context<'_>,
    profile: &Profile,
    lookup: &Lookup,
    is_selected: bool,
) -> Vec<Diagnostic> {
    let Some(source) = lookup.source() else { return Vec::new() };
    let kinds = different_kinds(context, profile, source, is_selected);
    legacy_token(context, profile, source).into_iter().chain(kinds).collect()
}

fn different_kinds(
    context: &Context<'_>,
    profile: &Profile,
    source: &Source,
    is_selected: bool,
) -> Option<Diagnostic> {
    let (cli, key) = cli_kind(source)?;
    let sdk = sdk_kind(profile, is_selected).filter(|sdk| *sdk != cli)?;
    let found = profile.get(key)?;
    let message = format!(
        "the AWS CLI uses {} here, the AWS SDK for JavaScript {}",
        cli.description(),
        sdk.description()
    );
    let help = "keep one kind of credentials in a profile";
    Some(context.on_value(Code::DiffersInSdk, profile, found, message).help(help))
}

fn cli_kind(source: &Source) -> Option<(Kind, &'static str)> {
    Some(match source {
        Source::Static(_) => (Kind::Keys, "aws_access_key_id"),
        Source::WebIdentity(WebIdentitySource { profile: Some(_), .. }) => {
            (Kind::WebIdentity, "web_identity_token_file")
        }
        Source::Process(_) => (Kind::Process, "credential_process"),
        Source::Sso(_) => (Kind::Sso, "sso_account_id"),
        Source::Login(_) => (Kind::Login, "login_session"),
        Source::WebIdentity(WebIdentitySource { profile: None, .. })
        | Source::Environment(_)
        | Source::Ec2Metadata(_)
        | Source::Container(_) => return None,
    })
}

/// The kind that the SDK uses: for a selected profile its role first, then static keys, web
/// identity, `credential_process`, IAM Identity Center, `login_session`.
fn sdk_kind(profile: &Profile, is_selected: bool) -> Option<Kind> {
    let has = |key| profile.text(key).is_some_and(|value| !value.is_empty());
    let has_keys = has("aws_access_key_id") && has("aws_secret_access_key");
    let has_role = has("role_arn") && has("source_profile") != has("credential_source");
    let kinds = [
        (has_role && (is_selected || !has_keys), Kind::Role),
        (has_keys, Kind::Keys),
        (has("role_arn") && has("web_identity_token_file"), Kind::WebIdentity),
        (has("credential_process"), Kind::Process),
        (has("sso_account_id") || has("sso_role_name") || has("sso_session"), Kind::Sso),
        (has("login_session"), Kind::Login),
    ];
    kinds.into_iter().find(|(applies, _)| *applies).map(|(_, kind)| kind)
}

/// `aws_security_token`, which the AWS CLI reads first and the SDK does not read.
fn legacy_token(context: &Context<'_>, profile: &Profile, source: &Source) -> Option<Diagnostic> {
    let Source::Static(StaticSource { file, .. }) = source else { return None };
    let [legacy, current] = TOKENS;
    let location = context.key_at(profile.get_in(*file, legacy)?);
    let message = format!("the AWS SDK for JavaScript does not read `{legacy}`");
    let diagnostic = Diagnostic::new(Code::DiffersInSdk, message)
        .profile(&profile.name)
        .key(legacy)
        .at(location)
        .help(format!("rename it to `{current}`, which both read"));
    if profile.has(current) {
        return Some(diagnostic);
    }
    let new_text = current.to_owned();
    Some(diagnostic.fix("use the new name", vec![TextEdit { location, new_text }]))
}

/// How the profile and the region are selected.
pub(super) fn compare_selection(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if followed.selected_by == SelectedBy::Variable("AWS_DEFAULT_PROFILE") {
        diagnostics.push(variable_not_read("AWS_DEFAULT_PROFILE", "AWS_PROFILE"));
    }
    if context.request.region.is_some() {
        return diagnostics;
    }
    let env = &context.request.env;
    let (primary, secondary) = (env.get("AWS_REGION"), env.get("AWS_DEFAULT_REGION"));
    if primary.is_none() && secondary.is_some() {
        diagnostics.push(variable_not_read("AWS_DEFAULT_REGION", "AWS_REGION"));
    }
    let region = primary.or(secondary);
    diagnostics.extend(region.and_then(|region| overridden_region(context, followed, region)));
    diagnostics
}

/// A variable that only the AWS CLI reads, and the one that both read.
fn variable_not_read(variable: &str, common: &str) -> Diagnostic {
    let message = format!("the AWS SDK for JavaScript does not read `{variable}`");
    Diagnostic::new(Code::DiffersInSdk, message).help(format!("set `{common}`, which both read"))
}

/// The SDK assumes a role in the region of the profile, regardless of the environment.
fn overridden_region(
    context: &Context<'_>,
    followed: &Followed<'_>,
    region: &str,
) -> Option<Diagnostic> {
    let profile = followed.profile;
    let is_other = |found: &SettingRef<'_>| role_source::is_role(profile) && text(*found) != region;
    let found = profile.get("region").filter(is_other)?;
    let region = quoted(region);
    let message = format!(
        "the environment's region {region} overrides this one; the AWS SDK for JavaScript uses this one"
    );
    let diagnostic = context.on_value(Code::DiffersInSdk, profile, found, message);
    Some(diagnostic.help("set both to the same region"))
}
