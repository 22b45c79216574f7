//! Characters that do not show in the names of sections and keys.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Section, Setting};
use crate::text::{Span, is_invisible, quoted, quoted_key};

/// A header with a character that does not show: to the AWS CLI it is another name than the one that
/// is seen.
pub(super) fn in_header(document: &Document, section: &Section) -> Option<Diagnostic> {
    found(document, section.name_span, || quoted(section.header.of(document.text())))
}

/// A key with such a character: no AWS tool knows it.
pub(super) fn in_key(document: &Document, setting: &Setting) -> Option<Diagnostic> {
    let key = setting.key_span;
    let found = found(document, key, || quoted_key(key.of(document.text())))?;
    Some(found.key(&setting.key))
}

fn found(document: &Document, at: Span, name: impl Fn() -> String) -> Option<Diagnostic> {
    let text = at.of(document.text());
    let character = text.chars().find(|c| is_invisible(*c))?;
    let message =
        format!("{} has a character that does not show: U+{:04X}", name(), u32::from(character));
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let edit = document.text_edit(at, &visible);
    Some(
        Diagnostic::new(Code::InvisibleCharacter, message)
            .help("the AWS CLI takes it for a part of the name: remove it, unless it is meant")
            .at(document.location(at))
            .fix("remove what does not show", vec![edit]),
    )
}
