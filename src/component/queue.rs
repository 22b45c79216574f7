//! Questions in order, and the way of each answer to the future that asked.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::Poll;

/// Where a future that asked finds its answer.
type Place<A> = Cell<Option<A>>;

struct Question<Q, A> {
    question: Q,
    /// Absent for a question that no future waits for.
    asker: Option<Weak<Place<A>>>,
}

impl<Q, A> Question<Q, A> {
    /// Whether the future that asked was dropped, so that no answer is needed.
    fn is_dropped(&self) -> bool {
        self.asker.as_ref().is_some_and(|asker| asker.strong_count() == 0)
    }
}

/// The questions that wait for an answer. They are answered in order, and several futures can ask at once:
/// each gets the answer to its own question, whichever is polled first.
pub(super) struct Queue<Q, A> {
    questions: RefCell<VecDeque<Question<Q, A>>>,
    /// Whether the first question has been shown.
    is_shown: Cell<bool>,
    /// Whether an answer has arrived since the futures were polled.
    has_answer: Cell<bool>,
}

impl<Q, A> Default for Queue<Q, A> {
    fn default() -> Self {
        Self {
            questions: RefCell::default(),
            is_shown: Cell::default(),
            has_answer: Cell::default(),
        }
    }
}

impl<Q: Clone, A> Queue<Q, A> {
    /// Whether the futures can go on: there is an answer that they have not seen, or nothing to wait for.
    pub(super) fn can_go_on(&self) -> bool {
        self.has_answer.take() || self.questions.borrow().is_empty()
    }

    /// The question to answer next.
    pub(super) fn show(&self) -> Option<Q> {
        let mut questions = self.questions.borrow_mut();
        questions.retain(|question| !question.is_dropped());
        let first = questions.front().map(|first| first.question.clone());
        self.is_shown.set(first.is_some());
        first
    }

    /// Accepts the answer to the question that was shown, if `check` does.
    ///
    /// # Errors
    /// `none` if no question was shown, or the error of the check: then the question stays.
    pub(super) fn answer<E>(
        &self,
        answer: A,
        check: impl FnOnce(&Q, &A) -> Result<(), E>,
        none: impl FnOnce() -> E,
    ) -> Result<(), E> {
        let mut questions = self.questions.borrow_mut();
        let first = questions.front().filter(|_| self.is_shown.get()).ok_or_else(none)?;
        check(&first.question, &answer)?;
        if let Some(asker) = &first.asker {
            self.has_answer.set(true);
            // A future that was dropped in the meantime needs none.
            asker.upgrade().inspect(|place| place.set(Some(answer)));
        }
        questions.pop_front();
        self.is_shown.set(false);
        Ok(())
    }

    /// Adds a question whose answer no future waits for.
    pub(super) fn tell(&self, question: Q) {
        self.questions.borrow_mut().push_back(Question { question, asker: None });
    }

    /// Adds a question and waits for its answer.
    pub(super) async fn ask(&self, question: Q) -> A {
        let place = Rc::new(Place::default());
        let asker = Some(Rc::downgrade(&place));
        self.questions.borrow_mut().push_back(Question { question, asker });
        poll_fn(|_| place.take().map_or(Poll::Pending, Poll::Ready)).await
    }
}
