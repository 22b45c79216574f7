//! A string that is a part of a text and shares its memory.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use super::Span;

/// A part of a text. It keeps the whole text in memory and copies nothing.
#[derive(Clone)]
pub struct SharedStr {
    text: Arc<str>,
    span: Span,
}

impl SharedStr {
    /// The part of `text` that the span covers; empty if it is not within the text.
    pub fn part_of(text: &Arc<str>, span: Span) -> Self {
        Self { text: Arc::clone(text), span }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        self
    }

    /// What follows the first `length` bytes.
    #[must_use]
    pub fn after(&self, length: usize) -> Self {
        Self::part_of(&self.text, Span::new(self.span.start + length, self.span.end))
    }
}

impl Deref for SharedStr {
    type Target = str;

    fn deref(&self) -> &str {
        self.span.slice(&self.text)
    }
}

impl Default for SharedStr {
    fn default() -> Self {
        Self::from("")
    }
}

impl<T: Into<Arc<str>>> From<T> for SharedStr {
    fn from(text: T) -> Self {
        let text = text.into();
        let span = Span::new(0, text.len());
        Self { text, span }
    }
}

impl From<&SharedStr> for String {
    fn from(part: &SharedStr) -> Self {
        (**part).to_owned()
    }
}

impl Borrow<str> for SharedStr {
    fn borrow(&self) -> &str {
        self
    }
}

impl Hash for SharedStr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl PartialEq for SharedStr {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for SharedStr {}

impl PartialEq<str> for SharedStr {
    fn eq(&self, other: &str) -> bool {
        // Most strings that are compared differ in length: comparing bytes needs no character boundaries.
        let own = self.text.as_bytes().get(self.span.start..self.span.end);
        own.unwrap_or_default() == other.as_bytes()
    }
}

impl PartialEq<&str> for SharedStr {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Debug for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for SharedStr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_not_within_the_text_is_empty() {
        let text: Arc<str> = "text".into();
        for span in [Span::new(2, 9), Span::new(9, 9), Span::new(3, 1)] {
            let part = SharedStr::part_of(&text, span);
            assert_eq!(part.as_str(), "");
            assert!(part == *"" && part != *"text", "{span:?}");
        }
        assert!(SharedStr::part_of(&text, Span::new(1, 3)) == *"ex");
    }
}
