//! A value and the diagnostics of finding it.

use crate::diagnostic::Diagnostic;

/// What every lookup of the planner returns: its value, and everything that is wrong or worth
/// knowing about the settings it read. A setting can have a value and a diagnostic at once (a warning),
/// or neither, so this is not a `Result`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checked<T> {
    pub(crate) value: T,
    /// In the order in which the settings were read.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value with any number of diagnostics: `None`, `Some`, an array or a list.
    pub(crate) fn new(value: T, diagnostics: impl IntoIterator<Item = Diagnostic>) -> Self {
        Self { value, diagnostics: diagnostics.into_iter().collect() }
    }

    /// A value without diagnostics.
    pub(crate) const fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// The value; its diagnostics are moved to the end of `diagnostics`.
    pub(crate) fn append_to(self, diagnostics: &mut Vec<Diagnostic>) -> T {
        diagnostics.extend(self.diagnostics);
        self.value
    }

    /// The value changed, with the same diagnostics.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Checked<U> {
        Checked { value: change(self.value), diagnostics: self.diagnostics }
    }

    /// A lookup that needs the value of this one; its diagnostics follow.
    pub(crate) fn and_then<U>(self, next: impl FnOnce(T) -> Checked<U>) -> Checked<U> {
        let Self { value, mut diagnostics } = self;
        let value = next(value).append_to(&mut diagnostics);
        Checked { value, diagnostics }
    }
}
