//! Where sentences end.
//!
//! A scan finds the places where one may end. In English a conditional random field over the places
//! of each block decides, on features of the words and marks around each, of the block, and of how
//! the whole text is written; so that it also finds ends without a mark, in mails and lists. In
//! other languages lists of abbreviations, ordinals and words that begin sentences decide; the model
//! has their verdict among its features.

mod candidates;
mod context;
mod features;
mod lists;
mod place;
mod rules;
mod style;

use self::candidates::{Bare, Candidate, Candidates, Mark, Scope};
use self::context::Context;
use self::lists::AllLists;
use self::place::{Place, Places};
use self::style::Style;
use crate::analysis::{Block, Sentence, Span};
use crate::learn::{Decoder, FeatureRows, Model, ModelCard, ModelError, ModelId, embedded};

/// Finds sentence boundaries.
#[derive(Debug)]
pub struct Segmenter {
    lists: AllLists,
    /// Decides in the languages of [`LEARNED`].
    model: Option<Model>,
}

/// The languages that the model was trained on.
const LEARNED: [&str; 1] = ["en"];
/// Taken for a text whose language is not known.
const DEFAULT: &str = "en";

/// Label of the model for places where no sentence ends.
pub const GOES_ON: usize = 0;
/// Label of the model for places where one ends.
pub const ENDS: usize = 1;

/// The places of one block where a sentence may end, with what the model sees of them.
#[derive(Debug, Default)]
pub struct BlockCandidates {
    candidates: Vec<Candidate>,
    rows: FeatureRows,
}

impl BlockCandidates {
    /// For each row of features, the byte offset at which the sentence before the place would end,
    /// and whether it has no mark.
    pub fn ends<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (u32, bool)> + 'a {
        let end = |place: &Candidate| (place.end as u32, place.kind == Mark::None);
        self.candidates.iter().filter(|place| !place.is_certain(text)).map(end)
    }

    /// The features of the places that leave a doubt.
    pub const fn rows(&self) -> &FeatureRows {
        &self.rows
    }
}

impl Segmenter {
    /// What a model must be to be used here.
    pub const MODEL: ModelId<'static> =
        ModelId { name: "sentences", feature_set: features::FEATURE_SET };
    /// The names of its labels: [`GOES_ON`], [`ENDS`].
    pub const LABELS: [&'static str; 2] = ["goes on", "ends"];

    /// Readies the segmenter.
    ///
    /// # Errors
    /// When an embedded model does not fit this build.
    pub fn new() -> Result<Self, ModelError> {
        let model = Model::load(Self::MODEL, embedded!("../../models/sentences.bin"))?;
        Ok(Segmenter::with_model(Some(model)))
    }

    /// A segmenter that uses another model, or lists alone.
    pub fn with_model(model: Option<Model>) -> Self {
        Segmenter { lists: AllLists::new(), model }
    }

    /// What people should know of the model, when there is one.
    pub fn models(&self) -> impl Iterator<Item = &ModelCard> {
        self.model.iter().map(Model::card)
    }

    /// Whether a language, given by its primary subtag, is known.
    pub fn knows(language: &str) -> bool {
        AllLists::know(language)
    }

    /// Splits blocks into sentences: in order, none crossing a block, and together with the white
    /// space between them making up each block exactly. Linear.
    pub fn segment(&self, text: &str, blocks: &[Block], language: &str) -> Vec<Sentence> {
        let language = if language == "und" { DEFAULT } else { language };
        let mut sentences = Vec::with_capacity(text.len() / 120 + blocks.len());
        match self.model.as_ref().filter(|_| LEARNED.contains(&language)) {
            Some(model) => self.segment_by_model(text, blocks, language, model, &mut sentences),
            None => self.segment_by_lists(text, blocks, language, &mut sentences),
        }
        sentences
    }

    fn segment_by_lists(
        &self,
        text: &str,
        blocks: &[Block],
        language: &str,
        sentences: &mut Vec<Sentence>,
    ) {
        let lists = self.lists.of(language);
        let own_mark = match language {
            "hy" => Some((b':', Mark::FullStop)),
            "el" => Some((b';', Mark::Exclamation)),
            _ => None,
        };
        let bare = if lists.particles.is_empty() { Bare::None } else { Bare::All };
        for (index, block) in blocks.iter().enumerate() {
            let (start, end) = (block.span.start as usize, block.span.end as usize);
            let mut writer = SentenceWriter { sentences, block, index, start: block.span.start };
            for candidate in Candidates::new(text, start, end, Scope { bare, own_mark }) {
                if rules::is_end(&Context::of(text, start, end, &candidate), lists) {
                    writer.end_at(&candidate);
                }
            }
            writer.finish();
        }
    }

    fn segment_by_model(
        &self,
        text: &str,
        blocks: &[Block],
        language: &str,
        model: &Model,
        sentences: &mut Vec<Sentence>,
    ) {
        let mut decoder = Decoder::default();
        self.candidates(text, blocks, language, |index, block, found| {
            let mut writer = SentenceWriter { sentences, block, index, start: block.span.start };
            let mut labels = model.tag(&found.rows, &mut decoder).iter();
            for candidate in &found.candidates {
                let ends = candidate.is_certain(text)
                    || labels.next().is_some_and(|&label| usize::from(label) == ENDS);
                if ends {
                    writer.end_at(candidate);
                }
            }
            writer.finish();
        });
    }

    /// Calls `visit` with each block, its index, and its places with their features. Linear.
    pub fn candidates<'a>(
        &self,
        text: &str,
        blocks: &'a [Block],
        language: &str,
        mut visit: impl FnMut(usize, &'a Block, &BlockCandidates),
    ) {
        let lists = self.lists.of(language);
        let scope = Scope { bare: Bare::Hinted, own_mark: None };
        let mut style = Style::of(text);
        let mut found: Vec<Candidate> = Vec::with_capacity(text.len() / 40);
        let mut ends: Vec<usize> = Vec::with_capacity(blocks.len());
        for block in blocks {
            let first = found.len();
            let Span { start, end } = block.span;
            let (start, end) = (start as usize, end as usize);
            let open = |candidate: &Candidate| !rules::is_never_end(text, start, candidate, lists);
            found.extend(Candidates::new(text, start, end, scope).filter(open));
            ends.push(found.len());
            style.add_block(text, block);
            found[first..].iter().for_each(|candidate| style.add_candidate(text, candidate));
        }
        let mut of_block = BlockCandidates::default();
        let mut first = 0;
        for (index, (block, end)) in blocks.iter().zip(ends).enumerate() {
            of_block.candidates.clear();
            let takes_bare = style.is_loose() || !style::is_closed(block.span.slice(text));
            let start = block.span.start as usize;
            let is_taken = |place: &&Candidate| {
                takes_bare || place.follows_mark(text) || place.follows_number(text, start)
            };
            of_block.candidates.extend(found[first..end].iter().filter(is_taken));
            first = end;
            let BlockCandidates { candidates, rows } = &mut of_block;
            rows.clear();
            let places = Places::new(text, block, candidates);
            let open = |(candidate, _): &(&Candidate, Place)| !candidate.is_certain(text);
            for (candidate, place) in candidates.iter().zip(places).filter(open) {
                let Span { start, end } = block.span;
                let context = Context::of(text, start as usize, end as usize, candidate);
                features::push_row(&context, candidate, place, style, lists, rows);
            }
            visit(index, block, &of_block);
        }
    }
}

/// Writes the sentences of one block.
struct SentenceWriter<'a, 'b> {
    sentences: &'a mut Vec<Sentence>,
    block: &'b Block,
    index: usize,
    start: u32,
}

impl SentenceWriter<'_, '_> {
    fn end_at(&mut self, candidate: &Candidate) {
        self.push(candidate.end as u32);
        self.start = candidate.next as u32;
    }

