//! Locations in a text: byte spans inside the engine, lines and columns at its boundary.

use rolehop_text::{Lines, Span, line_starts};
use serde::{Deserialize, Serialize};

/// One of the two shared files of the AWS CLI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "SharedFile"))]
#[serde(rename_all = "lowercase")]
pub enum File {
    /// `~/.aws/config`, or the file that `AWS_CONFIG_FILE` names.
    Config,
    /// `~/.aws/credentials`, or the file that `AWS_SHARED_CREDENTIALS_FILE` names.
    Credentials,
}

impl std::fmt::Display for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Config => "config",
            Self::Credentials => "credentials",
        })
    }
}

/// A span in the units of editors: lines and columns from 1, columns in UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[cfg_attr(feature = "types", ts(rename = "SourceRange"))]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// The file.
    pub file: File,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
}

/// The start of each line of a text, to convert byte offsets into lines and columns.
///
/// Lines end as in the AWS CLI: with LF, CRLF or a lone CR. A byte order mark at the start belongs
/// to no line and has no column, because editors do not show it.
#[derive(Clone, Debug, Default)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// The number of UTF-16 code units before every [`STEP`]th byte, so that columns of a long line
    /// are not counted from its start each time. Empty for ASCII, where they are the offsets.
    units: Vec<usize>,
}

/// The distance, in bytes, between the offsets in [`LineIndex::units`].
const STEP: usize = 512;

impl LineIndex {
    /// Indexes `text` in one pass.
    pub fn new(text: &str) -> Self {
        Self { starts: line_starts(text), units: units(text.as_bytes()) }
    }

    /// All lines of a text of `length` bytes, with their line ends; the last one can be empty.
    pub fn lines(&self, length: usize) -> Lines<'_> {
        Lines::new(&self.starts, length)
    }

    /// The complete lines of a text of `length` bytes that contain a part of `span`.
    pub fn lines_in(&self, span: Span, length: usize) -> Lines<'_> {
        let first = self.line_at(span.start) - 1;
        let last = self.starts.partition_point(|start| *start < span.end);
        let end = self.starts.get(last).copied().unwrap_or(length);
        Lines::new(self.starts.get(first..last).unwrap_or_default(), end)
    }

    /// The line, from 1, of a byte offset in the indexed text.
    pub fn line_of(&self, offset: usize) -> u32 {
        saturate(self.line_at(offset))
    }

    fn line_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// The line and column, both from 1, of a byte offset in the indexed text.
    ///
    /// An offset after the end, or inside a character, is moved back to the nearest valid one.
    pub fn line_column(&self, text: &str, offset: usize) -> (u32, u32) {
        let line = self.line_at(offset);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.units_before(text, end).saturating_sub(self.units_before(text, start));
        (saturate(line), saturate(column + 1))
    }

    /// The offset in UTF-16 code units of a byte offset at the start of a character.
    pub fn utf16_offset(&self, text: &str, offset: usize) -> u32 {
        saturate(self.units_before(text, offset))
    }

    /// The number of UTF-16 code units before a byte offset.
    fn units_before(&self, text: &str, offset: usize) -> usize {
        if self.units.is_empty() {
            return offset;
        }
        let step = offset / STEP;
        let known = self.units.get(step).copied().unwrap_or(0);
        let rest = text.as_bytes().get(step * STEP..offset).unwrap_or_default();
        known + rest.iter().map(|byte| units_of(*byte)).sum::<usize>()
    }

    /// The byte offset of a line and column, both from 1, in the indexed text.
    ///
    /// A column after the end of its line is moved to that end, before the line end; one inside a
    /// character to its start; a line after the last one to the end of the text.
    pub fn offset(&self, text: &str, line: u32, column: u32) -> usize {
        let at = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
        let Some(start) = self.starts.get(at) else {
            return text.len();
        };
        let line = self.line_without_end(text, *start);
        let column = usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1);
        let wanted = self.units_before(text, line.start).saturating_add(column);
        if self.units.is_empty() {
            return wanted.min(line.end);
        }
        let step = self.units.partition_point(|units| *units <= wanted).saturating_sub(1);
        let mut offset = (step * STEP).clamp(line.start, line.end);
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let mut left = wanted.saturating_sub(self.units_before(text, offset));
        for c in Span::new(offset, line.end).slice(text).chars() {
            if left < c.len_utf16() {
                break;
            }
            left -= c.len_utf16();
            offset += c.len_utf8();
        }
        offset
    }

    /// The line at a byte offset, without its line end.
    pub fn line_without_end(&self, text: &str, offset: usize) -> Span {
        let line = self.line_at(offset);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let end = self.starts.get(line).copied().unwrap_or(text.len());
        let whole = Span::new(start, end);
        Span::new(start, start + whole.slice(text).trim_end_matches(['\r', '\n']).len())
    }

    /// The location of `span` in `text`, which must be the indexed text.
    pub fn location(&self, text: &str, file: File, span: Span) -> Location {
        let (line, column) = self.line_column(text, span.start);
        let (end_line, end_column) = self.line_column(text, span.end);
        Location { file, line, column, end_line, end_column }
    }
}

