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
fn regions_that_would_change_the_host_are_refused() {
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
fn the_endpoint_that_counts() {
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
fn endpoints_that_are_refused() {
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
        let config = format!("[profile p]\nkeys\n{lines}");
        let expected = format!("refused: {code}");
        assert_eq!(outline(&config, "", &request("p", &[])), expected, "{shows}");
    }
    let env = [("AWS_ENDPOINT_URL", "http://evil.test")];
    assert_eq!(outline(CHAIN, "", &request("p", &env)), "refused: endpoint-invalid");
}

#[test]
fn an_endpoint_needs_the_power() {
    let config = "[profile p]\nkeys\nendpoint_url=https://x.test";
    let mut page = request("p", &[]);
    page.capabilities.endpoint_override = false;
    assert_eq!(outline(config, "", &page), "refused: not-supported-here");
    page.capabilities.untrusted = true;
    assert_eq!(outline(config, "", &page), "refused: untrusted");
}

#[test]
fn what_a_source_says_is_ignored_and_said() {
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
