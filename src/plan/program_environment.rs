//! The settings of a profile that a program needs besides the credentials, as environment variables.
//!
//! A program that gets the credentials of a profile runs without `AWS_PROFILE`, so it reads the
//! `default` profile of the files. As a result, the settings of the selected profile only reach it
//! as variables, and the settings of `default` would apply to credentials of another profile. A
//! variable with the opposite value does not help: an empty one is ignored,
//! `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` disables variables too, and `false` for FIPS would also
//! apply to every other profile that the program uses. So the program reads a copy of the files
//! without these settings.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Request;
use super::context::Context;
use super::select::{self, DEFAULT};
use super::settings::{endpoint as settings, flag};
use crate::config::{Profile, Profiles};
use crate::document::{NestedSetting, Value};
use crate::text::redact::is_secret_name;
use crate::text::{File, sort_by_key};

/// The variables for a region: SDKs and the AWS CLI v2 read the first, the AWS CLI v1 the second.
const REGION: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The variable for an endpoint; with `_` and a service's name, for the endpoint of that service.
const ENDPOINT: &str = "AWS_ENDPOINT_URL";

/// The switch that disables every configured endpoint, including variables.
const IGNORE: &str = "ignore_configured_endpoint_urls";

/// Settings that are on or off. The variable of each, and of each setting below, is its name in
/// upper case with the prefix `AWS_`.
const SWITCHES: &[&str] = &[IGNORE, "use_fips_endpoint", "use_dualstack_endpoint"];

/// Other settings with a variable. The first group determines where calls go, which region signs
/// them, who is trusted and what is verified; the second only how calls are made. Source:
/// botocore's `configprovider.py` and the AWS SDKs and Tools Reference Guide.
const DECISIVE: &[&str] = &[
    "account_id_endpoint_mode",
    "auth_scheme_preference",
    "ca_bundle",
    "csm_enabled",
    "csm_host",
    "csm_port",
    "disable_host_prefix_injection",
    "endpoint_discovery_enabled",
    "request_checksum_calculation",
    "response_checksum_validation",
    "s3_disable_express_session_auth",
    "s3_disable_multiregion_access_points",
    "s3_us_east_1_regional_endpoint",
    "s3_use_arn_region",
    "sigv4a_signing_region_set",
    "sts_regional_endpoints",
];
const TUNING: &[&str] = &[
    "csm_client_id",
    "defaults_mode",
    "disable_request_compression",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "ec2_metadata_v1_disabled",
    "imds_use_ipv6",
    "max_attempts",
    "metadata_service_num_attempts",
    "metadata_service_timeout",
    "request_min_compression_size_bytes",
    "retry_mode",
    "sdk_ua_app_id",
];

/// Names in an `s3` block, each with the equivalent setting of the profile.
const IN_S3: &[(&str, &str)] = &[
    ("s3_disable_multiregion_access_points", "s3_disable_multiregion_access_points"),
    ("us_east_1_regional_endpoint", "s3_us_east_1_regional_endpoint"),
    ("use_arn_region", "s3_use_arn_region"),
];

/// Names in an `s3` block that only tune transfers of the AWS CLI.
const TRANSFERS: &[&str] = &[
    "io_chunksize",
    "max_bandwidth",
    "max_concurrent_requests",
    "max_queue_size",
    "multipart_chunksize",
    "multipart_threshold",
    "preferred_transfer_client",
    "should_stream",
    "target_bandwidth",
];

/// Decisive settings that have no variable.
const WITHOUT_VARIABLE: &[&str] = &["api_versions", "client_cert", "s3"];

/// The settings that a program needs in addition to the credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProgramEnvironment {
    /// The profile of the credentials.
    pub profile: String,
    /// Environment variables to set.
    pub variables: BTreeMap<String, String>,
    /// Environment variables to remove.
    pub removed: Vec<String>,
    /// Settings of the profile that have no variable and do not reach the program.
    pub lost: Vec<String>,
    /// Settings of the `default` profile that would apply to the program and that no variable
    /// overrides.
    pub foreign: Vec<String>,
    /// The text that the program must read instead of the config file. A file with a secret is not
    /// copied: its text is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub config: Option<String>,
    /// The text that the program must read instead of the credentials file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub credentials: Option<String>,
}

