//! The languages that can be told, by the scripts that they are written in.

use super::script::Script;

/// A language in one script: what the detector chooses between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// BCP-47 tag of the language.
    pub code: &'static str,
    /// ISO 15924 code of the script.
    pub script: &'static str,
    /// Its name in the model: the code, with the script where the group has the language in two.
    pub label: &'static str,
}

/// Languages that share a script, told apart by a model.
#[derive(Debug)]
pub struct Group {
    /// ISO 15924 code of the script, or of the main one.
    pub script: &'static str,
    /// Name of its model.
    pub model: &'static str,
    /// The languages, in the order of the model's labels.
    pub classes: &'static [Class],
    /// Whether it has a language in two scripts.
    pub(super) has_language_twice: bool,
}

macro_rules! group {
    ($script:literal $model:literal: $($code:literal)*) => {
        Group {
            script: $script,
            model: $model,
            classes: &[$(Class { code: $code, script: $script, label: $code }),*],
            has_language_twice: false,
        }
    };
}

/// Every group.
pub const GROUPS: [Group; 6] = [
    group!("Latn" "language-latn":
        "af" "ak" "az" "bs" "ca" "cs" "cy" "da" "de" "en" "eo" "es" "et" "eu" "fi" "fr" "ga" "gl"
        "ha" "hr" "hu" "id" "ig" "is" "it" "jv" "la" "lg" "lt" "lv" "mi" "ms" "nb" "nl" "nn" "pl"
        "pt" "ro" "sk" "sl" "sn" "so" "sq" "sr" "st" "sv" "sw" "tk" "tl" "tn" "tr" "ts" "uz" "vi"
        "xh" "yo" "zu"),
    group!("Cyrl" "language-cyrl": "be" "bg" "kk" "mk" "mn" "ru" "sr" "uk"),
    group!("Arab" "language-arab": "ar" "fa" "ur"),
    group!("Deva" "language-deva": "hi" "mr" "ne"),
    group!("Hebr" "language-hebr": "he" "yi"),
    Group {
        script: "Hani",
        model: "language-hani",
        classes: &[
            Class { code: "ja", script: "Jpan", label: "ja" },
            Class { code: "zh", script: "Hans", label: "zh-Hans" },
            Class { code: "zh", script: "Hant", label: "zh-Hant" },
        ],
        has_language_twice: true,
    },
];

/// The group of the languages written in `script`, if a model tells them apart.
pub(super) const fn group(script: Script) -> Option<usize> {
    match script {
        Script::Latin => Some(0),
        Script::Cyrillic => Some(1),
        Script::Arabic => Some(2),
        Script::Devanagari => Some(3),
        Script::Hebrew => Some(4),
        Script::Han | Script::Kana => Some(5),
        _ => None,
    }
}

/// The one language, of those that news is written in, that uses `script`.
pub(super) const fn only_language(script: Script) -> Option<&'static str> {
    Some(match script {
        Script::Greek => "el",
        Script::Armenian => "hy",
        Script::Georgian => "ka",
        Script::Thaana => "dv",
        Script::Bengali => "bn",
        Script::Gurmukhi => "pa",
        Script::Gujarati => "gu",
        Script::Oriya => "or",
        Script::Tamil => "ta",
        Script::Telugu => "te",
        Script::Kannada => "kn",
        Script::Malayalam => "ml",
        Script::Sinhala => "si",
        Script::Thai => "th",
        Script::Lao => "lo",
        Script::Tibetan => "bo",
        Script::Myanmar => "my",
        Script::Khmer => "km",
        Script::Ethiopic => "am",
        Script::Cherokee => "chr",
        Script::Hangul => "ko",
        _ => return None,
    })
}

/// How many times likelier than another language each of these is before anything is read: roughly
/// by how much is published in it.
const COMMON: [(&str, f32); 11] = [
    ("en", 12.0),
    ("de", 4.0),
    ("es", 4.0),
    ("fr", 4.0),
    ("ru", 4.0),
    ("ar", 2.0),
    ("it", 2.0),
    ("nl", 2.0),
    ("pl", 2.0),
    ("pt", 2.0),
    ("tr", 2.0),
];

/// How many times likelier a language is than most before anything is read.
pub(super) fn weight(code: &str) -> f32 {
    COMMON.iter().find(|(common, _)| *common == code).map_or(1.0, |&(_, weight)| weight)
}

/// Every language that can be told, each once.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    let learned = GROUPS.iter().enumerate().flat_map(|(index, group)| {
        group.classes.iter().enumerate().filter_map(move |(position, class)| {
            let earlier_here = group.classes[..position].iter();
            let earlier = GROUPS[..index].iter().flat_map(|group| group.classes);
            let seen = earlier.chain(earlier_here).any(|other| other.code == class.code);
            (!seen).then_some(class.code)
        })
    });
    learned.chain(Script::ALL.into_iter().filter_map(only_language))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn lists_each_language_once() {
        let codes: Vec<_> = all().collect();
        let unique: BTreeSet<_> = codes.iter().collect();
        assert_eq!(codes.len(), unique.len());
        assert!(
            ["en", "sr", "zh", "ja", "ko", "el", "yi"].iter().all(|code| unique.contains(code))
        );
    }

    #[test]
    fn groups_with_a_language_twice_are_marked() {
        for group in &GROUPS {
            let is_twice = group.classes.iter().any(|class| class.label != class.code);
            assert_eq!(group.has_language_twice, is_twice, "{}", group.script);
        }
    }

    #[test]
    fn groups_are_those_of_their_scripts() {
        for script in Script::ALL {
            if let Some(index) = group(script)
                && script != Script::Kana
            {
                assert_eq!(GROUPS[index].script, script.code());
            }
            assert!(!(group(script).is_some() && only_language(script).is_some()));
        }
    }
}
