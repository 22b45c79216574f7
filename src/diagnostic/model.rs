//! Diagnostics about a configuration or a run.
//!
//! `check`, thrown errors, the terminal, editors and JSON all use [`Diagnostic`]. Messages are one
//! line in lower case with the user's own words in backticks and never contain a secret: the
//! message says what is wrong, the location says where, and the help says what to do.

use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

use super::access_denied::AccessDenied;
use super::code::{Code, Severity};
use super::refused_call::RefusedCall;
use crate::text::{File, Location, redact, sort_by_key};

/// A change to one part of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TextEdit {
    /// The part to replace; empty to insert.
    #[serde(flatten)]
    pub location: Location,
    /// The text that replaces it.
    pub new_text: String,
}

/// A change that fixes a diagnostic.
// The edits are not read from JSON: a diagnostic that comes in is only rendered, with the title of its fix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Fix {
    /// A description of the change, as the label of a button.
    pub title: String,
    /// The edits, which must be applied together.
    #[serde(skip_deserializing)]
    pub edits: Vec<TextEdit>,
}

/// One diagnostic. Its section in `docs/diagnostics.md` has the rule and an example.
// Boxed, because each step of its construction moves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(as = "FlatDiagnostic"))]
#[serde(from = "FlatDiagnostic", into = "FlatDiagnostic")]
pub struct Diagnostic(Box<Members>);

/// The members of a [`Diagnostic`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// The stable code.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// The message.
    pub message: String,
    /// How to correct it, as an imperative.
    pub help: Option<String>,
    /// The profile with the problem.
    pub profile: Option<String>,
    /// The key with the problem.
    pub key: Option<String>,
    /// The location; `None` for a diagnostic about the environment or a call.
    pub location: Option<Location>,
    /// A change that fixes the problem.
    pub fix: Option<Fix>,
    /// The policy that denied the call; only with the code `sts-access-denied`.
    pub access_denied: Option<Box<AccessDenied>>,
    /// The parameters of the call that STS refused, and the causes that they support or exclude.
    pub refused_call: Option<Box<RefusedCall>>,
}

/// A [`Diagnostic`] in JSON, with the members of its location beside its own. `serde(flatten)`
/// would ignore a location with an invalid member, and an optional one has no TypeScript type.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
struct FlatDiagnostic {
    /// The stable code.
    code: Code,
    /// The severity.
    severity: Severity,
    /// The message.
    message: String,
    /// How to correct it, as an imperative.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// The profile with the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "crate::text::redact::serialize_option")]
    profile: Option<String>,
    /// The key with the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "crate::text::redact::serialize_key")]
    key: Option<String>,
    /// The file; this member and the next four are all present or all absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<File>,
    /// Line of the first character, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// Column of the first character, from 1, in UTF-16 code units.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    /// Line of the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    /// Column after the last character.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
    /// A change that fixes the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix>,
    /// The policy that denied the call; only with the code `sts-access-denied`.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    access_denied: Option<Box<AccessDenied>>,
    /// The parameters of the call that STS refused, and the causes that they support or exclude.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_call: Option<Box<RefusedCall>>,
}

impl From<Diagnostic> for FlatDiagnostic {
    fn from(diagnostic: Diagnostic) -> Self {
        let Members {
            code,
            severity,
            message,
            help,
            profile,
            key,
            location,
            fix,
            access_denied,
            refused_call,
        } = *diagnostic.0;
        Self {
            code,
            severity,
            message,
            help,
            profile,
            key,
            file: location.map(|it| it.file),
            line: location.map(|it| it.line),
            column: location.map(|it| it.column),
            end_line: location.map(|it| it.end_line),
            end_column: location.map(|it| it.end_column),
            fix,
            access_denied,
            refused_call,
        }
    }
}

impl From<FlatDiagnostic> for Diagnostic {
    fn from(flat: FlatDiagnostic) -> Self {
        let location = flat.location();
        let FlatDiagnostic {
            code,
            severity,
            message,
            help,
            profile,
            key,
            fix,
            access_denied,
            refused_call,
            ..
        } = flat;
        Self(Box::new(Members {
            code,
            severity,
            message,
            help,
            profile,
            key,
            location,
            fix,
            access_denied,
            refused_call,
        }))
    }
}

