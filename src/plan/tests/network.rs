//! Certificates, attempts, and custom endpoints with plain http.

use super::*;
use crate::http::Network;
use crate::plan::check;

const BUNDLE: &[(&str, &str)] = &[("AWS_CA_BUNDLE", "/variable.pem")];
const REQUESTS: &[(&str, &str)] = &[("REQUESTS_CA_BUNDLE", "/requests.pem")];

fn network_of(lines: &str, env: &[(&str, &str)]) -> Network {
    let config = format!(
        "[default]\nca_bundle=/default.pem\nmax_attempts=9\n[profile p]\nrole\nsource_profile=b\n\
         {lines}\n[profile b]\nkeys\nca_bundle=/source.pem\nmax_attempts=8"
    );
    plan(&profiles(&config, ""), &request("p", env)).unwrap().network
}

fn bundle_of(lines: &str, env: &[(&str, &str)]) -> String {
    let bundle = network_of(lines, env).ca_bundle;
    bundle.map(|it| format!("{} {}", it.path, it.setting)).unwrap_or_default()
}

#[test]
fn effective_ca_bundles() {
    let own = "ca_bundle = /own.pem";
    let both = [BUNDLE[0], REQUESTS[0]];
    for (shows, lines, env, expected) in [
        ("none; the source's is ignored", "", &[][..], ""),
        ("the profile's", own, &[], "/own.pem ca_bundle"),
        ("the variable overrides it", own, BUNDLE, "/variable.pem AWS_CA_BUNDLE"),
        ("the one of Python's `requests` does not", own, REQUESTS, "/own.pem ca_bundle"),
        ("but counts alone", "", REQUESTS, "/requests.pem REQUESTS_CA_BUNDLE"),
        ("and comes last", "", &both, "/variable.pem AWS_CA_BUNDLE"),
        ("empty values are ignored", "ca_bundle =", &[("AWS_CA_BUNDLE", "")], ""),
        ("the home folder", "ca_bundle = ~/x.pem", &[("HOME", "/me")], "/me/x.pem ca_bundle"),
        ("another's home folder", "ca_bundle = ~you/x.pem", &[], "~you/x.pem ca_bundle"),
    ] {
        assert_eq!(bundle_of(lines, env), expected, "{shows}");
    }
}

#[test]
fn a_ca_bundle_has_the_location_of_its_setting() {
    let bundle = network_of("ca_bundle = /own.pem", &[]).ca_bundle.unwrap();
    assert_eq!(bundle.location.map(|at| at.line), Some(7));
    assert_eq!(network_of("", BUNDLE).ca_bundle.unwrap().location, None);
}

#[test]
fn a_config_without_file_access_has_no_ca_bundle() {
    let mut request = request("p", &[]);
    request.capabilities.files = false;
    let config = profiles("[profile p]\nkeys\nca_bundle = /own.pem", "");
    assert_eq!(plan(&config, &request).unwrap().network, Network::default());
    request.env = REQUESTS.iter().copied().collect();
    assert!(plan(&config, &request).unwrap().network.ca_bundle.is_some());
}

#[test]
fn attempts_in_each_mode() {
    for (lines, env, expected) in [
        ("", &[][..], 3),
        ("retry_mode = standard", &[], 3),
        ("retry_mode = adaptive", &[], 3),
        ("retry_mode = legacy", &[], 5),
        ("retry_mode = legacy\nmax_attempts = 2", &[], 2),
        ("max_attempts = 1", &[], 1),
        ("max_attempts =  1_0 ", &[], 10),
        ("max_attempts = 7", &[("AWS_MAX_ATTEMPTS", "4")], 4),
        ("max_attempts = x", &[("AWS_MAX_ATTEMPTS", "4")], 4),
        ("max_attempts = 7", &[("AWS_MAX_ATTEMPTS", "")], 7),
        ("retry_mode = legacy", &[("AWS_RETRY_MODE", "standard")], 3),
        ("max_attempts = 99999999999", &[], u32::MAX),
    ] {
        assert_eq!(network_of(lines, env).attempts(), expected, "{lines} {env:?}");
    }
}

