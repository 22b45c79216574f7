//! Settings that the AWS SDK for JavaScript reads differently from the AWS CLI.
//!
//! Source: observed behavior of version 3 of the SDK. Differences that are reported for another
//! reason (comments after values, ignored sections) are not reported here again.

use super::super::profiles::{Profile, Profiles, SettingRef, Wanted};
use super::values::comment_start;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Section, Setting, Value};
use crate::text::{File, Span, quoted, quoted_key};

fn differs(document: &Document, at: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::DiffersInSdk, message).at(document.location(at))
}

/// The whole file: the SDK only supports LF and CRLF line ends.
pub(crate) fn whole_file(document: &Document) -> Option<Diagnostic> {
    let bytes = document.text().as_bytes();
    let is_lone = |pair: &[u8]| matches!(pair, [b'\r', next] if *next != b'\n');
    let at = bytes.windows(2).position(is_lone)?;
    let message = "the AWS SDK for JavaScript does not treat the lone CR here as a line end";
    Some(differs(document, Span::new(at, at), message).help("end lines with LF or CRLF"))
}

/// A header whose name the SDK does not support, or with text after it.
pub(crate) fn header(document: &Document, section: &Section, name: &str) -> Option<Diagnostic> {
    let at = section.header;
    let rest = Span::new(at.end, section.span.end).slice(document.text());
    let behind = rest.lines().next().unwrap_or("").split('\r').next().unwrap_or("");
    let is_comment = behind.trim().is_empty()
        || comment_start(behind)
            .is_some_and(|at| at > 0 && behind.get(..at).is_some_and(|it| it.trim().is_empty()));
    let why = if !name.chars().all(is_name_character) || name.is_empty() {
        "its name has characters other than letters, digits and `_-@+.%:/`"
    } else if !is_comment {
        "unexpected text after `]`"
    } else {
        return None;
    };
    let header = quoted(at.slice(document.text()));
    let message = format!("the AWS SDK for JavaScript ignores {header}: {why}");
    Some(differs(document, at, message).profile(name))
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-@+.%:/".contains(c)
}

/// One setting.
pub(crate) fn setting(document: &Document, setting: &Setting) -> Option<Diagnostic> {
    let key = &setting.key;
    let written = setting.key_span.slice(document.text());
    let between = Span::new(setting.key_span.end, setting.value_span.start).slice(document.text());
    let message = if between.trim_start().starts_with(':') {
        format!("the AWS SDK for JavaScript ignores {}: it requires `=`, not `:`", quoted_key(key))
    } else if *key != *written {
        let (written, key) = (quoted_key(written), quoted_key(key));
        format!("the AWS SDK for JavaScript does not accept {written} for {key}")
    } else {
        return value(document, setting);
    };
    let help = format!("write {}", quoted_key(&format!("{key} = …")));
    Some(differs(document, setting.key_span, message).help(help).key(key))
}

fn value(document: &Document, setting: &Setting) -> Option<Diagnostic> {
    let key = &setting.key;
    let Value::Text(value) = &setting.value else {
        return None;
    };
    let what = if value.is_empty() {
        // An empty `cli_pager` turns the AWS CLI's pager off; the SDK does not need it. Only if it
        // is indented, the SDK also reads the settings below as part of it.
        if key.starts_with("cli_") && setting.key_span.start == setting.span.start {
            return None;
        }
        "ignores this setting because it has no value"
    } else if value.contains('\n') {
        "reads only the first line of this value"
    } else if key == "credential_process" && comment_start(value).is_some() {
        "reads this value only up to the `#` or `;`"
    } else {
        return None;
    };
    let message = format!("the AWS SDK for JavaScript {what}");
    Some(differs(document, setting.key_span, message).key(key))
}

/// An access key with its two parts in different files: only the SDK combines them.
pub(crate) fn split_keys(profiles: &Profiles, wanted: Wanted<'_>) -> Vec<Diagnostic> {
    let split = |profile| split(profiles, profile);
    match wanted {
        None => profiles.by_name.values().filter_map(split).collect(),
        Some(names) => {
            names.iter().filter_map(|name| profiles.get(name)).filter_map(split).collect()
        }
    }
}

fn split(profiles: &Profiles, profile: &Profile) -> Option<Diagnostic> {
    let halves = ["aws_access_key_id", "aws_secret_access_key"];
    let in_file = |file: File| halves.map(|key| profile.get_in(file, key));
    let has_pair = |file: File| in_file(file).iter().all(Option::is_some);
    if halves.iter().any(|key| !profile.has(key))
        || has_pair(File::Config)
        || has_pair(File::Credentials)
    {
        return None;
    }
    let SettingRef { file, setting } = profile.get("aws_access_key_id")?;
    let message =
        "the AWS SDK for JavaScript pairs this access key with the secret in the other file";
    Some(
        differs(profiles.document(file), setting.key_span, message)
            .help("the AWS CLI does not: keep both in one file")
            .key(&setting.key)
            .profile(&profile.name),
    )
}
