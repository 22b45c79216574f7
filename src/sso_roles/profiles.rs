//! Which profiles are new, changed and gone.
//!
//! A profile belongs to a role of a portal if it sets `sso_session`, `sso_account_id` and
//! `sso_role_name`, and no `role_arn`. Its name and its other settings are the user's: a role that has
//! a profile gets no second one, and only the region of a profile with the name of the template is
//! changed.

use std::collections::{HashMap, HashSet};

use super::filter::Filter;
use super::model::{
    GoneSsoProfile, SsoAccount, SsoProfile, SsoProfileChange, SsoProfileOptions, SsoProfiles,
    SsoRoles,
};
use super::template::Template;
use crate::aws::check_region;
use crate::config::{NewProfile, Profile, ProfileChanges, ProfileSetting, Profiles};
use crate::diagnostic::{Code, Diagnostic, Error};
use crate::text::{File, quoted};

/// The keys of a profile that was written here; a profile with others has settings of the user.
const OWN_KEYS: [&str; 4] = [SESSION, ACCOUNT, ROLE, REGION];
const SESSION: &str = "sso_session";
const ACCOUNT: &str = "sso_account_id";
const ROLE: &str = "sso_role_name";
const REGION: &str = "region";

/// An account ID and the name of a role.
type RoleId<'a> = (&'a str, &'a str);

/// Compares the profiles of the config file with the roles of a portal, which must be all of its roles.
///
/// # Errors
/// `usage-invalid` for a template or a filter; `region-invalid`; `sso-incomplete` without an
/// `sso-session` section; `edit-refused` with a diagnostic for each name that two roles or another
/// profile have, and for changes that the config file cannot have.
pub fn plan_profiles(
    profiles: &Profiles,
    listed: &SsoRoles,
    options: &SsoProfileOptions,
) -> Result<SsoProfiles, Error> {
    let template = Template::parse(options.template.as_deref())?;
    let filter = Filter::parse(&options.filters)?;
    check_region(options.region.as_deref())
        .map_err(|found| found.help("write one such as `eu-west-1`"))?;
    let session = listed.session.as_deref().ok_or_else(no_session)?;
    let existing = Existing::find(profiles, session);
    let mut planned = existing.gone(profiles, listed, options.prune);
    for (account, role) in roles(listed) {
        if !filter.has_account(account) || !filter.has_role(role) {
            continue;
        }
        let name = template.name(session, account, role);
        match existing.by_role.get(&(&*account.account_id, role)) {
            None => {
                let new = SsoProfile {
                    profile: name,
                    account_id: account.account_id.clone(),
                    account_name: account.account_name.clone(),
                    role_name: role.to_owned(),
                };
                planned.add(session, new, options.region.as_deref());
            }
            Some(of_role) => planned.compare(of_role, &name, options.region.as_deref()),
        }
    }
    if let Some(error) = Error::from_diagnostics(collisions(profiles, &planned.added)) {
        return Err(error);
    }
    // Every change that is shown to the user can be written.
    profiles.clone().update(&planned.changes)?;
    Ok(planned)
}

fn roles(listed: &SsoRoles) -> impl Iterator<Item = (&SsoAccount, &str)> {
    listed.accounts.iter().flat_map(|account| account.roles.iter().map(move |it| (account, &**it)))
}

/// The profiles of the portal that the config has.
struct Existing<'a> {
    by_role: HashMap<RoleId<'a>, Vec<&'a Profile>>,
    in_order: Vec<(RoleId<'a>, &'a Profile)>,
}

impl<'a> Existing<'a> {
    fn find(profiles: &'a Profiles, session: &str) -> Self {
        let all = profiles.names().filter_map(|name| profiles.get(name));
        let in_order: Vec<_> =
            all.filter_map(|profile| Some((role_of(profile, session)?, profile))).collect();
        let mut by_role: HashMap<_, Vec<_>> = HashMap::new();
        for (role, profile) in &in_order {
            by_role.entry(*role).or_default().push(*profile);
        }
        Self { by_role, in_order }
    }

