//! What a caller holds of a job that it has submitted.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use super::queue::{JobId, Queue};
use super::{Job, JobError};

/// The answer to come. Dropping it takes the job back: one that waits is never run and its place is
/// free at once, one that runs is stopped at the end of its stage.
pub struct Ticket<I, O> {
    answer: oneshot::Receiver<Result<O, JobError>>,
    queue: Arc<Queue<Job<I, O>>>,
    id: JobId,
    answered: bool,
}

impl<I, O> Ticket<I, O> {
    pub(super) fn new(
        answer: oneshot::Receiver<Result<O, JobError>>,
        queue: Arc<Queue<Job<I, O>>>,
        id: JobId,
    ) -> Self {
        Ticket { answer, queue, id, answered: false }
    }
}

impl<I, O> Future for Ticket<I, O> {
    type Output = Result<O, JobError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = std::task::ready!(Pin::new(&mut self.answer).poll(context));
        self.answered = true;
        // A job that is dropped without an answer was thrown out by `Pool::abort`.
        Poll::Ready(answer.unwrap_or(Err(JobError::Closed)))
    }
}

impl<I, O> Drop for Ticket<I, O> {
    fn drop(&mut self) {
        if !self.answered {
            self.queue.remove(self.id);
        }
    }
}

impl<I, O> fmt::Debug for Ticket<I, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ticket").field("id", &self.id).finish_non_exhaustive()
    }
}
