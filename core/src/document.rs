//! What is asked: a text and what to find in it.

/// A text to analyse.
#[derive(Debug, Clone, Copy, Default)]
pub struct Document<'a> {
    /// The text. All spans of the answer are byte offsets into it.
    pub text: &'a str,
    /// The headline, when it is held apart from the text. Names in it help to resolve names in the
    /// text; nothing is found in it.
    pub title: Option<&'a str>,
    /// The language as a BCP-47 tag, when it is known. Replaces detection.
    pub language: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// A document that is nothing but its text.
    pub fn new(text: &'a str) -> Self {
        Document { text, ..Document::default() }
    }
}

/// An analysis that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnalysisType {
    /// The language of the document and of its parts.
    Language,
    /// Blocks and sentences.
    Sentences,
    /// Entities and their mentions.
    Entities,
    /// Quotes and their speakers.
    Quotes,
}

impl AnalysisType {
    /// Every analysis, in the order in which they run.
    pub const ALL: [AnalysisType; 4] = [
        AnalysisType::Language,
        AnalysisType::Sentences,
        AnalysisType::Entities,
        AnalysisType::Quotes,
    ];
}

/// A set of analyses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AnalysisSet(u8);

impl AnalysisSet {
    /// All of them.
    pub const ALL: AnalysisSet = AnalysisSet(0b1111);
    /// None of them.
    pub const NONE: AnalysisSet = AnalysisSet(0);

    /// This set and `analysis`.
    #[must_use]
    pub const fn with(self, analysis: AnalysisType) -> Self {
        AnalysisSet(self.0 | 1 << analysis as u8)
    }

    /// Whether `analysis` is in the set.
    pub const fn contains(self, analysis: AnalysisType) -> bool {
        self.0 & (1 << analysis as u8) != 0
    }
}

impl FromIterator<AnalysisType> for AnalysisSet {
    fn from_iter<I: IntoIterator<Item = AnalysisType>>(analyses: I) -> Self {
        analyses.into_iter().fold(AnalysisSet::NONE, AnalysisSet::with)
    }
}

/// What to find in a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The analyses wanted. Stages that neither they nor their inputs need do not run.
    pub analyses: AnalysisSet,
    /// Quotes and name mentions below this confidence are left out; 0 keeps all.
    pub min_confidence: f32,
}

impl Default for Options {
    fn default() -> Self {
        Options { analyses: AnalysisSet::ALL, min_confidence: 0.0 }
    }
}
