//! What is found on the way through a chain.

use std::collections::HashSet;

use crate::config::{Found, Profile, Profiles};
use crate::diagnostic::{Code, Diagnostic, TextEdit};
use crate::text::{Location, Span};

/// Everything that is known while a chain is followed: the profiles, what was asked, and what was
/// found so far.
pub(crate) struct Context<'a> {
    pub(crate) profiles: &'a Profiles,
    pub(crate) request: &'a super::Request,
    pub(crate) names: crate::plan::suggest::Names<'a>,
    /// Whether the calls go to an STS that is not AWS's own, which can accept roles with ARNs that
    /// AWS rejects.
    pub(crate) is_foreign_sts: bool,
    findings: Vec<Diagnostic>,
    /// How much more may be read of settings that many profiles share, in bytes; none any more once
    /// there was not enough.
    left: Option<usize>,
}

/// How much is read of settings that many profiles share, in bytes, beyond [`FREE`] for each.
const SHARED: usize = 4 << 20;
const FREE: usize = 256;

impl<'a> Context<'a> {
    pub(crate) fn new(profiles: &'a Profiles, request: &'a super::Request) -> Self {
        let names = crate::plan::suggest::Names::new(profiles);
        Self {
            profiles,
            request,
            names,
            is_foreign_sts: false,
            findings: Vec::new(),
            left: Some(SHARED),
        }
    }

    /// Whether `bytes` that `profile` shares with other profiles may be read for it. Reports the
    /// first time that the limit is exceeded.
    pub(crate) fn may_read(&mut self, profile: &Profile, bytes: usize) -> bool {
        let Some(left) = self.left else { return false };
        self.left = left.checked_sub(bytes.saturating_sub(FREE));
        if self.left.is_none() {
            let message = "too many profiles share large settings; the rest is not checked";
            let finding = self
                .on_profile(Code::TooLarge, profile, message)
                .help("remove unused settings from `[DEFAULT]`, `[sso-session]` and `[services]`");
            self.report(finding);
        }
        self.left.is_some()
    }

    /// Keeps a finding.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    /// Everything found, in the order of the walk, each once.
    pub(crate) fn into_findings(self) -> Vec<Diagnostic> {
        let mut seen = HashSet::new();
        let mut findings = self.findings;
        findings.retain(|finding| {
            let place = (finding.file, finding.line, finding.column);
            seen.insert((finding.code, place, finding.profile.clone(), finding.message.clone()))
        });
        findings
    }

    /// The place of a setting's value; of its key, when it has no value.
    pub(crate) fn value_at(&self, found: Found<'_>) -> Location {
        let Span { start, end } = found.setting.value_span;
        let span = if start == end { found.setting.key_span } else { found.setting.value_span };
        self.profiles.location(found.file, span)
    }

    /// The place of a profile's header.
    pub(crate) fn header_at(&self, profile: &Profile) -> Option<Location> {
        let (file, span) = profile.headers.first()?;
        Some(self.profiles.location(*file, *span))
    }

    /// A finding about the value of a setting.
    pub(crate) fn on_value(
        &self,
        code: Code,
        profile: &Profile,
        found: Found<'_>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, message)
            .profile(&profile.name)
            .key(&found.setting.key)
            .at(self.value_at(found))
    }

    /// A finding about a profile as a whole, or about a key that it lacks.
    pub(crate) fn on_profile(
        &self,
        code: Code,
        profile: &Profile,
        message: impl Into<String>,
    ) -> Diagnostic {
        let diagnostic = Diagnostic::new(code, message).profile(&profile.name);
        match self.header_at(profile) {
            Some(location) => diagnostic.at(location),
            None => diagnostic,
        }
    }

    /// The edit that puts another value in the place of a setting's.
    pub(crate) fn replace_value(&self, found: Found<'_>, new_text: &str) -> Vec<TextEdit> {
        let location = self.profiles.location(found.file, found.setting.value_span);
        vec![TextEdit { location, new_text: new_text.to_owned() }]
    }
}

/// The text of a setting; a block, where a text is needed, counts as an empty one.
pub(crate) fn text(found: Found<'_>) -> &str {
    found.text().unwrap_or("")
}
