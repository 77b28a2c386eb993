//! What a build or a check sees and does not look at, so that no finding is not taken for proof.

use crate::graph::Graph;
use crate::imports::{Import, Resolution};
use crate::infer::beyond;
use crate::number::count;
use crate::project::Project;
use crate::rdf::vocab;
use crate::shapes::{SH, parameters};
use std::collections::BTreeSet;
use std::fmt;

/// What a project says that a build or a check does not look at. Displayed, it is one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotLookedAt {
    /// The number of SHACL shapes whose constraints are not validated.
    pub shapes: usize,
    /// The kinds of OWL axioms from which the rules infer nothing, such as `owl:hasSelf`, with how many there are, the most
    /// frequent first.
    pub axioms: Vec<(String, usize)>,
    /// The number of imported IRIs that lead to no file.
    pub imports: usize,
    /// How many of them are vocabularies that everybody uses.
    pub well_known: usize,
}

impl NotLookedAt {
    /// Returns what is not looked at in the graph of a project.
    pub(super) fn of(project: &Project, graph: &Graph, imports: &[Import]) -> Self {
        let without_file = |is_counted: &dyn Fn(Resolution) -> bool| {
            let iris = imports.iter();
            let iris = iris.filter(|import| is_counted(import.resolution));
            let iris: BTreeSet<&str> = iris.map(|import| import.iri.as_str()).collect();
            iris.len()
        };
        Self {
            shapes: shapes(graph),
            axioms: beyond(graph, project.config.inference),
            imports: without_file(&|resolution| resolution.is_without_file()),
            well_known: without_file(&|resolution| resolution == Resolution::WellKnown),
        }
    }

    /// Returns whether everything is looked at.
    pub fn is_empty(&self) -> bool {
        self.shapes == 0 && self.axioms.is_empty() && self.imports == 0
    }
}

/// The most kinds of axioms that are named.
const KINDS: usize = 4;

impl fmt::Display for NotLookedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.shapes > 0 {
            parts.push(count(self.shapes, "SHACL shape"));
        }
        if !self.axioms.is_empty() {
            let kinds = self.axioms.iter().take(KINDS);
            let kinds: Vec<String> = kinds
                .map(|(kind, count)| format!("{count} {kind}"))
                .collect();
            let more = match self.axioms.len() - kinds.len() {
                0 => String::new(),
                more => format!(" and {}", count(more, "more kind")),
            };
            parts.push(format!(
                "OWL beyond the profile: {}{more}",
                kinds.join(", ")
            ));
        }
        if self.imports > 0 {
            let imports = count(self.imports, "import");
            parts.push(match self.well_known {
                0 => imports,
                well_known => format!("{imports} ({well_known} of well-known vocabularies)"),
            });
        }
        write!(f, "not looked at: {}", parts.join("; "))
    }
}

/// The number of nodes that have constraints, apart from those that are conditions of rules.
fn shapes(graph: &Graph) -> usize {
    let find = |name: &str| graph.dictionary.find_iri(&format!("{SH}{name}"));
    let triples = |property: Option<u32>| {
        let asserted = |property| graph.asserted_triples(None, Some(property), None);
        property.map(asserted).into_iter().flatten()
    };
    let parameters = parameters().flat_map(|name| triples(find(name)));
    let mut shapes: BTreeSet<u32> = parameters.map(|[shape, ..]| shape).collect();
    // Rules look at these, and at what they consist of.
    let mut conditions: Vec<u32> = triples(find("condition"))
        .map(|[_, _, node]| node)
        .collect();
    let mut known = BTreeSet::new();
    while let Some(node) = conditions.pop() {
        let is_blank = !graph.dictionary.is_iri(node) && !graph.dictionary.is_literal(node);
        if known.insert(node) && (shapes.remove(&node) || is_blank) {
            let below = graph.all_triples(Some(node), None, None);
            let is_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
            let below = below.filter(|[_, property, _]| Some(*property) != is_type);
            conditions.extend(below.map(|[_, _, node]| node));
        }
    }
    shapes.len()
}
