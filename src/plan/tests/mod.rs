//! What profiles mean: tables of configs, and what the AWS CLI makes of them.
//!
//! In the configs, a line `role` stands for a `role_arn` whose role has the profile's name, `keys`
//! for a pair of static keys, and `sso` for what makes a profile one of IAM Identity Center.

mod chains;
mod checks;
mod program_environment;
mod properties;
mod rules;
mod selection;
mod settings;
mod sources;

use super::*;
use crate::config::{Environment, Profiles};
use crate::diagnostic::{Code, Diagnostic, Severity};

/// Secrets in the configs below; none of them may ever come out.
const SECRETS: [&str; 3] = ["SECRETSECRET", "TOKENTOKEN", "EXTERNALID"];

/// Writes the short lines out.
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

/// A request for a profile that is named outright; for `""`, none.
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

fn codes(findings: &[Diagnostic], severity: Severity) -> Vec<&'static str> {
    let of_severity = findings.iter().filter(|finding| finding.severity == severity);
    of_severity.map(|finding| finding.code.as_str()).collect()
}

fn assert_no_secret(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// The findings that are not the files' own.
fn own(files: &Profiles, findings: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_own = |finding: &&Diagnostic| !files.diagnostics().contains(finding);
    findings.iter().filter(is_own).cloned().collect()
}

fn checked(files: &Profiles, request: &Request) -> Vec<Diagnostic> {
    own(files, &check(files, request))
}

/// Every finding as `file:line:column code`, warnings with `!`, notes with `?`.
fn places(findings: &[Diagnostic]) -> Vec<String> {
    let place = |finding: &Diagnostic| {
        let at = match (finding.file, finding.line, finding.column) {
            (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column} "),
            _ => String::new(),
        };
        let mark = match finding.severity {
            Severity::Error => "",
            Severity::Warning => "!",
            Severity::Info => "?",
        };
        format!("{at}{mark}{}", finding.code)
    };
    findings.iter().map(place).collect()
}