/// Determines what a program must get to make the same calls as the requested profile.
///
/// An environment variable overrides the profile, as for the AWS CLI; the program inherits it.
/// `endpoint_url` overrides both. `reads_files` says whether the program reads the two files.
pub fn program_environment(
    profiles: &Profiles,
    request: &Request,
    endpoint_url: Option<&str>,
    reads_files: bool,
) -> ProgramEnvironment {
    let context = Context::new(profiles, request);
    let (name, _) = select::selected_name(request);
    let empty = Profile::default();
    let default = if reads_files { select::profile_or_empty(&context, DEFAULT) } else { &empty };
    let mut builder = Builder {
        profile: select::profile_or_empty(&context, name),
        context,
        default,
        given: ProgramEnvironment { profile: name.to_owned(), ..ProgramEnvironment::default() },
    };
    builder.region();
    builder.endpoints(endpoint_url);
    builder.switches();
    builder.values();
    builder.block();
    builder.without_variable();
    builder.foreign();
    let Builder { mut given, .. } = builder;
    if !given.foreign.is_empty() {
        given.config = copy(profiles, File::Config, &given.foreign);
        given.credentials = copy(profiles, File::Credentials, &given.foreign);
    }
    given
}

struct Builder<'a> {
    context: Context<'a>,
    profile: &'a Profile,
    /// The `default` profile if the program reads the files; if not, an empty one.
    default: &'a Profile,
    given: ProgramEnvironment,
}

impl Builder<'_> {
    fn region(&mut self) {
        let Some(region) = settings::region(&self.context, self.profile).value else { return };
        for variable in REGION {
            self.set(variable, region);
        }
    }

    /// The order of the AWS CLI: a service's variable, the variable for all services, the service's
    /// block, the profile's own.
    fn endpoints(&mut self, explicit: Option<&str>) {
        if let Some(url) = explicit {
            self.remove_endpoints();
            self.set(ENDPOINT, url);
            self.set(&variable_of(IGNORE), "false");
            return;
        }
        if flag::is_enabled(&self.context, self.profile, &variable_of(IGNORE), IGNORE) {
            return self.remove_endpoints();
        }
        if self.inherits(ENDPOINT) {
            return;
        }
        self.services();
        if let Some(url) = self.profile.text("endpoint_url") {
            self.pass_on("endpoint_url", ENDPOINT, url);
        }
    }

    fn services(&mut self) {
        let Some(name) = self.profile.text("services") else { return };
        let Some(services) = self.context.profiles.services(name) else {
            return self.given.lost.push("services".to_owned());
        };
        for found in services.settings() {
            let service = &found.setting.key;
            let name = format!("services.{service}");
            if !is_service(service) || found.text().is_some() {
                self.given.lost.push(name);
            } else if let Some(url) = found.value().nested("endpoint_url") {
                self.pass_on(&name, &service_variable(service), &url.value);
            }
        }
    }

    fn switches(&mut self) {
        for key in SWITCHES {
            if is_on(self.profile, key) {
                self.pass_on(key, &variable_of(key), "true");
            }
        }
    }

    fn values(&mut self) {
        for key in DECISIVE.iter().chain(TUNING) {
            if let Some(value) = self.profile.text(key) {
                self.pass_on(key, &variable_of(key), value);
            }
        }
    }

    /// The `s3` block: names with a variable of their own, and names without one.
    fn block(&mut self) {
        let Some(block) = self.profile.get("s3").filter(|_| !self.is_same("s3")) else { return };
        let value = block.value();
        for setting in nested(value) {
            // The last one of a duplicate name applies.
            let is_last =
                value.nested(&setting.name).is_some_and(|last| std::ptr::eq(last, setting));
            let name = format!("s3.{}", setting.name);
            match IN_S3.iter().find(|(name, _)| *name == setting.name) {
                _ if !is_last => {}
                Some((_, key)) => self.pass_on(&name, &variable_of(key), &setting.value),
                None => self.given.lost.push(name),
            }
        }
    }

    fn without_variable(&mut self) {
        for key in WITHOUT_VARIABLE.iter().filter(|key| **key != "s3") {
            if self.profile.has(key) && !self.is_same(key) {
                self.given.lost.push((*key).to_owned());
            }
        }
    }

    /// The decisive settings of `default` that would apply to the program.
    fn foreign(&mut self) {
        let switches = SWITCHES.iter().filter(|key| is_on(self.default, key));
        let own = DECISIVE.iter().chain(&["region"]).chain(switches);
        let own = own.filter(|key| !self.has(&variable_of(key)));
        let endpoints: &[&str] =
            if self.has(ENDPOINT) { &[] } else { &["endpoint_url", "services"] };
        let keys = own.chain(endpoints).chain(WITHOUT_VARIABLE);
        let applies = |key: &&&str| {
            self.default.get(key).is_some_and(|found| is_decisive(found.value()))
                && !self.is_same(key)
        };
        let mut foreign: Vec<_> = keys.filter(applies).map(|key| (*key).to_owned()).collect();
        sort_by_key(&mut foreign, String::clone);
        self.given.foreign = foreign;
    }

    /// Whether `default` has the same value, so that the program reads it anyway.
    fn is_same(&self, key: &str) -> bool {
        value_of(self.profile, key) == value_of(self.default, key)
    }

    /// Whether the program gets the variable.
    fn has(&self, variable: &str) -> bool {
        self.given.variables.contains_key(variable)
            || (self.inherits(variable) && !self.given.removed.iter().any(|name| name == variable))
    }

    fn inherits(&self, variable: &str) -> bool {
        self.context.request.env.get(variable).is_some()
    }

    fn set(&mut self, variable: &str, value: &str) {
        self.given.variables.insert(variable.to_owned(), value.to_owned());
    }

    /// Passes a setting on, unless it is empty. A variable of the environment takes precedence; of
    /// two settings for one variable, the first one does. A variable cannot contain a NUL
    /// character.
    fn pass_on(&mut self, setting: &str, variable: &str, value: &str) {
        if value.contains('\0') {
            self.given.lost.push(setting.to_owned());
        } else if !value.is_empty() && !self.has(variable) {
            self.set(variable, value);
        }
    }

    fn remove_endpoints(&mut self) {
        let names = self.context.request.env.names().filter(|name| name.starts_with(ENDPOINT));
        self.given.removed.extend(names.map(str::to_owned));
    }
}