    fn finish(mut self) {
        self.push(self.block.span.end);
    }

    fn push(&mut self, end: u32) {
        let span = Span::new(self.start, end);
        self.sentences.push(Sentence { span, block: self.index as u32 });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::split_blocks;

    #[test]
    fn white_space_of_every_kind_is_left_out_between_sentences() {
        let text = "said\nthe minister\u{a0} MarchJane Roehe";
        let sentences = Segmenter::new().unwrap().segment(text, &split_blocks(text), "en");
        for sentence in sentences {
            let content = sentence.span.slice(text);
            assert_eq!(content.trim(), content);
        }
    }

    proptest! {
        #[test]
        fn sentences_and_blanks_make_up_each_block(text in sentence_text(), language in 0usize..6) {
            let segmenter = Segmenter::new().unwrap();
            let language = ["en", "de", "th", "ja", "hy", "xx"][language];
            let blocks = split_blocks(&text);
            let sentences = segmenter.segment(&text, &blocks, language);
            let is_blank = |text: &str| text.chars().all(char::is_whitespace);
            for (index, block) in blocks.iter().enumerate() {
                let of_block = |sentence: &&Sentence| sentence.block == index as u32;
                let spans: Vec<Span> = sentences.iter().filter(of_block).map(|s| s.span).collect();
                prop_assert_eq!(spans.first().map(|span| span.start), Some(block.span.start));
                prop_assert_eq!(spans.last().map(|span| span.end), Some(block.span.end));
                for span in &spans {
                    let content = span.slice(&text);
                    prop_assert!(!content.is_empty());
                    prop_assert_eq!(content.trim(), content);
                }
                for pair in spans.windows(2) {
                    let gap = text.get(pair[0].end as usize..pair[1].start as usize);
                    prop_assert!(gap.is_some_and(is_blank));
                }
            }
            let order: Vec<u32> = sentences.iter().map(|sentence| sentence.block).collect();
            prop_assert!(order.is_sorted());
        }
    }

    /// Any text, and text dense in what sentences end by.
    fn sentence_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[a-cA-C1.!?:;\\u{2026}\\u{3002}\\u{4E2D}\\u{964}\\u{201D}\\u{300C}\\u{300D}\"'\\[\\]() \\n-]{0,60}",
        ]
    }
}
