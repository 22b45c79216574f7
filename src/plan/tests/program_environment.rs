//! The settings that a program gets in addition to the credentials.

use std::collections::BTreeMap;

use crate::config::Profiles;
use crate::plan::{ProgramEnvironment, Request, program_environment};

type Env = &'static [(&'static str, &'static str)];

fn given(config: &str, env: &[(&str, &str)]) -> ProgramEnvironment {
    let request = Request {
        profile: Some("p".to_owned()),
        env: env.iter().copied().collect(),
        ..Request::default()
    };
    program_environment(&Profiles::parse(config, ""), &request, None, true)
}

fn variables(config: &str, env: &[(&str, &str)]) -> String {
    let given = given(config, env);
    let removed = given.removed.iter().map(|name| format!("-{name}"));
    let set = given.variables.iter().map(|(name, value)| format!("{name}={value}"));
    set.chain(removed).collect::<Vec<_>>().join(" ")
}

/// The variables of each setting: the settings of `p`, the environment, the variables.
const SETTINGS: &[(&str, Env, &str)] = &[
    ("", &[], ""),
    ("region = eu-west-1", &[], "AWS_DEFAULT_REGION=eu-west-1 AWS_REGION=eu-west-1"),
    (
        "region = eu-west-1",
        &[("AWS_DEFAULT_REGION", "us-east-1")],
        "AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1",
    ),
    ("endpoint_url = http://a", &[], "AWS_ENDPOINT_URL=http://a"),
    ("endpoint_url =", &[], ""),
    ("endpoint_url = http://a", &[("AWS_ENDPOINT_URL", "http://b")], ""),
    ("endpoint_url = http://a", &[("AWS_ENDPOINT_URL", "")], "AWS_ENDPOINT_URL=http://a"),
    (
        "endpoint_url = http://a",
        &[("AWS_ENDPOINT_URL_S3", "http://b")],
        "AWS_ENDPOINT_URL=http://a",
    ),
    (
        "services = s",
        &[],
        "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=http://b AWS_ENDPOINT_URL_S3=http://s",
    ),
    (
        "services = s",
        &[("AWS_ENDPOINT_URL_S3", "http://x")],
        "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=http://b",
    ),
    ("services = s", &[("AWS_ENDPOINT_URL", "http://x")], ""),
    (
        "endpoint_url = http://a\nignore_configured_endpoint_urls = TRUE",
        &[("AWS_ENDPOINT_URL", "http://x"), ("AWS_ENDPOINT_URL_STS", "http://y")],
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true -AWS_ENDPOINT_URL -AWS_ENDPOINT_URL_STS",
    ),
    (
        "endpoint_url = http://a\nignore_configured_endpoint_urls = true",
        &[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false")],
        "AWS_ENDPOINT_URL=http://a",
    ),
    ("use_fips_endpoint = True", &[], "AWS_USE_FIPS_ENDPOINT=true"),
    ("use_fips_endpoint = yes", &[], ""),
    ("use_fips_endpoint = true", &[("AWS_USE_FIPS_ENDPOINT", "false")], ""),
    ("use_dualstack_endpoint = true", &[], "AWS_USE_DUALSTACK_ENDPOINT=true"),
    ("ca_bundle = ~/x.pem", &[], "AWS_CA_BUNDLE=~/x.pem"),
    ("retry_mode = standard", &[("AWS_RETRY_MODE", "adaptive")], ""),
    ("s3 =\n  use_arn_region = true", &[], "AWS_S3_USE_ARN_REGION=true"),
    ("s3 =\n  use_arn_region = true\n  use_arn_region = false", &[], "AWS_S3_USE_ARN_REGION=false"),
    (
        "s3_use_arn_region = false\ns3 =\n  use_arn_region = true",
        &[],
        "AWS_S3_USE_ARN_REGION=false",
    ),
    ("output = text\ncli_pager = less\nrole_arn = x\naws_access_key_id = a", &[], ""),
];

#[test]
fn settings_become_variables() {
    let services = "[services s]\ns3 =\n  endpoint_url = http://s\nbedrock_agent_runtime =\n  \
                    endpoint_url = http://b\nempty =\n  endpoint_url =\n";
    for (settings, env, expected) in SETTINGS {
        let config = format!("{services}[profile p]\n{settings}\n");
        assert_eq!(variables(&config, env), *expected, "{settings} {env:?}");
    }
}

#[test]
fn settings_without_a_variable_are_listed() {
    let config = "[services s]\ns3-control =\n  endpoint_url = http://a\nsts = http://b\n\
                  [profile p]\nservices = s\nca_bundle = a\0b\nclient_cert = c\n\
                  s3 =\n  addressing_style = path\n  max_concurrent_requests = 2\n";
    let expected = [
        "services.s3-control",
        "services.sts",
        "ca_bundle",
        "s3.addressing_style",
        "s3.max_concurrent_requests",
        "client_cert",
    ];
    assert_eq!(given(config, &[]).lost, expected);
    assert_eq!(given("[profile p]\nservices = none\n", &[]).lost, ["services"]);
}

/// The settings of `default` and of `p`, the environment, and what must not apply to `p`.
const FOREIGN: &[(&str, &str, Env, &[&str])] = &[
    ("region = us-east-1", "", &[], &["region"]),
    ("region = us-east-1", "region = eu-west-1", &[], &[]),
    ("region = us-east-1", "", &[("AWS_REGION", "eu-west-1")], &[]),
    ("endpoint_url = http://a", "", &[], &["endpoint_url"]),
    ("endpoint_url = http://a", "endpoint_url = http://b", &[], &[]),
    ("endpoint_url = http://a", "", &[("AWS_ENDPOINT_URL", "http://b")], &[]),
    ("endpoint_url = http://a", "", &[("AWS_ENDPOINT_URL_S3", "http://b")], &["endpoint_url"]),
    ("services = s", "", &[], &["services"]),
    ("services = s", "services = s", &[], &[]),
    ("use_fips_endpoint = true", "", &[], &["use_fips_endpoint"]),
    ("use_fips_endpoint = true", "use_fips_endpoint = true", &[], &[]),
    ("use_fips_endpoint = false", "", &[], &[]),
    (
        "ignore_configured_endpoint_urls = true",
        "endpoint_url = http://a",
        &[],
        &["ignore_configured_endpoint_urls"],
    ),
    ("ca_bundle = x", "", &[], &["ca_bundle"]),
    ("s3 =\n  use_accelerate_endpoint = true", "", &[], &["s3"]),
    ("s3 =\n  max_concurrent_requests = 3", "", &[], &[]),
    ("output = json\nretry_mode = legacy\naws_access_key_id = a", "", &[], &[]),
];

#[test]
fn decisive_settings_of_default_do_not_apply_to_another_profile() {
    let services = "[services s]\ns3 =\n  endpoint_url = http://s\n";
    for (default, settings, env, expected) in FOREIGN {
        let config = format!("[default]\n{default}\n[profile p]\n{settings}\n{services}");
        let given = given(&config, env);
        assert_eq!(given.foreign, *expected, "{default} | {settings} | {env:?}");
        assert_eq!(given.config.is_some(), !expected.is_empty());
        if let Some(copy) = given.config {
            let copied = format!("[default]\n[profile p]\n{settings}\n{services}");
            assert_eq!(copy, copied);
        }
    }
}

#[test]
fn copies_are_empty_instead_of_containing_secrets() {
    let secret = "[default]\nregion = us-east-1\n[profile q]\naws_secret_access_key = canary\n";
    let inherited = "[DEFAULT]\nregion = us-east-1\n[default]\n[profile p]\nregion =\n";
    for config in [secret, inherited] {
        assert_eq!(given(config, &[]).config.as_deref(), Some(""), "{config}");
    }
}

#[test]
fn an_explicit_endpoint_overrides_everything() {
    let request = Request {
        profile: Some("p".to_owned()),
        env: [("AWS_ENDPOINT_URL", "http://b"), ("AWS_ENDPOINT_URL_S3", "http://c")]
            .into_iter()
            .collect(),
        ..Request::default()
    };
    let config = "[default]\nendpoint_url = http://d\n[profile p]\nservices = s\n";
    let given = program_environment(&Profiles::parse(config, ""), &request, Some("http://a"), true);
    let expected =
        [("AWS_ENDPOINT_URL", "http://a"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false")];
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    assert_eq!(given.variables, expected.map(owned).into_iter().collect::<BTreeMap<_, _>>());
    assert!(given.foreign.is_empty() && given.lost.is_empty());
}

#[test]
fn files_that_the_program_does_not_read_do_not_apply() {
    let config = "[default]\nregion = us-east-1\ns3 =\n  addressing_style = path\n";
    let request = Request::default();
    let read = program_environment(&Profiles::parse(config, ""), &request, None, true);
    assert!(read.foreign.is_empty() && read.lost.is_empty());
    let hidden = program_environment(&Profiles::parse(config, ""), &request, None, false);
    assert!(hidden.foreign.is_empty());
    assert_eq!(hidden.lost, ["s3.addressing_style"]);
}
