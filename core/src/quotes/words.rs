//! The words of a page as the quote models see them.

use std::collections::HashMap;

use super::lexicon::Classes;
use super::marks::Quotation;
use super::vocabulary::{Language, Vocabulary};
use crate::analysis::{BlockKind, Entity, EntityType, MentionKind};
use crate::analyzer::Page;
use crate::learn::hash_bytes;
use crate::text::datelines::dateline_end;

/// What the models look at in one token.
#[derive(Debug, Clone, Copy, Default)]
pub struct Word {
    /// Hash of its lower-case form, digits read as zeros.
    pub(crate) form: u64,
    /// Hash of the last three letters of that form.
    pub(crate) suffix: u64,
    /// What its characters look like.
    pub(crate) shape: Shape,
    /// What it does in reported speech.
    pub(crate) classes: Classes,
    /// The length in bytes of the pronoun at the end of a verb: "dit-il". 0 for none.
    pub(crate) clitic: u8,
    /// Where it stands to quotation marks.
    pub(crate) place: Place,
    /// What entity it is a mention of, and whether it starts the mention; 0 for none.
    pub(crate) entity: u8,
    /// Index of the quotation that it is in, when it is in one.
    pub(crate) quotation: Option<u32>,
    /// Index of its sentence.
    pub(crate) sentence: u32,
    /// Index of its block.
    pub(crate) block: u32,
    /// What its block is, as the number of its kind.
    pub(crate) block_kind: u8,
    /// Its classes by two sets of word vectors, 12 bits each; all ones for none.
    pub(crate) kinds: [u16; 2],
    /// Its number in the vocabulary.
    pub(crate) number: u32,
    /// Its number among the words that may be cues, from one on; 0 for others.
    pub(crate) cue: u32,
}

/// What stands outside of the text.
static BLANK: Word = Word {
    form: 0,
    suffix: 0,
    shape: Shape::Lower,
    classes: 0,
    clitic: 0,
    place: Place::Outside,
    entity: 0,
    quotation: None,
    sentence: 0,
    block: 0,
    block_kind: 0,
    kinds: [0; 2],
    number: 0,
    cue: 0,
};

/// What the characters of a token look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Shape {
    /// Lower-case letters.
    #[default]
    Lower,
    /// A capital, then others.
    Capital,
    /// Capitals only, more than one.
    Upper,
    /// One capital.
    Initial,
    /// A number.
    Number,
    /// A comma or semicolon.
    Comma,
    /// What ends a sentence.
    Stop,
    /// A colon.
    Colon,
    /// A dash.
    Dash,
    /// A quotation mark.
    Mark,
    /// Anything else.
    Other,
}

/// Where a word stands to quotation marks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Place {
    /// Outside of any quotation.
    #[default]
    Outside,
    /// It is the mark that opens one.
    Opens,
    /// Inside of one.
    Inside,
    /// It is the mark that closes one.
    Closes,
}

/// The words of a page.
#[derive(Debug, Default)]
pub struct Words {
    words: Vec<Word>,
    vocabulary: Vocabulary,
    /// The first word of each sentence, and the number of words at the end.
    sentence_starts: Vec<u32>,
    /// The first word of each block, and the number of words at the end.
    block_starts: Vec<u32>,
    /// The first word behind the dateline of each block that has one.
    bodies: HashMap<u32, u32>,
}

/// Where the dateline of a block ends in the text.
fn dateline_of(page: &Page<'_>, block: u32) -> Option<u32> {
    let span = page.blocks.get(block as usize)?.span;
    Some(span.start + dateline_end(span.slice(page.text))? as u32)
}

impl Words {
    /// Reads a page. Calls `on_new` with each word that is new to the vocabulary, as
    /// [`Vocabulary::number`] does. Linear.
    pub(super) fn read(
        &mut self,
        page: &Page<'_>,
        entities: &[Entity],
        quotations: &[Quotation],
        language: Language<'_>,
        on_new: impl FnMut(&Word),
    ) {
        self.words.clear();
        self.sentence_starts.clear();
        self.block_starts.clear();
        self.bodies.clear();
        self.vocabulary.begin_document();
        self.vocabulary.number(page, language, on_new);
        let mut block = None;
        let mut block_kind = 0;
        let mut sentence = 0;
        self.words.extend(self.vocabulary.words());
        for (index, (token, word)) in page.tokens.iter().zip(&mut self.words).enumerate() {
            while page.sentences.get(sentence).is_some_and(|s| s.span.end <= token.span.start) {
                sentence += 1;
            }
            while self.sentence_starts.len() <= sentence {
                self.sentence_starts.push(index as u32);
            }
            if block != Some(token.block) {
                block = Some(token.block);
                self.block_starts.push(index as u32);
                if let Some(end) = dateline_of(page, token.block) {
                    let body = page.tokens.partition_point(|token| token.span.start < end);
                    self.bodies.insert(token.block, body as u32);
                }
                let kind = page.blocks.get(token.block as usize).map(|block| block.kind);
                block_kind = kind.unwrap_or(BlockKind::Paragraph) as u8;
            }
            word.sentence = sentence as u32;
            word.block = token.block;
            word.block_kind = block_kind;
        }
        self.sentence_starts.push(self.words.len() as u32);
        self.block_starts.push(self.words.len() as u32);
        self.place(page, quotations);
        self.mark_entities(page, entities);
    }

