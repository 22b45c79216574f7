//! The input of every lookup, and the diagnostics about what it finds.

use std::cell::Cell;

use super::Request;
use super::checked::Checked;
use super::suggest::Names;
use crate::aws::Endpoint;
use crate::config::{Profile, Profiles, SettingRef};
use crate::diagnostic::{Code, Diagnostic, TextEdit};
use crate::text::{Location, Span, quoted};

/// The input of a plan. Lookups read it and return what they found; nothing is collected here.
pub(crate) struct Context<'a> {
    pub(crate) profiles: &'a Profiles,
    pub(crate) request: &'a Request,
    pub(crate) names: Names<'a>,
    /// Whether the calls go to an STS that is not AWS's own, which can accept roles with ARNs that
    /// AWS rejects. Set from the settings of the selected profile before its roles are read.
    is_foreign_sts: Cell<bool>,
    /// How many more bytes may be read of settings that many profiles share; `None` once the limit
    /// was exceeded.
    shared_left: Cell<Option<usize>>,
}

/// The limit for settings that many profiles share, in bytes, in addition to [`FREE`] for each.
const SHARED: usize = 4 << 20;
const FREE: usize = 256;

impl<'a> Context<'a> {
    pub(crate) fn new(profiles: &'a Profiles, request: &'a Request) -> Self {
        let shared_left = Cell::new(Some(SHARED));
        let is_foreign_sts = Cell::new(false);
        Self { profiles, request, names: Names::new(profiles), is_foreign_sts, shared_left }
    }

    /// Sets the STS endpoint of the calls.
    pub(crate) fn set_endpoint(&self, endpoint: &Endpoint) {
        self.is_foreign_sts.set(!endpoint.is_aws());
    }

    /// Whether the calls go to an STS that is not AWS's own.
    pub(crate) fn is_foreign_sts(&self) -> bool {
        self.is_foreign_sts.get()
    }

    /// Whether `bytes` that `profile` shares with other profiles may be read for it. The first time
    /// that the limit is exceeded has a diagnostic.
    pub(crate) fn may_read(&self, profile: &Profile, bytes: usize) -> Checked<bool> {
        let Some(left) = self.shared_left.get() else { return Checked::clean(false) };
        let left = left.checked_sub(bytes.saturating_sub(FREE));
        self.shared_left.set(left);
        if left.is_some() {
            return Checked::clean(true);
        }
        let message = "too many profiles share large settings; the rest is not checked";
        let diagnostic = self
            .on_profile(Code::TooLarge, profile, message)
            .help("remove unused settings from `[DEFAULT]`, `[sso-session]` and `[services]`");
        Checked::new(false, [diagnostic])
    }

    /// The location of a setting's value; of its key, when the value is empty.
    pub(crate) fn value_at(&self, found: SettingRef<'_>) -> Location {
        let Span { start, end } = found.setting.value_span;
        let span = if start == end { found.setting.key_span } else { found.setting.value_span };
        self.profiles.location(found.file, span)
    }

    /// The location of a setting's key.
    pub(crate) fn key_at(&self, found: SettingRef<'_>) -> Location {
        self.profiles.location(found.file, found.setting.key_span)
    }

    /// The location of a profile's header.
    pub(crate) fn header_at(&self, profile: &Profile) -> Option<Location> {
        let (file, span) = profile.headers().next()?;
        Some(self.profiles.location(file, span))
    }

    /// A diagnostic about the value of a setting.
    pub(crate) fn on_value(
        &self,
        code: Code,
        profile: &Profile,
        found: SettingRef<'_>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, message)
            .profile(&profile.name)
            .key(&found.setting.key)
            .at(self.value_at(found))
    }

    /// A diagnostic about a profile as a whole, or about a key that it lacks.
    pub(crate) fn on_profile(
        &self,
        code: Code,
        profile: &Profile,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, message).profile(&profile.name).at(self.header_at(profile))
    }

    /// Adds the suggestion of a similar value, and the fix that sets it.
    pub(crate) fn suggest(
        &self,
        diagnostic: Diagnostic,
        found: SettingRef<'_>,
        nearest: &str,
    ) -> Diagnostic {
        let nearest_quoted = quoted(nearest);
        diagnostic
            .help(format!("did you mean {nearest_quoted}?"))
            .fix(format!("use {nearest_quoted}"), self.replace_value(found, nearest))
    }

    /// The edit that makes a comment of a setting; `None` if it is indented or has several lines,
    /// because the AWS CLI would read the rest as another setting.
    pub(crate) fn comment_out(&self, found: SettingRef<'_>) -> Option<TextEdit> {
        let key = self.key_at(found);
        let is_one_line = key.column == 1 && self.value_at(found).end_line == key.line;
        let location = Location { end_line: key.line, end_column: key.column, ..key };
        is_one_line.then(|| TextEdit { location, new_text: "# ".to_owned() })
    }

    /// The edit that replaces the value of a setting.
    pub(crate) fn replace_value(&self, found: SettingRef<'_>, new_text: &str) -> Vec<TextEdit> {
        let location = self.profiles.location(found.file, found.setting.value_span);
        vec![TextEdit { location, new_text: new_text.to_owned() }]
    }
}

/// The text of a setting; a block, where text is expected, is treated as empty.
pub(crate) fn text(found: SettingRef<'_>) -> &str {
    found.text().unwrap_or("")
}
