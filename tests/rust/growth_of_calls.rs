//! Work on lists, options and credentials grows linearly with them. `growth.rs` has the texts of files.

use allocation_counter::measure;
use rolehop::aws::Endpoint;
use rolehop::config::Profiles;
use rolehop::credentials::{self, Credentials, Format};
use rolehop::secret::Secret;
use rolehop::sso_roles::{SsoAccount, SsoProfileOptions, SsoRoles, plan_profiles};
use rolehop::sts::{AssumeRole, Operation, SessionParameters, Tag};

use crate::growth::is_square;

/// Work on something of a size.
type Call = (&'static str, fn(usize));

const CALLS: [Call; 4] = [
    ("profiles for the roles of an account", |n| profiles_for_roles(n, 1)),
    ("filters of roles", |n| profiles_for_roles(1, n)),
    ("credentials with a long token", format),
    ("a signature with many tags and a long token", sign),
];

/// Half of the roles have profiles.
fn profiles_for_roles(roles: usize, filters: usize) {
    let session =
        "[sso-session s]\nsso_region=eu-west-1\nsso_start_url=https://a.awsapps.com/start\n";
    let profiles: String = (0..roles / 2).map(profile_of_role).collect();
    let account = SsoAccount {
        account_id: "111122223333".to_owned(),
        account_name: Some("a".to_owned()),
        email_address: None,
        roles: (0..roles).map(|at| format!("R{at}")).collect(),
    };
    let listed = SsoRoles {
        start_url: "https://a.awsapps.com/start".to_owned(),
        region: "eu-west-1".to_owned(),
        session: Some("s".to_owned()),
        accounts: vec![account],
    };
    let filters = (0..filters).map(|at| format!("role=R*{at}")).collect();
    let options = SsoProfileOptions { filters, prune: true, ..SsoProfileOptions::default() };
    plan_profiles(&Profiles::parse(&format!("{session}{profiles}"), ""), &listed, &options)
        .unwrap();
}

fn profile_of_role(at: usize) -> String {
    format!("[profile w{at}]\nsso_session=s\nsso_account_id=111122223333\nsso_role_name=R{at}\n")
}

fn format(count: usize) {
    for (_, format) in Format::ALL {
        credentials::format(&long_token(count), format).unwrap();
    }
}

fn sign(count: usize) {
    let endpoint = Endpoint {
        url: "https://sts.amazonaws.com/".to_owned(),
        signing_region: "us-east-1".to_owned(),
        overridden: false,
    };
    let tags = (0..count).map(|at| Tag { key: format!("k{at}"), value: "v".to_owned() }).collect();
    let call = Operation::AssumeRole(AssumeRole {
        role_arn: "arn:aws:iam::111122223333:role/R".to_owned(),
        role_session_name: "s".to_owned(),
        session: SessionParameters { tags: Some(tags), ..SessionParameters::default() },
        ..AssumeRole::default()
    });
    call.sign(&long_token(count), &endpoint, 0, false).unwrap();
}

fn long_token(count: usize) -> Credentials {
    Credentials {
        access_key_id: "ASIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: Secret::new("secret"),
        session_token: Some(Secret::new("t".repeat(400 * count))),
        expiration: None,
        account_id: None,
    }
}

#[test]
fn work_on_lists_and_values_grows_linearly() {
    let mut squares = Vec::new();
    for (shows, call) in CALLS {
        let [less, more] = [150, 600].map(|count| measure(|| call(count)));
        squares.extend(is_square(less, more).then(|| format!("{shows}: {less:?}, {more:?}")));
    }
    assert!(squares.is_empty(), "{squares:#?}");
}
