//! Text to document: the AWS CLI's line grammar.

use super::{Document, Section};
use crate::text::{File, LineIndex};

pub(super) fn from_bytes(file: File, bytes: &[u8]) -> Document {
    parse(file, String::from_utf8_lossy(bytes).into_owned())
}

pub(super) fn parse(file: File, text: String) -> Document {
    let lines = LineIndex::new(&text);
    let sections: Vec<Section> = Vec::new();
    Document { file, text, lines, sections, diagnostics: Vec::new() }
}
