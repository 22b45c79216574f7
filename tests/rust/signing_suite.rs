//! AWS's test suite of Signature Version 4, which the crate `aws-sigv4` contains.
//!
//! It is read from cargo's copy of the crate's source. A case is a folder: the request, its context,
//! and the expected signature. The cases use the same function as every request to STS.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rolehop::credentials::Credentials;
use rolehop::http::HttpRequest;
use rolehop::secret::Secret;
use rolehop::sts::{Scope, sign};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The folder of the suite.
fn suite() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata");
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "aws-sigv4").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().join("aws-signing-test-suite/v4")
}

/// Why a case does not apply to requests to STS.
fn not_applicable(context: &Value, request: &str) -> Option<&'static str> {
    if context["normalize"] == false {
        return Some("the path is signed unchanged, as for S3 only");
    }
    if context["sign_body"] == true {
        return Some("x-amz-content-sha256 is sent, as for S3 only");
    }
    if context["omit_session_token"] == true {
        return Some("the token is added after signing");
    }
    if request.lines().next().is_some_and(|line| line.contains('?')) {
        return Some("a query, which no request to STS has");
    }
    let path = request.split(['?', '\n']).next().unwrap_or_default();
    if path.contains('%') {
        return Some("the path is encoded once, as for S3 only");
    }
    let headers = request.split_once("\n\n").map_or(request, |(headers, _)| headers);
    if headers.lines().any(|line| line.starts_with(' ')) {
        return Some("a header has several lines, which HTTP no longer allows");
    }
    None
}

/// The request of a case.
fn parse(text: &str) -> HttpRequest {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, rest) = lines.next().unwrap().split_once(' ').unwrap();
    let target = rest.strip_suffix(" HTTP/1.1").unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_ascii_lowercase(), Secret::new(value))
    };
    HttpRequest {
        method: if method == "POST" { "POST" } else { "GET" },
        url: format!("https://example.amazonaws.com{target}"),
        headers: lines.map(header).collect(),
        body: Secret::new(body),
        timeout_ms: None,
        direct: false,
        returns_redirect: false,
    }
}

fn credentials(context: &Value) -> Credentials {
    let field = |name: &str| context["credentials"][name].as_str();
    Credentials {
        access_key_id: field("access_key_id").unwrap().to_owned(),
        secret_access_key: Secret::new(field("secret_access_key").unwrap()),
        session_token: field("token").map(Secret::new),
        expiration: None,
        account_id: None,
    }
}

/// The engine's signature.
fn signature(context: &Value, request: &str) -> String {
    let time = OffsetDateTime::parse(context["timestamp"].as_str().unwrap(), &Rfc3339).unwrap();
    let scope = Scope {
        service: context["service"].as_str().unwrap(),
        region: context["region"].as_str().unwrap(),
        time_ms: time.unix_timestamp() * 1000,
    };
    let headers = sign(&parse(request), &credentials(context), &scope).unwrap();
    let (_, authorization) = headers.iter().find(|(name, _)| name == "authorization").unwrap();
    authorization.expose().rsplit_once("Signature=").unwrap().1.to_owned()
}

#[test]
fn signatures_equal_those_of_the_suite() {
    let (mut ran, mut left_out) = (0, Vec::new());
    for folder in fs::read_dir(suite()).expect("the suite comes with the crate") {
        let folder = folder.unwrap().path();
        let read = |name: &str| fs::read_to_string(folder.join(name));
        // Two folders from an older suite have no context.
        let Ok(context) = read("context.json") else { continue };
        let context: Value = serde_json::from_str(&context).unwrap();
        let request = read("request.txt").unwrap();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if let Some(reason) = not_applicable(&context, &request) {
            left_out.push(format!("{name}: {reason}"));
            continue;
        }
        let expected = read("header-signature.txt").unwrap();
        assert_eq!(signature(&context, &request), expected.trim(), "{name}");
        ran += 1;
    }
    assert_eq!((ran, left_out.len()), (19, 19), "left out: {left_out:#?}");
}