    /// The profiles whose roles are not in the list.
    fn gone(&self, profiles: &Profiles, listed: &SsoRoles, prune: bool) -> SsoProfiles {
        let granted: HashSet<RoleId<'_>> =
            roles(listed).map(|(account, role)| (&*account.account_id, role)).collect();
        let sources: HashSet<&str> = sources(profiles).collect();
        let gone = self.in_order.iter().filter(|(role, _)| !granted.contains(role));
        let gone: Vec<_> = gone
            .map(|((account_id, role_name), profile)| GoneSsoProfile {
                profile: profile.name.to_string(),
                account_id: (*account_id).to_owned(),
                role_name: (*role_name).to_owned(),
                kept_because: kept_because(profile, &sources),
            })
            .collect();
        let removable = gone.iter().filter(|it| prune && it.kept_because.is_none());
        let remove = removable.map(|it| it.profile.clone()).collect();
        let changes = ProfileChanges { remove, ..ProfileChanges::default() };
        SsoProfiles { added: Vec::new(), changed: Vec::new(), gone, unchanged: 0, changes }
    }
}

/// The role that a profile belongs to.
fn role_of<'a>(profile: &'a Profile, session: &str) -> Option<RoleId<'a>> {
    let is_of_session = profile.text(SESSION) == Some(session) && !profile.has("role_arn");
    let role = (profile.text(ACCOUNT)?, profile.text(ROLE)?);
    is_of_session.then_some(role)
}

/// The profiles that are sources of others.
fn sources(profiles: &Profiles) -> impl Iterator<Item = &str> {
    let all = profiles.names().filter_map(|name| profiles.get(name));
    all.filter_map(|profile| profile.text("source_profile"))
}

/// Why a profile is never removed.
fn kept_because(profile: &Profile, sources: &HashSet<&str>) -> Option<String> {
    if sources.contains(&*profile.name) {
        return Some("another profile has it as `source_profile`".to_owned());
    }
    if is_in(profile, File::Credentials) {
        return Some("it is in the credentials file".to_owned());
    }
    let mut keys = profile.settings().map(|found| &*found.setting.key);
    let own = keys.find(|key| !OWN_KEYS.contains(key) && profile.has_own(key))?;
    Some(format!("it also sets {}", quoted(own)))
}

impl SsoProfiles {
    fn add(&mut self, session: &str, new: SsoProfile, region: Option<&str>) {
        let settings = [
            (SESSION, Some(session)),
            (ACCOUNT, Some(&*new.account_id)),
            (ROLE, Some(&*new.role_name)),
            (REGION, region),
        ];
        let settings = settings.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let settings = settings.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        self.changes.add.push(NewProfile { name: new.profile.clone(), settings });
        self.added.push(new);
    }

    /// Changes the region of the profile with this name, if the role has one and the credentials file
    /// does not set its region.
    fn compare(&mut self, of_role: &[&Profile], name: &str, region: Option<&str>) {
        let own =
            of_role.iter().find(|profile| profile.name == name && has_region_of_config(profile));
        let before = own.map(|profile| profile.text(REGION));
        let (Some(before), Some(after)) = (before, region) else {
            self.unchanged += 1;
            return;
        };
        if before == Some(after) {
            self.unchanged += 1;
            return;
        }
        let (profile, after) = (name.to_owned(), after.to_owned());
        self.changes.set.push(ProfileSetting {
            profile: profile.clone(),
            key: REGION.to_owned(),
            value: after.clone(),
        });
        let before = before.map(str::to_owned);
        self.changed.push(SsoProfileChange { profile, key: REGION.to_owned(), before, after });
    }
}

/// Whether the config file determines the region of a profile.
fn has_region_of_config(profile: &Profile) -> bool {
    let is_elsewhere = profile.get(REGION).is_some_and(|found| found.file == File::Credentials);
    is_in(profile, File::Config) && !is_elsewhere
}

fn is_in(profile: &Profile, file: File) -> bool {
    profile.headers().any(|(it, _)| it == file)
}

/// A diagnostic for each name that two roles, or another profile, have.
fn collisions(profiles: &Profiles, added: &[SsoProfile]) -> Vec<Diagnostic> {
    let mut first: HashMap<&str, &SsoProfile> = HashMap::new();
    let mut found = Vec::new();
    for new in added {
        let name = quoted(&new.profile);
        if let Some(other) = first.insert(&new.profile, new) {
            found.push(collision(format!(
                "{} and {} both get the name {name}",
                role(other),
                role(new)
            )));
        } else if profiles.get(&new.profile).is_some() {
            let message = format!("{} gets the name {name}, which another profile has", role(new));
            found.push(collision(message));
        }
    }
    found
}

