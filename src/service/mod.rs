//! The rpcs of the API: from a request to the pool and back.
//!
//! A request comes in by the [`Intake`], every field of it is looked at, it is admitted to the pool,
//! analysed there and answered. Whatever fails on the way is an [`Error`], which one table turns into
//! a status.

mod about;
mod analysis;
mod batch;
mod call;
pub mod convert;
mod intake;
mod limits;
mod status;
mod stream;
mod unary;
mod validate;

use std::sync::Arc;
use std::time::Instant;

use tokio::time::timeout_at;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

pub use about::About;
pub use analysis::{AnalysisPool, Task, start_pool, worker};
pub use call::Call;
pub use intake::{HeldIntake, Intake, IntakeBudget};
pub use limits::Limits;
pub use status::{DOMAIN, Error, Reason, Violation};
pub use stream::Responses;
pub use validate::{Plan, check_language};

use crate::pool::Ticket;
use crate::proto::v1;
use crate::proto::v1::text_analysis_service_server::TextAnalysisService;

/// The service. Cheap to clone.
#[derive(Debug, Clone)]
pub struct TextAnalysis {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    pool: Arc<AnalysisPool>,
    about: About,
    limits: Limits,
    draining: CancellationToken,
}

impl TextAnalysis {
    /// A service that analyses on `pool`. Once `draining` is cancelled it refuses new calls, ends
    /// open streams, and answers what it has accepted.
    pub fn new(
        pool: Arc<AnalysisPool>,
        about: About,
        limits: Limits,
        draining: CancellationToken,
    ) -> Self {
        TextAnalysis { shared: Arc::new(Shared { pool, about, limits, draining }) }
    }

    /// The limits in force.
    pub fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// The pool that it runs on.
    pub fn pool(&self) -> &AnalysisPool {
        &self.shared.pool
    }

    /// Analyses one document.
    ///
    /// # Errors
    /// Any [`Error`].
    pub async fn analyze(
        &self,
        request: v1::AnalyzeRequest,
        call: &Call,
    ) -> Result<v1::AnalyzeResponse, Error> {
        self.refuse_when_draining()?;
        unary::analyze(self, request, call).await
    }

    /// Analyses several documents, each with its own outcome.
    ///
    /// # Errors
    /// Any [`Error`] that is of the batch as a whole.
    pub async fn batch_analyze(
        &self,
        request: v1::BatchAnalyzeRequest,
        call: &Call,
    ) -> Result<v1::BatchAnalyzeResponse, Error> {
        self.refuse_when_draining()?;
        batch::analyze(self, request, call).await
    }

    /// Tells what the server is.
    pub fn server_info(&self) -> v1::GetServerInfoResponse {
        self.shared.about.response(self.shared.limits)
    }

    fn refuse_when_draining(&self) -> Result<(), Error> {
        if self.shared.draining.is_cancelled() { Err(Error::Draining) } else { Ok(()) }
    }

    /// Waits for the answer to a document, but not beyond its deadline. Giving up takes it back from
    /// the pool.
    async fn answer(
        &self,
        ticket: Ticket<Task, v1::AnalyzeResponse>,
        deadline: Instant,
        call: &Call,
    ) -> Result<v1::AnalyzeResponse, Error> {
        let answer = timeout_at(deadline.into(), ticket).await;
        let mut response = answer
            .map_err(|_| Error::DeadlineExceeded)?
            .map_err(|error| Error::of_job(error, call.request_id()))?;
        self.shared.about.analysis_version().clone_into(&mut response.analysis_version);
        Ok(response)
    }
}

/// What a document counts for in the pool's bytes: its texts, and what is kept beside them.
fn weight(document: &v1::Document) -> usize {
    const KEPT_BESIDE: usize = 256;
    let v1::Document { id, text, language, title } = document;
    KEPT_BESIDE + id.len() + text.len() + language.len() + title.len()
}

#[tonic::async_trait]
impl TextAnalysisService for TextAnalysis {
    type StreamAnalyzeStream = stream::Responses;

    async fn analyze(
        &self,
        request: Request<v1::AnalyzeRequest>,
    ) -> Result<Response<v1::AnalyzeResponse>, Status> {
        let call = Call::of(&request, self.limits())?;
        let response = TextAnalysis::analyze(self, request.into_inner(), &call).await?;
        Ok(Response::new(response))
    }

    async fn batch_analyze(
        &self,
        request: Request<v1::BatchAnalyzeRequest>,
    ) -> Result<Response<v1::BatchAnalyzeResponse>, Status> {
        let call = Call::of(&request, self.limits())?;
        let response = TextAnalysis::batch_analyze(self, request.into_inner(), &call).await?;
        Ok(Response::new(response))
    }

    async fn stream_analyze(
        &self,
        request: Request<Streaming<v1::StreamAnalyzeRequest>>,
    ) -> Result<Response<Self::StreamAnalyzeStream>, Status> {
        let call = Call::of(&request, self.limits())?;
        self.refuse_when_draining()?;
        Ok(Response::new(stream::analyze(self.clone(), request.into_inner(), call)))
    }

    async fn get_server_info(
        &self,
        _request: Request<v1::GetServerInfoRequest>,
    ) -> Result<Response<v1::GetServerInfoResponse>, Status> {
        Ok(Response::new(self.server_info()))
    }
}
