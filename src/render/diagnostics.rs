//! Renders diagnostics with the lines that they are about.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::Style;
use super::line::{Marked, marked};
use super::style::Ink;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::redact::ranges;
use crate::text::{File, LineIndex, Location, Span, sanitize};

/// The texts and names of both files, if they are available.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct DiagnosticSources {
    /// The text of the config file; if absent, none of its lines are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub config: Option<String>,
    /// The text of the credentials file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub credentials: Option<String>,
    /// The path of the config file; by default `config`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub config_path: Option<String>,
    /// The path of the credentials file; by default `credentials`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub credentials_path: Option<String>,
}

/// Both files, scanned once for lines and secrets.
struct Sources<'a> {
    config: Option<Source<'a>>,
    credentials: Option<Source<'a>>,
    texts: &'a DiagnosticSources,
}

/// The text of a file, its lines, and the spans that must not be shown.
struct Source<'a> {
    text: &'a str,
    lines: LineIndex,
    hidden: Vec<Span>,
}

impl<'a> Source<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, lines: LineIndex::new(text), hidden: ranges(text) }
    }

    /// The line of a location with its marks; `None` if the text has no such line.
    fn marked(&self, at: Location) -> Option<Marked> {
        let start = self.lines.offset(self.text, at.line, 1);
        if self.lines.line_of(start) != at.line {
            return None;
        }
        let whole = self.lines.line_without_end(self.text, start);
        // A location can end on a later line; the marks end with the first one.
        let end = if at.end_line == at.line {
            self.lines.offset(self.text, at.line, at.end_column)
        } else {
            whole.end
        };
        let part = Span::new(self.lines.offset(self.text, at.line, at.column), end);
        Some(marked(self.text, whole, part, &self.hidden))
    }
}

/// Renders diagnostics as compilers do: code and message, location, the line with marks below the
/// relevant part, and the help. An empty line follows each diagnostic, and the number of
/// diagnostics follows the last one if there are several. Empty if there are none. Every line ends
/// in a newline.
pub fn diagnostics(diagnostics: &[Diagnostic], texts: &DiagnosticSources, style: Style) -> String {
    let sources = Sources {
        config: texts.config.as_deref().map(Source::new),
        credentials: texts.credentials.as_deref().map(Source::new),
        texts,
    };
    let mut out = String::new();
    for diagnostic in diagnostics {
        heading(&mut out, diagnostic, style);
        sources.place(&mut out, diagnostic, style);
        advice(&mut out, diagnostic, style);
        if diagnostics.len() > 1 {
            out.push('\n');
        }
    }
    if diagnostics.len() > 1 {
        summary(&mut out, diagnostics);
    }
    out
}

fn heading(out: &mut String, diagnostic: &Diagnostic, style: Style) {
    let (severity_label, ink) = severity_label(diagnostic.severity);
    let label = style.paint(ink, &format!("{severity_label}[{}]", diagnostic.code));
    let message = style.paint(Ink::Strong, &sanitize(&diagnostic.message));
    let _ = writeln!(out, "{label}: {message}");
}

const fn severity_label(severity: Severity) -> (&'static str, Ink) {
    match severity {
        Severity::Error => ("error", Ink::Error),
        Severity::Warning => ("warning", Ink::Warning),
        Severity::Info => ("note", Ink::Info),
    }
}

impl Sources<'_> {
    /// Appends the location and, if its text is available, the line with the marks.
    fn place(&self, out: &mut String, diagnostic: &Diagnostic, style: Style) {
        let Some(at) = diagnostic.location else { return };
        let (path, source) = match at.file {
            File::Config => (&self.texts.config_path, &self.config),
            File::Credentials => (&self.texts.credentials_path, &self.credentials),
        };
        let name = path.as_deref().map_or_else(|| at.file.to_string(), sanitize);
        let number = at.line.to_string();
        let margin = " ".repeat(number.len());
        let arrow = style.paint(Ink::Info, style.draw("──▶", "-->"));
        let _ = writeln!(out, "{margin}{arrow} {name}:{}:{}", at.line, at.column);
        let Some(set) = source.as_ref().and_then(|it| it.marked(at)) else {
            return;
        };
        let bar = style.paint(Ink::Info, style.draw("│", "|"));
        let number = style.paint(Ink::Info, &number);
        let marks = "^".repeat(set.width);
        let marks = style.paint(severity_label(diagnostic.severity).1, &marks);
        let _ = writeln!(out, "{margin} {bar}");
        let _ = writeln!(out, "{number} {bar} {}", set.text);
        let _ = writeln!(out, "{margin} {bar} {}{marks}", " ".repeat(set.before));
    }
}

