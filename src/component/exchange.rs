//! The exchange of effects and replies between the engine and the host.

use std::cell::Cell;

use super::bindings::exports::rolehop::engine::sessions::{Effect, Reply};
use super::queue::Queue;
use super::reply::{check, misuse};
use crate::diagnostic::Error;
use crate::host::HostError;

/// The effects that wait for the host, which performs them in order. Warnings have no reply.
#[derive(Default)]
pub(super) struct Exchange {
    now_ms: Cell<i64>,
    effects: Queue<Effect, Reply>,
}

impl Exchange {
    /// The time of the current step, in milliseconds since 1970.
    pub(super) fn now_ms(&self) -> i64 {
        self.now_ms.get()
    }

    /// Sets the time of a step.
    pub(super) fn set_now_ms(&self, now_ms: i64) {
        self.now_ms.set(now_ms);
    }

    /// Whether the engine can go on before the host replies again.
    pub(super) fn can_go_on(&self) -> bool {
        self.effects.can_go_on()
    }

    /// The effect that the host performs next.
    pub(super) fn show(&self) -> Option<Effect> {
        self.effects.show()
    }

    /// Accepts the host's reply to the effect that was shown.
    ///
    /// # Errors
    /// `usage-invalid` if no effect was shown, and for a reply that does not match it.
    pub(super) fn answer(&self, reply: Reply) -> Result<(), Error> {
        self.effects.answer(reply, check, || {
            misuse("no effect is waiting for a reply", "call `step` before each `resume`")
        })
    }

    /// Queues an effect that the engine does not wait for.
    pub(super) fn tell(&self, effect: Effect) {
        self.effects.tell(effect);
    }

    /// Queues an effect and waits for its reply.
    ///
    /// # Errors
    /// The failure that the host replies with.
    pub(super) async fn ask(&self, effect: Effect) -> Result<Reply, HostError> {
        match self.effects.ask(effect).await {
            Reply::Failed(failure) => Err(failure.into()),
            reply => Ok(reply),
        }
    }
}
