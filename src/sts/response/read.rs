//! The answers of each call, read.

use super::failure::{self, Failure};
use super::xml::{Fields, Problem, name_of};
use crate::aws::{Arn, matches_role};
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
    /// Its credentials: always with a token and an end, and with the account of the role.
    pub credentials: Credentials,
    /// Whose session it is: `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`.
    pub arn: String,
    /// The role's unique id, a colon and the session's name.
    pub id: String,
    /// What AWS support asks for.
    pub request_id: Option<String>,
}

impl AssumedRole {
    /// Checks that this is a session of the role that was asked for.
    ///
    /// # Errors
    /// `identity-mismatch`.
    pub fn check_role(&self, role_arn: &str) -> Result<(), Error> {
        if matches_role(role_arn, &self.arn) {
            return Ok(());
        }
        let (got, asked) = (quoted(&self.arn), quoted(role_arn));
        let message = format!("{asked} was requested, but STS returned {got}");
        let help = "do not use these credentials; check the endpoint and the proxy";
        Err(Diagnostic::new(Code::IdentityMismatch, message).help(help).into())
    }
}

/// Where the parts of an answer with credentials are.
struct Paths {
    root: &'static str,
    access_key_id: &'static str,
    secret_access_key: &'static str,
    session_token: &'static str,
    expiration: &'static str,
    arn: &'static str,
    id: &'static str,
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
    fn all(&self) -> [&'static str; 7] {
        [
            self.access_key_id,
            self.secret_access_key,
            self.session_token,
            self.expiration,
            self.arn,
            self.id,
            self.request_id,
        ]
    }
}

/// Reads the answer to `AssumeRole`.
///
/// # Errors
/// A refusal, or why this is not an answer of STS.
pub fn assume_role(response: &HttpResponse) -> Result<AssumedRole, Failure> {
    failure::read(response, ASSUME_ROLE.root, &ASSUME_ROLE.all(), |fields| {
        assumed_role(fields, &ASSUME_ROLE)
    })
}

/// Reads the answer to `AssumeRoleWithWebIdentity`.
///
/// # Errors
/// A refusal, or why this is not an answer of STS.
pub fn assume_role_with_web_identity(response: &HttpResponse) -> Result<AssumedRole, Failure> {
    failure::read(response, WEB_IDENTITY.root, &WEB_IDENTITY.all(), |fields| {
        assumed_role(fields, &WEB_IDENTITY)
    })
}

/// Reads the answer to `GetSessionToken`.
///
/// # Errors
/// A refusal, or why this is not an answer of STS.
pub fn session_token(response: &HttpResponse) -> Result<Credentials, Failure> {
    failure::read(response, SESSION_TOKEN.root, &SESSION_TOKEN.all(), |fields| {
        credentials(fields, &SESSION_TOKEN)
    })
}

/// Reads the answer to `GetCallerIdentity`.
///
/// # Errors
/// A refusal, or why this is not an answer of STS.
pub fn caller_identity(response: &HttpResponse) -> Result<GetCallerIdentity, Failure> {
    failure::read(response, IDENTITY, &[USER_ID, ACCOUNT, ARN], |fields| {
        Ok(GetCallerIdentity {
            user_id: word(fields, USER_ID)?,
            account: word(fields, ACCOUNT)?,
            arn: word(fields, ARN)?,
        })
    })
}

fn assumed_role(fields: &mut Fields, paths: &Paths) -> Result<AssumedRole, Problem> {
    let arn = word(fields, paths.arn)?;
    let account_id = Arn::parse(&arn).and_then(|arn| arn.account_id()).map(str::to_owned);
    let credentials = Credentials { account_id, ..credentials(fields, paths)? };
    let id = word(fields, paths.id)?;
    let request_id = fields.take(paths.request_id).map(|id| one_line(id.expose(), 100));
    Ok(AssumedRole { credentials, arn, id, request_id })
}

fn credentials(fields: &mut Fields, paths: &Paths) -> Result<Credentials, Problem> {
    let expiration = fields.require(paths.expiration)?;
    Ok(Credentials {
        access_key_id: word(fields, paths.access_key_id)?,
        secret_access_key: graphic(fields, paths.secret_access_key)?,
        session_token: Some(graphic(fields, paths.session_token)?),
        expiration: Some(
            timestamp::parse(expiration.expose()).ok_or(Problem::Invalid("Expiration"))?,
        ),
        account_id: None,
    })
}

/// A field without blanks, in ASCII: all that keys, tokens, ids and the ARNs of sessions are.
fn graphic(fields: &mut Fields, path: &'static str) -> Result<Secret, Problem> {
    let text = fields.require(path)?;
    let fits = text.expose().bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(text) } else { Err(Problem::Invalid(name_of(path))) }
}

/// Such a field that is no secret.
fn word(fields: &mut Fields, path: &'static str) -> Result<String, Problem> {
    graphic(fields, path).map(|text| text.expose().to_owned())
}
