//! Arbitrary files and environments: reading, checking, planning and rendering never panic, every
//! location is inside its file, `plan` fails exactly if `check` reports an error, and the AWS CLI can
//! read a file after a fix.
#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use rolehop::diagnostic::{Diagnostic, Fix};
use rolehop::document::Document;
use rolehop::plan::{self, Capabilities, Request};
use rolehop::config::Profiles;
use rolehop::render::{self, Style, DiagnosticSources};
use rolehop::text::{File, Location};

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    config: &'a [u8],
    credentials: &'a [u8],
    env: Vec<(Variable, &'a str)>,
    able: bool,
}

#[derive(Clone, Copy, Debug, arbitrary::Arbitrary)]
enum Variable {
    Profile,
    Region,
    Key,
    Secret,
    Endpoint,
    RoleArn,
    TokenFile,
}

impl Variable {
    fn name(self) -> &'static str {
        match self {
            Self::Profile => "AWS_PROFILE",
            Self::Region => "AWS_REGION",
            Self::Key => "AWS_ACCESS_KEY_ID",
            Self::Secret => "AWS_SECRET_ACCESS_KEY",
            Self::Endpoint => "AWS_ENDPOINT_URL_STS",
            Self::RoleArn => "AWS_ROLE_ARN",
            Self::TokenFile => "AWS_WEB_IDENTITY_TOKEN_FILE",
        }
    }
}

fuzz_target!(|input: Input<'_>| {
    let profiles = read(input.config, input.credentials);
    let env = input.env.iter().map(|(name, value)| (name.name(), *value)).collect();
    let capabilities = if input.able {
        Capabilities::default()
    } else {
        Capabilities {
            process: false,
            files: false,
            metadata: false,
            endpoint_override: false,
            sso_tokens: false,
            untrusted: true,
        }
    };
    let request = Request { env, capabilities, ..Request::default() };
    render_and_fix(&profiles, &plan::check(&profiles, &request));
    let names: Vec<String> = profiles.names().take(20).map(str::to_owned).collect();
    for name in names {
        let request = Request { profile: Some(name), ..request.clone() };
        plan_one(&profiles, &request);
    }
    plan_one(&profiles, &request);
});

fn read(config: &[u8], credentials: &[u8]) -> Profiles {
    Profiles::merge(
        Document::from_bytes(File::Config, config),
        Document::from_bytes(File::Credentials, credentials),
    )
}

fn plan_one(profiles: &Profiles, request: &Request) {
    let diagnostics = plan::check(profiles, request);
    render_and_fix(profiles, &diagnostics);
    match plan::plan(profiles, request) {
        Ok(plan) => {
            assert!(
                !diagnostics.iter().any(Diagnostic::is_error),
                "`check` finds an error in a plan that is made"
            );
            render_and_fix(profiles, &plan.diagnostics);
            render::plan(&plan, &Default::default(), Style::default());
        }
        Err(error) => {
            assert!(error.diagnostics.iter().any(Diagnostic::is_error));
            render_and_fix(profiles, &error.diagnostics);
        }
    }
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
