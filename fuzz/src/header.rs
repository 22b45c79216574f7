//! Signed requests: a header is one line of visible ASCII characters, and a field of the body cannot add another.

use rolehop::aws::Endpoint;
use rolehop::credentials::Credentials;
use rolehop::diagnostic::Code;
use rolehop::http::HttpRequest;
use rolehop::secret::Secret;
use rolehop::sts::{AssumeRole, Operation};

/// Parts: an access key ID, a secret key, a session token, a region, a role's ARN, a session name, an MFA code.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let [key, secret, token, region, role_arn, name, code] =
        super::parts(&text).map(|part: &str| part.strip_suffix('\n').unwrap_or(part));
    let credentials = Credentials {
        access_key_id: key.to_owned(),
        secret_access_key: Secret::new(secret),
        session_token: Some(token).filter(|it| !it.is_empty()).map(Secret::new),
        expiration: None,
        account_id: None,
    };
    let endpoint = Endpoint {
        url: "https://sts.amazonaws.com".to_owned(),
        signing_region: region.to_owned(),
        overridden: false,
    };
    let call = Operation::AssumeRole(AssumeRole {
        role_arn: role_arn.to_owned(),
        role_session_name: name.to_owned(),
        mfa: Some((role_arn.to_owned(), Secret::new(code))),
        ..AssumeRole::default()
    });
    match call.sign(&credentials, &endpoint, 0, false) {
        Err(error) => assert_eq!(error.code, Code::CredentialsRejected),
        Ok(request) => {
            has_safe_headers(&request, region);
            let sent = [("RoleArn", role_arn), ("RoleSessionName", name), ("TokenCode", code)];
            has_fields(&request, &sent);
        }
    }
}

/// The region is checked before a request is made, and so is left out here.
fn has_safe_headers(request: &HttpRequest, region: &str) {
    for (name, value) in &request.headers {
        let value = value.expose().replace(region, "");
        let is_safe = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        assert!(is_safe, "the header {name} has a character that ends it");
    }
}

fn has_fields(request: &HttpRequest, sent: &[(&str, &str)]) {
    let body = request.body.expose();
    let fields: Vec<_> = url::form_urlencoded::parse(body.as_bytes()).collect();
    assert_eq!(fields.len(), 6, "a value adds a field");
    for (name, value) in sent {
        assert!(fields.iter().any(|field| field.0 == *name && field.1 == *value), "{name}");
    }
}
