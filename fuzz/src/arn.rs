//! ARNs: the fields of an ARN are the text, a role's link leads to the console, and a session is accepted only
//! for a role of its name.

use rolehop::aws::{Arn, RequestedRole, hosts, matches_role, partition_of_arn};
use rolehop::console::{SwitchRole, switch_role_url};

/// Parts: a role's ARN, a session's ARN, a display name, a color.
pub fn run(input: &[u8]) {
    let text = super::text(input);
    let [role, session, name, color] = super::parts(&text).map(str::trim_end);
    if let Some(arn) = Arn::parse(role) {
        let Arn { partition, service, region, account, resource } = arn;
        assert_eq!(["arn", partition, service, region, account, resource].join(":"), role);
    }
    accepted(role, session);
    let switch = SwitchRole {
        role_arn: role,
        display_name: Some(name).filter(|it| !it.is_empty()),
        color: Some(color).filter(|it| !it.is_empty()),
    };
    if let Ok(link) = switch_role_url(&switch) {
        leads_to_the_console(role, &link);
    }
}

fn accepted(role: &str, session: &str) {
    let is_accepted = |is_aws| RequestedRole { arn: role, is_aws }.accepts(session);
    if !matches_role(role, session) {
        assert!(!is_accepted(true), "AWS's session of another role is accepted");
        return;
    }
    assert!(is_accepted(true) && is_accepted(false));
    let (Some(role), Some(session)) = (Arn::parse(role), Arn::parse(session)) else {
        panic!("a text that is not an ARN matches");
    };
    assert_eq!((role.partition, role.account), (session.partition, session.account));
    assert_eq!(role.role_name(), session.assumed_role().map(|(name, _)| name));
}

fn leads_to_the_console(role: &str, link: &str) {
    let url = url::Url::parse(link).expect("a link is a URL");
    let console = partition_of_arn(role).and_then(hosts).expect("the partition has a console");
    assert_eq!((url.scheme(), url.host_str()), ("https", Some(console.sign_in)));
    let fields: Vec<_> = url.query_pairs().collect();
    let arn = Arn::parse(role).expect("the role has an ARN");
    assert_eq!(fields[0], ("account".into(), arn.account.into()));
    assert_eq!(fields[1].1, arn.resource.strip_prefix("role/").expect("the role has a name"));
}
