//! Static keys in one of the two files.

use super::lookup::Outcome;
use crate::config::{Found, Profile};
use crate::diagnostic::{Code, Severity};
use crate::plan::context::{Context, text};
use crate::plan::{Source, StaticSource};
use crate::text::File;

const ACCESS_KEY: &str = "aws_access_key_id";
const SECRET_KEY: &str = "aws_secret_access_key";

/// The session token's keys, the one that wins first.
pub(crate) const TOKENS: [&str; 2] = ["aws_security_token", "aws_session_token"];

/// The keys of the profile in one file. The AWS CLI never takes an access key from one file and
/// its secret from the other.
pub(crate) fn find<'a>(context: &mut Context<'a>, profile: &'a Profile, file: File) -> Outcome {
    let access_key = profile.get_in(file, ACCESS_KEY);
    let secret_key = profile.get_in(file, SECRET_KEY);
    match (access_key, secret_key) {
        (None, None) => Outcome::Nothing,
        (None, Some(secret_key)) => alone(context, profile, secret_key),
        (Some(access_key), None) => missing_secret(context, profile, access_key),
        (Some(access_key), Some(secret_key)) => pair(context, profile, access_key, secret_key),
    }
}

fn pair<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    access_key: Found<'a>,
    secret_key: Found<'a>,
) -> Outcome {
    let mut complete = true;
    for found in [access_key, secret_key] {
        if text(found).is_empty() {
            let message = format!("`{}` is empty", found.setting.key);
            let finding = context
                .on_value(Code::StaticKeysIncomplete, profile, found, message)
                .help("add a value, or remove both keys");
            context.report(finding);
            complete = false;
        }
    }
    if !complete {
        return Outcome::Broken;
    }
    let has_session_token =
        TOKENS.iter().find_map(|key| profile.get_in(access_key.file, key)).is_some();
    Outcome::Found(Source::Static(StaticSource {
        profile: profile.name.clone(),
        file: access_key.file,
        location: context.profiles.location(access_key.file, access_key.setting.key_span),
        has_session_token,
    }))
}

/// An access key without its secret: an error in the AWS CLI too.
fn missing_secret<'a>(
    context: &mut Context<'a>,
    profile: &'a Profile,
    access_key: Found<'a>,
) -> Outcome {
    let message =
        format!("`{ACCESS_KEY}` is set in the {} file without `{SECRET_KEY}`", access_key.file);
    let help = match profile.get(SECRET_KEY) {
        Some(secret) => format!(
            "the secret is in the {} file, but the AWS CLI reads both from the same file: move it",
            secret.file
        ),
        None => format!("add `{SECRET_KEY}` below it"),
    };
    let finding = on_key(context, profile, access_key, message).help(help);
    context.report(finding);
    Outcome::Broken
}

/// A secret without its access key, which the AWS CLI passes over.
fn alone<'a>(context: &mut Context<'a>, profile: &'a Profile, secret: Found<'a>) -> Outcome {
    if profile.has(ACCESS_KEY) {
        return Outcome::Nothing;
    }
    let message =
        format!("`{SECRET_KEY}` is set without `{ACCESS_KEY}` and is ignored by the AWS CLI");
    let finding = on_key(context, profile, secret, message)
        .severity(Severity::Warning)
        .help(format!("add `{ACCESS_KEY}`, or remove the secret"));
    context.report(finding);
    Outcome::Nothing
}

/// A finding about static keys, at the key rather than at the value, which is no one's to see.
fn on_key(
    context: &Context<'_>,
    profile: &Profile,
    found: Found<'_>,
    message: String,
) -> crate::diagnostic::Diagnostic {
    context
        .on_value(Code::StaticKeysIncomplete, profile, found, message)
        .at(context.profiles.location(found.file, found.setting.key_span))
}
