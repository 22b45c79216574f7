//! Static keys in one of the two files.

use super::lookup::Lookup;
use crate::config::{Profile, SettingRef};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::checked::Checked;
use crate::plan::context::{Context, text};
use crate::plan::{Source, StaticSource};
use crate::text::File;

const ACCESS_KEY: &str = "aws_access_key_id";
const SECRET_KEY: &str = "aws_secret_access_key";

/// The keys of the session token; the first one takes precedence.
pub(crate) const TOKENS: [&str; 2] = ["aws_security_token", "aws_session_token"];

/// The keys of the profile in one file. The AWS CLI never combines an access key ID of one file with
/// a secret access key of the other.
pub(crate) fn find(context: &Context<'_>, profile: &Profile, file: File) -> Checked<Lookup> {
    let access_key = profile.get_in(file, ACCESS_KEY);
    let secret_key = profile.get_in(file, SECRET_KEY);
    match (access_key, secret_key) {
        (None, None) => Checked::clean(Lookup::NotConfigured),
        (None, Some(secret_key)) => {
            Checked::new(Lookup::NotConfigured, ignored_secret(context, profile, secret_key))
        }
        (Some(access_key), None) => {
            Checked::new(Lookup::Invalid, [missing_secret(context, profile, access_key)])
        }
        (Some(access_key), Some(secret_key)) => pair(context, profile, access_key, secret_key),
    }
}

fn pair(
    context: &Context<'_>,
    profile: &Profile,
    access_key: SettingRef<'_>,
    secret_key: SettingRef<'_>,
) -> Checked<Lookup> {
    let empty = [access_key, secret_key].into_iter().filter(|found| text(*found).is_empty());
    let problems: Vec<Diagnostic> = empty
        .map(|found| {
            let message = format!("`{}` is empty", found.setting.key);
            context
                .on_value(Code::StaticKeysIncomplete, profile, found, message)
                .help("add a value, or remove both keys")
        })
        .collect();
    if !problems.is_empty() {
        return Checked { value: Lookup::Invalid, diagnostics: problems };
    }
    Checked::clean(Lookup::Found(Source::Static(StaticSource {
        profile: profile.name.to_string(),
        file: access_key.file,
        location: context.key_at(access_key),
        has_session_token: TOKENS.iter().any(|key| profile.get_in(access_key.file, key).is_some()),
    })))
}

/// An access key ID without its secret access key: an error in the AWS CLI too.
fn missing_secret(
    context: &Context<'_>,
    profile: &Profile,
    access_key: SettingRef<'_>,
) -> Diagnostic {
    let message =
        format!("`{ACCESS_KEY}` is set in the {} file without `{SECRET_KEY}`", access_key.file);
    let help = match profile.get(SECRET_KEY) {
        Some(secret) => format!(
            "the secret is in the {} file, but the AWS CLI reads both from the same file: move it",
            secret.file
        ),
        None => format!("add `{SECRET_KEY}` below it"),
    };
    on_key(context, profile, access_key, message).help(help)
}

/// The diagnostic about a secret access key without an access key ID in either file, which the AWS
/// CLI ignores.
fn ignored_secret(
    context: &Context<'_>,
    profile: &Profile,
    secret: SettingRef<'_>,
) -> Option<Diagnostic> {
    if profile.has(ACCESS_KEY) {
        return None;
    }
    let message =
        format!("`{SECRET_KEY}` is set without `{ACCESS_KEY}` and is ignored by the AWS CLI");
    let diagnostic = on_key(context, profile, secret, message)
        .severity(Severity::Warning)
        .help(format!("add `{ACCESS_KEY}`, or remove the secret"));
    Some(diagnostic)
}

/// A diagnostic about static keys, located at the key, because the value is a secret.
fn on_key(
    context: &Context<'_>,
    profile: &Profile,
    found: SettingRef<'_>,
    message: String,
) -> Diagnostic {
    context.on_value(Code::StaticKeysIncomplete, profile, found, message).at(context.key_at(found))
}
