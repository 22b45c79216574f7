//! The settings that every client of the AWS CLI reads, for any service.
//!
//! Source: the argument checks of botocore. A command that only exports access keys creates no
//! client, so it works with an invalid value; all others fail.

use super::python_int;
use super::setting::Setting;
use crate::config::{Profile, Table};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::Context;
use crate::plan::suggest::nearest_word;
use crate::text::quoted;

/// The values that a setting accepts.
#[derive(Clone, Copy)]
enum Values {
    /// One of the words of the key, case-sensitive.
    Exact,
    /// One of the words of the key, in any case.
    AnyCase,
    /// An integer of this range, read as Python does.
    Integer { least: i64, most: i64 },
}

/// A setting and its variable, which takes precedence.
struct ClientSetting {
    key: &'static str,
    variable: &'static str,
    values: Values,
    /// Whether a client that does not sign requests reads it too.
    is_for_unsigned: bool,
}

impl ClientSetting {
    /// The words that are values; none if the values are integers.
    fn words(&self) -> &'static [&'static str] {
        Table::Profile.find(self.key).map_or(&[], |(_, _, words)| words)
    }
}

const SETTINGS: [ClientSetting; 6] = [
    ClientSetting {
        key: "retry_mode",
        variable: "AWS_RETRY_MODE",
        values: Values::Exact,
        is_for_unsigned: true,
    },
    ClientSetting {
        key: "max_attempts",
        variable: "AWS_MAX_ATTEMPTS",
        values: Values::Integer { least: 1, most: i64::MAX },
        is_for_unsigned: true,
    },
    ClientSetting {
        key: "request_min_compression_size_bytes",
        variable: "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
        values: Values::Integer { least: 1, most: 1_048_576 },
        is_for_unsigned: true,
    },
    ClientSetting {
        key: "request_checksum_calculation",
        variable: "AWS_REQUEST_CHECKSUM_CALCULATION",
        values: Values::AnyCase,
        is_for_unsigned: true,
    },
    ClientSetting {
        key: "response_checksum_validation",
        variable: "AWS_RESPONSE_CHECKSUM_VALIDATION",
        values: Values::AnyCase,
        is_for_unsigned: true,
    },
    ClientSetting {
        key: "account_id_endpoint_mode",
        variable: "AWS_ACCOUNT_ID_ENDPOINT_MODE",
        values: Values::AnyCase,
        is_for_unsigned: false,
    },
];

/// An invalid setting.
pub(crate) struct Invalid {
    pub(crate) diagnostic: Diagnostic,
    /// Whether a client that does not sign requests fails too.
    pub(crate) is_for_unsigned: bool,
}

/// The invalid settings of the environment and the profile.
pub(crate) fn invalid(context: &Context<'_>, profile: &Profile) -> Vec<Invalid> {
    SETTINGS.iter().filter_map(|setting| check(context, profile, setting)).collect()
}

fn check(context: &Context<'_>, profile: &Profile, setting: &ClientSetting) -> Option<Invalid> {
    let found = Setting::read(context, profile, setting.variable, setting.key)?;
    let message = problem(found.name, found.value, setting)?;
    let diagnostic = found.diagnostic(context, profile, Code::ClientSettingInvalid, message);
    let nearest = nearest_word(found.value, setting.words());
    let diagnostic = match found.found.zip(nearest) {
        Some((found, nearest)) => context.suggest(diagnostic, found, nearest),
        None => diagnostic.help(help(setting)),
    };
    Some(Invalid { diagnostic, is_for_unsigned: setting.is_for_unsigned })
}

/// The message about a value that is not accepted.
fn problem(name: &str, value: &str, setting: &ClientSetting) -> Option<String> {
    let words = setting.words();
    let is_valid = match setting.values {
        Values::Exact => words.contains(&value),
        Values::AnyCase => words.iter().any(|word| word.eq_ignore_ascii_case(value)),
        Values::Integer { least, most } => {
            python_int::parse(value).is_some_and(|it| (least..=most).contains(&it))
        }
    };
    let what = match setting.values {
        Values::Exact | Values::AnyCase => "is not a valid value".to_owned(),
        Values::Integer { least, most } => format!("is not an integer {}", range(least, most)),
    };
    (!is_valid).then(|| format!("`{name}` {} {what}: the AWS CLI rejects it", quoted(value)))
}

fn help(setting: &ClientSetting) -> String {
    if let Values::Integer { least, most } = setting.values {
        return format!("use a number {}, or remove it", range(least, most));
    }
    let words: Vec<String> = setting.words().iter().map(|word| format!("`{word}`")).collect();
    format!("use {}, or remove it", words.join(" or "))
}

fn range(least: i64, most: i64) -> String {
    if most == i64::MAX { format!("of {least} or more") } else { format!("from {least} to {most}") }
}
