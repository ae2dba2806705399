//! What the models look at: hashed n-grams of the characters of words, and whole words.
//!
//! A word stands between spaces that count as characters, so that " de " and "de" inside a word
//! differ. Case is folded. The same code computes features in training and in use.

use super::script::Script;

/// Changes whenever features do: a model only fits the code that it was trained with.
pub(super) const FEATURE_SET: u64 = 1;

/// The longest n-grams, in characters.
const LONGEST: usize = 5;

/// Words longer than this many characters are cut in two.
const LONGEST_WORD: usize = 64;

/// Takes a text apart into words and tells the script and the features of each.
///
/// `visit` is called for each word that has a letter, with its features (hashes, of which a model
/// takes as many bits as it has) and the number of its letters. Web and e-mail addresses, handles
/// and whatever holds a digit say little of the language and are left out. Linear.
pub fn visit_words(text: &str, mut visit: impl FnMut(Word<'_>)) {
    let mut word = Builder::new();
    for chunk in text.split(|c: char| c.is_whitespace()) {
        if !chunk.is_empty() && !is_address(chunk) {
            word.chunk(chunk, &mut visit);
        }
    }
}

/// A word, as the models see it.
#[derive(Debug)]
pub struct Word<'a> {
    /// Its script.
    pub(super) script: Script,
    /// The hashes of its features.
    pub features: &'a [u32],
    /// How many letters it has.
    pub letters: u32,
}

impl Word<'_> {
    /// Index of the group of languages written in its script.
    pub fn group(&self) -> Option<usize> {
        super::languages::group(self.script)
    }
}

/// Whether a stretch without white space is an address, a handle, a file name or a tag.
fn is_address(chunk: &str) -> bool {
    let mut has_colon = false;
    for byte in chunk.bytes() {
        match byte {
            b'@' | b'#' | b'\\' | b'_' => return true,
            b':' => has_colon = true,
            _ => {}
        }
    }
    chunk.starts_with("www.") || has_colon && chunk.contains("://")
}

/// The word that is being read.
struct Builder {
    characters: Vec<char>,
    /// Its characters as they are hashed.
    padded: Vec<u32>,
    features: Vec<u32>,
    script: Option<Script>,
    letters: u32,
    /// Whether it touches a digit.
    has_digit: bool,
}

impl Builder {
    fn new() -> Self {
        // Most words are shorter than half the longest, and fit without growing.
        Builder {
            characters: Vec::with_capacity(LONGEST_WORD / 2),
            padded: Vec::with_capacity(LONGEST_WORD / 2 + LONGEST + 1),
            features: Vec::with_capacity(LONGEST_WORD / 2 * LONGEST),
            script: None,
            letters: 0,
            has_digit: false,
        }
    }

    fn chunk(&mut self, chunk: &str, visit: &mut impl FnMut(Word<'_>)) {
        for c in chunk.chars() {
            match Script::of(c) {
                Some(script) => {
                    let group = joined(script);
                    if self.script.is_some_and(|own| joined(own) != group)
                        || self.characters.len() >= LONGEST_WORD
                    {
                        self.end(visit);
                    }
                    // Kana in a word say more than the Han characters beside them.
                    if self.script.is_none() || script == Script::Kana {
                        self.script = Some(script);
                    }
                    self.letters += 1;
                    self.characters.push(fold(c, script));
                }
                None if is_joiner(c) && self.script.is_some() => {
                    if let Some(c) = fold_joiner(c) {
                        self.characters.push(c);
                    }
                }
                None => {
                    let is_digit = c.is_numeric();
                    self.has_digit |= is_digit;
                    self.end(visit);
                    self.has_digit = is_digit;
                }
            }
        }
        self.end(visit);
    }

    fn end(&mut self, visit: &mut impl FnMut(Word<'_>)) {
        while self.characters.last() == Some(&'\'') {
            self.characters.pop();
        }
        if let Some(script) = self.script
            && !self.is_affix_of_number(script)
        {
            hash_features(&self.characters, script, &mut self.padded, &mut self.features);
            visit(Word { script, features: &self.features, letters: self.letters });
        }
        self.characters.clear();
        self.features.clear();
        self.script = None;
        self.letters = 0;
        self.has_digit = false;
    }

    /// Whether it is a unit or ending written to a number: "4th", "12kg".
    fn is_affix_of_number(&self, script: Script) -> bool {
        self.has_digit && self.letters <= 3 && joined(script) != Script::Han
    }
}

/// Han and kana stand side by side in one word.
fn joined(script: Script) -> Script {
    if script == Script::Kana { Script::Han } else { script }
}

/// The letter in lower case. One character for one: what grows in lower case is cut.
fn fold(c: char, script: Script) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        'a'..='z' | 'а'..='я' => c,
        'А'..='Я' => char::from_u32(c as u32 + 32).unwrap_or(c),
        _ => match script {
            Script::Latin | Script::Cyrillic | Script::Greek | Script::Armenian => {
                c.to_lowercase().next().unwrap_or(c)
            }
            _ => c,
        },
    }
}

