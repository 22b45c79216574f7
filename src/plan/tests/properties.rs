//! Properties of any configuration, tested with many small random ones.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;

const NAMES: [&str; 5] = ["default", "a", "b", "c", "d"];

/// Lines that a profile may have; sources are added to them.
const LINES: [&str; 13] = [
    "role",
    "web_identity_token_file=/t",
    "web_identity_token_file=",
    "sso",
    "sso_role_name=R",
    "login_session=x",
    "credential_process=x",
    "credential_process='",
    "region=eu-west-1",
    "region=x/y",
    "duration_seconds=10x",
    "endpoint_url=http://x.test",
    "services=nope",
];
const VALUES: [&str; 4] =
    ["duration_seconds=3601", "external_id=", "role_session_name=a b", "mfa_serial=me"];
const KEYS: [&str; 4] =
    ["", "keys", "aws_access_key_id=AKID", "aws_secret_access_key=SECRETSECRET"];
const SOURCES: [&str; 10] = [
    "",
    "source_profile=a",
    "source_profile=b",
    "source_profile=c",
    "source_profile=d",
    "source_profile=default",
    "source_profile=zz",
    "credential_source=Environment",
    "credential_source=EcsContainer",
    "source_profile=a\ncredential_source=Ec2InstanceMetadata",
];

/// The lines of a section in each file. Roles are frequent, and so are valid lines.
fn profile() -> impl Strategy<Value = (String, String)> {
    let role = prop::bool::weighted(0.7).prop_map(|on| if on { vec!["role"] } else { vec![] });
    let rest = prop_oneof![
        3 => Just(Vec::new()),
        1 => select(LINES[1..].to_vec()).prop_map(|line| vec![line]),
        1 => subsequence(VALUES.to_vec(), 0..3),
    ];
    let keys = || prop_oneof![2 => Just(""), 1 => select(KEYS.to_vec())];
    (role, rest, select(SOURCES.to_vec()), keys(), keys()).prop_map(
        |(role, rest, source, config, credentials)| {
            let lines = [role, rest, vec![source, config]].concat();
            (lines.join("\n"), credentials.to_owned())
        },
    )
}

/// Both files.
fn files() -> impl Strategy<Value = (String, String)> {
    prop::collection::vec(profile(), NAMES.len()).prop_map(|sections| {
        let mut config = String::new();
        let mut credentials = String::new();
        for (name, (in_config, in_credentials)) in NAMES.iter().zip(sections) {
            let header =
                if *name == "default" { name.to_string() } else { format!("profile {name}") };
            config += &format!("[{header}]\n{in_config}\n");
            if !in_credentials.is_empty() {
                credentials += &format!("[{name}]\n{in_credentials}\n");
            }
        }
        (config, credentials)
    })
}

/// The errors with their locations. The location of a cycle depends on the profile that is checked.
fn errors(diagnostics: &[Diagnostic]) -> BTreeSet<String> {
    diagnostics
        .iter()
        .filter(|found| found.is_error() && found.code != Code::NoCredentials)
        .map(|found| match found.code {
            Code::ChainCycle => "chain-cycle".to_owned(),
            code => format!("{code} {:?}", found.start()),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    /// `plan` fails if and only if `check` has errors, and neither ever prints a secret.
    #[test]
    fn plan_and_check_agree((config, credentials) in files()) {
        let files = profiles(&config, &credentials);
        for name in NAMES {
            let request = request(name, &[]);
            let found = check(&files, &request);
            assert_no_secret(&format!("{found:?}"));
            match plan(&files, &request) {
                Ok(plan) => {
                    prop_assert!(!found.iter().any(Diagnostic::is_error));
                    of_plan(&plan);
                }
                Err(error) => prop_assert_eq!(errors(&error.diagnostics), errors(&found)),
            }
        }
    }

    /// Checking everything reports exactly the diagnostics of checking each profile in an environment
    /// that is not known.
    #[test]
    fn checking_everything_reports_what_checking_each_profile_does((config, credentials) in files()) {
        let files = profiles(&config, &credentials);
        let all = errors(&check(&files, &request("", &[])));
        let of_one = |name| Request { env_elsewhere: true, ..request(name, &[]) };
        let parts: BTreeSet<String> =
            NAMES.iter().flat_map(|name| errors(&check(&files, &of_one(name)))).collect();
        prop_assert_eq!(all, parts);
    }
}