/// Whether a block of a `services` section has the form of a service ID: lower case, with
/// underscores. The AWS CLI does not find any other.
fn is_service(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn variable_of(setting: &str) -> String {
    format!("AWS_{}", setting.to_ascii_uppercase())
}

fn service_variable(service: &str) -> String {
    format!("{ENDPOINT}_{}", service.to_ascii_uppercase())
}

fn is_on(profile: &Profile, switch: &str) -> bool {
    profile.text(switch).is_some_and(flag::is_true)
}

/// Whether a value contains more than tuning.
fn is_decisive(value: &Value) -> bool {
    let tunes = |name: &str| TRANSFERS.contains(&name);
    match value {
        Value::Text(text) => !text.is_empty(),
        Value::Nested(settings) => settings.iter().any(|setting| !tunes(&setting.name)),
    }
}

fn value_of<'a>(profile: &'a Profile, key: &str) -> Option<&'a Value> {
    profile.get(key).map(|found| found.value())
}

fn nested(value: &Value) -> &[NestedSetting] {
    match value {
        Value::Text(_) => &[],
        Value::Nested(settings) => settings,
    }
}

/// A file without some settings of `default`; `None` if it contains none of them. The copy is empty
/// if they cannot be removed (every section inherits those of `[DEFAULT]`) or if the file contains
/// a secret, which must not be copied.
fn copy(profiles: &Profiles, file: File, keys: &[String]) -> Option<String> {
    let has = |profiles: &Profiles| {
        let default = profiles.get(DEFAULT);
        default.is_some_and(|default| keys.iter().any(|key| default.get_in(file, key).is_some()))
    };
    if !has(profiles) {
        return None;
    }
    let mut without = profiles.clone();
    let taken_out = keys.iter().all(|key| without.unset(DEFAULT, key).is_ok());
    let document = without.document(file);
    if !taken_out || has(&without) || holds_secret(profiles, file) {
        return Some(String::new());
    }
    Some(document.text().to_owned())
}

fn holds_secret(profiles: &Profiles, file: File) -> bool {
    let sections = profiles.document(file).sections().iter();
    sections
        .flat_map(|section| section.settings.keys())
        .any(|key| key != "external_id" && is_secret_name(key))
}
