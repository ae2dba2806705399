//! What the library tells of its models.

use std::collections::BTreeSet;
use std::fs;

use pullquote_core::Analyzer;

/// Every binary file below `models/`, model or table, is one that the analyzer tells of, by the name
/// of the file, and the other way round.
#[test]
fn every_embedded_model_is_listed() {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/models")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "bin") {
            files.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    let analyzer = Analyzer::new().unwrap();
    let listed: BTreeSet<String> = analyzer.models().map(|card| card.name.clone()).collect();
    assert_eq!(listed, files);
    assert!(analyzer.models().all(|card| card.bytes > 0 && !card.training_data.is_empty()));
}

#[test]
fn every_language_that_can_be_told_is_supported() {
    let analyzer = Analyzer::new().unwrap();
    for language in Analyzer::languages() {
        let supported = analyzer.supported_analyses(language);
        assert!(supported.contains(pullquote_core::AnalysisType::Language), "{language}");
    }
}
