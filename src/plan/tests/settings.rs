//! Region and endpoint.

use super::*;

const CHAIN: &str = "[profile p]\nrole\nsource_profile=mid\nregion=ap-south-1\n[profile mid]\nrole\n\
                     source_profile=base\nregion=eu-west-1\n[profile base]\nkeys\nregion=us-east-2";

fn planned(config: &str, request: &Request) -> Plan {
    plan(&profiles(config, ""), request).unwrap()
}

#[test]
fn one_region_for_the_whole_chain() {
    let cases = [
        ("the selected profile's", None, vec![], None, "ap-south-1"),
        ("the request's", Some("us-west-2"), vec![("AWS_REGION", "eu-north-1")], None, "us-west-2"),
        (
            "the environment's",
            None,
            vec![("AWS_REGION", "eu-north-1"), ("AWS_DEFAULT_REGION", "sa-east-1")],
            None,
            "eu-north-1",
        ),
        ("by its older name", None, vec![("AWS_DEFAULT_REGION", "sa-east-1")], None, "sa-east-1"),
        ("an empty variable is none", None, vec![("AWS_REGION", "")], None, "ap-south-1"),
        ("the client's own comes last", None, vec![], Some("us-west-1"), "ap-south-1"),
    ];
    for (shows, region, env, default_region, expected) in cases {
        let request = Request {
            region: region.map(str::to_owned),
            default_region: default_region.map(str::to_owned),
            ..request("p", &env)
        };
        let plan = planned(CHAIN, &request);
        assert_eq!(plan.region.as_deref(), Some(expected), "{shows}");
        let url = format!("https://sts.{expected}.amazonaws.com");
        for hop in &plan.hops {
            assert!(hop.endpoint.starts_with(&url), "{shows}: {}", hop.endpoint);
            assert_eq!(hop.region, expected, "{shows}");
        }
    }
}

#[test]
fn no_region_is_the_global_endpoint() {
    let config = "[profile p]\nrole\nsource_profile=b\n[profile b]\nkeys\nregion=eu-west-1";
    let plan = planned(config, &request("p", &[]));
    assert_eq!(plan.region, None);
    assert!(plan.hops[0].endpoint.starts_with("https://sts.amazonaws.com"));
    assert_eq!(plan.hops[0].region, "us-east-1");
    let default = Request { default_region: Some("eu-north-1".into()), ..request("p", &[]) };
    assert_eq!(planned(config, &default).region.as_deref(), Some("eu-north-1"));
}

#[test]
fn regions_that_would_change_the_host_are_rejected() {
    for region in ["a.evil.test/", "eu west", "-eu", "", "123", "é", "x@y", "a\u{202e}b"] {
        let config = format!("[profile p]\nkeys\nregion={region}");
        assert_eq!(outline(&config, "", &request("p", &[])), "refused: region-invalid", "{region}");
    }
    let env = [("AWS_REGION", "x/y")];
    assert_eq!(outline(CHAIN, "", &request("p", &env)), "refused: region-invalid");
    let outright = Request { region: Some("x#".into()), ..request("p", &[]) };
    assert_eq!(outline(CHAIN, "", &outright), "refused: region-invalid");
}

#[test]
fn effective_endpoints() {
    let services = "services=s\nendpoint_url=https://profile.test\n[services s]\nsts =\n  \
                    endpoint_url = https://services.test/x";
    let other = "services=s\nendpoint_url=https://profile.test\n[services s]\ns3 =\n  \
                 endpoint_url = https://services.test";
    let ignored = "endpoint_url=https://profile.test\nignore_configured_endpoint_urls=TRUE";
    let all =
        [("AWS_ENDPOINT_URL_STS", "https://sts.test"), ("AWS_ENDPOINT_URL", "https://all.test")];
    let drop = [("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"), all[0], all[1]];
    let fips = "use_fips_endpoint=true";
    let both = "use_fips_endpoint=True\nuse_dualstack_endpoint=true";
    let cases = [
        ("the region's", "", &[][..], "https://sts.eu-west-1.amazonaws.com"),
        ("STS's variable", services, &all[..], "https://sts.test"),
        ("the variable for all", services, &all[1..], "https://all.test"),
        ("the services section", services, &[], "https://services.test/x"),
        ("the profile's own", other, &[], "https://profile.test"),
        (
            "an empty variable is none",
            other,
            &[("AWS_ENDPOINT_URL_STS", "")],
            "https://profile.test",
        ),
        ("all of them ignored", ignored, &[], "https://sts.eu-west-1.amazonaws.com"),
        ("also those of the environment", "", &drop[..], "https://sts.eu-west-1.amazonaws.com"),
        (
            "http on this machine",
            "endpoint_url=http://127.0.0.1:4566/p/",
            &[],
            "http://127.0.0.1:4566/p/",
        ),
        ("FIPS", fips, &[], "https://sts-fips.eu-west-1.amazonaws.com"),
        ("FIPS and dual stack", both, &[], "https://sts-fips.eu-west-1.api.aws"),
        ("only the word true", "use_fips_endpoint=1", &[], "https://sts.eu-west-1.amazonaws.com"),
        (
            "an endpoint wins over FIPS",
            "use_fips_endpoint=true\nendpoint_url=https://profile.test",
            &[],
            "https://profile.test",
        ),
    ];
    for (shows, lines, env, expected) in cases {
        let config = format!("[profile p]\nkeys\nregion=eu-west-1\n{lines}");
        let plan = planned(&config, &request("p", env));
        assert_eq!(plan.sts.url.trim_end_matches('/'), expected.trim_end_matches('/'), "{shows}");
        assert_eq!(plan.sts.overridden, !expected.contains("eu-west-1"), "{shows}");
        assert_eq!(plan.sts.signing_region, "eu-west-1", "{shows}");
    }
}

