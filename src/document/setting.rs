//! A key and its value, with their spans.

use std::fmt;

use crate::text::{ByKey, Keyed, SharedStr, Span};

/// The settings of a section by key, in the order of the file.
pub type Settings = ByKey<Setting>;

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The key in lower case, as the AWS CLI reads it.
    pub key: SharedStr,
    /// The value.
    pub value: Value,
    /// The span of the key as written.
    pub key_span: Span,
    /// The span of the value as written: trimmed, and empty after the separator if there is none.
    pub value_span: Span,
    /// The span of all lines of the setting with their line ends, including continuation lines.
    pub span: Span,
}

/// The value of a setting.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// A string, verbatim; continuation lines are joined by a newline.
    Text(SharedStr),
    /// An indented block of `name = value` lines under a key without a value of its own.
    Nested(Vec<NestedSetting>),
}

/// One line of an indented block. A duplicate name is in the list twice; the last one applies.
#[derive(Clone)]
pub struct NestedSetting {
    /// The name, case-sensitive.
    pub name: String,
    /// The value.
    pub value: String,
    /// The span of the name as written.
    pub name_span: Span,
    /// The span of the value as written.
    pub value_span: Span,
    /// The span of the whole line with its line end.
    pub span: Span,
}

impl Keyed for Setting {
    fn key(&self) -> &SharedStr {
        &self.key
    }
}

/// Ignores the location.
impl PartialEq for NestedSetting {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}

impl Eq for NestedSetting {}

impl NestedSetting {
    /// Creates a setting without a location.
    pub(super) fn of(name: &str, value: &str) -> Self {
        let [name_span, value_span, span] = [Span::default(); 3];
        Self { name: name.to_owned(), value: value.to_owned(), name_span, value_span, span }
    }
}

/// Names only: the value can be a secret.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text([redacted])"),
            Self::Nested(settings) => f.debug_tuple("Nested").field(settings).finish(),
        }
    }
}

/// Name and location only: the value can be a secret.
impl fmt::Debug for NestedSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NestedSetting")
            .field("name", &self.name)
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}

impl Value {
    /// The string, if the value is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Nested(_) => None,
        }
    }

    /// The value of `name` in the block, if the value is a block; the last duplicate applies.
    pub fn nested(&self, name: &str) -> Option<&NestedSetting> {
        match self {
            Self::Text(_) => None,
            Self::Nested(settings) => settings.iter().rev().find(|setting| setting.name == name),
        }
    }
}