    /// All words in order.
    pub(super) fn all(&self) -> &[Word] {
        &self.words
    }

    /// The same, for what those around them tell of each.
    pub(super) fn all_mut(&mut self) -> &mut [Word] {
        &mut self.words
    }

    /// A word, or the first behind the dateline of its block when it is in that. Constant time.
    pub(super) fn behind_dateline(&self, index: usize) -> usize {
        let body = self.bodies.get(&self.get(index).block).copied();
        body.map_or(index, |body| index.max(body as usize))
    }

    /// Says of each word where it stands to the outermost quotations.
    fn place(&mut self, page: &Page<'_>, quotations: &[Quotation]) {
        let mut index = 0;
        for (number, quotation) in quotations.iter().enumerate() {
            if quotation.depth > 0 {
                continue;
            }
            let outer = quotation.outer;
            while page.tokens.get(index).is_some_and(|token| token.span.start < outer.start) {
                index += 1;
            }
            while let (Some(token), Some(word)) =
                (page.tokens.get(index), self.words.get_mut(index))
                && token.span.start < outer.end
            {
                let place = if token.span.end <= quotation.inner.start {
                    Place::Opens
                } else if token.span.start >= quotation.inner.end {
                    Place::Closes
                } else {
                    Place::Inside
                };
                if word.shape == Shape::Mark
                    && place != Place::Inside
                    && quotation.opener.is_single()
                    && quotation.may_be_speech
                    && let Some(mark) = self.vocabulary.mark(place == Place::Closes)
                {
                    let Word { sentence, block, block_kind, .. } = *word;
                    *word = Word { sentence, block, block_kind, ..*mark };
                }
                word.quotation = Some(number as u32);
                word.place = place;
                index += 1;
            }
        }
    }

    fn mark_entities(&mut self, page: &Page<'_>, entities: &[Entity]) {
        for entity in entities.iter().filter(|entity| entity.kind.is_named()) {
            let kind = match entity.kind {
                EntityType::Person => 1,
                EntityType::Organization => 2,
                EntityType::Location => 3,
                EntityType::Nationality => 4,
                _ => 5,
            };
            for mention in entity.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
                let span = mention.span;
                let first = page.tokens.partition_point(|token| token.span.end <= span.start);
                let tokens = page.tokens.get(first..).unwrap_or_default();
                let count = tokens.iter().take_while(|token| token.span.start < span.end).count();
                for (offset, word) in self.words.iter_mut().skip(first).take(count).enumerate() {
                    word.entity = kind * 2 + u8::from(offset == 0);
                }
            }
        }
    }

    /// The words of each block.
    pub fn blocks(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.block_starts.windows(2).map(|ends| match ends {
            [start, end] => *start as usize..*end as usize,
            _ => 0..0,
        })
    }

    /// The word at an index; a blank one outside of the page.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> &Word {
        self.words.get(index).unwrap_or(&BLANK)
    }

    /// Whether a word is a comma or semicolon.
    pub(super) fn is_comma(&self, index: usize) -> bool {
        self.get(index).shape == Shape::Comma
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// The words of each sentence.
    pub(super) fn sentences(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.sentence_starts.windows(2).map(|ends| match ends {
            [start, end] => *start as usize..*end as usize,
            _ => 0..0,
        })
    }

    /// The first word of a sentence and the one after its last.
    pub(crate) fn sentence(&self, sentence: u32) -> (usize, usize) {
        let at = |index: usize| {
            self.sentence_starts.get(index).map_or(self.words.len(), |&w| w as usize)
        };
        (at(sentence as usize), at(sentence as usize + 1))
    }
}

impl Word {
    /// Its shape and place in one number.
    pub(crate) const fn look(&self) -> u64 {
        self.shape as u64 | (self.place as u64) << 4
    }

    /// The first bits of its class by the second set of word vectors.
    pub(crate) const fn kind(&self, bits: u32) -> u64 {
        (self.kinds[1] >> (12 - bits)) as u64
    }

    /// Whether it may say that something was said.
    pub(crate) const fn is_cue(&self) -> bool {
        self.cue != 0
    }

    /// Whether it is a question mark.
    pub(super) fn is_question_mark(&self) -> bool {
        self.shape == Shape::Stop && self.form == hash_bytes(b"?")
    }

    /// Whether it is the first word of a person's name.
    pub(super) const fn starts_person(&self) -> bool {
        self.entity == 3
    }

    /// Whether it is a word of a person's name.
    pub(super) const fn is_of_person(&self) -> bool {
        matches!(self.entity, 2 | 3)
    }

    /// Whether it is the first word of a name.
    pub(super) const fn starts_name(&self) -> bool {
        self.entity != 0 && !self.entity.is_multiple_of(2)
    }

    /// Whether it is a word of a name but not the first.
    pub(super) const fn continues_name(&self) -> bool {
        self.entity != 0 && self.entity.is_multiple_of(2)
    }

    /// Whether it is in a block that is not of the story: nobody is quoted there.
    pub(crate) const fn is_boilerplate(&self) -> bool {
        self.block_kind == BlockKind::Boilerplate as u8
    }
}

pub(super) const NO_KINDS: [u16; 2] = [u16::MAX; 2];
