//! Which mark opens a quotation and which may close it, as data by language.

use std::collections::HashMap;

use crate::lexicon;

/// The shape of a quotation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Glyph {
    /// `"`, and its full-width form.
    Straight,
    /// `'`, which is also an apostrophe.
    StraightSingle,
    /// `''`: two apostrophes in the place of a mark.
    Doubled,
    /// ` `` `, closed by `''`.
    Backticks,
    /// `“`.
    High6,
    /// `”`.
    High9,
    /// `„`.
    Low9,
    /// `‘`.
    Single6,
    /// `’`, which is also an apostrophe.
    Single9,
    /// `‚`.
    SingleLow9,
    /// `«`.
    Left,
    /// `»`.
    Right,
    /// `‹`.
    SingleLeft,
    /// `›`.
    SingleRight,
    /// `「`.
    Corner,
    /// `」`.
    CornerEnd,
    /// `『`.
    WhiteCorner,
    /// `』`.
    WhiteCornerEnd,
    /// A dash before what is said, which nothing closes.
    Dash,
    /// No mark at all, but a name and a colon before what is said.
    Turn,
}

impl Glyph {
    const COUNT: usize = Glyph::Turn as usize + 1;

    /// The glyph that a character is, doubled ones aside.
    pub(super) const fn of(c: char) -> Option<Glyph> {
        Some(match c {
            '"' | '＂' => Glyph::Straight,
            '\'' => Glyph::StraightSingle,
            '“' | '‟' => Glyph::High6,
            '”' => Glyph::High9,
            '„' => Glyph::Low9,
            '‘' | '‛' => Glyph::Single6,
            '’' => Glyph::Single9,
            '‚' => Glyph::SingleLow9,
            '«' => Glyph::Left,
            '»' => Glyph::Right,
            '‹' => Glyph::SingleLeft,
            '›' => Glyph::SingleRight,
            '「' | '﹁' => Glyph::Corner,
            '」' | '﹂' => Glyph::CornerEnd,
            '『' | '﹃' => Glyph::WhiteCorner,
            '』' | '﹄' => Glyph::WhiteCornerEnd,
            _ => return None,
        })
    }

    /// Whether what it opens counts as verbatim. Doubled apostrophes stand for marks, but nothing
    /// tells them from a slip for sure; turns of a transcript have no marks.
    pub(super) const fn marks_verbatim(self) -> bool {
        !matches!(self, Glyph::Doubled | Glyph::Turn)
    }

    /// Whether it is one of the single marks, which quote within a quote, in headlines and in
    /// British news, and which are confused with apostrophes.
    pub(super) const fn is_single(self) -> bool {
        matches!(
            self,
            Glyph::StraightSingle
                | Glyph::Single6
                | Glyph::Single9
                | Glyph::SingleLow9
                | Glyph::SingleLeft
                | Glyph::SingleRight
        )
    }

    /// Whether it may be an apostrophe.
    pub(super) const fn is_apostrophe(self) -> bool {
        matches!(self, Glyph::StraightSingle | Glyph::Single9 | Glyph::Single6)
    }

    /// Whether only its neighbours say on which side of a word it stands.
    pub(super) const fn is_symmetric(self) -> bool {
        matches!(self, Glyph::Straight | Glyph::StraightSingle | Glyph::Doubled)
    }

    /// Whether it stands apart from the words in scripts that put no spaces between them, so that
    /// its neighbours say nothing.
    pub(super) const fn is_corner(self) -> bool {
        matches!(
            self,
            Glyph::Corner | Glyph::CornerEnd | Glyph::WhiteCorner | Glyph::WhiteCornerEnd
        )
    }

