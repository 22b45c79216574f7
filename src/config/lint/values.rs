//! Values that are most likely mistakes.

use crate::config::known_keys::{is_plain, is_secret};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Setting, Value};
use crate::text::python_str::is_space;
use crate::text::{Span, lower, quoted_key};

/// The diagnostics about the value of one setting. None quotes it, because it can be a secret.
pub(crate) fn all(document: &Document, setting: &Setting) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(inline_comment(document, setting));
    match &setting.value {
        Value::Text(value) if value.contains('\n') => {
            found.extend(swallowed_lines(document, setting));
        }
        Value::Text(_) => {}
        Value::Nested(_) => found.extend(swallowed_names(document, setting)),
    }
    found
}

/// A secret in the config file, which users share and commit to repositories.
pub(crate) fn secret_in_config(document: &Document, setting: &Setting) -> Option<Diagnostic> {
    let filled = setting.value.text().is_none_or(|value| !value.is_empty());
    if !filled || !is_secret(&setting.key) {
        return None;
    }
    let message = format!("secret `{}` is in the config file", setting.key);
    Some(
        Diagnostic::new(Code::SecretInConfig, message)
            .help("move it to the credentials file")
            .key(&setting.key)
            .at(document.location(setting.key_span)),
    )
}

/// ` # note` after a value: part of the value for the AWS CLI, but not for the AWS SDKs.
fn inline_comment(document: &Document, setting: &Setting) -> Option<Diagnostic> {
    let value = setting.value_span;
    let text = value.slice(document.text());
    let line = text.lines().next().unwrap_or("");
    let at = comment_start(line)?;
    // A command line can contain one; the AWS SDKs are wrong about it.
    if setting.key == "credential_process" || setting.value.text().is_none() {
        return None;
    }
    let message =
        format!("what looks like a comment is part of the value of {}", quoted_key(&setting.key));
    let found = Diagnostic::new(Code::InlineComment, message)
        .help("the AWS CLI does not support inline comments: move the comment to its own line")
        .key(&setting.key)
        .at(document.location(Span::new(value.start + at, value.start + line.trim_end().len())));
    let before_comment = line.get(..at).unwrap_or("").trim_end_matches(is_space);
    if before_comment.is_empty() || line.len() < text.len() {
        return Some(found);
    }
    let comment = Span::new(value.start + before_comment.len(), value.end);
    Some(found.fix("remove it", vec![document.text_edit(comment, "")]))
}

/// The offset of a `#` or `;` at the start or after whitespace.
pub(crate) fn comment_start(line: &str) -> Option<usize> {
    // Nearly every value has neither.
    if !line.bytes().any(|byte| matches!(byte, b'#' | b';')) {
        return None;
    }
    let mut after_space = true;
    for (at, c) in line.char_indices() {
        if after_space && matches!(c, '#' | ';') {
            return Some(at);
        }
        after_space = is_space(c);
    }
    None
}

/// Headers and settings that are part of the value above them because they are indented more.
fn swallowed_lines(document: &Document, setting: &Setting) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut start = setting.span.start;
    for line in setting.span.slice(document.text()).split_inclusive(['\n', '\r']) {
        let content = line.trim();
        let indent = line.len() - line.trim_start().len();
        let span = Span::new(start + indent, start + indent + content.len());
        let is_first = start == setting.span.start;
        start += line.len();
        if !is_first {
            found.extend(swallowed(document, setting, span));
        }
    }
    found
}

fn swallowed(document: &Document, setting: &Setting, span: Span) -> Option<Diagnostic> {
    let line = span.slice(document.text());
    let (code, what) = if line.starts_with('[') && line.ends_with(']') {
        (Code::IgnoredSection, "this header".to_owned())
    } else {
        let key = lower(line.split_once(['=', ':'])?.0.trim());
        is_plain(&key).then_some((Code::UnknownKey, quoted_key(&key)))?
    };
    let message = format!("{what} is read as part of the value of {}", quoted_key(&setting.key));
    let found = Diagnostic::new(code, message)
        .help("it is indented more than the setting above: remove the leading whitespace");
    Some(found.key(&setting.key).at(document.location(span)))
}

/// Settings that are names in a block because the key above them has no value.
fn swallowed_names(document: &Document, setting: &Setting) -> Vec<Diagnostic> {
    let Value::Nested(names) = &setting.value else {
        return Vec::new();
    };
    if !is_plain(&setting.key) {
        return Vec::new();
    }
    let plain_keys = names.iter().filter(|nested| is_plain(&lower(&nested.name)));
    let describe = |nested: &crate::document::NestedSetting| {
        let message =
            format!("{} is read as a name inside `{}`", quoted_key(&nested.name), setting.key);
        Diagnostic::new(Code::UnknownKey, message)
            .help(format!("it is indented more than `{}`, which has no value", setting.key))
            .key(&setting.key)
            .at(document.location(nested.name_span))
    };
    plain_keys.map(describe).collect()
}
