//! The labels of a model, and which may follow which.

/// The names of a model's labels.
///
/// Names written as in the BIO and BILOU schemes (Ramshaw and Marcus 1995; Ratinov and Roth 2009)
/// are labels of a segmentation: `O` is outside, `B-X` begins a segment of type `X`, `I-X` is inside
/// of it, `L-X` ends it, `U-X` is one alone. Only sequences that make whole segments are legal then.
/// Other names are free of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    names: Vec<String>,
    /// Whether segments have marked ends (BILOU) and so may not just stop (BIO).
    marks_ends: bool,
}

/// What a label says of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Outside,
    Begin(&'a str),
    Inside(&'a str),
    Last(&'a str),
    Unit,
    /// Not a label of a segmentation.
    Free,
}

impl Labels {
    /// Labels of these names.
    pub fn new<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let marks_ends = names.iter().any(|name| name.starts_with("L-"));
        Labels { names, marks_ends }
    }

    /// The labels of segments of these types in the BILOU scheme: `O`, then four for each type.
    pub fn bilou(types: &[&str]) -> Self {
        let parts = |kind: &&str| ["B", "I", "L", "U"].map(|part| format!("{part}-{kind}"));
        Labels::new(std::iter::once("O".to_owned()).chain(types.iter().flat_map(parts)))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The name of a label; empty when there is no such label.
    pub fn name(&self, label: usize) -> &str {
        self.names.get(label).map_or("", String::as_str)
    }

    /// The label of a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }

    /// The names in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether `to` may follow `from`.
    pub fn may_follow(&self, from: usize, to: usize) -> bool {
        match self.part(to) {
            Part::Free => true,
            Part::Inside(kind) | Part::Last(kind) => match self.part(from) {
                Part::Begin(open) | Part::Inside(open) => open == kind,
                _ => false,
            },
            Part::Outside | Part::Begin(_) | Part::Unit => self.may_end(from),
        }
    }

    /// Whether a sequence may start with a label.
    pub fn may_start(&self, label: usize) -> bool {
        !matches!(self.part(label), Part::Inside(_) | Part::Last(_))
    }

    /// Whether a sequence may end with a label.
    pub fn may_end(&self, label: usize) -> bool {
        !(self.marks_ends && matches!(self.part(label), Part::Begin(_) | Part::Inside(_)))
    }

    fn part(&self, label: usize) -> Part<'_> {
        let name = self.name(label);
        match name.split_once('-') {
            None if name == "O" => Part::Outside,
            Some(("B", kind)) => Part::Begin(kind),
            Some(("I", kind)) => Part::Inside(kind),
            Some(("L", kind)) => Part::Last(kind),
            Some(("U", _)) => Part::Unit,
            _ => Part::Free,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follows(labels: &Labels, from: &str, to: &str) -> bool {
        labels.may_follow(labels.find(from).unwrap(), labels.find(to).unwrap())
    }

    #[test]
    fn bilou_segments_are_whole() {
        let labels = Labels::bilou(&["A", "B"]);
        assert_eq!(labels.len(), 9);
        for (from, to) in [("O", "U-A"), ("B-A", "L-A"), ("I-A", "I-A"), ("L-A", "B-B")] {
            assert!(follows(&labels, from, to), "{from} {to}");
        }
        for (from, to) in [("O", "I-A"), ("B-A", "L-B"), ("B-A", "O"), ("U-A", "L-A")] {
            assert!(!follows(&labels, from, to), "{from} {to}");
        }
        assert!(!labels.may_end(labels.find("B-A").unwrap()));
        assert!(!labels.may_start(labels.find("L-A").unwrap()));
    }

    #[test]
    fn bio_segments_may_just_stop() {
        let labels = Labels::new(["O", "B-A", "I-A"]);
        assert!(follows(&labels, "B-A", "O"));
        assert!(follows(&labels, "I-A", "B-A"));
        assert!(!follows(&labels, "O", "I-A"));
        assert!(labels.may_end(1));
    }

    #[test]
    fn other_names_are_free() {
        let labels = Labels::new(["end", "no-end"]);
        assert!(follows(&labels, "end", "no-end") && labels.may_start(1) && labels.may_end(1));
    }
}