/// Appends the help, the title of the fix, and what a refused call sent.
fn advice(out: &mut String, diagnostic: &Diagnostic, style: Style) {
    let mut line = |label: &str, text: &str| {
        let label = style.paint(Ink::Strong, label);
        let _ = writeln!(out, "  = {label}: {}", sanitize(text));
    };
    if let Some(help) = &diagnostic.help {
        line("help", help);
    }
    if let Some(fix) = &diagnostic.fix {
        line("fix", &fix.title);
    }
    if let Some(call) = &diagnostic.refused_call {
        line("sent", &call.summary);
        for cause in &call.causes {
            line(cause.verdict.as_str(), &cause.message);
        }
    }
}

fn summary(out: &mut String, diagnostics: &[Diagnostic]) {
    let count = |severity: Severity| {
        let number =
            diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        let plural = if number == 1 { "" } else { "s" };
        (number > 0).then(|| format!("{number} {}{plural}", severity_label(severity).0))
    };
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .filter_map(count)
        .collect();
    if !counts.is_empty() {
        out.push_str(&counts.join(", "));
        out.push('\n');
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::Profiles;
    use crate::plan::{Request, check};

    fn set(config: &str, style: Style) -> String {
        let found = check(&Profiles::parse(config, ""), &Request::default());
        let texts = DiagnosticSources {
            config: Some(config.to_owned()),
            config_path: Some("/home/me/.aws/config".to_owned()),
            ..DiagnosticSources::default()
        };
        diagnostics(&found, &texts, style)
    }

    #[test]
    fn diagnostics_are_rendered_with_their_lines() {
        let config = "[profile p]\r\nrole_arn = arn:aws:iam::111122223333:role/R\r\n\
                      credential_source = environment\r\n";
        assert_eq!(
            set(config, Style::default()),
            "error[credential-source-unknown]: unknown `credential_source` `environment`\n \
             --> /home/me/.aws/config:3:21\n  |\n3 | credential_source = environment\n  \
             |                     ^^^^^^^^^^^\n  = help: did you mean `Environment`? the value is case-sensitive\n  = fix: use `Environment`\n"
        );
    }

    #[test]
    fn no_secret_or_control_character_is_shown() {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        let config = format!(
            "[profile a]\naws_secret_access_key = {secret}\n[profile b]\n{secret}\n\
             [profile c]\nrole_arn = \u{1b}[31m\u{202e}x\nsource_profile = \u{7}\n\
             external_id = {secret} \n"
        );
        let text = set(&config, Style::default());
        assert!(text.contains("aws_secret_access_key = ****************"), "{text}");
        assert!(!text.contains(secret), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text}");
        assert!(text.contains("\\u{1b}[31m\\u{202e}x"), "{text}");
    }

    #[test]
    fn color_and_line_drawing_are_optional() {
        let config = "[profile p]\nrole_arn = x\n";
        let plain = set(config, Style::default());
        assert!(plain.is_ascii() && !plain.contains('\u{1b}'), "{plain}");
        let fancy = set(config, Style { color: true, unicode: true });
        assert!(fancy.contains("\u{1b}[1;31merror[role-arn-malformed]\u{1b}[0m"), "{fancy}");
        assert!(fancy.contains("──▶"), "{fancy}");
    }

    #[test]
    fn diagnostics_without_a_location_or_text_are_rendered() {
        let found = [
            Diagnostic::new(crate::diagnostic::Code::NoCredentials, "nothing").help("do"),
            serde_json::from_value(serde_json::json!({
                "code": "inline-comment", "severity": "warning", "message": "m",
                "file": "credentials", "line": 7, "column": 3, "endLine": 7, "endColumn": 4,
            }))
            .unwrap(),
        ];
        assert_eq!(
            diagnostics(&found, &DiagnosticSources::default(), Style::default()),
            "error[no-credentials]: nothing\n  = help: do\n\nwarning[inline-comment]: m\n --> \
             credentials:7:3\n\n1 error, 1 warning\n"
        );
        assert_eq!(diagnostics(&[], &DiagnosticSources::default(), Style::default()), "");
    }
}
