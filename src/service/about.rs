//! What the server is and what it can do, as `GetServerInfo` tells it.

use pullquote_core::Analyzer;

use super::limits::Limits;
use crate::proto::v1;

/// What is embedded in this build.
#[derive(Debug, Clone)]
pub struct About {
    analysis_version: String,
    models: Vec<v1::Model>,
    languages: Vec<v1::LanguageSupport>,
}

impl About {
    /// What `analyzer` is made of.
    pub fn new(_analyzer: &Analyzer) -> Self {
        About {
            analysis_version: env!("CARGO_PKG_VERSION").to_owned(),
            models: Vec::new(),
            languages: Vec::new(),
        }
    }

    /// Changes whenever the same document might be answered differently.
    pub fn analysis_version(&self) -> &str {
        &self.analysis_version
    }

    pub(super) fn response(&self, limits: Limits) -> v1::GetServerInfoResponse {
        v1::GetServerInfoResponse {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            analysis_version: self.analysis_version.clone(),
            models: self.models.clone(),
            languages: self.languages.clone(),
            limits: Some(limits.into()),
        }
    }
}
