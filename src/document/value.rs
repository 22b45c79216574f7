//! Joins the lines of a setting to its value.

use std::sync::Arc;

use super::syntax_error::SyntaxError;
use super::{NestedSetting, Value};
use crate::text::python_str::{is_space, split_lines, trim};
use crate::text::{Line, SharedStr, Span};

/// The spans of a value and of its setting's lines.
pub(super) struct Spans {
    pub(super) value: Span,
    pub(super) lines: Span,
}

/// Reads a value: the first piece follows the separator, the others continue it.
///
/// If nothing follows the separator on its line, but other lines continue it, the value is a block;
/// if not, the pieces are joined by newlines. Empty lines at the end are ignored.
pub(super) fn read(
    text: &Arc<str>,
    pieces: &[Line],
    errors: &mut Vec<SyntaxError>,
) -> (Value, Spans) {
    let used = pieces.iter().rposition(|piece| !piece.content.is_empty()).map_or(1, |at| at + 1);
    let pieces = pieces.get(..used).unwrap_or(pieces);
    let is_block = used > 1 && pieces.first().is_some_and(|first| first.content.is_empty());
    let value = if is_block {
        Value::Nested(pieces.iter().flat_map(|piece| block_line(text, *piece, errors)).collect())
    } else {
        Value::Text(joined(text, pieces))
    };
    (value, spans(pieces))
}

fn spans(pieces: &[Line]) -> Spans {
    let filled = pieces.iter().find(|piece| !piece.content.is_empty()).or(pieces.first());
    let start = filled.map_or(0, |piece| piece.content.start);
    let end = pieces.last().map_or(0, |piece| piece.content.end);
    let first_line = pieces.first().map_or(0, |piece| piece.whole.start);
    let last_line = pieces.last().map_or(0, |piece| piece.whole.end);
    Spans { value: Span::new(start, end), lines: Span::new(first_line, last_line) }
}

fn joined(text: &Arc<str>, pieces: &[Line]) -> SharedStr {
    if let [only] = pieces {
        return SharedStr::part_of(text, only.content);
    }
    let mut value = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            value.push('\n');
        }
        value.push_str(piece.content.slice(text));
    }
    debug_assert!(!value.ends_with(is_space));
    value.into()
}

/// One physical line of a block. Python splits it again at characters that do not end a line in a
/// file, and then reads several settings. Only the first error of a line is reported.
fn block_line(text: &str, piece: Line, errors: &mut Vec<SyntaxError>) -> Vec<NestedSetting> {
    let mut settings = Vec::new();
    let mut first_error = None;
    for part in split_lines(text, piece.content) {
        let content = trim(text, part);
        let whole = if part == piece.content { piece.whole } else { part };
        if content.is_empty() {
            continue;
        }
        match nested(text, content, whole) {
            Some(setting) => settings.push(setting),
            None => first_error = first_error.or(Some(content)),
        }
    }
    errors.extend(first_error.map(SyntaxError::NoSeparatorInBlock));
    settings
}

fn nested(text: &str, content: Span, span: Span) -> Option<NestedSetting> {
    let at = content.start + content.slice(text).find('=')?;
    let name_span = trim(text, Span::new(content.start, at));
    let value_span = trim(text, Span::new(at + 1, content.end));
    let (name, value) = (name_span.slice(text).to_owned(), value_span.slice(text).to_owned());
    Some(NestedSetting { name, value, name_span, value_span, span })
}
