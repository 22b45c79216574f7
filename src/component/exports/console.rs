//! The interface `console`.

use super::world::Component;
use crate::component::argument::argument;
use crate::component::bindings::exports::rolehop::engine::console::Guest;
use crate::component::bindings::exports::rolehop::engine::sessions::{self, Outcome};
use crate::component::bindings::exports::rolehop::engine::types::{Credentials, Error, Json};
use crate::component::session::Session;
use crate::console::{self, ConsoleSession, SwitchRole};

impl Guest for Component {
    fn console_url(credentials: Credentials, options: Json) -> Result<sessions::Session, Error> {
        let options: ConsoleSession = argument(&options, "options")?;
        let network = options.network.clone().unwrap_or_default();
        let session = Session::new(network, async move |host| {
            let url = console::sign_in(&credentials.into(), &options, &host).await?;
            Ok(Outcome::Url(url.expose().to_owned()))
        });
        Ok(sessions::Session::new(session))
    }

    fn switch_role_url(
        role_arn: String,
        display_name: Option<String>,
        color: Option<String>,
    ) -> Result<String, Error> {
        let (display_name, color) = (display_name.as_deref(), color.as_deref());
        Ok(console::switch_role_url(&SwitchRole { role_arn: &role_arn, display_name, color })?)
    }
}
