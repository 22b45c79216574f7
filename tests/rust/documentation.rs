//! The examples of `docs/diagnostics.md` cause the diagnostics that they document.

use rolehop::config::Profiles;
use rolehop::plan::{Capabilities, Request, check};

/// Errors of a call, which no file can cause.
const AT_RUN_TIME: [&str; 2] = ["mfa-required", "process-failed"];

/// The code and the `ini` example of every section that has one.
fn examples(page: &str) -> Vec<(&str, &str)> {
    page.split("\n## `")
        .skip(1)
        .filter_map(|section| {
            let (code, text) = section.split_once('`')?;
            let (_, example) = text.split_once("```ini\n")?;
            Some((code, example.split_once("```")?.0))
        })
        .filter(|(code, _)| !AT_RUN_TIME.contains(code))
        .collect()
}

/// Both files of an example: a comment line selects the file, by default the config file. A setting
/// without a header is put into a profile with a complete role.
fn files(example: &str) -> Profiles {
    let example = example.replace('…', "EXAMPLE");
    if example.starts_with("# ~/.aws/credentials") {
        return Profiles::parse("", &example);
    }
    if example.contains('[') {
        return Profiles::parse(&example, "");
    }
    let key = example.split_once('=').map_or("", |(key, _)| key.trim());
    let role = [("role_arn", "arn:aws:iam::111122223333:role/R"), ("source_profile", "base")];
    let rest = role.iter().filter(|(other, _)| *other != key && key != "credential_process");
    let rest: Vec<String> = rest.map(|(key, value)| format!("{key} = {value}")).collect();
    let rest = rest.join("\n");
    let config = format!("[profile p]\n{rest}\n{example}");
    Profiles::parse(&config, "[base]\naws_access_key_id = A\naws_secret_access_key = B\n")
}

/// The capabilities of an untrusted workspace, or of the user's terminal.
fn capabilities(code: &str) -> Capabilities {
    let own = Capabilities::default();
    match code {
        "not-supported-here" => Capabilities { process: false, ..own },
        "untrusted" => Capabilities { endpoint_override: false, untrusted: true, ..own },
        _ => own,
    }
}

#[test]
fn every_example_causes_its_diagnostic() {
    let page = include_str!("../../docs/diagnostics.md");
    let examples = examples(page);
    assert!(examples.len() > 35, "{} examples", examples.len());
    for (code, example) in examples {
        let profiles = files(example);
        let request = Request { capabilities: capabilities(code), ..Request::default() };
        let mut found = check(&profiles, &request);
        if code == "no-credentials" {
            let env = [("AWS_EC2_METADATA_DISABLED", "true")].into_iter().collect();
            let profile = Some("default".to_owned());
            found = check(&profiles, &Request { profile, env, ..request });
        }
        let codes: Vec<&str> = found.iter().map(|finding| finding.code.as_str()).collect();
        assert!(codes.contains(&code), "{code}: {codes:?}\n{example}");
    }
}
