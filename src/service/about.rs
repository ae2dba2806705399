//! What the server is and what it can do, as `GetServerInfo` tells it.

use pullquote_core::learn::ModelCard;
use pullquote_core::{AnalysisSet, AnalysisType, Analyzer};

use super::limits::Limits;
use crate::proto::v1;

/// What this build is made of.
#[derive(Debug, Clone)]
pub struct About {
    models: Vec<v1::Model>,
    languages: Vec<v1::LanguageSupport>,
}

impl About {
    /// What `analyzer` is made of.
    pub fn new(analyzer: &Analyzer) -> Self {
        let mut codes: Vec<&str> = Analyzer::languages().collect();
        codes.sort_unstable();
        let languages = codes.into_iter().map(|code| v1::LanguageSupport {
            code: code.to_owned(),
            analyses: messages(analyzer.supported_analyses(code)),
        });
        About { models: analyzer.models().map(model).collect(), languages: languages.collect() }
    }

    /// Changes whenever the same document might be answered differently.
    pub fn analysis_version(&self) -> &'static str {
        Analyzer::VERSION
    }

    pub(super) fn response(&self, limits: Limits) -> v1::GetServerInfoResponse {
        v1::GetServerInfoResponse {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            analysis_version: self.analysis_version().to_owned(),
            models: self.models.clone(),
            languages: self.languages.clone(),
            limits: Some(limits.into()),
        }
    }
}

fn messages(analyses: AnalysisSet) -> Vec<i32> {
    let known = AnalysisType::ALL.into_iter().filter(|&analysis| analyses.contains(analysis));
    known.map(|analysis| v1::AnalysisType::from(analysis).into()).collect()
}

fn model(card: &ModelCard) -> v1::Model {
    v1::Model {
        name: card.name.clone(),
        version: card.version.clone(),
        training_data: card.training_data.clone(),
        bytes: card.bytes,
    }
}
