//! Web identity, container and instance credentials: which files, requests and cache entries they use.
#![allow(clippy::unnecessary_wraps, clippy::type_complexity)] // Answers of a script, tables of cases.

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::credentials::Credentials;
use rolehop::diagnostic::{Code, Error};
use rolehop::host::{CacheStore, HostError};
use rolehop::plan::{self, Request};
use rolehop::resolve::{Options, resolve};
use serde_json::json;

use crate::host::{NOW_MS, Response, Scripted, rejection, session, session_xml};

const CONFIG: &str = "\
[profile web]
role_arn = arn:aws:iam::111122223333:role/Web
web_identity_token_file = /var/token
region = eu-west-1
[profile leaf]
role_arn = arn:aws:iam::111122223333:role/Leaf
source_profile = web
region = eu-west-1
[profile task]
role_arn = arn:aws:iam::111122223333:role/Leaf
credential_source = EcsContainer
region = eu-west-1
[profile instance]
role_arn = arn:aws:iam::111122223333:role/Leaf
credential_source = Ec2InstanceMetadata
region = eu-west-1
[profile tuned]
ec2_metadata_service_endpoint = http://127.0.0.1:1338/x
metadata_service_num_attempts = 2
metadata_service_timeout = 3
ec2_metadata_v1_disabled = true
[profile wrong]
ec2_metadata_service_endpoint_mode = ipv5
";

fn run(host: &Scripted, profile: Option<&str>, env: &[(&str, &str)]) -> Result<Credentials, Error> {
    let profiles = Profiles::parse(CONFIG, "");
    let env = env.iter().copied().collect();
    let request = Request { profile: profile.map(str::to_owned), env, ..Request::default() };
    let plan = plan::plan(&profiles, &request)?;
    block_on(resolve(&profiles, &request, &plan, &Options::default(), host)).inspect_err(|error| {
        let said = format!("{error:?} {error} {}", serde_json::to_string(error).unwrap());
        assert!(!said.contains("canary"), "a secret is in {said}");
    })
}

fn with_file(path: &str, text: &str, responses: Vec<Response>) -> Scripted {
    let host = Scripted::responding(responses);
    host.files.borrow_mut().insert(path.to_owned(), text.to_owned());
    host
}

fn web(number: u32) -> Response {
    let xml = session_xml("Web", number, "2026-01-02T04:04:05Z");
    Ok((200, xml.replace("AssumeRoleRe", "AssumeRoleWithWebIdentityRe")))
}

fn keys(end: &str) -> Response {
    let body = json!({
        "Code": "Success", "AccessKeyId": "ASIAMACHINE", "SecretAccessKey": "canary/secret",
        "Token": "canary/token", "Expiration": end, "AccountId": "111122223333",
    });
    Ok((200, body.to_string()))
}

fn response(status: u16, body: &str) -> Response {
    Ok((status, body.to_owned()))
}

const HOUR: &str = "2026-01-02T04:04:05Z";
const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

#[test]
fn a_web_identity_session_is_cached_as_the_aws_cli_caches_it() {
    let host = with_file("/var/token", "canary.web.token\n", vec![web(1)]);
    let credentials = run(&host, Some("web"), &[]).unwrap();
    assert_eq!(credentials.account_id.as_deref(), Some("111122223333"));
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock session, read AwsCli, file /var/token, AssumeRoleWithWebIdentity Web, \
         write AwsCli, unlock session"
    );
    {
        let requests = host.requests.borrow();
        let [request] = requests.as_slice() else { panic!("one request") };
        assert_eq!(request.url, "https://sts.eu-west-1.amazonaws.com/");
        assert!(request.body.expose().ends_with("&WebIdentityToken=canary.web.token"));
        assert!(request.headers.iter().all(|(name, _)| name == "content-type"), "not signed");
    }
    let host = Scripted { cache: host.cache, ..Scripted::default() };
    assert_eq!(run(&host, Some("web"), &[]).unwrap(), credentials);
    assert_eq!(host.transcript(), "read AwsCli");
}

