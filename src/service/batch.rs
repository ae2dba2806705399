//! `BatchAnalyze`: several documents, each with its own outcome.
//!
//! The bytes of the whole batch are reserved at once or the batch is turned away, so that batches
//! that wait are bounded too. Its documents then take places in the queue a few at a time.

use std::time::Instant;

use futures_util::{StreamExt, stream};
use tokio::time::timeout_at;

use super::{Call, Error, Plan, Task, TextAnalysis, validate, weight};
use crate::pool::{Lane, Reservation};
use crate::proto::v1;
use crate::proto::v1::document_result::Outcome;

pub(super) async fn analyze(
    service: &TextAnalysis,
    request: v1::BatchAnalyzeRequest,
    call: &Call,
) -> Result<v1::BatchAnalyzeResponse, Error> {
    let plan = validate::batch(&request, service.limits())?;
    let bytes = request.documents.iter().map(weight).sum();
    let reservation = service.pool().try_reserve(Lane::Bulk, bytes)?;
    let batch = Batch { service, call, plan, reservation, deadline: call.document_deadline() };
    let results = stream::iter(request.documents)
        .enumerate()
        .map(|(index, document)| batch.result(index, document))
        .buffered(service.limits().max_stream_window)
        .collect()
        .await;
    Ok(v1::BatchAnalyzeResponse { results })
}

/// What the documents of a batch have in common.
struct Batch<'a> {
    service: &'a TextAnalysis,
    call: &'a Call,
    plan: Plan,
    reservation: Reservation,
    deadline: Instant,
}

impl Batch<'_> {
    async fn result(&self, index: usize, document: v1::Document) -> v1::DocumentResult {
        let id = document.id.clone();
        let outcome =
            self.outcome(index, document).await.map_or_else(Outcome::from, Outcome::Analysis);
        // A batch has no more documents than fit its `Limits`, which are 32 bits wide.
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        v1::DocumentResult { index, id, outcome: Some(outcome) }
    }

    async fn outcome(
        &self,
        index: usize,
        document: v1::Document,
    ) -> Result<v1::AnalyzeResponse, Error> {
        validate::document(&document, &format!("documents[{index}]"), self.service.limits())?;
        let task = Task { document, plan: self.plan };
        let submission =
            self.service.pool().submit_bulk(task, self.reservation.clone(), self.deadline);
        let ticket = timeout_at(self.deadline.into(), submission)
            .await
            .map_err(|_| Error::DeadlineExceeded)??;
        self.service.answer(ticket, self.deadline, self.call).await
    }
}
