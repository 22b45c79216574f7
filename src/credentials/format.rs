//! Credentials as text. Besides signing and the cache, only this module writes secrets.
//!
//! The formats of the AWS CLI are written exactly as it writes them. It does not quote values, so a
//! value that a shell could read as more than a word is rejected; real values never contain such a
//! character.

use std::fmt::Write as _;
use std::str::FromStr;

use serde::Serialize;
use zeroize::Zeroizing;

use super::Credentials;
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::document::fresh_section;
use crate::secret::Secret;
use crate::text::quoted;
use crate::timestamp;

/// The formats of `aws configure export-credentials`, and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// The output of a `credential_process`: JSON with `Version` 1.
    Process,
    /// `export NAME=VALUE`, for POSIX shells.
    Env,
    /// `NAME=VALUE`, for env files.
    EnvNoExport,
    /// `$Env:NAME="VALUE"`, for PowerShell.
    Powershell,
    /// `set NAME=VALUE`, for the Windows command prompt.
    WindowsCmd,
    /// `set -gx NAME "VALUE"`, for fish.
    Fish,
    /// JSON with the names of the AWS SDK for JavaScript: `accessKeyId`, `secretAccessKey`,
    /// `sessionToken`, `expiration`, `accountId`; unknown ones are omitted.
    Json,
    /// A section `[default]` for a credentials file.
    Ini,
    /// The response of a container credentials endpoint.
    Container,
}

impl Format {
    /// Every format with its name.
    pub const ALL: [(&'static str, Format); 9] = [
        ("process", Format::Process),
        ("env", Format::Env),
        ("env-no-export", Format::EnvNoExport),
        ("powershell", Format::Powershell),
        ("windows-cmd", Format::WindowsCmd),
        ("fish", Format::Fish),
        ("json", Format::Json),
        ("ini", Format::Ini),
        ("container", Format::Container),
    ];
}

impl FromStr for Format {
    type Err = Error;

    /// # Errors
    /// `usage-invalid`, with all available names.
    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| *format).ok_or_else(|| {
            let names = Self::ALL.map(|(name, _)| name).join(", ");
            let message = format!("unknown format {}", quoted(name));
            Diagnostic::new(Code::UsageInvalid, message).help(format!("one of {names}")).into()
        })
    }
}

/// Formats credentials, with a newline at the end.
///
/// # Errors
/// `usage-invalid` for values that are not valid in AWS credentials and that a shell could misread.
pub fn format(credentials: &Credentials, format: Format) -> Result<Secret, Error> {
    match format {
        Format::Process => json(&ProcessOutput::new(credentials)),
        Format::Json => json(&SdkCredentials::new(credentials)),
        Format::Container => json(&ContainerResponse::new(credentials)),
        Format::Ini => ini_section(credentials, "default"),
        _ => variables_of(credentials, format),
    }
}

/// Formats environment variables, one per line.
///
/// # Errors
/// `usage-invalid` for a format that is not for a shell or an env file, and for a value that a
/// shell could misread.
pub fn variables(variables: &[(&str, &str)], format: Format) -> Result<Secret, Error> {
    let (before, is, after) = match format {
        Format::Env => ("export ", "=", ""),
        Format::EnvNoExport => ("", "=", ""),
        Format::Powershell => ("$Env:", "=\"", "\""),
        Format::WindowsCmd => ("set ", "=", ""),
        Format::Fish => ("set -gx ", " \"", "\""),
        Format::Process | Format::Json | Format::Ini | Format::Container => {
            let message = "this format does not apply to environment variables";
            return Err(Diagnostic::new(Code::UsageInvalid, message).into());
        }
    };
    let mut text = String::with_capacity(8192);
    for (name, value) in variables {
        if !is_harmless(value) {
            return Err(misread(name));
        }
        let _ = writeln!(text, "{before}{name}{is}{value}{after}");
    }
    Ok(Secret::new(text))
}

