//! The chain of a profile as far as its settings are valid, for display.

use serde::Serialize;

use super::checked::Checked;
use super::context::Context;
use super::planner::{follow_selected, selected};
use super::{Hop, Request, Source, build};
use crate::config::Profiles;
use crate::diagnostic::Diagnostic;
use crate::text::sort_by_key;

/// The chain of a profile, which may be incomplete: what a [`super::Plan`] has, as far as it is
/// known, and every diagnostic. It cannot be run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Outline {
    /// The selected profile, which may not exist.
    #[serde(serialize_with = "crate::text::redact::serialize")]
    pub profile: String,
    /// The source of the first credentials. `None` if the chain breaks before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub source: Option<Source>,
    /// The roles that were found, in the order of the calls. Their settings can be invalid.
    pub hops: Vec<Hop>,
    /// The region of every call; `None` if no region is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub region: Option<String>,
    /// All diagnostics: errors first, then warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Follows a profile as far as its settings are valid. Unlike [`super::plan()`], it never fails.
pub fn outline(profiles: &Profiles, request: &Request) -> Outline {
    let context = Context::new(profiles, request);
    let Checked { value: followed, mut diagnostics } = follow_selected(&context);
    sort_by_key(&mut diagnostics, |it| it.severity);
    let followed = followed.as_ref();
    Outline {
        profile: selected(request).to_owned(),
        source: followed.and_then(|it| it.source.as_ref()).map(|source| source.value.clone()),
        hops: followed.map(|it| build::hops(&context, it)).unwrap_or_default(),
        region: followed.and_then(|it| it.settings.value.region).map(str::to_owned),
        diagnostics,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_shown_up_to_the_place_where_it_breaks() {
        let role = |name: &str, source: &str| {
            format!(
                "[profile {name}]\nrole_arn = arn:aws:iam::111122223333:role/{name}\nsource_profile = {source}\n"
            )
        };
        let keys = "[profile keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n";
        let bad_role = "[profile a]\nrole_arn = nonsense\nsource_profile = keys\n";
        // what it shows, the files, the roles of the hops, whether there is a source, the first code
        let cases = [
            ("a valid chain", format!("{}{keys}", role("a", "keys")), "a", true, None),
            (
                "a source profile that does not exist",
                format!("{}{}", role("a", "b"), role("b", "none")),
                "b a",
                false,
                Some("source-profile-not-found"),
            ),
            (
                "a cycle",
                format!("{}{}", role("a", "b"), role("b", "a")),
                "b a",
                false,
                Some("chain-cycle"),
            ),
            (
                "a malformed role",
                format!("{bad_role}{keys}"),
                "nonsense",
                true,
                Some("role-arn-malformed"),
            ),
            ("no such profile", String::new(), "", false, Some("profile-not-found")),
        ];
        for (shows, config, roles, has_source, code) in cases {
            let profiles = Profiles::parse(&config, "");
            let request = Request { profile: Some("a".to_owned()), ..Request::default() };
            let found = outline(&profiles, &request);
            let names = |hop: &Hop| hop.role_arn.rsplit('/').next().unwrap_or_default().to_owned();
            let hops: Vec<String> = found.hops.iter().map(names).collect();
            assert_eq!(hops.join(" "), roles, "{shows}");
            assert_eq!(found.source.is_some(), has_source, "{shows}");
            let first =
                found.diagnostics.iter().find(|it| it.is_error()).map(|it| it.code.as_str());
            assert_eq!(first, code, "{shows}");
        }
    }

    #[test]
    fn errors_come_before_warnings() {
        let config = "[profile a]\nregio = x\nrole_arn = nonsense\n";
        let request = Request { profile: Some("a".to_owned()), ..Request::default() };
        let found = outline(&Profiles::parse(config, ""), &request).diagnostics;
        let errors: Vec<bool> = found.iter().map(Diagnostic::is_error).collect();
        assert_eq!(errors.first(), Some(&true));
        assert!(errors.is_sorted_by(|before, after| before >= after), "{found:?}");
    }
}
