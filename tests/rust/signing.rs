//! Requests are signed exactly as botocore and `aws-sigv4` sign them.
//!
//! `signing_vectors.py` writes the vectors and the version of botocore that signed them.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use aws_sigv4::http_request::{self, SignableBody, SignableRequest, SigningSettings};
use aws_sigv4::sign::v4;
use proptest::prelude::*;
use rolehop::aws::{EndpointSettings, endpoint};
use rolehop::credentials::Credentials;
use rolehop::http::HttpRequest;
use rolehop::secret::Secret;
use rolehop::sts::{
    AssumeRole, AssumeRoleWithWebIdentity, GetSessionToken, Operation, Scope, sign,
};
use serde::Deserialize;
use url::Url;

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    operation: String,
    parameters: Parameters,
    credentials: Keys,
    region: String,
    endpoint: Option<String>,
    time_ms: i64,
    request: Expected,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Parameters {
    role_arn: String,
    role_session_name: String,
    duration_seconds: Option<u32>,
    external_id: Option<String>,
    serial_number: Option<String>,
    token_code: String,
    web_identity_token: String,
}

#[derive(Deserialize)]
struct Keys {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

#[derive(Deserialize)]
struct Expected {
    url: String,
    headers: BTreeMap<String, String>,
    body: String,
}

fn operation(name: &str, parameters: Parameters) -> Operation {
    let code = Secret::new(parameters.token_code);
    let mfa = parameters.serial_number.map(|serial| (serial, code));
    let Parameters { role_arn, role_session_name, duration_seconds, external_id, .. } = parameters;
    match name {
        "AssumeRole" => Operation::AssumeRole(AssumeRole {
            role_arn,
            role_session_name,
            duration_seconds,
            external_id,
            mfa,
            ..AssumeRole::default()
        }),
        "AssumeRoleWithWebIdentity" => {
            Operation::AssumeRoleWithWebIdentity(AssumeRoleWithWebIdentity {
                role_arn,
                role_session_name,
                web_identity_token: Secret::new(parameters.web_identity_token),
                duration_seconds,
            })
        }
        "GetSessionToken" => Operation::GetSessionToken(GetSessionToken { duration_seconds, mfa }),
        "GetCallerIdentity" => Operation::GetCallerIdentity,
        other => panic!("no operation {other}"),
    }
}

fn credentials(keys: Keys) -> Credentials {
    Credentials {
        access_key_id: keys.access_key_id,
        secret_access_key: Secret::new(keys.secret_access_key),
        session_token: keys.session_token.map(Secret::new),
        expiration: None,
        account_id: None,
    }
}

fn exposed(headers: &[(String, Secret)]) -> BTreeMap<String, String> {
    let pairs = headers.iter();
    pairs.map(|(name, value)| (name.clone(), value.expose().to_owned())).collect()
}

#[test]
fn requests_equal_those_of_botocore() {
    let Vectors { vectors } = serde_json::from_str(include_str!("signing_vectors.json")).unwrap();
    assert!(vectors.len() >= 80);
    for (number, vector) in vectors.into_iter().enumerate() {
        let settings = EndpointSettings {
            region: Some(&vector.region),
            custom: vector.endpoint.as_deref(),
            ..EndpointSettings::default()
        };
        let call = operation(&vector.operation, vector.parameters);
        let credentials = credentials(vector.credentials);
        let request = call.sign(&credentials, &endpoint(&settings), vector.time_ms, false).unwrap();
        let shown = format!("vector {number}, {}", vector.operation);
        assert_eq!(request.method, "POST");
        assert_eq!(request.body.expose(), vector.request.body, "{shown}");
        assert_eq!(exposed(&request.headers), vector.request.headers, "{shown}");
        // Clients normalise the URL in any case: lower-case host, no default port, no dot segments.
        assert_eq!(request.url, Url::parse(&vector.request.url).unwrap().as_str(), "{shown}");
    }
}

#[test]
fn plain_http_is_rejected_except_on_loopback() {
    let settings =
        EndpointSettings { custom: Some("http://sts.example.com"), ..EndpointSettings::default() };
    let keys = Keys {
        access_key_id: "AKIDEXAMPLE".into(),
        secret_access_key: "canary".into(),
        session_token: None,
    };
    let error = Operation::GetCallerIdentity
        .sign(&credentials(keys), &endpoint(&settings), 0, false)
        .err()
        .expect("plain http on another host");
    assert_eq!(error.code.as_str(), "endpoint-invalid");
    assert!(error.message.contains("`http://sts.example.com`"), "{}", error.message);
}

fn request(url: &str) -> HttpRequest {
    HttpRequest {
        method: "POST",
        url: url.to_owned(),
        headers: Vec::new(),
        body: Secret::default(),
        timeout_ms: None,
        direct: false,
        returns_redirect: false,
    }
}

/// The headers that `aws-sigv4` adds.
fn by_the_crate(
    request: &HttpRequest,
    credentials: &Credentials,
    scope: Scope<'_>,
) -> BTreeMap<String, String> {
    let token = credentials.session_token.as_ref().map(|token| token.expose().to_owned());
    let (id, secret) = (&credentials.access_key_id, credentials.secret_access_key.expose());
    let identity = aws_credential_types::Credentials::new(id, secret, token, None, "test").into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(scope.region)
        .name(scope.service)
        .time(UNIX_EPOCH + Duration::from_millis(scope.time_ms.try_into().unwrap()))
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.expose()));
    let body = SignableBody::Bytes(request.body.expose().as_bytes());
    let signable = SignableRequest::new(request.method, &request.url, headers, body).unwrap();
    let (instructions, _) = http_request::sign(signable, &parameters).unwrap().into_parts();
    let (added, _) = instructions.into_parts();
    added.iter().map(|header| (header.name().to_owned(), header.value().to_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn signatures_are_those_of_the_crate(
        path in "(/|/[a-zA-Z0-9%._~:@!$&'()*+,;=-]{0,5}){1,5}",
        host in "[a-z]{1,9}(\\.com)?(:8080)?",
        headers in prop::collection::vec(("[a-z]-[a-z]{1,2}", "[!-~]{1,3}( {1,3}[!-~]{1,3}){0,2}"), 0..4),
        body in "\\PC{0,200}",
        keys in ("[A-Z0-9]{1,20}", "\\PC{1,40}", prop::option::of("[!-~]{1,80}")),
        (region, time_ms) in ("[a-z]{2}-[a-z]{4}-[0-9]", 0..253_402_300_799_999_i64),
    ) {
        let headers = headers.iter().map(|(name, value)| (name.clone(), Secret::new(value.as_str())));
        let request = HttpRequest {
            headers: headers.collect(),
            body: Secret::new(body),
            ..request(&format!("https://{host}{path}"))
        };
        let (access_key_id, secret_access_key, session_token) = keys;
        let credentials = credentials(Keys { access_key_id, secret_access_key, session_token });
        let scope = Scope { service: "sts", region: &region, time_ms };
        let added = sign(&request, &credentials, &scope).unwrap();
        prop_assert_eq!(exposed(&added), by_the_crate(&request, &credentials, scope));
    }
}

/// A client removes dot segments, and leaves the slash before the last one.
#[test]
fn paths_that_end_with_dots_are_signed_as_those_of_the_crate() {
    let scope = Scope { service: "sts", region: "eu-west-1", time_ms: 0 };
    let keys = Keys {
        access_key_id: "AKIDEXAMPLE".into(),
        secret_access_key: "canary".into(),
        session_token: None,
    };
    let credentials = credentials(keys);
    for path in ["/a/.", "/a/..", "/a/b/..", "/a/./", "/a//.", "/.", "/..", "/a/.b", "/a/..."] {
        let request = request(&format!("https://sts.example.com{path}"));
        let added = sign(&request, &credentials, &scope).unwrap();
        assert_eq!(exposed(&added), by_the_crate(&request, &credentials, scope), "{path}");
    }
}

/// The key of the day is derived once; none of what it depends on may be overlooked.
#[test]
fn each_signature_has_the_key_of_its_own_scope() {
    let request = request("https://sts.example.com/");
    let noon = 1_767_268_800_000;
    let cases = [
        ("secret-a", "sts", "eu-west-1", noon),
        ("secret-a", "sts", "eu-west-1", noon + 1_000),
        ("secret-b", "sts", "eu-west-1", noon),
        ("secret-b", "iam", "eu-west-1", noon),
        ("secret-b", "iam", "eu-west-2", noon),
        ("secret-b", "iam", "eu-west-2", noon + 86_400_000),
        ("secret-a", "sts", "eu-west-1", noon),
    ];
    for (secret, service, region, time_ms) in cases {
        let keys = Keys {
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: secret.into(),
            session_token: None,
        };
        let (credentials, scope) = (credentials(keys), Scope { service, region, time_ms });
        let added = sign(&request, &credentials, &scope).unwrap();
        assert_eq!(
            exposed(&added),
            by_the_crate(&request, &credentials, scope),
            "{secret} {service} {region}"
        );
    }
}
