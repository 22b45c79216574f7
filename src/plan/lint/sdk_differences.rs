//! Where the AWS SDK for JavaScript resolves a profile otherwise than the AWS CLI.

use crate::config::{Found, Profile};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::{Context, text};
use crate::plan::role::role_source;
use crate::plan::select::By;
use crate::plan::source::lookup::Outcome;
use crate::plan::source::static_keys::TOKENS;
use crate::plan::{Source, StaticSource, WebIdentitySource};

/// What a profile holds, as either of the two sees it.
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
    const fn words(self) -> &'static str {
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

/// Notes about a profile that was asked for credentials as the source of another.
pub(crate) fn source(context: &mut Context<'_>, profile: &Profile, outcome: &Outcome) {
    holder(context, profile, outcome, false);
}

/// Notes about a profile that was selected and holds its credentials itself.
pub(crate) fn selected(context: &mut Context<'_>, profile: &Profile, outcome: &Outcome) {
    holder(context, profile, outcome, true);
}

fn holder(context: &mut Context<'_>, profile: &Profile, outcome: &Outcome, is_selected: bool) {
    let Outcome::Found(source) = outcome else { return };
    legacy_token(context, profile, source);
    let Some((cli, key)) = cli_kind(source) else { return };
    let Some(sdk) = sdk_kind(profile, is_selected).filter(|sdk| *sdk != cli) else { return };
    let Some(found) = profile.get(key) else { return };
    let message = format!(
        "the AWS CLI takes {} here, the AWS SDK for JavaScript {}",
        cli.words(),
        sdk.words()
    );
    note(context, profile, found, message, "keep one kind of credentials in a profile");
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
        _ => return None,
    })
}

/// What the SDK takes: a role first where the profile was selected, then static keys, web
/// identity, a process, IAM Identity Center, a console sign-in.
fn sdk_kind(profile: &Profile, is_selected: bool) -> Option<Kind> {
    let has = |key| profile.text(key).is_some_and(|value| !value.is_empty());
    let has_keys = has("aws_access_key_id") && has("aws_secret_access_key");
    let borrows = has("role_arn") && has("source_profile") != has("credential_source");
    let kinds = [
        (borrows && (is_selected || !has_keys), Kind::Role),
        (has_keys, Kind::Keys),
        (has("role_arn") && has("web_identity_token_file"), Kind::WebIdentity),
        (has("credential_process"), Kind::Process),
        (has("sso_account_id") || has("sso_role_name") || has("sso_session"), Kind::Sso),
        (has("login_session"), Kind::Login),
    ];
    kinds.into_iter().find(|(fits, _)| *fits).map(|(_, kind)| kind)
}

/// The token's old name, which the AWS CLI reads first and the SDK does not know.
fn legacy_token(context: &mut Context<'_>, profile: &Profile, source: &Source) {
    let Source::Static(StaticSource { file, .. }) = source else { return };
    let [legacy, _] = TOKENS;
    let Some(found) = profile.get_in(*file, legacy) else { return };
    let message = format!("the AWS SDK for JavaScript does not read `{legacy}`");
    let mut finding = Diagnostic::new(Code::DiffersInSdk, message)
        .profile(&profile.name)
        .key(legacy)
        .at(context.profiles.location(*file, found.setting.key_span))
        .help("call it `aws_session_token`, which both read");
    if !profile.has("aws_session_token") {
        let location = context.profiles.location(*file, found.setting.key_span);
        let new_text = "aws_session_token".to_owned();
        finding = finding
            .fix("use the new name", vec![crate::diagnostic::TextEdit { location, new_text }]);
    }
    context.report(finding);
}

/// Notes about how the profile and the region are chosen.
pub(crate) fn selection(context: &mut Context<'_>, profile: &Profile, by: By) {
    if by == By::Variable("AWS_DEFAULT_PROFILE") {
        let message = "the AWS SDK for JavaScript does not read `AWS_DEFAULT_PROFILE`";
        let help = "set `AWS_PROFILE`, which both read";
        context.report(Diagnostic::new(Code::DiffersInSdk, message).help(help));
    }
    let env = &context.request.env;
    let (primary, secondary) = (env.get("AWS_REGION"), env.get("AWS_DEFAULT_REGION"));
    if context.request.region.is_some() {
        return;
    }
    if primary.is_none() && secondary.is_some() {
        let message = "the AWS SDK for JavaScript does not read `AWS_DEFAULT_REGION`";
        let help = "set `AWS_REGION`, which both read";
        context.report(Diagnostic::new(Code::DiffersInSdk, message).help(help));
    }
    let Some(found) = profile.get("region").filter(|_| role_source::is_role(profile)) else {
        return;
    };
    let Some(region) = primary.or(secondary).filter(|region| *region != text(found)) else {
        return;
    };
    let region = crate::text::quoted(region);
    let message = format!(
        "the environment's region {region} wins; the AWS SDK for JavaScript takes this one"
    );
    note(context, profile, found, message, "let both name the same region");
}

fn note(
    context: &mut Context<'_>,
    profile: &Profile,
    found: Found<'_>,
    message: String,
    help: &str,
) {
    let finding = context.on_value(Code::DiffersInSdk, profile, found, message).help(help);
    context.report(finding);
}