#[test]
fn rejected_endpoints() {
    let cases = [
        ("no URL", "endpoint_url=sts", "endpoint-invalid"),
        ("a user name", "endpoint_url=https://sts.amazonaws.com@evil.test", "endpoint-invalid"),
        ("a query", "endpoint_url=https://x.test/?a=b", "endpoint-invalid"),
        ("a services section that is not there", "services=s", "services-not-found"),
        ("an empty one", "services=s\n[services s]", "services-not-found"),
        (
            "one that is no block",
            "services=s\n[services s]\nsts=https://x.test",
            "endpoint-invalid",
        ),
    ];
    for (shows, lines, code) in cases {
        let config = format!("[profile p]\nrole\nsource_profile=b\n{lines}\n[profile b]\nkeys");
        let expected = format!("refused: {code}");
        assert_eq!(outline(&config, "", &request("p", &[])), expected, "{shows}");
    }
    let env = [("AWS_ENDPOINT_URL", "http://evil.test")];
    assert_eq!(outline(CHAIN, "", &request("p", &env)), "refused: endpoint-invalid");
}

#[test]
fn custom_endpoints_need_the_capability() {
    let config = "[profile p]\nkeys\nendpoint_url=https://x.test";
    let mut page = request("p", &[]);
    page.capabilities.endpoint_override = false;
    assert_eq!(outline(config, "", &page), "refused: not-supported-here");
    page.capabilities.untrusted = true;
    assert_eq!(outline(config, "", &page), "refused: untrusted");
}

#[test]
fn ignored_settings_of_a_source_are_reported() {
    let config = "[profile p]\nrole\nsource_profile=b\nregion=eu-west-1\n[profile b]\nkeys\n\
                  region=eu-west-1\nendpoint_url=http://127.0.0.1:1\nuse_fips_endpoint=true";
    let plan = planned(config, &request("p", &[]));
    assert!(!plan.sts.overridden);
    let expected =
        ["config:9:14 ?ignored-on-source-profile", "config:10:19 ?ignored-on-source-profile"];
    let found = places(&plan.diagnostics);
    for expected in expected {
        assert!(found.iter().any(|found| found == expected), "{expected} in {found:?}");
    }
}

