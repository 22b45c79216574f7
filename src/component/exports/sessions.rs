//! The interface `sessions`.

use super::world::Component;
use crate::component::bindings::exports::rolehop::engine::sessions::Guest;
use crate::component::session::Session;

impl Guest for Component {
    type Session = Session;
}
