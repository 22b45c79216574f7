//! The interface `identity`.

use super::world::Component;
use crate::component::argument::argument;
use crate::component::bindings::exports::rolehop::engine::identity::Guest;
use crate::component::bindings::exports::rolehop::engine::sessions::{self, Outcome};
use crate::component::bindings::exports::rolehop::engine::types::{Credentials, Error, Json};
use crate::component::convert::json;
use crate::component::session::Session;
use crate::credentials::format;
use crate::wasm::calls::caller_identity;
use crate::wasm::types::CallerIdentityOptions;

impl Guest for Component {
    fn get_caller_identity(
        credentials: Credentials,
        options: Json,
    ) -> Result<sessions::Session, Error> {
        let options: CallerIdentityOptions = argument(&options, "options")?;
        let network = options.network.clone().unwrap_or_default();
        let session = Session::new(network, async move |host| {
            let identity = caller_identity(&credentials.into(), options, &host).await?;
            Ok(Outcome::Identity(json(&identity)))
        });
        Ok(sessions::Session::new(session))
    }

    fn format_credentials(credentials: Credentials, name: String) -> Result<String, Error> {
        Ok(format(&credentials.into(), name.parse()?)?.expose().to_owned())
    }
}
