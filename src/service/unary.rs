//! `Analyze`: one document, whose caller waits. With no room for it the answer is no, at once.

use super::{Call, Error, Task, TextAnalysis, validate, weight};
use crate::pool::Lane;
use crate::proto::v1;

pub(super) async fn analyze(
    service: &TextAnalysis,
    request: v1::AnalyzeRequest,
    call: &Call,
) -> Result<v1::AnalyzeResponse, Error> {
    let v1::AnalyzeRequest { document, options } = request;
    let (document, plan) = validate::request(document, options.as_ref(), service.limits())?;
    let deadline = call.document_deadline();
    let reservation = service.pool().try_reserve(Lane::Interactive, weight(&document))?;
    let ticket = service.pool().try_submit(Task { document, plan }, reservation, deadline)?;
    service.answer(ticket, deadline, call).await
}
