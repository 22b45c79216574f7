//! Requests are signed exactly as botocore signs them.
//!
//! `signing_vectors.py` writes the vectors and the version of botocore that signed them.

use std::collections::BTreeMap;

use rolehop::aws::{EndpointSettings, endpoint};
use rolehop::credentials::Credentials;
use rolehop::http::HttpRequest;
use rolehop::secret::Secret;
use rolehop::sts::{AssumeRole, AssumeRoleWithWebIdentity, GetSessionToken, Operation};
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

fn headers(request: &HttpRequest) -> BTreeMap<String, String> {
    let pairs = request.headers.iter();
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
        assert_eq!(headers(&request), vector.request.headers, "{shown}");
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