/// Formats credentials as a section of a credentials file.
///
/// # Errors
/// `usage-invalid` for a name that is not valid in a header, and for values that are not valid in
/// AWS credentials.
pub fn ini_section(credentials: &Credentials, name: &str) -> Result<Secret, Error> {
    check(credentials)?;
    if name.is_empty() || name.contains(['[', ']']) || name.contains(char::is_control) {
        let message = format!("{} cannot be used as a section name", quoted(name));
        return Err(Diagnostic::new(Code::UsageInvalid, message).into());
    }
    let mut settings = vec![
        ("aws_access_key_id", credentials.access_key_id.as_str()),
        ("aws_secret_access_key", credentials.secret_access_key.expose()),
    ];
    let token = credentials.session_token.as_ref();
    settings.extend(token.map(|token| ("aws_session_token", token.expose())));
    Ok(Secret::new(fresh_section(name, &settings, false)))
}

/// The output of a `credential_process`, in the order of the AWS CLI.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ProcessOutput<'a> {
    version: u8,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<String>,
}

impl<'a> ProcessOutput<'a> {
    fn new(credentials: &'a Credentials) -> Self {
        Self {
            version: 1,
            access_key_id: &credentials.access_key_id,
            secret_access_key: credentials.secret_access_key.expose(),
            session_token: credentials.session_token.as_ref().map(Secret::expose),
            expiration: credentials.expiration.map(timestamp::format),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SdkCredentials<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<&'a str>,
}

impl<'a> SdkCredentials<'a> {
    fn new(credentials: &'a Credentials) -> Self {
        Self {
            access_key_id: &credentials.access_key_id,
            secret_access_key: credentials.secret_access_key.expose(),
            session_token: credentials.session_token.as_ref().map(Secret::expose),
            expiration: credentials.expiration.map(timestamp::format),
            account_id: credentials.account_id.as_deref(),
        }
    }
}

fn json(value: &impl Serialize) -> Result<Secret, Error> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(8192));
    serde_json::to_writer_pretty(&mut *bytes, value).map_err(|_| unwritable())?;
    bytes.push(b'\n');
    text(&bytes)
}

/// The response of a container credentials endpoint. Clients require a token, so a missing one is
/// written as an empty string. Some only accept an expiration that is written with `Z`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ContainerResponse<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<&'a str>,
}

impl<'a> ContainerResponse<'a> {
    fn new(credentials: &'a Credentials) -> Self {
        Self {
            access_key_id: &credentials.access_key_id,
            secret_access_key: credentials.secret_access_key.expose(),
            token: credentials.session_token.as_ref().map_or("", Secret::expose),
            expiration: credentials.expiration.map(timestamp::format_z),
            account_id: credentials.account_id.as_deref(),
        }
    }
}

/// The environment variables that the AWS CLI reads, with the credentials.
fn variables_of(credentials: &Credentials, format: Format) -> Result<Secret, Error> {
    check(credentials)?;
    let expiration = credentials.expiration.map(timestamp::format);
    let all = [
        ("AWS_ACCESS_KEY_ID", Some(credentials.access_key_id.as_str())),
        ("AWS_SECRET_ACCESS_KEY", Some(credentials.secret_access_key.expose())),
        ("AWS_SESSION_TOKEN", credentials.session_token.as_ref().map(Secret::expose)),
        ("AWS_CREDENTIAL_EXPIRATION", expiration.as_deref()),
    ];
    let known: Vec<_> = all.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
    variables(&known, format)
}

/// Whether every shell reads a value as one word. AWS keys and tokens contain letters, digits and
/// `/+=`; the few other allowed characters have no meaning in any of the shells.
fn is_harmless(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/+=_.:@-".contains(&byte))
}

