//! Annotated articles into examples for the models of quotes.

use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use pullquote_core::entities::{self, Recognizer};
use pullquote_core::learn::FeatureRows;
use pullquote_core::quotes::candidates::{self, Candidate};
use pullquote_core::quotes::choices::{Choice, Scene};
use pullquote_core::quotes::{
    self, Attributor, Draft, Part, Reader, Reading, SpeechClassifier, Words,
};
use pullquote_core::sentences::Segmenter;
use pullquote_core::text::{self, OffsetConverter, OffsetUnit, Token};
use pullquote_core::{Block, Entity, Page, Sentence, Span};
use pullquote_training::corpus::{AttributedDocument, ByteOffsets, CodePoints};
use pullquote_training::crf::Example;
use pullquote_training::ranker::Ranking;
use serde_json::{Value, json};

/// An attribution in tokens.
#[derive(Debug, Clone, Default)]
struct Gold {
    source: Vec<Range<usize>>,
    cue: Vec<Range<usize>>,
    content: Vec<Range<usize>>,
    is_quoted: bool,
}

/// An article with its annotations, as the models see it.
pub(super) struct Annotated {
    id: String,
    text: String,
    blocks: Vec<Block>,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    entities: Vec<Entity>,
    reading: Reading,
    gold: Vec<Gold>,
    labels: Vec<usize>,
}

/// Reads articles.
pub(super) fn read(
    documents: impl IntoIterator<Item = AttributedDocument>,
) -> Result<Vec<Annotated>> {
    let reader = Reader::new()?;
    let segmenter = Segmenter::new()?;
    let recognizer = Recognizer::new()?;
    let mut scratch = entities::Scratch::default();
    let annotated = documents.into_iter().map(|document| {
        let blocks = text::split_blocks(&document.text);
        let mut tokens = Vec::new();
        text::tokenize(&document.text, &blocks, &mut tokens);
        let sentences = segmenter.segment(&document.text, &blocks, "en");
        let page = Page {
            text: &document.text,
            title: None,
            language: "en",
            blocks: &blocks,
            tokens: &tokens,
            sentences: &sentences,
        };
        let entities = recognizer.recognize(&page, &mut scratch);
        let mut reading = Reading::default();
        reader.read(&page, &entities, &mut reading, |_| ());
        let gold = gold_of(&document, &tokens);
        let labels = labels_of(&gold, &tokens);
        let AttributedDocument { id, text, .. } = document;
        Annotated { id, text, blocks, tokens, sentences, entities, reading, gold, labels }
    });
    Ok(annotated.collect())
}

fn gold_of(document: &AttributedDocument, tokens: &[Token]) -> Vec<Gold> {
    let offsets = ByteOffsets::new(&document.text);
    let ranges = |pieces: &[CodePoints]| -> Vec<Range<usize>> {
        let spans = pieces.iter().filter_map(|piece| offsets.span(*piece));
        let ranges = spans.map(|span| {
            tokens.partition_point(|token| token.span.end <= span.start)
                ..tokens.partition_point(|token| token.span.start < span.end)
        });
        ranges.filter(|range| !range.is_empty()).collect()
    };
    let attributions = document.attributions.iter().map(|attribution| Gold {
        source: ranges(&attribution.source),
        cue: ranges(&attribution.cue),
        content: ranges(&attribution.content),
        is_quoted: attribution.kind != "indirect",
    });
    attributions.collect()
}

fn labels_of(gold: &[Gold], tokens: &[Token]) -> Vec<usize> {
    let mut labels = vec![0; tokens.len()];
    for attribution in gold {
        let parts = [
            (Part::Source, &attribution.source),
            (Part::Cue, &attribution.cue),
            (Part::Content, &attribution.content),
        ];
        for (part, ranges) in parts {
            for range in ranges {
                for token in range.clone() {
                    let block = tokens[token].block;
                    let first = token == range.start || tokens[token - 1].block != block;
                    labels[token] = quotes::label_of(part, first);
                }
            }
        }
    }
    // where annotations overlap, what is left of the one below must still begin
    for token in 0..labels.len() {
        let label = labels[token];
        let continues = token > 0
            && tokens[token - 1].block == tokens[token].block
            && (labels[token - 1] == label || labels[token - 1] + 1 == label);
        if label > 0 && label.is_multiple_of(2) && !continues {
            labels[token] -= 1;
        }
    }
    labels
}

