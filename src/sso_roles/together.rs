//! Bounded concurrency.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use crate::diagnostic::Error;

type Work<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

/// Calls `work` for each item, for at most `limit` of them at once.
///
/// # Errors
/// The first error; what has not begun by then is not started.
pub(super) async fn for_each<T>(
    items: impl Iterator<Item = T>,
    limit: usize,
    work: impl AsyncFn(T) -> Result<(), Error>,
) -> Result<(), Error> {
    let items = RefCell::new(items);
    let worker = || async {
        loop {
            let Some(item) = items.borrow_mut().next() else { return Ok(()) };
            work(item).await?;
        }
    };
    let mut workers: Vec<Work<'_>> = (0..limit).map(|_| Box::pin(worker()) as Work<'_>).collect();
    poll_fn(|context| {
        let mut at = 0;
        while let Some(worker) = workers.get_mut(at) {
            match worker.as_mut().poll(context) {
                Poll::Ready(Ok(())) => drop(workers.swap_remove(at)),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => at += 1,
            }
        }
        if workers.is_empty() { Poll::Ready(Ok(())) } else { Poll::Pending }
    })
    .await
}
