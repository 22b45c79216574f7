//! Readers for the response to each call.

use super::failure::{self, Failure};
use super::xml::{Fields, Problem, name_of};
use crate::aws::{Arn, Endpoint, RequestedRole};
use crate::credentials::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::http::HttpResponse;
use crate::secret::Secret;
use crate::sts::request::GetCallerIdentity;
use crate::text::{one_line, quoted};
use crate::timestamp;

/// The session of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumedRole {
    /// The credentials. They always have a session token and an expiration, and from AWS also the
    /// account of the role.
    pub credentials: Credentials,
    /// The ARN of the session: `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`. It can be
    /// empty if the response is not from AWS.
    pub arn: String,
    /// The unique ID of the role, a colon and the session name. It can be empty if the response is
    /// not from AWS.
    pub id: String,
    /// The request ID, which AWS Support asks for.
    pub request_id: Option<String>,
}

impl AssumedRole {
    /// Checks that this is a session of the requested role.
    ///
    /// # Errors
    /// `identity-mismatch`.
    pub fn check_role(&self, role: RequestedRole<'_>) -> Result<(), Error> {
        if role.accepts(&self.arn) {
            return Ok(());
        }
        let (got, asked) = (quoted(&self.arn), quoted(role.arn));
        let message = format!("{asked} was requested, but STS returned {got}");
        let help = "do not use these credentials; check the endpoint and the proxy";
        Err(Diagnostic::new(Code::IdentityMismatch, message).help(help).into())
    }
}

/// The paths of the elements in a response with credentials.
struct Paths {
    root: &'static str,
    access_key_id: &'static str,
    secret_access_key: &'static str,
    session_token: &'static str,
    expiration: &'static str,
    arn: &'static str,
    id: &'static str,
    /// Ceph's name for `id`.
    other_id: &'static str,
    request_id: &'static str,
}

macro_rules! paths {
    ($operation:literal) => {
        Paths {
            root: concat!($operation, "Response"),
            access_key_id: path!($operation, "Credentials/AccessKeyId"),
            secret_access_key: path!($operation, "Credentials/SecretAccessKey"),
            session_token: path!($operation, "Credentials/SessionToken"),
            expiration: path!($operation, "Credentials/Expiration"),
            arn: path!($operation, "AssumedRoleUser/Arn"),
            id: path!($operation, "AssumedRoleUser/AssumedRoleId"),
            other_id: path!($operation, "AssumedRoleUser/AssumeRoleId"),
            request_id: concat!($operation, "Response/ResponseMetadata/RequestId"),
        }
    };
}

macro_rules! path {
    ($operation:literal, $rest:literal) => {
        concat!($operation, "Response/", $operation, "Result/", $rest)
    };
}

const ASSUME_ROLE: Paths = paths!("AssumeRole");
const WEB_IDENTITY: Paths = paths!("AssumeRoleWithWebIdentity");
const SESSION_TOKEN: Paths = paths!("GetSessionToken");
const IDENTITY: &str = "GetCallerIdentityResponse";
const USER_ID: &str = path!("GetCallerIdentity", "UserId");
const ACCOUNT: &str = path!("GetCallerIdentity", "Account");
const ARN: &str = path!("GetCallerIdentity", "Arn");

impl Paths {
    fn all(&self) -> [&'static str; 8] {
        [
            self.access_key_id,
            self.secret_access_key,
            self.session_token,
            self.expiration,
            self.arn,
            self.id,
            self.other_id,
            self.request_id,
        ]
    }
}

/// Reads the response to `AssumeRole`.
///
/// # Errors
/// STS rejected the call, or the response is not from STS.
pub fn assume_role(response: &HttpResponse, endpoint: &Endpoint) -> Result<AssumedRole, Failure> {
    failure::read(response, ASSUME_ROLE.root, &ASSUME_ROLE.all(), |fields| {
        assumed_role(fields, &ASSUME_ROLE, endpoint)
    })
}

/// Reads the response to `AssumeRoleWithWebIdentity`.
///
/// # Errors
/// STS rejected the call, or the response is not from STS.
pub fn assume_role_with_web_identity(
    response: &HttpResponse,
    endpoint: &Endpoint,
) -> Result<AssumedRole, Failure> {
    failure::read(response, WEB_IDENTITY.root, &WEB_IDENTITY.all(), |fields| {
        assumed_role(fields, &WEB_IDENTITY, endpoint)
    })
}

/// Reads the response to `GetSessionToken`.
///
/// # Errors
/// STS rejected the call, or the response is not from STS.
pub fn session_token(response: &HttpResponse, _: &Endpoint) -> Result<Credentials, Failure> {
    failure::read(response, SESSION_TOKEN.root, &SESSION_TOKEN.all(), |fields| {
        credentials(fields, &SESSION_TOKEN)
    })
}

/// Reads the response to `GetCallerIdentity`.
///
/// # Errors
/// STS rejected the call, or the response is not from STS.
pub fn caller_identity(
    response: &HttpResponse,
    _: &Endpoint,
) -> Result<GetCallerIdentity, Failure> {
    failure::read(response, IDENTITY, &[USER_ID, ACCOUNT, ARN], |fields| {
        Ok(GetCallerIdentity {
            user_id: printable_string(fields, USER_ID)?,
            account: printable_string(fields, ACCOUNT)?,
            arn: printable_string(fields, ARN)?,
        })
    })
}

/// Only AWS guarantees the ARN and ID of a session: Ceph and `MinIO` omit or rename them.
fn assumed_role(
    fields: &mut Fields,
    paths: &Paths,
    endpoint: &Endpoint,
) -> Result<AssumedRole, Problem> {
    let (arn, id) = if endpoint.is_aws() {
        (printable_string(fields, paths.arn)?, printable_string(fields, paths.id)?)
    } else {
        let mut optional = |path| printable_string(fields, path).unwrap_or_default();
        let (arn, id) = (optional(paths.arn), optional(paths.id));
        (arn, if id.is_empty() { optional(paths.other_id) } else { id })
    };
    let account_id = Arn::parse(&arn).and_then(|arn| arn.account_id()).map(str::to_owned);
    let credentials = Credentials { account_id, ..credentials(fields, paths)? };
    let request_id = fields.take(paths.request_id).map(|id| one_line(id.expose(), 100));
    Ok(AssumedRole { credentials, arn, id, request_id })
}

fn credentials(fields: &mut Fields, paths: &Paths) -> Result<Credentials, Problem> {
    let expiration = fields.require(paths.expiration)?;
    Ok(Credentials {
        access_key_id: printable_string(fields, paths.access_key_id)?,
        secret_access_key: printable(fields, paths.secret_access_key)?,
        session_token: Some(printable(fields, paths.session_token)?),
        expiration: Some(
            timestamp::parse(expiration.expose()).ok_or(Problem::Invalid("Expiration"))?,
        ),
        account_id: None,
    })
}

/// A field of printable ASCII without spaces: a key, a token, an ID or a session's ARN.
fn printable(fields: &mut Fields, path: &'static str) -> Result<Secret, Problem> {
    let text = fields.require(path)?;
    let fits = text.expose().bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(text) } else { Err(Problem::Invalid(name_of(path))) }
}

/// A field of printable ASCII characters that is not a secret.
fn printable_string(fields: &mut Fields, path: &'static str) -> Result<String, Problem> {
    printable(fields, path).map(|text| text.expose().to_owned())
}