    const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// The pairs that every text may use.
const PAIRS: &[(Glyph, Glyph)] = &[
    (Glyph::Straight, Glyph::Straight),
    (Glyph::Straight, Glyph::High9),
    (Glyph::High6, Glyph::Straight),
    (Glyph::StraightSingle, Glyph::StraightSingle),
    (Glyph::StraightSingle, Glyph::Single9),
    (Glyph::Doubled, Glyph::Doubled),
    (Glyph::Backticks, Glyph::Doubled),
    (Glyph::High6, Glyph::High9),
    (Glyph::Low9, Glyph::High6),
    (Glyph::Low9, Glyph::High9),
    (Glyph::Low9, Glyph::Straight),
    (Glyph::Low9, Glyph::Doubled),
    (Glyph::Single6, Glyph::Single9),
    (Glyph::Single6, Glyph::StraightSingle),
    (Glyph::SingleLow9, Glyph::Single6),
    (Glyph::SingleLow9, Glyph::Single9),
    (Glyph::Left, Glyph::Right),
    (Glyph::SingleLeft, Glyph::SingleRight),
    (Glyph::Corner, Glyph::CornerEnd),
    (Glyph::WhiteCorner, Glyph::WhiteCornerEnd),
];

/// The marks of a language.
#[derive(Debug, Clone, Default)]
pub(super) struct Convention {
    /// For each glyph, the set of those that close it.
    closers: [u32; Glyph::COUNT],
    /// Words that begin with an apostrophe.
    elisions: Vec<&'static str>,
    /// Whether a dash opens dialogue.
    has_dash_dialogue: bool,
    /// Whether the reporter cuts in between commas.
    cuts_at_commas: bool,
    /// Whether single marks are those of speech, beside double ones too.
    speaks_in_single_marks: bool,
}

impl Convention {
    /// Whether a quotation may open with `glyph`.
    pub(super) const fn opens(&self, glyph: Glyph) -> bool {
        self.closers[glyph as usize] != 0
    }

    /// Whether a quotation that `opener` opened may close with `glyph`.
    pub(super) const fn closes(&self, opener: Glyph, glyph: Glyph) -> bool {
        self.closers[opener as usize] & glyph.bit() != 0
    }

    /// Whether a dash at the start of a block opens dialogue.
    pub(super) const fn has_dash_dialogue(&self) -> bool {
        self.has_dash_dialogue
    }

    /// Whether the reporter cuts in between commas, within one pair of marks.
    pub(super) const fn cuts_at_commas(&self) -> bool {
        self.cuts_at_commas
    }

    /// Whether single marks are those of speech, beside double ones too.
    pub(super) const fn speaks_in_single_marks(&self) -> bool {
        self.speaks_in_single_marks
    }

    /// Whether what follows an apostrophe is a word that is written with one: "'em", "'90s".
    pub(super) fn elides(&self, rest: &str) -> bool {
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
            let after = rest.get(digits..).unwrap_or_default();
            return digits == 2 && !after.starts_with(['%', ',', '.']);
        }
        let longest = 6;
        let end = rest.char_indices().take(longest).find(|(_, c)| !c.is_alphabetic());
        let Some((end, _)) = end else { return false };
        let word = rest.get(..end).unwrap_or_default();
        self.elisions.iter().any(|elision| word.eq_ignore_ascii_case(elision))
    }

    fn pair(&mut self, opener: Glyph, closer: Glyph) {
        self.closers[opener as usize] |= closer.bit();
    }
}

/// The conventions of all languages.
#[derive(Debug)]
pub(super) struct Conventions {
    by_language: HashMap<&'static str, Convention>,
    common: Convention,
}

impl Conventions {
    /// Reads the embedded table.
    pub(super) fn new() -> Self {
        let mut common = Convention::default();
        PAIRS.iter().for_each(|&(opener, closer)| common.pair(opener, closer));
        let mut by_language = HashMap::<_, Convention>::new();
        for line in lexicon::entries(include_str!("../lexicon/quotation_marks.txt")) {
            let mut fields = line.split(' ');
            let language = fields.next().unwrap_or_default();
            let glyphs: Vec<_> =
                fields.filter_map(|mark| Glyph::of(mark.chars().next()?)).collect();
            let convention = by_language.entry(language).or_insert_with(|| common.clone());
            for pair in glyphs.chunks_exact(2) {
                convention.pair(pair[0], pair[1]);
            }
        }
        for line in lexicon::entries(include_str!("../lexicon/elisions.txt")) {
            let mut words = line.split(' ');
            let language = words.next().unwrap_or_default();
            let convention = by_language.entry(language).or_insert_with(|| common.clone());
            convention.elisions.extend(words);
        }
        let mut each = |list, tell: fn(&mut Convention)| {
            for language in lexicon::entries(list) {
                tell(by_language.entry(language).or_insert_with(|| common.clone()));
            }
        };
        each(include_str!("../lexicon/dash_dialogue.txt"), |it| it.has_dash_dialogue = true);
        each(include_str!("../lexicon/comma_interruptions.txt"), |it| it.cuts_at_commas = true);
        each(include_str!("../lexicon/single_marks.txt"), |it| it.speaks_in_single_marks = true);
        Conventions { by_language, common }
    }

    /// The convention of a language, given by its primary subtag.
    pub(super) fn of(&self, language: &str) -> &Convention {
        self.by_language.get(language).unwrap_or(&self.common)
    }
}
