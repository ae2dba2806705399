//! `StreamAnalyze`: documents as they come, answers in their order or as they are ready.
//!
//! Two halves share a window of so many documents. The reading half takes a slot of the window, then
//! reads a document, admits it to the pool and passes its ticket on; the answering half awaits the
//! tickets and gives the slots back as the client takes the answers. A client that does not take
//! them leaves no slots, nothing more is read, and HTTP/2's flow control holds the client back.
//!
//! The reading half is a task of its own because it waits in line for the pool: the answering half
//! sleeps while the client takes nothing, and asleep it would keep others waiting behind it.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{sleep_until, timeout_at};
use tokio_util::task::AbortOnDropHandle;
use tonic::{Status, Streaming};
use tracing::Instrument;

use super::{Call, Error, Plan, Task, TextAnalysis, intake, validate, weight};
use crate::pool::{Reservation, Ticket};
use crate::proto::v1;
use crate::proto::v1::document_result::Outcome;

/// The answers of a stream.
pub type Responses = Pin<Box<dyn Stream<Item = Result<v1::StreamAnalyzeResponse, Status>> + Send>>;

/// Answers `requests`. Dropping the answers ends it all.
pub(super) fn analyze(
    service: TextAnalysis,
    requests: Streaming<v1::StreamAnalyzeRequest>,
    call: Call,
) -> Responses {
    let window = service.limits().max_stream_window;
    // There is a slot for each document passed on, so the channel is never full.
    let (accepted, documents) = mpsc::channel(window);
    let reader = Reader {
        service: service.clone(),
        call: call.clone(),
        requests,
        slots: Arc::new(Semaphore::new(window)),
        plan: Plan::default(),
        unordered: None,
        next_index: 0,
    };
    let reading = tokio::spawn(reader.run(accepted).in_current_span());
    let answers = Answers { service, call, documents };
    Box::pin(answers.run(AbortOnDropHandle::new(reading)))
}

/// A document that was read, on its way to its answer.
struct Accepted {
    index: u32,
    id: String,
    unordered: bool,
    outcome: Result<Admitted, Error>,
    slot: OwnedSemaphorePermit,
}

/// What a document holds until the client takes its answer.
type Held = (OwnedSemaphorePermit, Option<Reservation>);

impl Accepted {
    async fn answer(
        self,
        service: &TextAnalysis,
        call: &Call,
    ) -> (v1::StreamAnalyzeResponse, Held) {
        let (outcome, reservation) = match self.outcome {
            Ok(Admitted { ticket, deadline, reservation }) => {
                (service.answer(ticket, deadline, call).await, Some(reservation))
            }
            Err(error) => (Err(error), None),
        };
        let outcome = Some(outcome.map_or_else(Outcome::from, Outcome::Analysis));
        let result = v1::DocumentResult { index: self.index, id: self.id, outcome };
        (v1::StreamAnalyzeResponse { result: Some(result) }, (self.slot, reservation))
    }
}

/// A document in the pool.
struct Admitted {
    ticket: Ticket<Task, v1::AnalyzeResponse>,
    deadline: Instant,
    reservation: Reservation,
}

/// The reading half.
struct Reader {
    service: TextAnalysis,
    call: Call,
    requests: Streaming<v1::StreamAnalyzeRequest>,
    slots: Arc<Semaphore>,
    /// What to do with documents that bring no options.
    plan: Plan,
    /// Unknown until the first message.
    unordered: Option<bool>,
    next_index: u32,
}

impl Reader {
    /// Reads to the end of the stream. What it gives back is the status of the whole call.
    async fn run(mut self, accepted: mpsc::Sender<Accepted>) -> Result<(), Status> {
        let draining = self.service.shared.draining.clone();
        let client_deadline = self.call.client_deadline();
        loop {
            let next = tokio::select! {
                biased;
                () = draining.cancelled() => return Err(Error::Draining.into()),
                () = at(client_deadline) => return Err(Error::DeadlineExceeded.into()),
                next = self.next() => next?,
            };
            let Some((slot, request)) = next else { return Ok(()) };
            let document = self.accept(slot, request).await?;
            if accepted.send(document).await.is_err() {
                return Ok(());
            }
        }
    }

    /// Waits for a slot of the window and then for a message.
    async fn next(
        &mut self,
    ) -> Result<Option<(OwnedSemaphorePermit, v1::StreamAnalyzeRequest)>, Status> {
        let Ok(slot) = Arc::clone(&self.slots).acquire_owned().await else { return Ok(None) };
        let request = self
            .requests
            .message()
            .await
            .map_err(|status| intake::explain(status, self.service.limits()))?;
        Ok(request.map(|request| (slot, request)))
    }

    /// Passes a document to the pool. Options that are at fault end the stream: they are meant for
    /// the documents that follow too, none of which could be done as asked.
    async fn accept(
        &mut self,
        slot: OwnedSemaphorePermit,
        request: v1::StreamAnalyzeRequest,
    ) -> Result<Accepted, Error> {
        if let Some(options) = &request.options {
            self.plan = validate::options(options)?;
        }
        let unordered = *self.unordered.get_or_insert(request.unordered);
        let index = self.next_index;
        self.next_index = index.wrapping_add(1);
        let id = request.document.as_ref().map(|document| document.id.clone()).unwrap_or_default();
        let outcome = self.admit(request.document).await;
        Ok(Accepted { index, id, unordered, outcome, slot })
    }

    async fn admit(&self, document: Option<v1::Document>) -> Result<Admitted, Error> {
        let (document, _) = validate::request(document, None, self.service.limits())?;
        let deadline = self.call.document_deadline();
        let pool = self.service.pool();
        let admission = async {
            let reservation = pool.reserve_for_bulk(weight(&document)).await?;
            let task = Task { document, plan: self.plan };
            let ticket = pool.submit_bulk(task, reservation.clone(), deadline).await?;
            Ok(Admitted { ticket, deadline, reservation })
        };
        timeout_at(deadline.into(), admission).await.map_err(|_| Error::DeadlineExceeded)?
    }
}

/// Comes at `deadline`, or never.
async fn at(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline.into()).await,
        None => std::future::pending().await,
    }
}

/// The answering half.
struct Answers {
    service: TextAnalysis,
    call: Call,
    documents: mpsc::Receiver<Accepted>,
}

impl Answers {
    fn run(
        mut self,
        reading: AbortOnDropHandle<Result<(), Status>>,
    ) -> impl Stream<Item = Result<v1::StreamAnalyzeResponse, Status>> {
        async_stream::stream! {
            let mut waiting = FuturesUnordered::new();
            let mut open = true;
            while open || !waiting.is_empty() {
                let answer = tokio::select! {
                    biased;
                    Some(answer) = waiting.next() => Some(answer),
                    document = self.documents.recv(), if open => match document {
                        Some(document) if document.unordered => {
                            waiting.push(document.answer(&self.service, &self.call));
                            None
                        }
                        Some(document) => Some(document.answer(&self.service, &self.call).await),
                        None => {
                            open = false;
                            None
                        }
                    },
                };
                if let Some((response, held)) = answer {
                    // The client takes the answer: what it held is free for the next document.
                    drop(held);
                    yield Ok(response);
                }
            }
            match reading.await {
                Ok(Ok(())) => {}
                Ok(Err(status)) => yield Err(status),
                Err(_) => yield Err(Error::Internal(self.call.request_id().clone()).into()),
            }
        }
    }
}
