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
    let profiles = Profiles::parse("[profile p]\nregion=\n[profile q]\nregion=a b\n", "");
    let found = check(&profiles, &Request::default());
    let about = found.iter().filter(|it| it.code == Code::RegionInvalid);
    let messages: Vec<_> = about.map(|it| it.message.as_str()).collect();
    assert_eq!(messages, ["`region` is empty", "`region` `a b` is not a region"]);
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

/// The AWS CLI rejects dual stack where the partition has none, even with a custom endpoint.
#[test]
fn partitions_without_dual_stack() {
    const DUAL_STACK: &str = "use_dualstack_endpoint=true";
    let cases = [
        ("eu-isoe-west-1", DUAL_STACK, &[][..], true),
        ("us-isof-south-1", "use_dualstack_endpoint=TRUE\nuse_fips_endpoint=true", &[], true),
        ("us-isof-south-1", "", &[("AWS_USE_DUALSTACK_ENDPOINT", "true")], true),
        (
            "eu-isoe-west-1",
            "use_dualstack_endpoint=true\nendpoint_url=https://127.0.0.1",
            &[],
            true,
        ),
        ("eu-isoe-west-1", "use_fips_endpoint=true", &[], false),
        ("eu-isoe-west-1", DUAL_STACK, &[("AWS_USE_DUALSTACK_ENDPOINT", "false")], false),
        ("us-iso-east-1", DUAL_STACK, &[], false),
        ("us-gov-west-1", DUAL_STACK, &[], false),
    ];
    let roles = "role\nsource_profile=b";
    let sources = [(roles, true), ("role\nweb_identity_token_file=/t", true), ("keys", false)];
    for (region, lines, env, is_rejected) in cases {
        for (source, calls) in sources {
            let source = source.replace("role\n", &role_in(region));
            let config =
                format!("[profile p]\n{source}\nregion={region}\n{lines}\n[profile b]\nkeys");
            let found = checked(&profiles(&config, ""), &request("p", env));
            let severity = if calls { Severity::Error } else { Severity::Warning };
            let found = found.iter().find(|it| it.message.contains("has no dual-stack endpoints"));
            assert_eq!(found.is_some(), is_rejected, "{region} {lines} {source}");
            let Some(found) = found else { continue };
            assert_eq!((found.code, found.severity), (Code::EndpointInvalid, severity));
            assert_eq!(found.location.is_some(), env.is_empty(), "{region} {lines}");
            assert!(found.help.is_some());
            let is_planned = plan(&profiles(&config, ""), &request("p", env)).is_ok();
            assert_eq!(is_planned, !calls, "{region} {lines} {source}");
        }
    }
    let sso = "[profile p]\nsso_account_id=111122223333\nsso_role_name=Dev\n\
               sso_start_url=https://x.test/start\nsso_region=us-isof-south-1\nregion=eu-west-1\n\
               use_dualstack_endpoint=true";
    assert_eq!(outline(sso, "", &request("p", &[])), "refused: endpoint-invalid");
}

/// `role_arn` of the partition of a region.
fn role_in(region: &str) -> String {
    let partition = crate::aws::partition_of_region(region).id;
    format!("role_arn=arn:{partition}:iam::111122223333:role/r\n")
}

#[test]
fn misspelled_regions() {
    let cases = [
        ("a variable", "", vec![("AWS_REGION", "eu-west1")], None, true),
        ("its older name", "", vec![("AWS_DEFAULT_REGION", "us-east-1a")], None, true),
        ("the request", "", vec![], Some("EU-WEST-1"), true),
        ("a new region", "", vec![("AWS_REGION", "eu-west-9")], None, false),
        ("a known one", "", vec![("AWS_REGION", "eu-west-1")], None, false),
        (
            "one that is not read",
            "",
            vec![("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "us-east1")],
            None,
            false,
        ),
        (
            "next to a custom endpoint",
            "endpoint_url=http://127.0.0.1:1",
            vec![("AWS_REGION", "eu-west1")],
            None,
            false,
        ),
    ];
    for (shows, line, env, region, is_reported) in cases {
        let config = format!("[profile p]\nrole\nsource_profile=b\n{line}\n[profile b]\nkeys");
        for name in ["p", ""] {
            let mut request = request(name, &env);
            request.region = region.map(str::to_owned);
            if name.is_empty() {
                request.env = [("AWS_PROFILE", "p")].into_iter().chain(env.clone()).collect();
            }
            let found = checked(&profiles(&config, ""), &request);
            let found = found.iter().find(|it| it.code == Code::RegionUnknown);
            assert_eq!(found.is_some(), is_reported, "{shows} {name:?}");
            let Some(found) = found else { continue };
            assert_eq!(found.severity, Severity::Warning, "{shows}");
            assert!(found.help.as_deref().unwrap().starts_with("did you mean `"), "{shows}");
        }
    }
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

/// The AWS CLI fails at each of them.
#[test]
fn empty_variables() {
    let config = "[profile p]\nrole\nsource_profile=b\n[profile b]\nkeys";
    for variable in [
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_RETRY_MODE",
        "AWS_MAX_ATTEMPTS",
        "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
        "AWS_REQUEST_CHECKSUM_CALCULATION",
        "AWS_RESPONSE_CHECKSUM_VALIDATION",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE",
        "AWS_METADATA_SERVICE_TIMEOUT",
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    ] {
        for name in ["p", ""] {
            let found = checked(&profiles(config, ""), &request(name, &[(variable, "")]));
            assert_eq!(places(&found), ["!environment-variable-ignored"], "{variable} {name:?}");
            assert!(found[0].message.contains(variable));
        }
        assert!(plan(&profiles(config, ""), &request("p", &[(variable, "")])).is_ok());
    }
}

#[test]
fn expirations_of_the_environment() {
    let keys = [("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "SECRETSECRET")];
    let cases = [
        ("soon", true),
        ("2030-01-01T01:00:00", true),
        ("2030-01-01T01:00:00Z", false),
        ("2030-01-01T01:00:00+00:00", false),
        ("", false),
    ];
    for (expiration, is_reported) in cases {
        let env = [keys[0], keys[1], ("AWS_CREDENTIAL_EXPIRATION", expiration)];
        let found = checked(&profiles("[default]\nregion=eu-west-1", ""), &request("", &env));
        let expected: &[&str] = if is_reported { &["!environment-variable-ignored"] } else { &[] };
        assert_eq!(places(&found), expected, "{expiration}");
        let unused = checked(&profiles("", ""), &request("", &env[2..]));
        assert!(unused.is_empty(), "without keys it is not read");
    }
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
