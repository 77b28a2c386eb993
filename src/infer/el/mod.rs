//! [OWL 2 EL](https://www.w3.org/TR/owl2-profiles/#OWL_2_EL): all that follows of classes, properties and individuals, which the
//! rules of OWL 2 RL do not see where it needs things without names.

mod completion;
mod conclusion;
mod context;
mod expressions;
mod index;
mod made;
mod names;
mod nominals;
mod ontology;
mod proofs;
mod read;
mod roles;
mod statements;

use super::facts::Facts;
use super::output::Output;
use crate::error::{Error, Result};
use crate::limits::Limits;
use completion::Completion;
use made::MadeNodes;
use names::Names;
use ontology::{Concept, ConceptId};
pub use statements::RULES;
use statements::Statements;

/// What is kept from one time to the next.
pub struct Classification {
    names: Names,
    made: MadeNodes,
    /// The number of the first of [`RULES`].
    first_rule: u32,
    /// How many statements there were after the last time, and on which level.
    last: Option<(usize, u8)>,
    /// How many times a rule was applied.
    pub applications: u64,
}

impl Classification {
    /// Nothing was classified yet.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn new(terms: &mut super::facts::Terms, first_rule: u32) -> Result<Self> {
        Ok(Self {
            names: Names::new(terms)?,
            made: MadeNodes::default(),
            first_rule,
            last: None,
            applications: 0,
        })
    }

    /// Adds to what was found all that follows from what is known, unless that was so before.
    ///
    /// # Errors
    /// If there is more than can be numbered, or it takes longer than it may.
    pub fn classify<'a>(
        &mut self,
        facts: &Facts<'a>,
        output: &mut Output<'a>,
        limits: &Limits,
    ) -> Result<()> {
        let now = |output: &Output| Some((output.found.triples.len(), output.level));
        if self.last == now(output) {
            return Ok(());
        }
        let mut axioms = read::read(facts, &self.names, &output.terms);
        datatypes(&mut axioms, output);
        let ontology = &axioms.ontology;
        let terms = &output.terms;
        let is_asked = |concept: &ConceptId| match &ontology.concepts[*concept as usize] {
            Concept::Class(term) => terms.is_iri(*term),
            Concept::Nominal(_) => true,
            _ => false,
        };
        let all = 0..ontology.concepts.len() as ConceptId;
        let mut completion = Completion::new(ontology, all.filter(is_asked));
        completion.run(&mut |count| {
            if count as u64 > u64::from(u32::MAX) - (1 << 20) {
                return Err(Error::TooLarge {
                    what: "conclusions",
                    limit: u64::from(u32::MAX),
                });
            }
            limits.check()
        })?;
        self.applications += completion.applications;
        let written = vec![false; completion.conclusions.len()];
        let mut statements = Statements {
            axioms: &axioms,
            completion: &completion,
            names: &self.names,
            facts,
            output,
            made: &mut self.made,
            first_rule: self.first_rule,
            written,
        };
        statements.write()?;
        self.last = now(output);
        Ok(())
    }
}

/// Of which datatypes literals are.
fn datatypes(axioms: &mut read::Axioms, output: &mut Output) {
    let mut datatypes = std::mem::take(&mut axioms.datatypes);
    datatypes.sort_unstable();
    datatypes.dedup();
    datatypes.retain(|(datatype, _)| output.is_datatype(*datatype));
    if datatypes.is_empty() {
        return;
    }
    let concepts = axioms.ontology.concepts.iter().enumerate();
    let literals: Vec<(ConceptId, u32)> = concepts
        .filter_map(|(number, concept)| match concept {
            Concept::Nominal(term) if output.terms.is_literal(*term) => {
                Some((number as ConceptId, *term))
            }
            _ => None,
        })
        .collect();
    for (concept, literal) in literals {
        for (datatype, class) in &datatypes {
            if output.has_type(literal, *datatype) {
                let reason = axioms.because(&[]);
                let (sub, sup) = (concept, *class);
                let axiom = ontology::Inclusion { sub, sup, reason };
                axioms.ontology.inclusions.push(axiom);
            }
        }
    }
}
