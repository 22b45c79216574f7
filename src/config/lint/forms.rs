//! Values whose form shows a mistake: quotes, swapped access keys, a temporary access key without
//! its session token, a misspelled region.
//!
//! No message quotes a value except regions, and no fix writes one: a value can be a secret.

use crate::config::known_keys::is_plain;
use crate::config::nearest_region;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Section, Setting, Value};
use crate::text::{Span, quoted};

const ACCESS_KEY: &str = "aws_access_key_id";
const SECRET_KEY: &str = "aws_secret_access_key";
const TOKENS: [&str; 2] = ["aws_session_token", "aws_security_token"];

/// The length of every secret access key.
const SECRET_LENGTH: usize = 40;

/// Keys whose values can begin and end with a quote: command lines and the names of profiles.
const QUOTABLE: &[&str] = &["cli_pager", "credential_process", "mfa_process", "source_profile"];

/// The diagnostics of one setting.
pub(crate) fn setting(
    document: &Document,
    section: &Section,
    setting: &Setting,
) -> Option<Diagnostic> {
    let Value::Text(value) = &setting.value else { return None };
    if let Some(diagnostic) = quotes(document, setting, value) {
        return Some(diagnostic);
    }
    match setting.key.as_str() {
        ACCESS_KEY => access_key(document, section, setting, value),
        "region" | "sso_region" if !section.settings.contains_key("endpoint_url") => {
            region(document, setting, value)
        }
        "sso_account_id" => account(document, setting, value),
        _ => None,
    }
}

/// A value in quotes, for example the rest of an `export` line. The AWS CLI reads the quotes as
/// part of the value.
fn quotes(document: &Document, setting: &Setting, value: &str) -> Option<Diagnostic> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let is_quoted = value.len() > 1 && value.ends_with(quote);
    if !is_quoted || !is_plain(&setting.key) || QUOTABLE.contains(&setting.key.as_str()) {
        return None;
    }
    let message = format!("the quotes are part of the value of `{}`", setting.key);
    let Span { start, end } = setting.value_span;
    let remove = |start, end| document.text_edit(Span::new(start, end), "");
    let diagnostic = on_value(document, setting, Code::QuotedValue, message)
        .help("the AWS CLI does not remove quotes: remove them");
    // The text must be the value: a continued value also has line ends and indentation.
    if setting.value_span.slice(document.text()) != value {
        return Some(diagnostic);
    }
    Some(diagnostic.fix("remove the quotes", vec![remove(start, start + 1), remove(end - 1, end)]))
}

fn access_key(
    document: &Document,
    section: &Section,
    setting: &Setting,
    value: &str,
) -> Option<Diagnostic> {
    let secret = section.settings.get(SECRET_KEY);
    let in_secret = secret.and_then(|secret| secret.value.text());
    if let (Some(secret), Some(in_secret)) = (secret, in_secret)
        && is_secret(value)
        && is_key_id(in_secret)
    {
        return Some(swapped(document, setting, secret));
    }
    let has_token = TOKENS.iter().any(|key| section.settings.contains_key(key));
    (is_temporary(value) && secret.is_some() && !has_token)
        .then(|| without_token(document, setting))
}

/// A secret as the access key ID, and the reverse. The fix swaps the keys, because the values must
/// not be shown.
fn swapped(document: &Document, access_key: &Setting, secret: &Setting) -> Diagnostic {
    let message = format!("the values of `{ACCESS_KEY}` and `{SECRET_KEY}` are swapped");
    let edits = vec![
        document.text_edit(access_key.key_span, SECRET_KEY),
        document.text_edit(secret.key_span, ACCESS_KEY),
    ];
    on_key(document, access_key, Code::AccessKeysSwapped, message)
        .help(format!("an access key ID begins with `AKIA` or `ASIA`, and `{SECRET_KEY}` has {SECRET_LENGTH} characters"))
        .fix("swap the two keys", edits)
}

/// AWS rejects a temporary access key without its session token.
fn without_token(document: &Document, setting: &Setting) -> Diagnostic {
    let message =
        format!("`{ACCESS_KEY}` is a temporary key (`ASIA`), but `{}` is not set", TOKENS[0]);
    on_key(document, setting, Code::SessionTokenMissing, message).help(format!(
        "add `{}`, which was issued with the key: AWS rejects the key alone",
        TOKENS[0]
    ))
}

/// Whether a value has the form of an access key ID.
fn is_key_id(value: &str) -> bool {
    let is_upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    (16..=32).contains(&value.len())
        && ["AKIA", "ASIA"].iter().any(|start| value.starts_with(start))
        && value.chars().all(is_upper)
}

fn is_temporary(value: &str) -> bool {
    is_key_id(value) && value.starts_with("ASIA")
}

/// Whether a value has the form of a secret access key.
fn is_secret(value: &str) -> bool {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    value.len() == SECRET_LENGTH && value.chars().all(is_base64)
}

/// An unknown region that is similar to a known one. The AWS CLI accepts every region, so that new
/// ones work.
fn region(document: &Document, setting: &Setting, value: &str) -> Option<Diagnostic> {
    let nearest = nearest_region(value)?;
    let message = format!("`{}` {} is not a known region", setting.key, quoted(value));
    let edit = document.text_edit(setting.value_span, nearest);
    Some(
        on_value(document, setting, Code::RegionUnknown, message)
            .help(format!("did you mean `{nearest}`?"))
            .fix(format!("use `{nearest}`"), vec![edit]),
    )
}

/// An account ID that is not 12 digits.
fn account(document: &Document, setting: &Setting, value: &str) -> Option<Diagnostic> {
    let is_account = |value: &str| value.len() == 12 && value.bytes().all(|it| it.is_ascii_digit());
    if value.is_empty() || is_account(value) {
        return None;
    }
    let message = format!("`{}` is not a 12-digit account ID", setting.key);
    let diagnostic = on_value(document, setting, Code::AccountIdInvalid, message)
        .help("write all 12 digits, with leading zeros and without hyphens");
    let digits = value.replace(['-', ' '], "");
    if !is_account(&digits) {
        return Some(diagnostic);
    }
    let edit = document.text_edit(setting.value_span, &digits);
    Some(diagnostic.fix("remove everything but the digits", vec![edit]))
}

fn on_value(document: &Document, setting: &Setting, code: Code, message: String) -> Diagnostic {
    Diagnostic::new(code, message).key(&setting.key).at(document.location(setting.value_span))
}

fn on_key(document: &Document, setting: &Setting, code: Code, message: String) -> Diagnostic {
    Diagnostic::new(code, message).key(&setting.key).at(document.location(setting.key_span))
}
