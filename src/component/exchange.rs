//! The exchange of effects and replies between the engine and the host.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::Poll;

use super::bindings::exports::rolehop::engine::sessions::{Effect, Reply};
use super::reply::{check, misuse};
use crate::diagnostic::Error;
use crate::host::HostError;

/// The effects that wait for the host and the reply that waits for the engine. The host performs them
/// in order, and the engine gets each reply before the next one. Warnings have none.
#[derive(Default)]
pub(super) struct Exchange {
    now_ms: Cell<i64>,
    effects: RefCell<VecDeque<Effect>>,
    /// Whether the host has seen the first effect.
    is_shown: Cell<bool>,
    reply: RefCell<Option<Reply>>,
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

    /// Whether the engine cannot go on before the host replies.
    pub(super) fn is_waiting(&self) -> bool {
        !self.effects.borrow().is_empty() && self.reply.borrow().is_none()
    }

    /// The effect that the host performs next.
    pub(super) fn show(&self) -> Option<Effect> {
        let effect = self.effects.borrow().front().cloned();
        self.is_shown.set(effect.is_some());
        effect
    }

    /// Accepts the host's reply to the effect that was shown.
    ///
    /// # Errors
    /// `usage-invalid` if no effect was shown, and for a reply that does not match it.
    pub(super) fn answer(&self, reply: Reply) -> Result<(), Error> {
        let mut effects = self.effects.borrow_mut();
        let Some(effect) = effects.front().filter(|_| self.is_shown.get()) else {
            return Err(misuse(
                "no effect is waiting for a reply",
                "call `step` before each `resume`",
            ));
        };
        check(effect, &reply)?;
        if !matches!(effect, Effect::Warn(_)) {
            self.reply.replace(Some(reply));
        }
        effects.pop_front();
        self.is_shown.set(false);
        Ok(())
    }

    /// Queues an effect that the engine does not wait for.
    pub(super) fn tell(&self, effect: Effect) {
        self.effects.borrow_mut().push_back(effect);
    }

    /// Queues an effect and waits for its reply.
    ///
    /// # Errors
    /// The failure that the host replies with.
    pub(super) async fn ask(&self, effect: Effect) -> Result<Reply, HostError> {
        self.tell(effect);
        let reply = poll_fn(|_| match self.reply.take() {
            Some(reply) => Poll::Ready(reply),
            None => Poll::Pending,
        });
        match reply.await {
            Reply::Failed(failure) => Err(failure.into()),
            reply => Ok(reply),
        }
    }
}