#[test]
fn web_identity_as_the_source_of_a_role_and_from_the_environment() {
    let host = with_file("/var/token", "canary", vec![web(1), session("Leaf", 2)]);
    run(&host, Some("leaf"), &[]).unwrap();
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock session, read AwsCli, file /var/token, AssumeRoleWithWebIdentity Web, \
         AssumeRole Leaf, write AwsCli, unlock session"
    );
    let env = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/env/token"),
        ("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/Web"),
        ("AWS_ROLE_SESSION_NAME", "pod"),
    ];
    let host = with_file("/env/token", "canary", vec![web(1)]);
    run(&host, None, &env).unwrap();
    let body = host.requests.borrow()[0].body.expose().to_owned();
    assert!(body.contains("&RoleSessionName=pod&"), "{body}");
    // The environment is not used for an explicitly named profile.
    let host = with_file("/var/token", "canary", vec![web(1)]);
    run(&host, Some("web"), &env).unwrap();
    assert!(host.transcript().contains("file /var/token"));
}

#[test]
fn sessions_from_a_custom_endpoint_are_not_in_the_shared_cache() {
    let host = with_file("/var/token", "canary", vec![web(1)]);
    run(&host, Some("web"), &[("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")]).unwrap();
    let stores: Vec<_> = host.cache.borrow().keys().map(|(store, _)| *store).collect();
    assert_eq!(stores, [CacheStore::Rolehop]);
}

#[test]
fn unusable_tokens() {
    for (shows, text) in [("empty", " \n"), ("short", "abc"), ("two lines", "canary\r\nx: y")] {
        let host = with_file("/var/token", text, vec![]);
        let error = run(&host, Some("web"), &[]).unwrap_err();
        assert_eq!(error.code, Code::WebIdentityTokenUnusable, "{shows}");
        assert_eq!(error.diagnostics[0].location.unwrap().line, 3, "{shows}");
        assert!(host.requests.borrow().is_empty(), "{shows}");
    }
    let missing = run(&Scripted::default(), Some("web"), &[]).unwrap_err();
    assert_eq!(missing.code, Code::WebIdentityTokenUnusable);
    let cases = [
        ("ExpiredTokenException", Code::TokenExpired, "must renew it"),
        ("AccessDenied", Code::StsAccessDenied, "trust policy"),
        ("InvalidIdentityToken", Code::StsRejected, "identity provider"),
    ];
    for (code, expected, help) in cases {
        let host = with_file("/var/token", "canary", vec![rejection(400, code, "no")]);
        let error = run(&host, Some("web"), &[]).unwrap_err();
        assert_eq!(error.code, expected, "{code}");
        assert!(error.diagnostics[0].help.as_ref().unwrap().contains(help), "{code}");
        assert_eq!(error.diagnostics[0].key.as_deref(), Some("web_identity_token_file"));
    }
    // STS could not reach the identity provider: a retry may succeed.
    let busy = rejection(400, "IDPCommunicationError", "later");
    let host = with_file("/var/token", "canary", vec![busy, web(1)]);
    run(&host, Some("web"), &[]).unwrap();
    // A session of another role is rejected.
    let host = with_file(
        "/var/token",
        "canary",
        vec![Ok((200, web(1).unwrap().1.replace("Web/", "Other/")))],
    );
    assert_eq!(run(&host, Some("web"), &[]).unwrap_err().code, Code::IdentityMismatch);
}

#[test]
fn a_container_request_has_the_token() {
    let host = with_file("/token", "canary token\n", vec![keys(HOUR)]);
    let env = [
        (RELATIVE, "/v2/credentials/x?y=1"),
        (FULL, "https://elsewhere.example.com/"),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/token"),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "canary of the variable"),
    ];
    let credentials = run(&host, None, &env).unwrap();
    assert_eq!(credentials.access_key_id, "ASIAMACHINE");
    assert_eq!(host.transcript(), "file /token, GET /v2/credentials/x", "nothing is kept");
    let requests = host.requests.borrow();
    let request = &requests[0];
    assert_eq!(request.url, "http://169.254.170.2/v2/credentials/x?y=1");
    assert_eq!(request.timeout_ms, Some(2000));
    let headers: Vec<_> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
    assert_eq!(headers, [("accept", "application/json"), ("authorization", "canary token")]);
}

