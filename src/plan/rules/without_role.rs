//! Settings that only apply together with `role_arn`.

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::context::Context;
use crate::plan::follow::{Credentials, Followed};
use crate::plan::role::parameters::KEYS;
use crate::plan::{Source, source::lookup::Lookup};

/// The AWS CLI ignores the settings of a role in a profile without one, so that its credentials are
/// not those that the user expects. Settings of `[DEFAULT]` are meant for other profiles, and
/// `role_session_name` also applies to a web identity.
pub(super) fn role_settings(context: &Context<'_>, followed: &Followed<'_>) -> Vec<Diagnostic> {
    let profile = followed.profile;
    if profile.has("role_arn") || is_web_identity(followed) {
        return Vec::new();
    }
    let own = KEYS.into_iter().filter(|key| profile.has_own(key));
    let ignored = own.filter_map(|key| {
        let found = profile.get(key)?;
        let message = format!("`{key}` has no effect without `role_arn`");
        let diagnostic = context
            .on_value(Code::RoleSettingIgnored, profile, found, message)
            .at(context.key_at(found));
        Some(
            diagnostic
                .help("add `role_arn`, the ARN of the role to assume, or remove this setting"),
        )
    });
    ignored.collect()
}

fn is_web_identity(followed: &Followed<'_>) -> bool {
    let Credentials::Profile { own, .. } = &followed.credentials else { return false };
    matches!(own.value, Lookup::Found(Source::WebIdentity(_)))
}
