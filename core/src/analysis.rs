//! What is found: the answer's data, in byte offsets of UTF-8.

use std::borrow::Cow;

/// A stretch of the text in bytes, half open, `start < end`, both on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Span { start, end }
    }

    /// The characters that the span covers; empty when it is not a span of `text`.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Its length in bytes.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers nothing. No span of an answer does.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `other` lies within this span.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// All that was found in one document. What was not asked for is empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Analysis {
    /// The language, when it was asked for.
    pub language: Option<Language>,
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    /// The sentences, in order; none crosses a block.
    pub sentences: Vec<Sentence>,
    /// The entities, most salient first.
    pub entities: Vec<Entity>,
    /// The quotes, by the start of their content.
    pub quotes: Vec<Quote>,
    /// What the caller should know.
    pub warnings: Vec<Warning>,
}

/// The language of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Language {
    /// BCP-47 tag; `und` when there is nothing to go by. Owned when it is a hint.
    pub code: Cow<'static, str>,
    /// ISO 15924 code; `Zyyy` when there are no letters.
    pub script: &'static str,
    /// Calibrated probability that `code` is right.
    pub confidence: f32,
    /// Whether it is sure enough to act on.
    pub reliable: bool,
    /// Other languages it may be, likeliest first.
    pub alternatives: Vec<LanguageAlternative>,
    /// Parts in another language, in order.
    pub parts: Vec<LanguagePart>,
}

/// Another language that a text may be in.
#[derive(Debug, Clone, PartialEq)]
pub struct LanguageAlternative {
    /// BCP-47 tag.
    pub code: &'static str,
    /// How likely it is.
    pub confidence: f32,
}

/// Blocks of a text that are in a language of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct LanguagePart {
    /// Where.
    pub span: Span,
    /// BCP-47 tag.
    pub code: &'static str,
    /// How likely it is.
    pub confidence: f32,
}

/// A block of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Where it is, without the white space around it.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A headline or heading.
    Title,
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// What stands under a picture.
    Caption,
    /// Who made a picture.
    Credit,
    /// Who wrote the article, and when.
    Byline,
    /// What is not of the story.
    Boilerplate,
}

/// A sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where it is, without the white space around it.
    pub span: Span,
    /// Index of its block.
    pub block: u32,
}

/// One thing in the world with all its mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Number that speakers refer to, counted from 1.
    pub id: u32,
    /// Fullest name in the text or title.
    pub name: String,
    /// Kind of thing.
    pub kind: EntityType,
    /// Share of the document that is about it; names only, adding up to 1.
    pub salience: f32,
    /// Where it is mentioned, in order.
    pub mentions: Vec<Mention>,
}

/// What kind of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it, and the API's manual says more")]
pub enum EntityType {
    Person,
    Organization,
    Location,
    Nationality,
    Event,
    Work,
    Product,
    Other,
    Date,
    Time,
    Duration,
    Money,
    Percent,
    Quantity,
    Email,
    Url,
    Handle,
    Phone,
}

impl EntityType {
    /// Whether things of this type have names, as against expressions found by grammar.
    pub const fn is_named(self) -> bool {
        (self as u8) <= EntityType::Other as u8
    }
}

/// A place in the text that refers to an entity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mention {
    /// Where it is.
    pub span: Span,
    /// How it refers.
    pub kind: MentionKind,
    /// Probability that it is right.
    pub confidence: f32,
}

/// How a mention refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// By name, or by an expression found by grammar.
    Name,
    /// By a description.
    Nominal,
    /// By a pronoun.
    Pronoun,
}

/// Something somebody is reported to have said.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// How it is reported.
    pub kind: QuoteKind,
    /// What was said, without the outer marks.
    pub content: Vec<Span>,
    /// The verbatim pieces, without marks; none for a quote between doubled apostrophes or a turn of a
    /// transcript.
    pub quoted: Vec<Span>,
    /// The words that say that it was said.
    pub cue: Option<Span>,
    /// Who said it.
    pub speaker: Option<Speaker>,
    /// Probability that quote and speaker are right.
    pub confidence: f32,
}

/// How a quote is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuoteKind {
    /// Whole clauses verbatim.
    Direct,
    /// A reported clause with verbatim pieces.
    Mixed,
    /// Reported, without marks.
    Indirect,
}

/// Who a quote is given to.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The mention that the text gives.
    pub span: Span,
    /// The entity behind it, when it is known and entities were asked for.
    pub entity_id: Option<u32>,
    /// The fullest name of that entity.
    pub name: Option<String>,
    /// How the speaker is given.
    pub resolution: SpeakerResolution,
}

/// How a speaker is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpeakerResolution {
    /// By name.
    Named,
    /// By a pronoun.
    Pronoun,
    /// By a description.
    Description,
    /// By words that keep the name from the reader.
    Anonymous,
}

/// What a caller should know although the analysis succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The text's language is one that these analyses do not know.
    UnsupportedLanguage {
        /// The language of the text.
        code: String,
        /// The analyses that ran only in part.
        analyses: crate::AnalysisSet,
    },
    /// The text clearly is not in the language of the hint.
    LanguageHintDisagrees {
        /// The hint.
        hint: String,
        /// What the text looks like.
        detected: &'static str,
    },
    /// The list of alternative languages was cut.
    AlternativesTruncated,
}