/// The number of UTF-16 code units before every [`STEP`]th byte; nothing for ASCII.
fn units(bytes: &[u8]) -> Vec<usize> {
    if bytes.is_ascii() {
        return Vec::new();
    }
    let sizes = bytes.chunks(STEP).map(|chunk| chunk.iter().map(|it| units_of(*it)).sum::<usize>());
    let sums = sizes.scan(0, |sum, size| {
        *sum += size;
        Some(*sum)
    });
    std::iter::once(0).chain(sums).collect()
}

/// How many UTF-16 code units the character has that starts with this UTF-8 byte; 0 for
/// continuation bytes.
const fn units_of(byte: u8) -> usize {
    match byte {
        0x80..=0xbf => 0,
        0xf0.. => 2,
        _ => 1,
    }
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The text with the first fix of every diagnostic applied, for tests of fixes.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) fn apply(text: &str, diagnostics: &[crate::diagnostic::Diagnostic]) -> String {
    let index = LineIndex::new(text);
    let lines: Vec<Span> = index.lines(text.len()).collect();
    let offset = |line: u32, column: u32| {
        let line = lines.get(line as usize - 1).unwrap();
        let mut units = 1;
        let reaches = |(_, c): &(usize, char)| {
            let here = units;
            units += c.len_utf16();
            here >= column as usize
        };
        let found = line.slice(text).char_indices().find(reaches);
        found.map_or(line.end, |(at, _)| line.start + at)
    };
    let edits = diagnostics.iter().filter_map(|it| it.fix.as_ref()).flat_map(|fix| &fix.edits);
    let mut edits: Vec<_> = edits
        .map(|edit| {
            let at = edit.location;
            let start = offset(at.line, at.column);
            (start..offset(at.end_line, at.end_column), &edit.new_text)
        })
        .collect();
    edits.sort_by_key(|(span, _)| span.start);
    let mut fixed = text.to_owned();
    for (span, new_text) in edits.into_iter().rev() {
        fixed.replace_range(span, new_text);
    }
    fixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns() {
        let text = "a\r\nbé\u{1F511}c\rd\n";
        let index = LineIndex::new(text);
        let cases = [
            ("first character", 0, (1, 1)),
            ("after CRLF", 3, (2, 1)),
            ("after an accent: one unit", 6, (2, 3)),
            ("after a key emoji: two units", 10, (2, 5)),
            ("after a lone CR", 12, (3, 1)),
            ("end of text", 14, (4, 1)),
            ("past the end", 99, (4, 1)),
            ("inside a character", 5, (2, 2)),
        ];
        for (shows, offset, expected) in cases {
            assert_eq!(index.line_column(text, offset), expected, "{shows}");
        }
    }

    #[test]
    fn offsets_of_lines_and_columns() {
        let text = "a\r\nbé\u{1F511}c\rd\n";
        let index = LineIndex::new(text);
        let cases = [
            ("first character", (1, 1), 0),
            ("end of a line", (1, 2), 1),
            ("past the end of a line", (1, 9), 1),
            ("after an accent: one unit", (2, 3), 6),
            ("inside a key emoji", (2, 4), 6),
            ("after it: two units", (2, 5), 10),
            ("after a lone CR", (3, 1), 12),
            ("the empty line at the end", (4, 1), 14),
            ("past the last line", (9, 1), 14),
            ("before everything", (0, 0), 0),
        ];
        for (shows, (line, column), expected) in cases {
            assert_eq!(index.offset(text, line, column), expected, "{shows}");
        }
        let marked = "\u{feff}ab";
        assert_eq!(LineIndex::new(marked).offset(marked, 1, 2), 4, "behind a byte order mark");
    }

    /// In a long line, every position is counted from the step before it, and must be the same as
    /// if it were counted from the start of the line.
    #[test]
    fn positions_in_a_long_line() {
        let text = format!("a\n{}\nb", "é\u{1F511}c".repeat(2 * STEP));
        let index = LineIndex::new(&text);
        assert_eq!(index.units.len(), text.len().div_ceil(STEP) + 1);
        let mut column = 1;
        for (at, c) in text.char_indices().skip(2).take_while(|(_, c)| *c != '\n') {
            assert_eq!(index.line_column(&text, at), (2, column));
            assert_eq!(index.offset(&text, 2, column), at);
            column += u32::try_from(c.len_utf16()).unwrap_or(0);
        }
    }

    #[test]
    fn a_byte_order_mark_has_no_column() {
        let text = "\u{feff}ab\nc";
        let index = LineIndex::new(text);
        assert_eq!(index.line_column(text, 0), (1, 1));
        assert_eq!(index.line_column(text, 4), (1, 2));
        assert_eq!(index.line_column(text, 6), (2, 1));
    }

    #[test]
    fn lines_cover_the_text() {
        let cases = [
            ("nothing", "", vec![""]),
            ("every line end", "a\r\nb\rc\nd", vec!["a\r\n", "b\r", "c\n", "d"]),
            ("after the last line end", "a\n", vec!["a\n", ""]),
            ("behind a byte order mark", "\u{feff}a\n", vec!["a\n", ""]),
        ];
        for (shows, text, expected) in cases {
            let index = LineIndex::new(text);
            let lines: Vec<_> = index.lines(text.len()).map(|span| span.slice(text)).collect();
            assert_eq!(lines, expected, "{shows}");
        }
    }
}
