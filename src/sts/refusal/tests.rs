#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::credentials::Credentials;
use crate::diagnostic::{
    AccessDenied, Cause, Code, Diagnostic, PolicyKind, SentCall, Signer, Verdict,
};
use crate::secret::Secret;

const ROLE: &str = "arn:aws:iam::210987654321:role/ops/Release";
const USER: &str = "arn:aws:iam::123456789012:user/eng/morgan";

#[derive(Deserialize)]
struct Case {
    shows: String,
    code: String,
    message: String,
    expected: AccessDenied,
    /// The causes for a user who sends no optional parameter: `external-id?` is possible,
    /// `external-id-` excluded.
    bare: String,
    /// The causes for a role of the chain that sends all of them.
    full: String,
}

fn cases() -> Vec<Case> {
    let text = include_str!("../../../tests/refusals/denied.jsonl");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn messages_are_parsed() {
    for Case { shows, message, expected, .. } in cases() {
        assert_eq!(parse(&message), expected, "{shows}: {message}");
    }
}

/// The causes in one line.
fn outline(causes: &[Cause]) -> String {
    let one = |cause: &Cause| {
        let about = serde_json::to_value(cause.about).unwrap();
        let mark = if cause.verdict == Verdict::Possible { "?" } else { "-" };
        format!("{}{mark}", about.as_str().unwrap())
    };
    causes.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_causes_follow_from_what_was_sent() {
    let bare = SentCall { signer: Signer::LongTermKey, ..sent() };
    let full = SentCall {
        signer: Signer::RoleSession,
        session_name: Some("ci".to_owned()),
        external_id: true,
        mfa: true,
        session_tags: vec!["Team".to_owned()],
        source_identity: Some("sam".to_owned()),
        ..sent()
    };
    let build = "arn:aws:iam::123456789012:role/Build";
    let before = Some(Before { profile: "build", role_arn: build, has_policy: true });
    let after_build = Situation { sent: Some(&full), before, ..Situation::default() };
    let first = Situation { sent: Some(&bare), ..Situation::default() };
    for case in cases() {
        let denied = Diagnostic::new(Code::StsAccessDenied, &case.message)
            .access_denied(Box::new(parse(&case.message)));
        let found = [causes(&denied, &first), causes(&denied, &after_build)];
        let expected = [case.bare.as_str(), case.full.as_str()];
        assert_eq!(
            found.each_ref().map(|it| outline(it)),
            expected,
            "{}: {}",
            case.shows,
            case.code
        );
        for Cause { message, .. } in found.iter().flatten() {
            assert!(!message.contains('\n') && !message.ends_with('.'), "{message}");
        }
    }
}

/// Every message has a next step in one line, with and without a known call.
#[test]
fn each_message_has_a_next_step() {
    let sent = SentCall { mfa: true, ..sent() };
    let known = Situation { sent: Some(&sent), ..Situation::default() };
    for Case { shows, expected, .. } in cases() {
        for situation in [known, Situation::default()] {
            let help = advice(&expected, &situation);
            assert!(
                help.len() > 20 && !help.contains('\n') && !help.ends_with('.'),
                "{shows}: {help}"
            );
            assert!(help.starts_with(char::is_lowercase), "{shows}: {help}");
        }
    }
}

/// A call of the role without optional parameters.
fn sent() -> SentCall {
    SentCall { role_arn: ROLE.to_owned(), duration_seconds: 3600, ..SentCall::default() }
}

fn denied(kind: PolicyKind, explicit: Option<bool>, action: &str) -> AccessDenied {
    AccessDenied {
        kind,
        explicit,
        principal: Some(USER.to_owned()),
        action: Some(action.to_owned()),
        ..AccessDenied::default()
    }
}

#[test]
fn the_step_follows_from_the_policy_and_the_call() {
    let sent = sent();
    let situation = Situation { sent: Some(&sent), ..Situation::default() };
    let cases = [
        (
            PolicyKind::Identity,
            Some(false),
            "allow `sts:AssumeRole` on this role in the policies of user `morgan`",
        ),
        (PolicyKind::Identity, Some(true), "if it requires MFA, set `mfa_serial`"),
        (PolicyKind::Boundary, Some(false), "in the permissions boundary of user `morgan`"),
        (PolicyKind::Session, Some(true), "without the session policy"),
        (PolicyKind::Scp, Some(false), "at each level"),
        (PolicyKind::Scp, Some(true), "the administrator of the caller's organization"),
        (PolicyKind::Rcp, Some(true), "the organization of the role's account"),
        (
            PolicyKind::Trust,
            Some(false),
            "its trust policy must allow `sts:AssumeRole` for user `morgan` (this call sends no external ID and no MFA code)",
        ),
        (PolicyKind::Resource, Some(true), "a `Deny` in its trust policy"),
        (PolicyKind::Vpce, Some(false), "the public Regional endpoint"),
        (PolicyKind::Unknown, Some(true), "find the `Deny` for `sts:AssumeRole`"),
        (PolicyKind::Unknown, None, "STS returns the same error for a role that does not exist"),
    ];
    for (kind, explicit, step) in cases {
        let help = advice(&denied(kind, explicit, "sts:AssumeRole"), &situation);
        assert!(help.contains(step), "{kind:?} {explicit:?}: {help}");
    }
}

#[test]
fn the_step_names_the_caller() {
    let cases = [
        (USER, "policies of user `morgan`"),
        ("arn:aws:sts::123456789012:assumed-role/Build/ci", "policies of role `Build`"),
        ("arn:aws:sts::123456789012:assumed-role/Build", "policies of role `Build`"),
        ("arn:aws:iam::123456789012:role/x/Build", "policies of role `Build`"),
        ("arn:aws:iam::123456789012:root", "the root user cannot assume roles"),
        ("arn:aws:iam::***:user/morgan", "policies of user `morgan`"),
        ("anonymous", "policies of the caller"),
        (
            "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Power_User_ab12cd34ef567890/sam",
            "to permission set `Power_User` in IAM Identity Center",
        ),
    ];
    for (principal, step) in cases {
        let denied = AccessDenied {
            principal: Some(principal.to_owned()),
            ..denied(PolicyKind::Identity, Some(false), "sts:AssumeRole")
        };
        let help = advice(&denied, &Situation::default());
        assert!(help.contains(step), "{principal}: {help}");
    }
}

#[test]
fn the_step_names_the_origin_of_tags_and_source_identities() {
    let none = sent();
    let own = SentCall {
        session_tags: vec!["Team".to_owned()],
        source_identity: Some("sam".to_owned()),
        ..sent()
    };
    let inherited = (Some("hub"), Some("hub"));
    let cases = [
        ("sts:TagSession", &own, (None, None), "remove the session tags of this profile"),
        (
            "sts:TagSession",
            &none,
            (None, None),
            "this profile sets none: the caller's session passes on transitive session tags",
        ),
        ("sts:TagSession", &none, inherited, "inherits transitive session tags from profile `hub`"),
        ("sts:SetSourceIdentity", &own, (None, None), "remove `source_identity` from this profile"),
        ("sts:SetSourceIdentity", &none, (None, None), "passes on a source identity"),
        (
            "sts:SetSourceIdentity",
            &none,
            inherited,
            "inherits a source identity from profile `hub`",
        ),
        ("sts:SetContext", &none, (None, None), "the role's trust policy allows `sts:SetContext`"),
    ];
    for (action, sent, (tags_from, source_identity_from), step) in cases {
        let situation =
            Situation { sent: Some(sent), before: None, tags_from, source_identity_from };
        let help = advice(&denied(PolicyKind::Unknown, None, action), &situation);
        assert!(help.contains(step) && help.contains(action), "{action}: {help}");
    }
}

#[test]
fn federated_callers_have_only_the_trust_policy() {
    let denied = parse("Not authorized to perform sts:AssumeRoleWithWebIdentity");
    let help = advice(&denied, &Situation::default());
    assert!(help.contains("the identity provider and this token's audience and subject"), "{help}");
}

#[test]
fn a_role_that_assumes_itself_must_be_named() {
    let denied = AccessDenied {
        principal: Some("arn:aws:sts::210987654321:assumed-role/Release/ci".to_owned()),
        ..denied(PolicyKind::Unknown, None, "sts:AssumeRole")
    };
    let help = advice(&denied, &Situation { sent: Some(&sent()), ..Situation::default() });
    assert!(help.contains("trust policy allows `sts:AssumeRole` for the role itself"), "{help}");
}

#[test]
fn exposed_keys_are_reported() {
    let quarantine = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";
    for (arn, expected) in [(quarantine, true), ("arn:aws:iam::aws:policy/Quarantine", false)] {
        let denied = AccessDenied {
            policy_arn: Some(arn.to_owned()),
            ..denied(PolicyKind::Identity, Some(true), "sts:AssumeRole")
        };
        assert_eq!(is_quarantined(&denied), expected, "{arn}");
        let help = advice(&denied, &Situation::default());
        assert_eq!(help.starts_with("deactivate the access key now"), expected, "{help}");
    }
}

#[test]
fn the_longest_duration_is_the_one_that_is_named() {
    let role = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role";
    let chain = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
    let named = format!("{role} (7200 seconds)");
    let cases = [
        (role, 43_200, Some((3600, false))),
        (role, 3600, None),
        (named.as_str(), 43_200, Some((7200, true))),
        (named.as_str(), 7200, Some((3600, false))),
        (
            "Requested DurationSeconds exceeds MaxSessionDuration set for this role",
            7200,
            Some((3600, false)),
        ),
        (chain, 7200, Some((3600, true))),
        ("exceeds 7200", 43_200, None),
    ];
    for (message, requested, expected) in cases {
        let found = longest_duration(message, requested).map(|it| (it.seconds, it.is_named));
        assert_eq!(found, expected, "{message}");
    }
}

#[derive(Deserialize)]
struct Fixed {
    code: String,
    message: String,
    key: Option<String>,
    step: String,
}

#[test]
fn fixed_texts_have_a_next_step() {
    for line in include_str!("../../../tests/refusals/fixed.jsonl").lines() {
        let Fixed { code, message, key, step } = serde_json::from_str(line).unwrap();
        let found = remedy(&code, &message);
        assert!(found.is_some(), "texts.rs has no row for {line}");
        let remedy = found.unwrap();
        assert_eq!(remedy.key, key.as_deref(), "{line}");
        assert!(remedy.help.contains(&step), "{line}: {}", remedy.help);
    }
    for message in ["", "no", "Value 'x' at 'newField' failed to satisfy constraint", "' at '"] {
        assert_eq!(remedy("ValidationError", message), None, "{message}");
    }
}

#[test]
fn the_form_of_a_key_explains_the_error() {
    let with = |id: &str, token: Option<&str>| Credentials {
        access_key_id: id.to_owned(),
        secret_access_key: Secret::new("canary"),
        session_token: token.map(Secret::new),
        expiration: None,
        account_id: None,
    };
    let cases = [
        ("InvalidClientTokenId", "ASIAEXAMPLE", None, Some("`aws_session_token`")),
        ("UnrecognizedClientException", "ASIAEXAMPLE", None, Some("is missing")),
        ("InvalidClientTokenId", "AKIAEXAMPLE", Some("t"), Some("remove `aws_session_token`")),
        ("InvalidClientTokenId", "AKIAEXAMPLE", None, None),
        ("InvalidClientTokenId", "ASIAEXAMPLE", Some("t"), None),
        ("SignatureDoesNotMatch", "ASIAEXAMPLE", None, None),
        ("InvalidClientTokenId", "é", None, None),
    ];
    for (code, id, token, expected) in cases {
        let help = key_help(code, &with(id, token));
        assert_eq!(help.is_some(), expected.is_some(), "{code} {id}");
        assert!(help.unwrap_or_default().contains(expected.unwrap_or_default()), "{code} {id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_parsed_without_a_panic(words in proptest::collection::vec(prop_oneof![
        Just("User:"), Just("is not authorized to perform:"), Just("on resource:"), Just("\""),
        Just("with an explicit deny in a"), Just("because no"), Just("arn:aws:iam::1:policy/é."),
        Just("' at '"), Just("Value '"), Just("Signature expired: "), Just("("), Just("é"),
    ], 0..12), rest in "\\PC{0,20}") {
        let message = words.join(" ") + &rest;
        let denied = parse(&message);
        prop_assert!(!advice(&denied, &Situation::default()).is_empty());
        let _ = remedy("X", &message);
    }
}
