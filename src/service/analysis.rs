//! The work of the pool's workers: a document of the API in, an answer of the API out.

use std::io;
use std::sync::Arc;

use pullquote_core::{AnalysisError, Analyzer, Document, Scratch};

use super::convert;
use super::validate::Plan;
use crate::observer::Observer;
use crate::pool::{Config, Pool, Stopped};
use crate::proto::v1;

/// A document on its way through the pool. It has been looked at.
#[derive(Debug)]
pub struct Task {
    /// The document.
    pub document: v1::Document,
    /// What to do with it.
    pub plan: Plan,
}

/// The pool that the service runs on. The answers lack their `analysis_version`.
pub type AnalysisPool = Pool<Task, v1::AnalyzeResponse>;

/// Starts a pool whose workers analyse.
///
/// # Errors
/// When a thread cannot be started.
pub fn start_pool(
    config: Config,
    analyzer: Arc<Analyzer>,
    observer: Arc<dyn Observer>,
) -> io::Result<AnalysisPool> {
    let for_workers = Arc::clone(&observer);
    Pool::start(config, observer, move || worker(Arc::clone(&analyzer), Arc::clone(&for_workers)))
}

/// The function of one worker, which owns its scratch memory. What it turns into messages it turns
/// here, off the threads that serve connections.
pub fn worker(
    analyzer: Arc<Analyzer>,
    observer: Arc<dyn Observer>,
) -> impl FnMut(Task, &mut dyn FnMut() -> bool) -> Result<v1::AnalyzeResponse, Stopped> {
    let mut scratch = Scratch::default();
    move |task, stop| {
        let v1::Document { id, text, language, title } = task.document;
        let document =
            Document { text: &text, title: non_empty(&title), language: non_empty(&language) };
        match analyzer.analyze_unless(&document, &task.plan.options, &mut scratch, stop) {
            Ok(analysis) => {
                observer.analyzed(text.len(), scratch.stage_times());
                let response = convert::analyze_response(&text, analysis, task.plan.style);
                Ok(v1::AnalyzeResponse { id, ..response })
            }
            // `Limits::max_document_bytes` keeps longer texts from getting here.
            Err(AnalysisError::Cancelled | AnalysisError::TextTooLong { .. }) => Err(Stopped),
        }
    }
}

fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
