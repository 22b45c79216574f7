//! The interface `signing`.

use super::world::Component;
use crate::component::argument::argument;
use crate::component::bindings::exports::rolehop::engine::signing::Guest;
use crate::component::bindings::exports::rolehop::engine::types::{
    Credentials, Error, Json, SignedRequest,
};
use crate::plan::Hop;
use crate::wasm::calls::{assume_role_request, caller_identity_request};

impl Guest for Component {
    fn sign_assume_role(
        hop: Json,
        credentials: Credentials,
        options: Json,
    ) -> Result<SignedRequest, Error> {
        let session = argument(&hop, "hop")?;
        let hop = Hop { session, ..argument(&hop, "hop")? };
        let options = argument(&options, "options")?;
        Ok((&assume_role_request(&hop, &credentials.into(), options)?).into())
    }

    fn sign_get_caller_identity(
        credentials: Credentials,
        options: Json,
    ) -> Result<SignedRequest, Error> {
        let options = argument(&options, "options")?;
        Ok((&caller_identity_request(&credentials.into(), options)?).into())
    }
}
