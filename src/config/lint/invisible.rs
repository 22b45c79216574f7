//! Invisible characters in the names of sections and keys.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Section, Setting};
use crate::text::{Span, is_invisible, quoted, quoted_key};

/// A header with an invisible character: the AWS CLI reads another name than the visible one.
pub(super) fn in_header(document: &Document, section: &Section) -> Option<Diagnostic> {
    found(document, section.name_span, || quoted(section.header.slice(document.text())))
}

/// A key with such a character: no AWS tool reads it.
pub(super) fn in_key(document: &Document, setting: &Setting) -> Option<Diagnostic> {
    let key = setting.key_span;
    let found = found(document, key, || quoted_key(key.slice(document.text())))?;
    Some(found.key(&setting.key))
}

fn found(document: &Document, at: Span, name: impl Fn() -> String) -> Option<Diagnostic> {
    let text = at.slice(document.text());
    // Nearly every name has none of them.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    let character = text.chars().find(|c| is_invisible(*c) || is_unusual_space(*c))?;
    let code = u32::from(character);
    let (message, help, fix) = if is_unusual_space(character) {
        (
            format!("{} contains a non-ASCII space: {}", name(), space_name(code)),
            "the AWS CLI does not treat it as a space: replace it unless it is intended",
            "replace it with a space",
        )
    } else {
        (
            format!("{} contains an invisible character: U+{code:04X}", name()),
            "the AWS CLI treats it as part of the name: remove it unless it is intended",
            "remove the invisible characters",
        )
    };
    let diagnostic =
        Diagnostic::new(Code::InvisibleCharacter, message).help(help).at(document.location(at));
    Some(match visible_name(text) {
        Some(name) => diagnostic.fix(fix, vec![document.text_edit(at, &name)]),
        None => diagnostic,
    })
}

/// The name that was most likely meant. `None` if a word of it is invisible, or if the rest would be read as a
/// comment or a header: then nothing can be replaced without breaking the file.
fn visible_name(text: &str) -> Option<String> {
    let visible: String = text.chars().filter_map(plain).collect();
    let name = visible.trim();
    let words = |text: &str| text.split_whitespace().count();
    let is_name = !name.starts_with(['#', ';', '[']) && words(name) == words(text);
    is_name.then(|| name.to_owned())
}

/// Whether a character looks like a space but is not one in a header: a no-break space, an
/// ideographic space.
pub(super) fn is_unusual_space(character: char) -> bool {
    character.is_whitespace() && !character.is_ascii()
}

fn space_name(code: u32) -> String {
    match code {
        0xa0 => "a no-break space (U+00A0)".to_owned(),
        _ => format!("U+{code:04X}"),
    }
}

/// The character that was most likely meant; `None` to remove it.
fn plain(character: char) -> Option<char> {
    match character {
        _ if is_invisible(character) => None,
        _ if is_unusual_space(character) => Some(' '),
        _ => Some(character),
    }
}
