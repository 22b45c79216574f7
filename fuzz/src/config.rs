//! Arbitrary files and environments: reading, checking, planning and rendering never panic, every
//! location is inside its file, `plan` fails exactly if `check` reports an error, and the AWS CLI can
//! read a file after a fix.

use rolehop::config::Profiles;
use rolehop::diagnostic::{Diagnostic, Fix};
use rolehop::document::Document;
use rolehop::plan::{self, Capabilities, Request};
use rolehop::render::{self, DiagnosticSources, Style};
use rolehop::text::{File, Location};

/// The most profiles that are planned.
const PROFILES_MAX: usize = 4;

/// Parts: `config`, `credentials`, the environment with a variable on each line, and a part that is `untrusted`
/// if the files may not name programs, files or endpoints. The files need not be UTF-8.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let [config, credentials, env, trust] = super::parts(&text);
    let profiles = read(bytes_of(input, config), credentials.as_bytes());
    let env = env.lines().filter_map(|line| line.split_once('=')).collect();
    let request = Request { env, capabilities: capabilities(trust), ..Request::default() };
    let mut found = plan::check(&profiles, &request);
    let names: Vec<String> = profiles.names().take(PROFILES_MAX).map(str::to_owned).collect();
    for name in names {
        let request = Request { profile: Some(name), ..request.clone() };
        found.extend(plan_one(&profiles, &request));
    }
    // Without a profile, `check` is about all profiles, and `plan` about the default one.
    if let Err(error) = plan::plan(&profiles, &request) {
        found.extend(error.diagnostics.iter().cloned());
    }
    render_and_fix(&profiles, &distinct(found));
}

/// The diagnostics, each once: those of a profile are among those of all profiles.
fn distinct(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut distinct = Vec::new();
    for diagnostic in found {
        if !distinct.contains(&diagnostic) {
            distinct.push(diagnostic);
        }
    }
    distinct
}

/// The bytes of an input without a second part, which need not be UTF-8; otherwise those of its first part.
fn bytes_of<'a>(input: &'a [u8], config: &'a str) -> &'a [u8] {
    let is_whole = !String::from_utf8_lossy(input).contains(super::SEPARATOR);
    if is_whole { input } else { config.as_bytes() }
}

fn capabilities(trust: &str) -> Capabilities {
    if trust.trim_end() != "untrusted" {
        return Capabilities::default();
    }
    Capabilities {
        process: false,
        files: false,
        metadata: false,
        endpoint_override: false,
        sso_tokens: false,
        untrusted: true,
    }
}

fn read(config: &[u8], credentials: &[u8]) -> Profiles {
    Profiles::merge(
        Document::from_bytes(File::Config, config),
        Document::from_bytes(File::Credentials, credentials),
    )
}

/// Plans a profile, and returns what `check` and `plan` report.
fn plan_one(profiles: &Profiles, request: &Request) -> Vec<Diagnostic> {
    let mut found = plan::check(profiles, request);
    let is_broken = found.iter().any(Diagnostic::is_error);
    match plan::plan(profiles, request) {
        Ok(plan) => {
            assert!(!is_broken, "`check` finds an error in a plan that is made");
            render::plan(&plan, &render::Cache::default(), Style::default());
            found.extend(plan.diagnostics);
        }
        Err(error) => {
            assert!(error.diagnostics.iter().any(Diagnostic::is_error));
            found.extend(error.diagnostics.iter().cloned());
        }
    }
    found
}

fn render_and_fix(profiles: &Profiles, diagnostics: &[Diagnostic]) {
    let texts = DiagnosticSources {
        config: Some(profiles.document(File::Config).text().to_owned()),
        credentials: Some(profiles.document(File::Credentials).text().to_owned()),
        ..DiagnosticSources::default()
    };
    render::diagnostics(diagnostics, &texts, Style::default());
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.contains('\n'), "a message is one line");
        if let Some(at) = diagnostic.location {
            offset(profiles, at.file, at.line, at.column);
            offset(profiles, at.file, at.end_line, at.end_column);
        }
        if let Some(fix) = &diagnostic.fix {
            apply_fix(profiles, fix);
        }
    }
}

/// Applies a fix as an editor would, starting with the last edit.
fn apply_fix(profiles: &Profiles, fix: &Fix) {
    for file in [File::Config, File::Credentials] {
        let before = profiles.document(file);
        let mut text = before.text().to_owned();
        let mut edits: Vec<_> =
            fix.edits.iter().filter(|edit| edit.location.file == file).collect();
        edits.sort_by_key(|edit| std::cmp::Reverse((edit.location.line, edit.location.column)));
        for edit in edits {
            let Location { line, column, end_line, end_column, .. } = edit.location;
            let start = offset(profiles, file, line, column);
            let end = offset(profiles, file, end_line, end_column);
            text.replace_range(start..end, &edit.new_text);
        }
        let after = Document::parse(file, text);
        assert!(before.is_refused() || !after.is_refused(), "a fix broke the file: {}", fix.title);
    }
}

/// The byte at a line and a column of UTF-16 units, which must be inside the file and between two
/// characters.
fn offset(profiles: &Profiles, file: File, line: u32, column: u32) -> usize {
    let text = profiles.document(file).text();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    for _ in 1..line {
        let end = text[at..].find(['\n', '\r']).expect("the line is in the file") + at;
        at = if text[end..].starts_with("\r\n") { end + 2 } else { end + 1 };
    }
    let mut units = column - 1;
    while units > 0 {
        let next = text[at..].chars().next().expect("the column is in the file");
        units = units
            .checked_sub(u32::try_from(next.len_utf16()).unwrap())
            .expect("not inside a character");
        at += next.len_utf8();
    }
    at
}
