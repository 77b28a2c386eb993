//! What each kind of finding means: the explanations of all modules that make findings, in one list.

use crate::finding::Explanation;
use crate::{
    check, evidence, imports, infer, mapping, project, proposal, read, table, validate, vocabulary,
};

/// Returns what each kind of finding means, sorted by id.
///
/// ```
/// let all = bixi::explanations();
/// let explanation = all.iter().find(|one| one.id == "undeclared-prefix").expect("it is explained");
/// println!("{}", explanation.text);
/// ```
pub fn explanations() -> Vec<Explanation> {
    let of_evidence = evidence::EXPLANATIONS.iter();
    let all = of_evidence
        .chain(imports::EXPLANATIONS)
        .chain(check::EXPLANATIONS)
        .chain(infer::EXPLANATIONS)
        .chain(mapping::EXPLANATIONS)
        .chain(project::EXPLANATIONS)
        .chain(proposal::EXPLANATIONS)
        .chain(read::EXPLANATIONS)
        .chain(table::EXPLANATIONS)
        .chain(validate::EXPLANATIONS)
        .chain(vocabulary::EXPLANATIONS);
    let mut all: Vec<Explanation> = all.copied().collect();
    all.sort_by_key(|explanation| explanation.id);
    all
}
