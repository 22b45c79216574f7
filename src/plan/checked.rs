//! A value with the diagnostics of its lookup.

use crate::diagnostic::Diagnostic;

/// The result of every lookup in the planner: a value and the diagnostics of the settings that were
/// read. A setting can have a value and a diagnostic at once (a warning), or neither, so this is
/// not a `Result`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checked<T> {
    pub(crate) value: T,
    /// In the order in which the settings were read.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// Creates a value with any number of diagnostics: `None`, `Some`, an array or a list.
    pub(crate) fn new(value: T, diagnostics: impl IntoIterator<Item = Diagnostic>) -> Self {
        Self { value, diagnostics: diagnostics.into_iter().collect() }
    }

    /// Creates a value without diagnostics.
    pub(crate) const fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Returns the value, and moves its diagnostics to the end of `diagnostics`.
    pub(crate) fn append_to(self, diagnostics: &mut Vec<Diagnostic>) -> T {
        diagnostics.extend(self.diagnostics);
        self.value
    }

    /// Converts the value; the diagnostics do not change.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Checked<U> {
        Checked { value: change(self.value), diagnostics: self.diagnostics }
    }

    /// Runs a lookup that needs the value of this one; its diagnostics follow.
    pub(crate) fn and_then<U>(self, next: impl FnOnce(T) -> Checked<U>) -> Checked<U> {
        let Self { value, mut diagnostics } = self;
        let value = next(value).append_to(&mut diagnostics);
        Checked { value, diagnostics }
    }
}