/// Apostrophes and marks that belong to the word that they stand in.
fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʻ' | '‘' | 'ʼ' | '`' | '\u{200C}' | '\u{200D}' | '\u{AD}' | '·')
        || matches!(c as u32, 0x2B0..=0x36F)
}

fn fold_joiner(c: char) -> Option<char> {
    match c {
        '\'' | '’' | 'ʻ' | '‘' | 'ʼ' | '`' => Some('\''),
        '\u{200C}' | '\u{200D}' | '\u{AD}' => None,
        other => Some(other),
    }
}

/// Appends the hash of each n-gram of a word, and of the word.
fn hash_features(word: &[char], script: Script, padded: &mut Vec<u32>, features: &mut Vec<u32>) {
    let longest = if joined(script) == Script::Han { 2 } else { LONGEST };
    // With a space on either side, and as much before it as the longest n-grams reach back.
    padded.clear();
    padded.extend([0; LONGEST - 1]);
    padded.push(' ' as u32);
    padded.extend(word.iter().map(|&c| c as u32));
    padded.push(' ' as u32);
    let mut whole = 0x811C_9DC5_u32;
    for (position, window) in padded.windows(LONGEST).enumerate() {
        let mut hash = 0u32;
        let within = (position + 1).min(longest);
        for (order, &c) in window.iter().rev().enumerate().take(within) {
            hash = (hash ^ c).wrapping_mul(0x9E37_79B1).rotate_left(13);
            let is_space_alone = order == 0 && c == ' ' as u32;
            if !is_space_alone {
                features.push(finish(hash, order as u32));
            }
        }
        whole = (whole ^ window[LONGEST - 1]).wrapping_mul(0x0100_0193);
    }
    if word.len() + 2 > LONGEST && longest == LONGEST {
        features.push(finish(whole, LONGEST as u32));
    }
}

/// Mixes the bits, so that any of them can index a table.
fn finish(hash: u32, order: u32) -> u32 {
    let mut hash = hash.wrapping_add(order.wrapping_mul(0x85EB_CA6B));
    hash = (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D);
    hash = (hash ^ (hash >> 12)).wrapping_mul(0x297A_2D39);
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(&'static str, u32)> {
        let mut words = Vec::new();
        visit_words(text, |word| words.push((word.script.code(), word.letters)));
        words
    }

    #[test]
    fn leaves_out_what_is_not_language() {
        assert_eq!(words("1948 4th https://a.example/b me@a.example @me #tag 12.5kg ..."), []);
    }

    #[test]
    fn splits_where_the_script_changes() {
        assert_eq!(words("Москва/Moscow"), [("Cyrl", 6), ("Latn", 6)]);
        assert_eq!(words("日本のニュース"), [("Jpan", 7)]);
    }

    #[test]
    fn folds_case_and_apostrophes() {
        let features = |text| {
            let mut all = Vec::new();
            visit_words(text, |word| all.extend_from_slice(word.features));
            all
        };
        assert_eq!(features("L’ÉTÉ"), features("l'été"));
        assert_eq!(features("ДОМ"), features("дом"));
        assert_ne!(features("dom"), features("mod"));
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let lengths = words(&"a".repeat(200));
        assert_eq!(lengths.iter().map(|&(_, letters)| letters).sum::<u32>(), 200);
        assert!(lengths.len() > 2);
    }
}