#[test]
fn invalid_attempts_and_modes() {
    for (line, env) in [
        ("max_attempts = 0", &[][..]),
        ("max_attempts = -1", &[]),
        ("max_attempts = 3.5", &[]),
        ("max_attempts = three", &[]),
        ("retry_mode = Standard", &[]),
        ("retry_mode = none", &[]),
        ("", &[("AWS_MAX_ATTEMPTS", "0")]),
        ("", &[("AWS_RETRY_MODE", "x")]),
    ] {
        let config = format!("[profile p]\nrole\nsource_profile=b\n{line}\n[profile b]\nkeys");
        let refused = outline(&config, "", &request("p", env));
        assert_eq!(refused, "refused: client-setting-invalid", "{line} {env:?}");
        if env.is_empty() {
            let all = Request { profile: None, ..request("", &[]) };
            let found = check(&profiles(&config, ""), &all);
            assert_eq!(codes(&found, Severity::Error), ["client-setting-invalid"], "{line}");
        }
    }
}

/// For each: the number of errors, of warnings.
fn about_the_endpoint(config: &str, env: &[(&str, &str)]) -> (usize, usize) {
    let found = check(&profiles(config, ""), &request("p", env));
    let count = |severity| {
        codes(&found, severity).iter().filter(|code| **code == "endpoint-invalid").count()
    };
    (count(Severity::Error), count(Severity::Warning))
}

#[test]
fn plain_http_is_rejected_if_it_is_called() {
    let keys = "[profile p]\nkeys\nregion=eu-west-1\nendpoint_url = http://minio.lab:9000";
    let role = "[profile p]\nrole\nregion=eu-west-1\nsource_profile=b\n\
                endpoint_url = http://minio.lab:9000\n[profile b]\nkeys";
    let allowed = [("ROLEHOP_ALLOW_HTTP", "true")];
    let refused = "refused: endpoint-invalid";
    assert_eq!(outline(keys, "", &request("p", &[])), "static p");
    assert_eq!(about_the_endpoint(keys, &[]), (0, 1));
    assert_eq!(outline(role, "", &request("p", &[])), refused);
    assert_eq!(about_the_endpoint(role, &[]), (1, 0));
    assert_eq!(outline(role, "", &request("p", &allowed)), "static b → p");
    assert_eq!(about_the_endpoint(role, &allowed), (0, 0));
    assert_eq!(about_the_endpoint(keys, &allowed), (0, 0));
    let all = Request { profile: None, ..request("", &allowed) };
    assert_eq!(codes(&check(&profiles(role, ""), &all), Severity::Error), [""; 0]);
    assert_eq!(outline(role, "", &request("p", &[("ROLEHOP_ALLOW_HTTP", "false")])), refused);
    let variable = [("AWS_ENDPOINT_URL", "http://localstack:4566")];
    assert_eq!(outline("[profile p]\nkeys", "", &request("p", &variable)), "static p");
    assert_eq!(about_the_endpoint("[profile p]\nkeys", &variable), (0, 1));
}

#[test]
fn a_config_cannot_permit_plain_http() {
    let config = "[profile p]\nrole\nsource_profile=b\nrolehop_allow_http=true\n\
                  endpoint_url=http://minio.lab\n[profile b]\nkeys";
    assert_eq!(outline(config, "", &request("p", &[])), "refused: endpoint-invalid");
}

#[test]
fn web_identity_and_sso_call_their_endpoints() {
    let web = "[profile p]\nrole\nweb_identity_token_file=/t\nregion=eu-west-1\nendpoint_url=http://x.lab";
    let sso = "[profile p]\nsso_account_id=111122223333\nsso_role_name=r\nsso_region=eu-west-1\n\
               sso_start_url=https://x.awsapps.com/start\nendpoint_url=http://x.lab";
    for config in [web, sso] {
        let refused = outline(config, "", &request("p", &[]));
        assert!(refused.starts_with("refused: endpoint-invalid"), "{refused}");
        let all = Request { profile: None, ..request("", &[]) };
        let found = check(&profiles(config, ""), &all);
        assert_eq!(codes(&found, Severity::Error).first(), Some(&"endpoint-invalid"), "{config}");
    }
}