/// A value that stops the AWS CLI's clients is only an error if the credentials need a client.
#[test]
fn settings_of_every_client() {
    let cases = [
        ("a retry mode", "retry_mode=bad", "client-setting-invalid"),
        ("in upper case", "retry_mode=STANDARD", "client-setting-invalid"),
        ("an empty one", "retry_mode=", "client-setting-invalid"),
        ("attempts", "max_attempts=x", "client-setting-invalid"),
        ("no attempts", "max_attempts=0", "client-setting-invalid"),
        ("a size", "request_min_compression_size_bytes=zz", "client-setting-invalid"),
        (
            "a size too large",
            "request_min_compression_size_bytes=1048577",
            "client-setting-invalid",
        ),
        ("a checksum", "request_checksum_calculation=always", "client-setting-invalid"),
        ("another", "response_checksum_validation=", "client-setting-invalid"),
        ("account endpoints", "account_id_endpoint_mode=zz", "client-setting-invalid"),
        ("no services section", "services=s", "services-not-found"),
        ("an empty one", "services=s\n[services s]", "services-not-found"),
        ("no session", "sso_session=nope", "sso-session-not-found"),
        ("half a session", "sso_session=s\n[sso-session s]\nsso_region=x", "sso-incomplete"),
    ];
    let sources = [
        ("keys", true),
        ("credential_process=x", true),
        ("login_session=arn:aws:iam::111122223333:user/me", true),
        ("region=eu-west-1", true),
        ("role\nsource_profile=b", false),
        ("role\nweb_identity_token_file=/t", false),
    ];
    for (shows, line, code) in cases {
        for (source, works) in sources {
            let config = format!("[profile p]\n{source}\n{line}\n[profile b]\nkeys");
            let works = works || (line.starts_with("account") && source.contains("web"));
            let severity = if works { Severity::Warning } else { Severity::Error };
            for name in ["p", ""] {
                let found = checked(&profiles(&config, ""), &request(name, &[]));
                assert_eq!(codes(&found, severity), [code], "{shows}: {source}");
            }
            assert_eq!(plan(&profiles(&config, ""), &request("p", &[])).is_ok(), works, "{shows}");
        }
    }
}

#[test]
fn settings_of_every_client_that_are_valid() {
    let lines = "retry_mode=legacy\nmax_attempts= 1_0\nrequest_checksum_calculation=WHEN_REQUIRED\n\
                 account_id_endpoint_mode=Required\nrequest_min_compression_size_bytes=1";
    let config = format!("[profile p]\nrole\nsource_profile=b\n{lines}\n[profile b]\nkeys");
    assert!(checked(&profiles(&config, ""), &request("p", &[])).is_empty());
    let on_source = "[profile p]\nrole\nsource_profile=b\n[profile b]\nkeys\nretry_mode=x\n\
                     metadata_service_timeout=x\nservices=s\nsso_session=s";
    assert!(plan(&profiles(on_source, ""), &request("p", &[])).is_ok());
}

#[test]
fn variables_of_every_client() {
    let role = "[profile p]\nrole\nsource_profile=b\nretry_mode=x\n[profile b]\nkeys";
    let config = role.replace("retry_mode=x\n", "");
    let env = |variable| [(variable, "bad")];
    for (variable, code) in [
        ("AWS_RETRY_MODE", "client-setting-invalid"),
        ("AWS_MAX_ATTEMPTS", "client-setting-invalid"),
        ("AWS_METADATA_SERVICE_TIMEOUT", "metadata-setting-invalid"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata-setting-invalid"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "metadata-setting-invalid"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "metadata-setting-invalid"),
    ] {
        for name in ["p", ""] {
            let found = checked(&profiles(&config, ""), &request(name, &env(variable)));
            assert_eq!(places(&found), [code], "{variable}");
        }
    }
    // The variable takes precedence over the setting.
    let env = [("AWS_RETRY_MODE", "standard")];
    assert!(checked(&profiles(role, ""), &request("p", &env)).is_empty());
    let nearest = checked(&profiles(&role.replace("=x", "=Standard"), ""), &request("p", &[]));
    assert_eq!(nearest[0].fix.as_ref().unwrap().edits[0].new_text, "standard");
}

/// The AWS CLI reads these settings for every profile, even if it does not use the service.
#[test]
fn settings_of_instance_metadata() {
    let cases = [
        ("metadata_service_timeout=x", false),
        ("metadata_service_timeout=", false),
        ("metadata_service_timeout=1.5", false),
        ("metadata_service_num_attempts=x", false),
        ("ec2_metadata_service_endpoint_mode=zz", false),
        ("ec2_metadata_service_endpoint_mode=", false),
        ("ec2_metadata_service_endpoint=foo", false),
        ("metadata_service_timeout=-1", true),
        ("metadata_service_num_attempts=7200", true),
    ];
    for (line, works) in cases {
        for source in ["keys", "credential_process=x", "role\nsource_profile=b"] {
            let config = format!("[profile p]\n{source}\n{line}\n[profile b]\nkeys");
            let severity = if works { Severity::Warning } else { Severity::Error };
            for name in ["p", ""] {
                let found = checked(&profiles(&config, ""), &request(name, &[]));
                assert_eq!(codes(&found, severity), ["metadata-setting-invalid"], "{line}");
            }
            assert_eq!(plan(&profiles(&config, ""), &request("p", &[])).is_ok(), works, "{line}");
        }
        let found = outline(&format!("[profile p]\n{line}"), "", &request("p", &[]));
        assert_eq!(found, "refused: metadata-setting-invalid", "{line}");
    }
}
