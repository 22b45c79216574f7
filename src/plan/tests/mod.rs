//! Tables of configs, and how the AWS CLI resolves them.
//!
//! In the configs, a line `role` is short for a `role_arn` whose role has the profile's name,
//! `keys` for a pair of static keys, and `sso` for the settings of IAM Identity Center.

mod chains;
mod checks;
mod network;
mod program_environment;
mod properties;
mod requested;
mod rules;
mod selection;
mod settings;
mod sources;

use super::*;
use crate::config::{Environment, Profiles};
use crate::diagnostic::{Code, Diagnostic, Severity};

/// Secrets in the configs below; no output may contain them.
const SECRETS: [&str; 3] = ["SECRETSECRET", "TOKENTOKEN", "EXTERNALID"];

/// Expands the short lines.
fn written_out(text: &str) -> String {
    let mut name = "";
    let mut out = String::new();
    for line in text.lines() {
        if let Some(header) = line.strip_prefix('[') {
            name = header.trim_end_matches(']').trim_start_matches("profile ");
        }
        match line {
            "role" => out.extend(["role_arn = ", &arn(name), "\n"]),
            "keys" => {
                out += "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = SECRETSECRET\n";
            }
            "sso" => {
                out += "sso_account_id = 111122223333\nsso_role_name = Dev\n\
                        sso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-2\n";
            }
            line => {
                out += line;
                out.push('\n');
            }
        }
    }
    out
}

fn arn(name: &str) -> String {
    format!("arn:aws:iam::111122223333:role/role-{name}")
}

fn profiles(config: &str, credentials: &str) -> Profiles {
    Profiles::parse(&written_out(config), &written_out(credentials))
}

/// A request for a profile, or with `""` for none.
fn request(profile: &str, env: &[(&str, &str)]) -> Request {
    Request {
        profile: Some(profile.to_owned()).filter(|name| !name.is_empty()),
        env: env.iter().copied().collect::<Environment>(),
        ..Request::default()
    }
}

/// The plan in one line: `static base → p`, or `refused:` and the codes of the errors.
fn outline(config: &str, credentials: &str, request: &Request) -> String {
    match plan(&profiles(config, credentials), request) {
        Ok(plan) => of_plan(&plan),
        Err(error) => {
            assert_no_secret(&format!("{error:?}"));
            format!("refused: {}", codes(&error.diagnostics, Severity::Error).join(" "))
        }
    }
}

fn of_plan(plan: &Plan) -> String {
    assert_no_secret(&format!("{:?}", plan.diagnostics));
    let source = serde_json::to_value(&plan.source).unwrap();
    assert_no_secret(&source.to_string());
    let kind = source["kind"].as_str().unwrap();
    let profile = source["profile"].as_str().map(|name| format!(" {name}")).unwrap_or_default();
    let hops: String = plan.hops.iter().map(|hop| format!(" → {}", hop.profile)).collect();
    format!("{kind}{profile}{hops}")
}

fn codes(diagnostics: &[Diagnostic], severity: Severity) -> Vec<&'static str> {
    let of_severity = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity);
    of_severity.map(|diagnostic| diagnostic.code.as_str()).collect()
}

fn assert_no_secret(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// The diagnostics except those about the files themselves.
fn own(files: &Profiles, diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_own = |diagnostic: &&Diagnostic| !files.diagnostics().contains(diagnostic);
    diagnostics.iter().filter(is_own).cloned().collect()
}

fn checked(files: &Profiles, request: &Request) -> Vec<Diagnostic> {
    own(files, &check(files, request))
}

/// The line of a diagnostic.
fn line(diagnostic: &Diagnostic) -> Option<u32> {
    diagnostic.location.map(|at| at.line)
}

/// Every diagnostic as `file:line:column code`, warnings with `!`, notes with `?`.
fn places(diagnostics: &[Diagnostic]) -> Vec<String> {
    let place = |diagnostic: &Diagnostic| {
        let at = match diagnostic.start() {
            Some((file, line, column)) => format!("{file}:{line}:{column} "),
            None => String::new(),
        };
        let mark = match diagnostic.severity {
            Severity::Error => "",
            Severity::Warning => "!",
            Severity::Info => "?",
        };
        format!("{at}{mark}{}", diagnostic.code)
    };
    diagnostics.iter().map(place).collect()
}
