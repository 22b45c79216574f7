//! How plans run: prompts, requests, cache accesses and errors, as transcripts of a scripted host.
#![allow(clippy::type_complexity)] // Tables of tests have many columns.

mod failures;
mod first_credentials;
mod planned;
mod sessions;

use futures_executor::block_on;
use rolehop::config::Profiles;
use rolehop::credentials::Credentials;
use rolehop::diagnostic::Error;
use rolehop::plan::{self, Plan, Request};
use rolehop::resolve::{Options, resolve, slot};

use crate::host::Scripted;

const CONFIG: &str = "\
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = canary/secret/base
[profile hub]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Hub
source_profile = base
[profile mid]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Mid
source_profile = hub
[profile leaf]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Leaf
source_profile = mid
[profile mfa]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Mfa
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile process]
region = eu-west-1
credential_process = /bin/helper 'a b' --token canary/token/argv
[profile helped]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Helped
source_profile = process
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile far]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Far
source_profile = helped
[profile local]
region = eu-west-1
endpoint_url = http://127.0.0.1:4566
role_arn = arn:aws:iam::111122223333:role/Hub
source_profile = base
[profile vpc]
region = eu-west-1
endpoint_url = https://vpce-1.sts.eu-west-1.vpce.amazonaws.com
role_arn = arn:aws:iam::111122223333:role/Hub
source_profile = base
[profile tagged]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Tagged
source_profile = base
session_tags = Team=Core
transitive_session_tags = Team
source_identity = alice
[profile tags-inherited]
region = eu-west-1
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = tagged
[profile long]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Long
source_profile = base
duration_seconds = 7200
";

pub(crate) fn run_with(
    host: &Scripted,
    profile: &str,
    options: Options,
) -> Result<Credentials, Error> {
    run_in(host, profile, options, &[])
}

pub(crate) fn run_in(
    host: &Scripted,
    profile: &str,
    options: Options,
    env: &[(&str, &str)],
) -> Result<Credentials, Error> {
    let profiles = Profiles::parse(CONFIG, "");
    let env = env.iter().map(|(name, value)| (*name, *value)).collect();
    let request = Request { profile: Some(profile.into()), env, ..Request::default() };
    let plan = plan::plan(&profiles, &request).unwrap();
    let outcome = block_on(resolve(&profiles, &request, &plan, &options, host));
    if let Err(error) = &outcome {
        let said = format!("{error:?} {error} {}", serde_json::to_string(error).unwrap());
        assert!(!said.contains("canary"), "a secret is in {said}");
        assert!(!said.contains("123456"), "an MFA code is in {said}");
    }
    outcome
}

pub(crate) fn run(host: &Scripted, profile: &str) -> Result<Credentials, Error> {
    run_with(host, profile, Options::default())
}

fn plan_of(profile: &str) -> Plan {
    let request = Request { profile: Some(profile.into()), ..Request::default() };
    plan::plan(&Profiles::parse(CONFIG, ""), &request).unwrap()
}

/// Puts a session of the profile's role into the cache.
pub(crate) fn cache_session(host: &Scripted, profile: &str, role: &str, expiration: &str) {
    let (store, key) = slot(plan_of(profile).hops.last().unwrap());
    let entry = format!(
        r#"{{"Credentials":{{"AccessKeyId":"ASIACACHED","SecretAccessKey":"canary/secret/cached","SessionToken":"canary/token/cached","Expiration":"{expiration}"}},"AssumedRoleUser":{{"AssumedRoleId":"A:s","Arn":"arn:aws:sts::111122223333:assumed-role/{role}/s"}}}}"#
    );
    host.cache.borrow_mut().insert((store, key), entry);
}

pub(crate) const LATER: &str = "2026-01-02T05:04:05+00:00";
