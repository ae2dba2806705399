//! The language that a caller says a text is in, weighed against what the text looks like.

use std::borrow::Cow;

use super::Detector;
use super::tally::Candidate;
use crate::analysis::{Language, Warning};

/// How often a caller's word is right, when nothing else is known.
const TRUST: f32 = 0.95;

/// Tags that name a language, or a group of them, in another way than the detector does.
const OTHER_NAMES: [(&str, &[&str]); 20] = [
    ("no", &["nb", "nn"]),
    ("sh", &["sr", "hr", "bs"]),
    ("cnr", &["sr", "hr", "bs"]),
    ("cmn", &["zh"]),
    ("yue", &["zh"]),
    ("wuu", &["zh"]),
    ("lzh", &["zh"]),
    ("fil", &["tl"]),
    ("iw", &["he"]),
    ("in", &["id"]),
    ("ji", &["yi"]),
    ("jw", &["jv"]),
    ("mo", &["ro"]),
    ("arb", &["ar"]),
    ("arz", &["ar"]),
    ("apc", &["ar"]),
    ("prs", &["fa"]),
    ("pes", &["fa"]),
    ("zsm", &["ms"]),
    ("tw", &["ak"]),
];

/// A caller's hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hint<'a> {
    tag: &'a str,
}

impl<'a> Hint<'a> {
    /// The hint in a tag; none when the tag names no language.
    pub(super) fn parse(tag: &'a str) -> Option<Self> {
        let primary = primary(tag);
        let names_one = !primary.is_empty() && !["und", "mul", "zxx"].contains(&primary);
        names_one.then_some(Hint { tag })
    }

    /// What to answer, given what was detected.
    pub(super) fn weigh(
        self,
        detected: Language,
        candidates: &[Candidate],
        warnings: &mut Vec<Warning>,
    ) -> Language {
        let primary = primary(self.tag);
        let text_says: f32 = candidates
            .iter()
            .filter(|candidate| same(primary, candidate.class.code))
            .map(|candidate| candidate.probability)
            .sum();
        let is_known = Detector::languages().any(|language| same(primary, language));
        let agrees = same(primary, &detected.code);
        if is_known && detected.reliable && !agrees {
            if let Cow::Borrowed(code) = detected.code {
                let hint = self.tag.to_owned();
                warnings.push(Warning::LanguageHintDisagrees { hint, detected: code });
            }
            return detected;
        }
        let confidence = if is_known && !candidates.is_empty() {
            let (hinted, others) = (TRUST * text_says, (1.0 - TRUST) * (1.0 - text_says).max(0.0));
            if hinted + others > 0.0 { hinted / (hinted + others) } else { TRUST }
        } else {
            TRUST
        };
        Language {
            code: Cow::Owned(canonical(self.tag)),
            confidence,
            reliable: confidence >= super::RELIABLE,
            ..detected
        }
    }
}

/// A tag as RFC 5646 (2.1.1) writes it: the language in small letters, a script with a capital, a
/// region in capitals.
fn canonical(tag: &str) -> String {
    let mut canonical = String::with_capacity(tag.len());
    let mut after_singleton = false;
    for (index, subtag) in tag.split(['-', '_']).enumerate() {
        let subtag = subtag.to_ascii_lowercase();
        if index > 0 {
            canonical.push('-');
        }
        if index > 0 && !after_singleton && subtag.len() == 2 {
            canonical.push_str(&subtag.to_ascii_uppercase());
        } else if index > 0 && !after_singleton && subtag.len() == 4 {
            let (first, rest) = subtag.split_at_checked(1).unwrap_or((&subtag, ""));
            canonical.push_str(&first.to_ascii_uppercase());
            canonical.push_str(rest);
        } else {
            canonical.push_str(&subtag);
        }
        after_singleton |= subtag.len() == 1;
    }
    canonical
}

/// The primary subtag of a tag.
pub(super) fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// Whether a tag's primary subtag, in any case, and a language of the detector can mean the same.
pub(super) fn same(primary: &str, language: &str) -> bool {
    let mut others = OTHER_NAMES.iter().filter(|(name, _)| name.eq_ignore_ascii_case(primary));
    primary.eq_ignore_ascii_case(language)
        || others.any(|(_, languages)| languages.contains(&language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_the_canonical_way() {
        for (tag, expected) in [
            ("en", "en"),
            ("EN-us", "en-US"),
            ("pt_br", "pt-BR"),
            ("ZH-hANT-tw", "zh-Hant-TW"),
            ("de-1996", "de-1996"),
            ("en-x-us-news", "en-x-us-news"),
            ("", ""),
        ] {
            assert_eq!(canonical(tag), expected);
        }
    }

    #[test]
    fn some_languages_have_several_names() {
        assert!(same("no", "nn") && same("NO", "nb") && same("fil", "tl") && same("En", "en"));
        assert!(!same("no", "da") && !same("", "en"));
    }
}