impl Annotated {
    fn page(&self) -> Page<'_> {
        let Annotated { text, blocks, tokens, sentences, .. } = self;
        Page { text, title: None, language: "en", blocks, tokens, sentences }
    }

    pub(super) const fn words(&self) -> &Words {
        self.reading.words()
    }

    /// An example for each block, for the first tagger or, with its draft, for the second.
    pub(super) fn tag_examples(&self, draft: Option<&[Draft]>) -> Vec<Example> {
        let example = |block: Range<usize>| {
            let rows = quotes::tagging::rows(self.words(), block.clone(), draft);
            Example::new(rows, self.labels[block].iter().copied())
        };
        self.words().blocks().map(example).collect()
    }

    /// An example for each outer quotation.
    pub(super) fn speech_examples(&self, tags: &[Draft]) -> Vec<Example> {
        let page = self.page();
        let mut examples = Vec::new();
        for quotation in self.reading.quotation_rows(&page, tags) {
            let counts = |gold: &&Gold| gold.is_quoted || !quotation.is_double;
            let said = self.gold.iter().filter(counts).any(|gold| {
                gold.content.iter().any(|content| overlap(content, &quotation.tokens) > 2)
                    || gold.content.iter().any(|content| {
                        2 * overlap(content, &quotation.tokens) > quotation.tokens.len()
                    })
            });
            examples.push(classified(&quotation.features, said));
        }
        examples
    }

    /// The choices of a cue and a source for each content, given what the taggers found.
    pub(super) fn link_choices(&self, tags: &[Draft], speech: &SpeechClassifier) -> Vec<Ranking> {
        let words = self.words();
        let segments = &quotes::segments_to_link(&self.page(), &self.reading, tags, speech);
        let possible = |part| candidates::possible(words, tags, segments, part);
        let (sources, cues) = (possible(Part::Source), possible(Part::Cue));
        let scene = Scene { words, tags, segments, possible: [&sources, &cues] };
        let mut rankings = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (content, segment) in segments.iter().enumerate() {
            if segment.part != Part::Content {
                continue;
            }
            let Some(gold) = self.gold_with(&segment.tokens) else { continue };
            let (cue, ranking) = ranking_of(&Choice::of_cue(&scene, content), &gold.cue);
            rankings.push(ranking);
            if let Some(cue) = &cue
                && !seen.insert(cue.tokens.start)
            {
                continue;
            }
            let choice = Choice::of_source(&scene, content, cue.as_ref());
            rankings.push(ranking_of(&choice, &gold.source).1);
        }
        rankings
    }

    /// The attribution whose content a segment mostly is.
    fn gold_with(&self, tokens: &Range<usize>) -> Option<&Gold> {
        let shared = |gold: &Gold| -> usize {
            gold.content.iter().map(|content| overlap(content, tokens)).sum()
        };
        let best = self.gold.iter().max_by_key(|gold| shared(gold))?;
        (3 * shared(best) >= tokens.len()).then_some(best)
    }
}

/// The candidate that is right, and a choice to learn from: none is right when no candidate is.
fn ranking_of(choice: &Choice<'_>, gold: &[Range<usize>]) -> (Option<Candidate>, Ranking) {
    let is_right = |candidate: &Candidate| overlaps(gold, &candidate.tokens);
    let first = choice.candidates().flatten().find(is_right);
    let mut ranking = Ranking::default();
    for candidate in choice.candidates() {
        choice.row(candidate.as_ref(), |feature| ranking.candidates.push(feature));
        ranking.candidates.end_row();
        ranking.right.push(candidate.as_ref().map_or(first.is_none(), is_right));
    }
    (first, ranking)
}

fn classified(features: &[u32], yes: bool) -> Example {
    let mut rows = FeatureRows::default();
    features.iter().for_each(|&feature| rows.push(feature));
    rows.end_row();
    Example::new(rows, [usize::from(yes)])
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> usize {
    one.end.min(other.end).saturating_sub(one.start.max(other.start))
}

fn overlaps(ranges: &[Range<usize>], other: &Range<usize>) -> bool {
    ranges.iter().any(|range| overlap(range, other) > 0)
}

/// Writes what is found in articles as JSON lines in the form that `score.py` reads.
pub(super) fn write_predictions(
    documents: &[Annotated],
    attributor: &Attributor,
    path: &Path,
) -> Result<()> {
    let file =
        std::fs::File::create(path).with_context(|| format!("writing {}", path.display()))?;
    let mut file = BufWriter::new(file);
    let mut scratch = quotes::Scratch::default();
    for document in documents {
        let quotes = attributor.attribute(&document.page(), &document.entities, &mut scratch);
        let offsets = OffsetConverter::new(&document.text, OffsetUnit::Utf32);
        let span = |span: Span| json!({"start": offsets.convert(span.start), "end": offsets.convert(span.end)});
        let quotes: Vec<Value> = quotes
            .iter()
            .map(|quote| {
                let spans = |spans: &[Span]| spans.iter().copied().map(span).collect::<Vec<_>>();
                json!({
                    "kind": format!("{:?}", quote.kind),
                    "content": spans(&quote.content),
                    "quoted": spans(&quote.quoted),
                    "cue": quote.cue.map(span),
                    "speaker": quote.speaker.as_ref().map(|speaker| json!({"span": span(speaker.span)})),
                    "confidence": quote.confidence,
                })
            })
            .collect();
        writeln!(file, "{}", json!({"id": document.id, "quotes": quotes}))?;
    }
    Ok(())
}
