//! Names and expressions into entities: all of the stage that is not learned.

use crate::analysis::Entity;
use crate::analyzer::Page;

use super::name_kinds::NameKinds;
use super::{NameMention, atoms, clusters, patterns, persons};

/// Working memory of the gatherer.
#[derive(Debug, Default)]
pub struct GathererScratch {
    atoms: Vec<atoms::Atom>,
    expressions: Vec<patterns::Expression>,
    clusters: clusters::Scratch,
}

/// Finds expressions by grammar, and makes entities of them and of names found by whatever means.
#[derive(Debug, Default)]
pub struct Gatherer {
    grammar: patterns::Grammar,
    kinds: NameKinds,
    lexicons: clusters::Lexicons,
}

impl Gatherer {
    /// Appends the persons that first names tell, where no tagger knows the language of the page.
    pub(super) fn find_persons(&self, page: &Page<'_>, names: &mut Vec<NameMention>) {
        if let Some(lexicon) = self.lexicons.telling_names(page.language) {
            persons::find(page, lexicon, names);
        }
    }

    /// The entities of a page: those that `names`, in order, are of, most salient first, with the
    /// descriptions and pronouns that refer to them; then dates, amounts and the like in order.
    ///
    /// Names that an expression overrules are taken out of `names`, and those whose type is an
    /// exception among names of their spelling take that of the rest, and events, works and products
    /// are told from other names. Linear but for sorting.
    pub fn gather(
        &self,
        page: &Page<'_>,
        names: &mut Vec<NameMention>,
        scratch: &mut GathererScratch,
    ) -> Vec<Entity> {
        let GathererScratch { atoms, expressions, clusters } = scratch;
        atoms::split(page.text, page.tokens, self.grammar.vocabulary(page.language), atoms);
        expressions.clear();
        patterns::find(page.text, atoms, expressions);
        patterns::settle(names, expressions);

        let lexicon = self.lexicons.of(page.language);
        clusters::agree_on_types(page.text, lexicon, names);
        self.kinds.tell(page.text, atoms, names);
        let mut entities = clusters::gather(page, atoms, names, lexicon, clusters);
        clusters::gather_expressions(page.text, expressions, &mut entities);
        entities
    }
}