/// Rejects values that a shell could read as more than a word.
fn check(credentials: &Credentials) -> Result<(), Error> {
    let parts = [
        ("access key id", Some(credentials.access_key_id.as_str())),
        ("secret access key", Some(credentials.secret_access_key.expose())),
        ("session token", credentials.session_token.as_ref().map(Secret::expose)),
    ];
    match parts.into_iter().find(|(_, value)| value.is_some_and(|value| !is_harmless(value))) {
        None => Ok(()),
        Some((part, _)) => Err(misread(&format!("the {part}"))),
    }
}

fn misread(what: &str) -> Error {
    let message = format!("{what} is empty or contains a character that is unsafe in a shell");
    let help =
        "AWS credentials never contain one; use the format process or json if it is intended";
    Diagnostic::new(Code::UsageInvalid, message).help(help).into()
}

fn text(bytes: &[u8]) -> Result<Secret, Error> {
    std::str::from_utf8(bytes).map(Secret::new).map_err(|_| unwritable())
}

fn unwritable() -> Error {
    Diagnostic::new(Code::Internal, "the credentials could not be formatted").into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn permanent() -> Credentials {
        Credentials {
            access_key_id: "AKIAEXAMPLE".to_owned(),
            secret_access_key: Secret::new("se/cr+et="),
            session_token: None,
            expiration: None,
            account_id: None,
        }
    }

    fn session() -> Credentials {
        Credentials {
            session_token: Some(Secret::new("to/k+en==")),
            expiration: timestamp::parse("2030-01-01T01:00:00Z"),
            account_id: Some("012345678901".to_owned()),
            ..permanent()
        }
    }

    fn written(credentials: &Credentials, name: &str) -> String {
        format(credentials, name.parse().unwrap()).unwrap().expose().to_owned()
    }

    #[test]
    fn every_form() {
        let cases = [
            (
                "process",
                "{\n  \"Version\": 1,\n  \"AccessKeyId\": \"AKIAEXAMPLE\",\n  \
                 \"SecretAccessKey\": \"se/cr+et=\",\n  \"SessionToken\": \"to/k+en==\",\n  \
                 \"Expiration\": \"2030-01-01T01:00:00+00:00\"\n}\n",
            ),
            (
                "json",
                "{\n  \"accessKeyId\": \"AKIAEXAMPLE\",\n  \"secretAccessKey\": \"se/cr+et=\",\n  \
                 \"sessionToken\": \"to/k+en==\",\n  \
                 \"expiration\": \"2030-01-01T01:00:00+00:00\",\n  \
                 \"accountId\": \"012345678901\"\n}\n",
            ),
            (
                "env",
                "export AWS_ACCESS_KEY_ID=AKIAEXAMPLE\nexport AWS_SECRET_ACCESS_KEY=se/cr+et=\n\
                 export AWS_SESSION_TOKEN=to/k+en==\n\
                 export AWS_CREDENTIAL_EXPIRATION=2030-01-01T01:00:00+00:00\n",
            ),
            (
                "env-no-export",
                "AWS_ACCESS_KEY_ID=AKIAEXAMPLE\nAWS_SECRET_ACCESS_KEY=se/cr+et=\n\
                 AWS_SESSION_TOKEN=to/k+en==\n\
                 AWS_CREDENTIAL_EXPIRATION=2030-01-01T01:00:00+00:00\n",
            ),
            (
                "powershell",
                "$Env:AWS_ACCESS_KEY_ID=\"AKIAEXAMPLE\"\n\
                 $Env:AWS_SECRET_ACCESS_KEY=\"se/cr+et=\"\n$Env:AWS_SESSION_TOKEN=\"to/k+en==\"\n\
                 $Env:AWS_CREDENTIAL_EXPIRATION=\"2030-01-01T01:00:00+00:00\"\n",
            ),
            (
                "windows-cmd",
                "set AWS_ACCESS_KEY_ID=AKIAEXAMPLE\nset AWS_SECRET_ACCESS_KEY=se/cr+et=\n\
                 set AWS_SESSION_TOKEN=to/k+en==\n\
                 set AWS_CREDENTIAL_EXPIRATION=2030-01-01T01:00:00+00:00\n",
            ),
            (
                "fish",
                "set -gx AWS_ACCESS_KEY_ID \"AKIAEXAMPLE\"\n\
                 set -gx AWS_SECRET_ACCESS_KEY \"se/cr+et=\"\n\
                 set -gx AWS_SESSION_TOKEN \"to/k+en==\"\n\
                 set -gx AWS_CREDENTIAL_EXPIRATION \"2030-01-01T01:00:00+00:00\"\n",
            ),
            (
                "ini",
                "[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = se/cr+et=\n\
                 aws_session_token = to/k+en==\n",
            ),
            (
                "container",
                "{\n  \"AccessKeyId\": \"AKIAEXAMPLE\",\n  \"SecretAccessKey\": \"se/cr+et=\",\n  \
                 \"Token\": \"to/k+en==\",\n  \"Expiration\": \"2030-01-01T01:00:00Z\",\n  \
                 \"AccountId\": \"012345678901\"\n}\n",
            ),
        ];
        assert_eq!(cases.len(), Format::ALL.len());
        for (name, expected) in cases {
            assert_eq!(written(&session(), name), expected, "{name}");
        }
    }

    #[test]
    fn unknown_values_are_omitted() {
        assert!(written(&permanent(), "container").contains("\"Token\": \"\"\n"));
        for (name, _) in Format::ALL.into_iter().filter(|(_, it)| *it != Format::Container) {
            let text = written(&permanent(), name).to_lowercase();
            for absent in ["token", "expiration", "account", "null"] {
                assert!(!text.contains(absent), "{name}: {absent}");
            }
        }
    }

    #[test]
    fn unsafe_values_are_rejected() {
        for sign in " \n\t;&|$`\"'\\()<>*?[]{}~!#%^,é\0".chars() {
            let canary = format!("canary{sign}");
            let mut bad = [session(), session(), session()];
            bad[0].access_key_id.clone_from(&canary);
            bad[1].secret_access_key = Secret::new(canary.as_str());
            bad[2].session_token = Some(Secret::new(canary.as_str()));
            for credentials in bad {
                for name in ["env", "env-no-export", "powershell", "windows-cmd", "fish", "ini"] {
                    let error = format(&credentials, name.parse().unwrap()).unwrap_err();
                    assert_eq!(error.code, Code::UsageInvalid);
                    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
                }
                // JSON can escape all of them.
                for name in ["process", "json", "container"] {
                    let text = written(&credentials, name);
                    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
                }
            }
        }
    }

    #[test]
    fn variables_of_any_name() {
        let pairs = [("A_URI", "http://127.0.0.1:1/x"), ("B", "t0ken-_")];
        let fish = variables(&pairs, Format::Fish).unwrap();
        assert_eq!(
            fish.expose(),
            "set -gx A_URI \"http://127.0.0.1:1/x\"\nset -gx B \"t0ken-_\"\n"
        );
        for format in [Format::Process, Format::Json, Format::Ini, Format::Container] {
            assert_eq!(variables(&pairs, format).unwrap_err().code, Code::UsageInvalid);
        }
        assert!(variables(&[("A", "$(x)")], Format::Env).is_err());
    }

    #[test]
    fn section_names_are_validated() {
        let named = ini_section(&permanent(), "a b").unwrap();
        assert!(named.expose().starts_with("[a b]\n"), "{}", named.expose());
        for name in ["", "a]b", "a\nb", "[x"] {
            assert_eq!(ini_section(&permanent(), name).unwrap_err().code, Code::UsageInvalid);
        }
    }

    #[test]
    fn unknown_formats_are_rejected() {
        let error = Format::from_str("yaml").unwrap_err();
        assert_eq!(error.message, "unknown format `yaml`");
        assert!(error.help.as_ref().unwrap().contains("env-no-export"));
    }
}
