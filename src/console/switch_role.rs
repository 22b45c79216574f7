//! The link that switches roles in the console for a user who is signed in.

use crate::aws::console::{hosts_of, no_hosts, usage};
use crate::aws::{Arn, partition};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::{Form, quoted};

/// The maximum length, in characters, of a role's path and name, and of a display name.
const LONGEST: usize = 64;

/// The colors that the console offers, by name.
const COLORS: [(&str, &str); 5] = [
    ("red", "F2B0A9"),
    ("orange", "FBBF93"),
    ("yellow", "FAD791"),
    ("green", "B7CA9D"),
    ("blue", "99BCE3"),
];

/// The parameters of a switch-role link.
#[derive(Clone, Copy, Debug, Default)]
pub struct SwitchRole<'a> {
    /// The ARN of the role.
    pub role_arn: &'a str,
    /// The display name in the console: at most 64 characters.
    pub display_name: Option<&'a str>,
    /// The color of the name: `red`, `orange`, `yellow`, `green`, `blue`, or six hex digits.
    pub color: Option<&'a str>,
}

/// Creates the link that switches roles for a user who is signed in. It contains no credentials and
/// needs no call.
///
/// # Errors
/// `role-arn-malformed` if `role` is not the ARN of a role, `usage-invalid` for parameters that the
/// console would reject, `not-supported-here` in a partition without public hosts.
pub fn switch_role_url(switch: &SwitchRole<'_>) -> Result<String, Error> {
    let malformed = || {
        let message = format!("{} is not a role ARN", quoted(switch.role_arn));
        Error::new(Diagnostic::new(Code::RoleArnMalformed, message))
    };
    let arn = Arn::parse(switch.role_arn).ok_or_else(malformed)?;
    let account = arn.account_id().ok_or_else(malformed)?;
    arn.role_name().ok_or_else(malformed)?;
    let path_and_name = arn.resource.strip_prefix("role/").ok_or_else(malformed)?;
    check_length("the role's path and name together", path_and_name)?;
    let partition = partition(arn.partition).ok_or_else(|| no_hosts(arn.partition))?;
    let mut query = Form::of([("account", account), ("roleName", path_and_name)]);
    if let Some(name) = switch.display_name {
        check_length("the display name", name)?;
        query.add("displayName", name);
    }
    if let Some(color) = switch.color {
        query.add("color", &hex(color)?);
    }
    Ok(format!("https://{}/switchrole?{}", hosts_of(partition)?.sign_in, query.finish().as_str()))
}

fn check_length(what: &str, text: &str) -> Result<(), Error> {
    let length = text.chars().count();
    if (1..=LONGEST).contains(&length) && !text.contains(char::is_control) {
        return Ok(());
    }
    let message = format!("{what} cannot be {}", quoted(text));
    Err(usage(message, "the console allows 1 to 64 characters"))
}

/// A color in the console's form: six hex digits without `#`.
fn hex(color: &str) -> Result<String, Error> {
    if let Some((_, hex)) = COLORS.iter().find(|(name, _)| *name == color) {
        return Ok((*hex).to_owned());
    }
    let digits = color.strip_prefix('#').unwrap_or(color);
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(digits.to_ascii_uppercase());
    }
    let message = format!("unknown color {}", quoted(color));
    Err(usage(message, "use red, orange, yellow, green, blue, or six hex digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADMIN: &str = "arn:aws:iam::111122223333:role/team/Admin";

    fn outcome(switch: &SwitchRole<'_>) -> String {
        switch_role_url(switch).unwrap_or_else(|error| error.code.to_string())
    }

    #[test]
    fn links() {
        let cases = [
            (
                SwitchRole {
                    role_arn: ADMIN,
                    display_name: Some("Prod & more"),
                    color: Some("#f2b0a9"),
                },
                "https://signin.aws.amazon.com/switchrole?account=111122223333&roleName=team%2FAdmin&displayName=Prod+%26+more&color=F2B0A9",
            ),
            (
                SwitchRole {
                    role_arn: "arn:aws-cn:iam::111122223333:role/Admin",
                    color: Some("blue"),
                    ..Default::default()
                },
                "https://signin.amazonaws.cn/switchrole?account=111122223333&roleName=Admin&color=99BCE3",
            ),
            (
                SwitchRole {
                    role_arn: "arn:aws-us-gov:iam::111122223333:role/Admin",
                    ..Default::default()
                },
                "https://signin.amazonaws-us-gov.com/switchrole?account=111122223333&roleName=Admin",
            ),
        ];
        for (switch, expected) in cases {
            assert_eq!(outcome(&switch), expected);
        }
    }

    #[test]
    fn only_roles_have_links() {
        let cases = [
            ("arn:aws:iam::111122223333:user/alice", "role-arn-malformed"),
            ("arn:aws:sts::111122223333:assumed-role/Admin/alice", "role-arn-malformed"),
            ("arn:aws:iam::1111:role/Admin", "role-arn-malformed"),
            ("", "role-arn-malformed"),
            ("arn:aws-iso:iam::111122223333:role/Admin", "not-supported-here"),
            ("arn:aws-moon:iam::111122223333:role/Admin", "not-supported-here"),
        ];
        for (role_arn, expected) in cases {
            assert_eq!(outcome(&SwitchRole { role_arn, ..Default::default() }), expected);
        }
    }

    #[test]
    fn limits_of_the_console() {
        let long = |length: usize| "r".repeat(length);
        let role =
            |length: usize| format!("arn:aws:iam::111122223333:role/team/{}", long(length - 5));
        let named = |name: &str| {
            outcome(&SwitchRole { role_arn: ADMIN, display_name: Some(name), ..Default::default() })
        };
        let colored = |color| {
            outcome(&SwitchRole { role_arn: ADMIN, color: Some(color), ..Default::default() })
        };
        let of_role = |arn: &str| outcome(&SwitchRole { role_arn: arn, ..Default::default() });
        assert!(of_role(&role(64)).starts_with("https:"));
        assert!(named(&long(64)).starts_with("https:"));
        for refused in [
            of_role(&role(65)),
            named(&long(65)),
            named(""),
            named("a\nb"),
            colored("pink"),
            colored("#12345"),
            colored("12345é"),
        ] {
            assert_eq!(refused, "usage-invalid");
        }
    }
}