#[test]
fn a_container_request_has_three_attempts() {
    let env = [(FULL, "http://127.0.0.1:1/creds")];
    let lost = || Err(HostError::TimedOut { sent: true });
    let host =
        Scripted::responding([lost(), response(200, "<html>"), keys(HOUR), session("Leaf", 1)]);
    run(&host, Some("task"), &env).unwrap();
    assert_eq!(
        host.transcript(),
        "read AwsCli, lock session, read AwsCli, GET /creds, sleep 1000, GET /creds, sleep 1000, \
         GET /creds, AssumeRole Leaf, write AwsCli, unlock session"
    );
    let host =
        Scripted::responding([response(500, "canary"), response(403, ""), response(404, "canary")]);
    let error = run(&host, Some("task"), &env).unwrap_err();
    assert_eq!(
        (error.code, error.diagnostics[0].location.unwrap().line),
        (Code::ContainerFailed, 11)
    );
    assert!(error.message.ends_with("returned status 404"), "{error}");
    let host = Scripted::responding([keys("2026-01-02T03:04:05Z"), keys("x"), response(200, "{}")]);
    assert_eq!(run(&host, None, &env).unwrap_err().code, Code::ContainerFailed);
}

#[test]
fn invalid_container_settings_are_rejected_before_a_request() {
    let file = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
    let cases: [(&str, &[(&str, &str)], Code); 6] = [
        ("another host", &[(FULL, "http://example.com/")], Code::EndpointInvalid),
        ("no slash", &[(RELATIVE, "v2/x")], Code::EndpointInvalid),
        (
            "a host name in the relative URI",
            &[(RELATIVE, "@evil.example.com/")],
            Code::EndpointInvalid,
        ),
        ("no token file", &[(FULL, "http://[::1]/"), (file, "/none")], Code::ContainerFailed),
        (
            "a token with a line break",
            &[(FULL, "http://[::1]/"), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "canary\r\nx: y")],
            Code::ContainerFailed,
        ),
        (
            "an empty token",
            &[(RELATIVE, ""), ("AWS_EC2_METADATA_DISABLED", "TRUE")],
            Code::NoCredentials,
        ),
    ];
    for (shows, env, code) in cases {
        let host = Scripted::default();
        assert_eq!(run(&host, None, env).unwrap_err().code, code, "{shows}");
        assert!(host.requests.borrow().is_empty(), "{shows}");
    }
}

#[test]
fn instance_metadata_requests_have_a_session_token() {
    let host =
        Scripted::responding([response(200, "canary-imds"), response(200, "Role"), keys(HOUR)]);
    run(&host, None, &[]).unwrap();
    let roles = "/latest/meta-data/iam/security-credentials/";
    assert_eq!(host.transcript(), format!("PUT /latest/api/token, GET {roles}, GET {roles}Role"));
    let requests = host.requests.borrow();
    assert!(
        requests.iter().all(|request| request.url.starts_with("http://169.254.169.254/latest"))
    );
    assert!(requests.iter().all(|request| request.timeout_ms == Some(1000)));
    let header = |index: usize| {
        let (name, value) = &requests[index].headers[0];
        (name.clone(), value.expose().to_owned())
    };
    assert_eq!(header(0), ("x-aws-ec2-metadata-token-ttl-seconds".into(), "21600".into()));
    assert_eq!(header(2), ("x-aws-ec2-metadata-token".into(), "canary-imds".into()));
}

