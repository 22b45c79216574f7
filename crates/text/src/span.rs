//! A part of a text, as byte offsets.

/// A half-open range of byte offsets in one text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether it is empty.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether an offset is in it or at its end.
    pub const fn contains_or_ends_at(self, offset: usize) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// The part of `text` that it covers; empty if it is not within the text.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }
}