fn collision(message: String) -> Diagnostic {
    let help = "use a template with `{account_id}` and `{role_name}`, or rename the profile";
    Diagnostic::new(Code::EditRefused, message).help(help)
}

fn role(of: &SsoProfile) -> String {
    format!("role {} in account {}", quoted(&of.role_name), quoted(&of.account_id))
}

fn no_session() -> Error {
    let message = "profiles for all roles need an `[sso-session]` section";
    let help = "run `aws configure sso-session` to add one, then use `--sso-session`";
    Diagnostic::new(Code::SsoIncomplete, message).help(help).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn listed(accounts: &[(&str, &str, &[&str])]) -> SsoRoles {
        let accounts = accounts.iter().map(|(id, name, roles)| SsoAccount {
            account_id: (*id).to_owned(),
            account_name: Some((*name).to_owned()),
            email_address: None,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        });
        SsoRoles {
            start_url: "https://corp.awsapps.com/start".into(),
            region: "eu-west-1".into(),
            session: Some("corp".into()),
            accounts: accounts.collect(),
        }
    }

    fn of_role(name: &str, account: &str, role: &str, more: &str) -> String {
        format!(
            "[profile {name}]\nsso_session = corp\nsso_account_id = {account}\n\
             sso_role_name = {role}\n{more}"
        )
    }

    const OPTIONS: SsoProfileOptions =
        SsoProfileOptions { template: None, filters: Vec::new(), region: None, prune: false };

    fn planned(config: &str, listed: &SsoRoles, options: &SsoProfileOptions) -> SsoProfiles {
        plan_profiles(&Profiles::parse(config, ""), listed, options).unwrap()
    }

    #[test]
    fn a_second_run_changes_nothing() {
        let listed = listed(&[("1", "prod", &["Admin", "Read"]), ("2", "dev", &["Admin"])]);
        let options = SsoProfileOptions { region: Some("eu-west-1".into()), ..OPTIONS.clone() };
        let mut profiles = Profiles::parse("", "");
        let first = plan_profiles(&profiles, &listed, &options).unwrap();
        let names: Vec<_> = first.added.iter().map(|it| &*it.profile).collect();
        assert_eq!(names, ["prod-Admin", "prod-Read", "dev-Admin"]);
        profiles.update(&first.changes).unwrap();
        let second = plan_profiles(&profiles, &listed, &options).unwrap();
        assert_eq!(second.changes, ProfileChanges::default());
        assert_eq!(second.unchanged, 3);
    }

    #[test]
    fn names_and_regions_of_the_user_stay() {
        let listed = listed(&[("1", "prod", &["Admin"]), ("2", "dev", &["Admin"])]);
        let config = of_role("mine", "1", "Admin", "region = us-east-1\n")
            + &of_role("dev-Admin", "2", "Admin", "region = us-east-1\n");
        let options = SsoProfileOptions { region: Some("eu-west-1".into()), ..OPTIONS.clone() };
        let found = planned(&config, &listed, &options);
        assert!(found.added.is_empty());
        assert_eq!(found.unchanged, 1);
        let changed: Vec<_> =
            found.changed.iter().map(|it| (&*it.profile, it.before.as_deref())).collect();
        assert_eq!(changed, [("dev-Admin", Some("us-east-1"))]);
    }

    #[test]
    fn roles_that_are_gone_are_removed_only_if_asked_and_only_if_nothing_is_lost() {
        let listed = listed(&[("1", "prod", &["Admin"])]);
        let config = of_role("plain", "9", "Admin", "region = x\n")
            + &of_role("more", "9", "Admin", "output = text\n")
            + &of_role("base", "9", "Read", "")
            + &of_role(
                "role",
                "9",
                "Read",
                "role_arn = arn:aws:iam::9:role/X\nsource_profile = base\n",
            )
            + "[profile other]\nsso_session = other\nsso_account_id = 9\nsso_role_name = Admin\n";
        let kept = planned(&config, &listed, &OPTIONS);
        let shown: Vec<_> =
            kept.gone.iter().map(|it| (&*it.profile, it.kept_because.as_deref())).collect();
        let expected = [
            ("plain", None),
            ("more", Some("it also sets `output`")),
            ("base", Some("another profile has it as `source_profile`")),
        ];
        assert_eq!(shown, expected);
        assert!(kept.changes.remove.is_empty());
        let pruned =
            planned(&config, &listed, &SsoProfileOptions { prune: true, ..OPTIONS.clone() });
        assert_eq!(pruned.changes.remove, ["plain"]);
    }

    #[test]
    fn a_role_that_is_filtered_out_is_not_gone() {
        let listed = listed(&[("1", "prod", &["Admin"]), ("2", "dev", &["Admin"])]);
        let config = of_role("prod-Admin", "1", "Admin", "");
        let filters = vec!["account=dev".to_owned()];
        let found = planned(
            &config,
            &listed,
            &SsoProfileOptions { filters, prune: true, ..OPTIONS.clone() },
        );
        assert!(found.gone.is_empty());
        assert_eq!(found.added.len(), 1);
    }

    #[test]
    fn all_collisions_are_reported_at_once() {
        let listed = listed(&[("1", "a b", &["X"]), ("2", "a-b", &["X"]), ("3", "c", &["X"])]);
        let config = "[profile c-X]\nregion = x\n";
        let error = plan_profiles(&Profiles::parse(config, ""), &listed, &OPTIONS).unwrap_err();
        let messages: Vec<_> = error.diagnostics.iter().map(|it| &*it.message).collect();
        assert_eq!(
            messages,
            [
                "role `X` in account `1` and role `X` in account `2` both get the name `a-b-X`",
                "role `X` in account `3` gets the name `c-X`, which another profile has",
            ]
        );
    }

    #[test]
    fn profiles_of_the_credentials_file_stay() {
        let listed = listed(&[("1", "prod", &["Admin"]), ("2", "dev", &["Admin"])]);
        let config = of_role("prod-Admin", "1", "Admin", "region = us-east-1\n");
        let credentials = "[prod-Admin]\nregion = us-east-2\n".to_owned()
            + &of_role("x", "2", "Admin", "").replace("profile x", "dev-Admin")
            + &of_role("x", "9", "Admin", "").replace("profile x", "gone");
        let profiles = Profiles::parse(&config, &credentials);
        let region = Some("eu-west-1".to_owned());
        let options = SsoProfileOptions { region, prune: true, ..OPTIONS.clone() };
        let found = plan_profiles(&profiles, &listed, &options).unwrap();
        assert_eq!(found.changes, ProfileChanges::default());
        assert_eq!((found.unchanged, found.changed.len()), (2, 0));
        let kept = found.gone.iter().map(|it| (&*it.profile, it.kept_because.as_deref()));
        assert_eq!(kept.collect::<Vec<_>>(), [("gone", Some("it is in the credentials file"))]);
    }

    #[test]
    fn changes_that_cannot_be_written_are_refused() {
        let listed = listed(&[("1", "prod", &["Admin"])]);
        let cases = [
            (None, Some("eu west"), Code::RegionInvalid),
            (None, Some("eu-west-1\n[x]"), Code::RegionInvalid),
            (Some("a]{role_name}"), None, Code::EditRefused),
            (Some("a\n{role_name}"), None, Code::EditRefused),
        ];
        for (template, region, expected) in cases {
            let [template, region] = [template, region].map(|it| it.map(str::to_owned));
            let options = SsoProfileOptions { template, region, ..OPTIONS.clone() };
            let error = plan_profiles(&Profiles::parse("", ""), &listed, &options).unwrap_err();
            assert_eq!(error.code, expected, "{}", error.message);
        }
    }

    #[test]
    fn a_portal_without_a_section_has_no_profiles() {
        let listed = SsoRoles { session: None, ..listed(&[]) };
        let error = plan_profiles(&Profiles::parse("", ""), &listed, &OPTIONS).unwrap_err();
        assert_eq!(error.code, Code::SsoIncomplete);
    }
}