impl FlatDiagnostic {
    fn location(&self) -> Option<Location> {
        Some(Location {
            file: self.file?,
            line: self.line?,
            column: self.column?,
            end_line: self.end_line?,
            end_column: self.end_column?,
        })
    }
}

/// Sorts diagnostics by location. Those without a location come first; those with the same location
/// keep their order.
pub fn sort_by_place(diagnostics: &mut Vec<Diagnostic>) {
    sort_by_key(diagnostics, Diagnostic::start);
}

impl Diagnostic {
    /// Creates a diagnostic with the default severity of its code.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self::with_message(code, message.into())
    }

    // Only this short function is generic; the rest is compiled once.
    fn with_message(code: Code, message: String) -> Self {
        Self(Box::new(Members {
            code,
            severity: code.severity(),
            message,
            help: None,
            profile: None,
            key: None,
            location: None,
            fix: None,
            access_denied: None,
            refused_call: None,
        }))
    }

    fn with_help(mut self, help: String) -> Self {
        self.help = Some(help);
        self
    }

    fn with_profile(mut self, name: String) -> Self {
        self.profile = Some(name);
        self
    }

    fn with_key(mut self, key: String) -> Self {
        self.key = Some(key);
        self
    }

    /// Sets what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        self.with_help(help.into())
    }

    /// Sets the profile with the problem.
    #[must_use]
    pub fn profile(self, name: impl Into<String>) -> Self {
        self.with_profile(name.into())
    }

    /// Sets the key with the problem.
    #[must_use]
    pub fn key(self, key: impl Into<String>) -> Self {
        self.with_key(key.into())
    }

    /// Sets where it is, if that is known.
    #[must_use]
    pub fn at(mut self, location: impl Into<Option<Location>>) -> Self {
        self.location = location.into();
        self
    }

    /// Sets the policy that denied the call.
    #[must_use]
    pub fn access_denied(mut self, denied: Box<AccessDenied>) -> Self {
        self.access_denied = Some(denied);
        self
    }

    /// Sets what the refused call sent.
    #[must_use]
    pub fn refused_call(mut self, call: RefusedCall) -> Self {
        self.refused_call = Some(Box::new(call));
        self
    }

    /// Sets a change that fixes the problem. Because fixes are shown, one that would write
    /// something that looks like a secret is dropped.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<TextEdit>) -> Self {
        let is_shown = |edit: &TextEdit| redact::shown(&edit.new_text) == edit.new_text;
        if edits.iter().all(is_shown) {
            self.fix = Some(Fix { title: title.into(), edits });
        }
        self
    }

    /// Sets a severity other than the default of the code.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Whether the severity is error, not warning or note.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The file, line and column where it starts; `None` without a location.
    pub fn start(&self) -> Option<(File, u32, u32)> {
        self.location.map(|at| (at.file, at.line, at.column))
    }
}

impl Deref for Diagnostic {
    type Target = Members;

    fn deref(&self) -> &Members {
        &self.0
    }
}

impl DerefMut for Diagnostic {
    fn deref_mut(&mut self) -> &mut Members {
        &mut self.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_location_is_flat_in_json() {
        let location =
            Location { file: File::Config, line: 2, column: 3, end_line: 4, end_column: 5 };
        let without = Diagnostic::new(Code::TooLarge, "m").profile("p");
        let with = without.clone().at(location);
        let flat = r#","file":"config","line":2,"column":3,"endLine":4,"endColumn":5}"#;
        for (diagnostic, end) in [(without, "}"), (with, flat)] {
            let json = serde_json::to_string(&diagnostic).unwrap();
            let own = r#"{"code":"too-large","severity":"error","message":"m","profile":"p""#;
            assert_eq!(json, format!("{own}{end}"));
            assert_eq!(serde_json::from_str::<Diagnostic>(&json).unwrap(), diagnostic);
        }
    }

    #[test]
    fn an_invalid_member_of_the_location_is_an_error() {
        let json = r#"{"code":"too-large","severity":"error","message":"m","line":"2"}"#;
        assert!(serde_json::from_str::<Diagnostic>(json).is_err());
    }
}
