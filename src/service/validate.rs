//! Requests looked at: every field, and all that is wrong with them at once.

use oxilangtag::LanguageTag;
use pullquote_core::text::OffsetUnit;
use pullquote_core::{AnalysisSet, AnalysisType, Options};

use super::convert::SpanStyle;
use super::limits::Limits;
use super::status::{Error, Reason, Violation};
use crate::proto::v1;

/// What to do with a document: options that were looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Plan {
    /// What to find.
    pub options: Options,
    /// How to write spans.
    pub style: SpanStyle,
}

/// Gathers what is wrong with a request.
#[derive(Debug, Default)]
pub(super) struct Violations(Vec<Violation>);

impl Violations {
    pub(super) fn add(&mut self, field: impl Into<String>, reason: Reason, description: String) {
        self.0.push(Violation { field: field.into(), reason, description });
    }

    /// `value` when nothing is wrong.
    pub(super) fn or_none<T>(self, value: T) -> Result<T, Error> {
        if self.0.is_empty() { Ok(value) } else { Err(Error::Invalid(self.0)) }
    }
}

/// Looks at the request of one document.
pub(super) fn request(
    document: Option<v1::Document>,
    options: Option<&v1::AnalyzeOptions>,
    limits: &Limits,
) -> Result<(v1::Document, Plan), Error> {
    let mut violations = Violations::default();
    if document.is_none() {
        violations.add("document", Reason::Required, "must be set".to_owned());
    }
    let document = document.unwrap_or_default();
    check_document(&document, "document", limits, &mut violations);
    let plan = plan_of(options, &mut violations);
    violations.or_none((document, plan))
}

/// Looks at a batch as a whole: its size and its options. Its documents are looked at one by one, so
/// that a bad one does not fail the others.
pub(super) fn batch(request: &v1::BatchAnalyzeRequest, limits: &Limits) -> Result<Plan, Error> {
    let mut violations = Violations::default();
    let (count, most) = (request.documents.len(), limits.max_batch_documents);
    if count == 0 {
        let description = "must hold at least one document".to_owned();
        violations.add("documents", Reason::Required, description);
    } else if count > most {
        let description = format!(
            "holds {count} documents, over the limit of {most} (max_batch_documents); send several \
             batches or a stream"
        );
        violations.add("documents", Reason::TooMany, description);
    }
    let plan = plan_of(request.options.as_ref(), &mut violations);
    violations.or_none(plan)
}

/// Looks at the options of a stream.
pub(super) fn options(options: &v1::AnalyzeOptions) -> Result<Plan, Error> {
    let mut violations = Violations::default();
    let plan = plan_of(Some(options), &mut violations);
    violations.or_none(plan)
}

/// Looks at a document of a batch or stream, whose path is `path`.
pub(super) fn document(document: &v1::Document, path: &str, limits: &Limits) -> Result<(), Error> {
    let mut violations = Violations::default();
    check_document(document, path, limits, &mut violations);
    violations.or_none(())
}

fn check_document(
    document: &v1::Document,
    path: &str,
    limits: &Limits,
    violations: &mut Violations,
) {
    let mut check_length = |field: &str, value: &str, most: usize, advice: &str| {
        if value.len() > most {
            let description =
                format!("is {} bytes long, over the limit of {most}{advice}", value.len());
            violations.add(format!("{path}.{field}"), Reason::TooLong, description);
        }
    };
    check_length("id", &document.id, Limits::MAX_ID_BYTES, "");
    check_length(
        "text",
        &document.text,
        limits.max_document_bytes,
        " (max_document_bytes); split it between paragraphs into several documents",
    );
    check_length("title", &document.title, Limits::MAX_TITLE_BYTES, "");
    if let Err(description) = check_language(&document.language) {
        violations.add(format!("{path}.language"), Reason::Malformed, description);
    }
}

/// Checks that a tag is well-formed BCP-47 and names a language. Primary subtags of four letters and
/// more are well-formed but none is registered: they are words such as "english". An empty tag stands
/// for none.
///
/// # Errors
/// A sentence that says what is wrong with the tag.
pub fn check_language(tag: &str) -> Result<(), String> {
    if tag.is_empty() {
        return Ok(());
    }
    let shown: String = tag.chars().take(40).collect();
    let parsed = LanguageTag::parse(tag)
        .map_err(|error| format!("{shown:?} is not a BCP-47 language tag: {error}"))?;
    match parsed.primary_language().len() {
        2..=3 => Ok(()),
        _ => Err(format!("{shown:?} does not start with a language code such as \"en\"")),
    }
}

fn plan_of(options: Option<&v1::AnalyzeOptions>, violations: &mut Violations) -> Plan {
    let Some(options) = options else { return Plan::default() };
    let mut analyses = AnalysisSet::NONE;
    for (index, &value) in options.analyses.iter().enumerate() {
        match analysis_type(value) {
            Some(analysis) => analyses = analyses.with(analysis),
            None => {
                let field = format!("options.analyses[{index}]");
                violations.add(field, Reason::UnknownValue, unknown_value(value, "AnalysisType"));
            }
        }
    }
    if options.analyses.is_empty() {
        analyses = AnalysisSet::ALL;
    }
    let unit = offset_unit(options.offset_unit).unwrap_or_else(|| {
        let description = unknown_value(options.offset_unit, "OffsetUnit");
        violations.add("options.offset_unit", Reason::UnknownValue, description);
        OffsetUnit::default()
    });
    let min_confidence = options.min_confidence;
    if !(0.0..=1.0).contains(&min_confidence) {
        let description = format!("is {min_confidence}; must be from 0 to 1");
        violations.add("options.min_confidence", Reason::OutOfRange, description);
    }
    Plan {
        options: Options { analyses, min_confidence },
        style: SpanStyle { unit, omit_text: options.omit_text },
    }
}

fn analysis_type(value: i32) -> Option<AnalysisType> {
    match v1::AnalysisType::try_from(value).ok()? {
        v1::AnalysisType::Unspecified => None,
        v1::AnalysisType::Language => Some(AnalysisType::Language),
        v1::AnalysisType::Sentences => Some(AnalysisType::Sentences),
        v1::AnalysisType::Entities => Some(AnalysisType::Entities),
        v1::AnalysisType::Quotes => Some(AnalysisType::Quotes),
    }
}

fn offset_unit(value: i32) -> Option<OffsetUnit> {
    match v1::OffsetUnit::try_from(value).ok()? {
        v1::OffsetUnit::Unspecified | v1::OffsetUnit::Utf8 => Some(OffsetUnit::Utf8),
        v1::OffsetUnit::Utf16 => Some(OffsetUnit::Utf16),
        v1::OffsetUnit::Utf32 => Some(OffsetUnit::Utf32),
    }
}

fn unknown_value(value: i32, name: &str) -> String {
    if value == 0 {
        format!("is unspecified, which is no choice of {name}")
    } else {
        format!("{value} is not a value of {name} that this server knows")
    }
}
