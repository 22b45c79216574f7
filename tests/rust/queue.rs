//! The queue of the component's boundary: each future gets the answer to its own question.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

// The boundary itself is compiled for WebAssembly only.
#[path = "../../src/component/queue.rs"]
mod component;

use component::Queue;

type Text = &'static str;

fn check(_: &Text, answer: &Text) -> Result<(), Text> {
    if *answer == "wrong" { Err("refused") } else { Ok(()) }
}

fn answer(queue: &Queue<Text, Text>, with: Text) -> Result<(), Text> {
    queue.answer(with, check, || "nothing was shown")
}

/// Polls a future once.
macro_rules! poll {
    ($future:expr) => {
        $future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    };
}

#[test]
fn an_answer_reaches_its_question_in_any_order_of_polling() {
    let queue = Queue::default();
    let [mut first, mut second] = [pin!(queue.ask("first?")), pin!(queue.ask("second?"))];
    assert!(poll!(first).is_pending() && poll!(second).is_pending());
    assert_eq!(queue.show(), Some("first?"));
    answer(&queue, "first").unwrap();
    assert!(queue.can_go_on());
    assert!(poll!(second).is_pending());
    assert_eq!(poll!(first), Poll::Ready("first"));
    assert!(!queue.can_go_on());
    assert_eq!(queue.show(), Some("second?"));
    answer(&queue, "second").unwrap();
    assert_eq!(poll!(second), Poll::Ready("second"));
    assert_eq!(queue.show(), None);
    assert!(queue.can_go_on());
}

#[test]
fn a_dropped_future_takes_no_answer_and_asks_nothing() {
    let queue = Queue::default();
    let mut kept = pin!(queue.ask("kept?"));
    {
        let [mut shown, mut queued] = [pin!(queue.ask("shown?")), pin!(queue.ask("queued?"))];
        assert!(poll!(shown).is_pending() && poll!(queued).is_pending());
        assert!(poll!(kept).is_pending());
        assert_eq!(queue.show(), Some("shown?"));
    }
    answer(&queue, "shown").unwrap();
    assert!(poll!(kept).is_pending());
    assert_eq!(queue.show(), Some("kept?"));
    answer(&queue, "kept").unwrap();
    assert_eq!(poll!(kept), Poll::Ready("kept"));
}

#[test]
fn only_a_question_that_was_shown_is_answered() {
    let queue = Queue::default();
    let mut asked = pin!(queue.ask("asked?"));
    queue.tell("told");
    assert_eq!(answer(&queue, "early"), Err("nothing was shown"));
    assert_eq!(queue.show(), Some("told"));
    answer(&queue, "done").unwrap();
    assert!(queue.can_go_on());
    assert!(poll!(asked).is_pending());
    assert_eq!(answer(&queue, "early"), Err("nothing was shown"));
    assert_eq!(queue.show(), Some("asked?"));
    assert_eq!(answer(&queue, "wrong"), Err("refused"));
    answer(&queue, "right").unwrap();
    assert_eq!(poll!(asked), Poll::Ready("right"));
}
