//! Work in progress: the executor of one future.

use std::cell::RefCell;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::bindings::exports::rolehop::engine::sessions::{GuestSession, Outcome, Reply, Step};
use super::bindings::exports::rolehop::engine::types;
use super::exchange::Exchange;
use super::host::ParkedHost;
use super::reply::misuse;
use crate::diagnostic::Error;
use crate::http::Network;

type Work = Pin<Box<dyn Future<Output = Result<Outcome, Error>>>>;

enum State {
    Running(Work),
    /// The outcome waits until the host has seen the last warning.
    Ended(Result<Outcome, Error>),
    Over,
}

/// Work that pauses whenever it needs the host.
pub(super) struct Session {
    exchange: Rc<Exchange>,
    state: RefCell<State>,
}

impl Session {
    /// Work with a host with the network settings of a profile. It begins with the first step.
    pub(super) fn new<F>(network: Network, work: impl FnOnce(ParkedHost) -> F) -> Self
    where
        F: Future<Output = Result<Outcome, Error>> + 'static,
    {
        let exchange = Rc::new(Exchange::default());
        let work = work(ParkedHost::new(Rc::clone(&exchange), network));
        Self { exchange, state: RefCell::new(State::Running(Box::pin(work))) }
    }

    /// Continues until an effect waits for its reply or the work is done.
    fn advance(&self) {
        if !self.exchange.can_go_on() {
            return;
        }
        let mut state = self.state.borrow_mut();
        if let State::Running(work) = &mut *state
            && let Poll::Ready(outcome) =
                work.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        {
            *state = State::Ended(outcome);
        }
    }
}

impl GuestSession for Session {
    fn step(&self, now_ms: i64) -> Step {
        self.exchange.set_now_ms(now_ms);
        self.advance();
        if let Some(effect) = self.exchange.show() {
            return Step::Wanted(effect);
        }
        match mem::replace(&mut *self.state.borrow_mut(), State::Over) {
            State::Ended(Ok(outcome)) => Step::Done(outcome),
            State::Ended(Err(error)) => Step::Failed(error.into()),
            // The engine waits only for its host, so running work always has an effect.
            State::Running(_) | State::Over => {
                Step::Failed(misuse("the session has ended", "start another one").into())
            }
        }
    }

    fn resume(&self, reply: Reply) -> Result<(), types::Error> {
        self.exchange.answer(reply).map_err(Into::into)
    }
}