#[test]
fn responses_of_instance_metadata() {
    let ok = |responses: Vec<Response>, profile: Option<&str>| {
        let host = Scripted::responding(responses);
        (run(&host, profile, &[]), host.requests.borrow().len())
    };
    // IMDSv1: the service has no tokens, and none is sent.
    for first in [
        response(403, ""),
        response(404, ""),
        response(405, ""),
        Err(HostError::TimedOut { sent: true }),
    ] {
        let (outcome, asked) = ok(vec![first, response(200, "Role"), keys(HOUR)], None);
        assert_eq!((outcome.unwrap().access_key_id.as_str(), asked), ("ASIAMACHINE", 3));
    }
    let cases = [
        ("a bad request is not retried", vec![response(400, "")], 1),
        ("no role", vec![response(200, "t"), response(404, "")], 2),
        ("an invalid role name", vec![response(200, "t"), response(200, "<html>")], 2),
        ("no JSON", vec![response(200, "t"), response(200, "Role"), response(200, "canary")], 3),
        (
            "an error message",
            vec![
                response(200, "t"),
                response(200, "Role"),
                response(200, "{\"Code\":\"x\",\"Message\":\"y\"}"),
            ],
            3,
        ),
        ("no response", vec![], 2),
    ];
    for (shows, responses, expected) in cases {
        let (outcome, asked) = ok(responses.clone(), None);
        assert_eq!((outcome.unwrap_err().code, asked), (Code::NoCredentials, expected), "{shows}");
        let (outcome, _) = ok(responses, Some("instance"));
        let error = outcome.unwrap_err();
        assert_eq!(
            (error.code, error.diagnostics[0].location.unwrap().line),
            (Code::MetadataFailed, 15),
            "{shows}"
        );
    }
}

#[test]
fn settings_of_instance_metadata() {
    let lost = || Err(HostError::TimedOut { sent: true });
    let host = Scripted::responding([response(500, ""), lost()]);
    let error = run(&host, Some("tuned"), &[]).unwrap_err();
    assert_eq!(error.code, Code::MetadataFailed, "only the second version will do");
    let requests = host.requests.borrow();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].url, "http://127.0.0.1:1338/x/latest/api/token");
    assert_eq!(requests[0].timeout_ms, Some(3000));
    let bad: [(&[(&str, &str)], Option<&str>); 5] = [
        (&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ftp://x/")], None),
        (&[("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://u:canary@x/?y")], None),
        (&[("AWS_METADATA_SERVICE_TIMEOUT", "0")], None),
        (&[("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "many")], None),
        (&[], Some("wrong")),
    ];
    for (env, profile) in bad {
        let host = Scripted::default();
        assert_eq!(
            run(&host, profile, env).unwrap_err().code,
            Code::MetadataSettingInvalid,
            "{env:?}"
        );
        assert!(host.requests.borrow().is_empty());
    }
    let host = Scripted::default();
    let ipv6 = [("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6")];
    assert_eq!(run(&host, None, &ipv6).unwrap_err().code, Code::NoCredentials);
    assert_eq!(host.requests.borrow()[0].url, "http://[fd00:ec2::254]/latest/api/token");
}

#[test]
fn expired_instance_credentials_are_used_while_new_ones_are_late() {
    for (end, extended) in
        [("2026-01-02T03:00:00Z", true), ("2026-01-02T03:14:00Z", true), (HOUR, false)]
    {
        let host = Scripted::responding([response(200, "t"), response(200, "Role"), keys(end)]);
        let found = run(&host, None, &[]).unwrap().remaining_ms(NOW_MS).unwrap();
        let (least, most) = if extended { (720_000, 1_200_000) } else { (3_600_000, 3_600_000) };
        assert!((least..=most).contains(&found), "{end}: {found}");
    }
}

#[test]
fn the_default_chain_ends_with_the_container_then_instance_metadata() {
    let both = [(FULL, "http://127.0.0.1:1/c")];
    let host = Scripted::responding([keys(HOUR)]);
    run(&host, None, &both).unwrap();
    assert_eq!(host.transcript(), "GET /c");
    let host = Scripted::default();
    let disabled = [("AWS_EC2_METADATA_DISABLED", "true")];
    assert_eq!(run(&host, None, &disabled).unwrap_err().code, Code::NoCredentials);
    assert_eq!(host.transcript(), "", "nothing is asked");
    // Keys in the environment take precedence, without a request.
    let keys = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "canary"), both[0]];
    assert_eq!(run(&host, None, &keys).unwrap().access_key_id, "AKIAENV");
    assert_eq!(host.transcript(), "");
}
