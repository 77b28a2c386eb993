//! Properties, classes and entities that a query names and no source uses: most empty results are typing errors.

use super::algebra::{
    NameOf, Part, excluded_properties, names_of_query, pattern_of, positions, walk,
};
use super::entity_kind::is_class;
use super::slips::{in_near_namespace, is_of_language, is_slip, near_entity, term_of_language};
use super::warning::{NO_SOURCE, Subject, Warning};
use crate::dictionary::TermId;
use crate::finding::nearest;
use crate::graph::Graph;
use crate::rdf::vocab;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The id of the findings about names that nothing has.
pub const UNKNOWN_NAME: &str = "unknown-name";

/// The names that a graph uses, which names that it does not have are compared with; they are collected when the first is.
pub struct UsedNames<'g> {
    graph: &'g Graph,
    properties: OnceLock<Vec<String>>,
    classes: OnceLock<Vec<String>>,
}

impl<'g> UsedNames<'g> {
    /// Returns the names that a graph uses.
    pub fn of(graph: &'g Graph) -> Self {
        Self {
            graph,
            properties: OnceLock::new(),
            classes: OnceLock::new(),
        }
    }

    /// Returns what to say of a name that nothing has, with the closest one that something has.
    pub fn unknown(&self, name: NameOf, iri: &str) -> Option<Warning> {
        let graph = self.graph;
        if is_used(self.graph, name, iri) {
            return None;
        }
        let shown = |ids: BTreeSet<TermId>| ids.into_iter().map(|id| graph.display(id)).collect();
        Some(match name {
            NameOf::Property => {
                let used = || shown(graph.statistics.predicates().collect());
                let near = near_name(graph, iri, self.properties.get_or_init(used));
                with_near(graph, message(graph, "property", iri), (name, iri), near)
            }
            NameOf::Class => {
                let used = || shown(classes(graph));
                let near = near_name(graph, iri, self.classes.get_or_init(used));
                with_near(graph, message(graph, "class", iri), (name, iri), near)
            }
            NameOf::Entity => {
                let near = near_entity(graph, &graph.prefixes.display_iri(iri));
                with_near(graph, no_source(graph, iri), (name, iri), near)
            }
        })
    }

    /// Returns what to say of names that nothing has, each with what comes with it. A close name is looked for among all that
    /// the graph uses, so that is done for the first few only.
    pub fn all_unknown<T>(
        &self,
        names: impl IntoIterator<Item = (NameOf, String, T)>,
    ) -> Vec<(Warning, T)> {
        let names = names.into_iter();
        let unknown = names.filter(|(name, iri, _)| !is_used(self.graph, *name, iri));
        let compared = unknown.enumerate().filter_map(|(at, (name, iri, of))| {
            let warning = match at < MOST_COMPARED {
                true => self.unknown(name, &iri)?,
                false => unlike_any(self.graph, name, &iri),
            };
            Some((warning, of))
        });
        compared.collect()
    }
}

/// Returns what to say of a name that nothing has and that was compared with no other.
fn unlike_any(graph: &Graph, name: NameOf, iri: &str) -> Warning {
    match name {
        NameOf::Property => message(graph, "property", iri),
        NameOf::Class => message(graph, "class", iri),
        NameOf::Entity => no_source(graph, iri),
    }
}

/// Returns whether a name is used as what it stands for, or belongs to the languages themselves: a property in a statement,
/// anything else in a source.
pub fn is_used(graph: &Graph, name: NameOf, iri: &str) -> bool {
    let known = || graph.dictionary.find_iri(iri);
    let is_used = || match name {
        NameOf::Property => known().is_some_and(|id| graph.statistics.distinct(id).is_some()),
        NameOf::Class => known().is_some_and(|id| is_class(graph, id)),
        NameOf::Entity => is_known(graph, iri),
    };
    match is_of_language(iri) {
        true => term_of_language(iri).is_none() || is_used(),
        false => is_used(),
    }
}

/// Returns whether a source has an IRI, as a term or as the datatype of one.
pub fn is_known(graph: &Graph, iri: &str) -> bool {
    let mut types = graph.dictionary.types.iter();
    graph.dictionary.find_iri(iri).is_some() || types.any(|known| known.datatype == iri)
}

/// What to say of the properties, classes, graphs and entities that a query asks for and the graph does not have, with the
/// closest that it has.
pub(super) fn unused(query: &mut spargebra::Query, used: &UsedNames) -> Vec<Warning> {
    let graph = used.graph;
    let named = names_of_query(query);
    let properties = named.properties.iter();
    let properties = properties.filter_map(|iri| used.unknown(NameOf::Property, iri));
    let classes = named.classes.iter();
    let classes = classes.filter_map(|iri| used.unknown(NameOf::Class, iri));
    let mut warnings: Vec<Warning> = properties.chain(classes).collect();
    warnings.extend(graphs(query, graph));
    let Entities { sought, mentioned } = entities(query);
    let mut sought_left = sought.iter();
    let unknown = |iri: &String| used.unknown(NameOf::Entity, iri);
    // A close name is looked for among all names of a namespace, so it is looked for a few times only.
    warnings.extend(sought_left.by_ref().filter_map(unknown).take(MOST_UNKNOWN));
    let is_unknown = |iri: &&String| !is_known(graph, iri);
    warnings.extend(
        sought_left
            .filter(is_unknown)
            .map(|iri| no_source(graph, iri)),
    );
    // What a query only mentions need not be there, unless it is nearly the name of something.
    let slips = mentioned
        .difference(&sought)
        .filter_map(unknown)
        .take(MOST_UNKNOWN);
    warnings.extend(slips.filter(|warning| warning.is_likely_typo));
    warnings
}

/// What to say of the graphs that a query names and there are not.
fn graphs(query: &mut spargebra::Query, graph: &Graph) -> Vec<Warning> {
    let mut asked = BTreeSet::new();
    if let Some(dataset) = query.dataset() {
        let named = dataset.named.iter().flatten();
        let graphs = dataset.default.iter().chain(named);
        asked.extend(graphs.map(|iri| iri.as_str().to_owned()));
    }
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(GraphPattern::Graph {
            name: NamedNodePattern::NamedNode(iri),
            ..
        }) = part
        {
            asked.insert(iri.as_str().to_owned());
        }
    });
    let is_missing = |iri: &String| match graph.dictionary.find_iri(iri) {
        Some(id) => !graph.graph_names().contains(&id),
        None => true,
    };
    let missing = asked.into_iter().filter(is_missing);
    missing
        .map(|iri| {
            let names = graph.graph_names().into_iter().map(|id| graph.display(id));
            let (names, shown) = (names.collect::<Vec<_>>(), graph.prefixes.display_iri(&iri));
            let near = nearest(&shown, names.iter().map(String::as_str));
            let message = format!("no graph has the name `{shown}`");
            Warning::slip(UNKNOWN_NAME, Subject::Iri(iri), message).or_meant(near)
        })
        .collect()
}

/// The IRIs that a query names as neither properties nor classes.
#[derive(Default)]
struct Entities {
    /// Those that it has as subjects, as objects that are not classes, in `VALUES`, as values of `BIND`, and in conditions that
    /// hold for them only.
    sought: BTreeSet<String>,
    /// Those in other expressions, such as `?x != :a`, in negated property sets, and the datatypes of literals.
    mentioned: BTreeSet<String>,
}

fn entities(query: &mut spargebra::Query) -> Entities {
    let mut found = Entities::default();
    let Entities { sought, mentioned } = &mut found;
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(pattern @ (GraphPattern::Bgp { .. } | GraphPattern::Path { .. })) => {
            for (position, term) in positions(pattern) {
                match (position, term) {
                    (NameOf::Entity, TermPattern::NamedNode(iri)) => {
                        sought.insert(iri.into_string());
                    }
                    (NameOf::Entity, TermPattern::Literal(literal)) => {
                        mentioned.insert(literal.datatype().as_str().to_owned());
                    }
                    _ => {}
                }
            }
            if let GraphPattern::Path { path, .. } = pattern {
                let excluded = excluded_properties(path).into_iter();
                mentioned.extend(excluded.map(|iri| iri.as_str().to_owned()));
            }
        }
        Part::Pattern(GraphPattern::Values { bindings, .. }) => {
            for cell in bindings.iter().flatten() {
                if let Some(GroundTerm::NamedNode(iri)) = cell {
                    sought.insert(iri.as_str().to_owned());
                }
            }
        }
        Part::Pattern(GraphPattern::Extend {
            expression: Expression::NamedNode(iri),
            ..
        }) => {
            sought.insert(iri.as_str().to_owned());
        }
        Part::Pattern(
            GraphPattern::Filter { expr, .. }
            | GraphPattern::LeftJoin {
                expression: Some(expr),
                ..
            },
        ) => required(expr, sought),
        Part::Expression(Expression::NamedNode(iri)) => {
            mentioned.insert(iri.as_str().to_owned());
        }
        Part::Expression(Expression::Literal(literal)) => {
            mentioned.insert(literal.datatype().as_str().to_owned());
        }
        _ => {}
    });
    found
}

/// Adds the IRIs that a variable must be equal to if a condition is to hold; what a negated condition names need not be there.
fn required(condition: &Expression, found: &mut BTreeSet<String>) {
    match condition {
        Expression::And(a, b) | Expression::Or(a, b) => {
            required(a, found);
            required(b, found);
        }
        Expression::Equal(a, b) | Expression::SameTerm(a, b) => match (&**a, &**b) {
            (Expression::Variable(_), Expression::NamedNode(iri))
            | (Expression::NamedNode(iri), Expression::Variable(_)) => {
                found.insert(iri.as_str().to_owned());
            }
            _ => {}
        },
        Expression::In(needle, list) if matches!(**needle, Expression::Variable(_)) => {
            for item in list {
                if let Expression::NamedNode(iri) = item {
                    found.insert(iri.as_str().to_owned());
                }
            }
        }
        _ => {}
    }
}

/// The most unknown names of a query for which a close one is looked for, and the most that a warning names.
const MOST_UNKNOWN: usize = 5;

/// The most unknown names of a file for which a close one is looked for.
const MOST_COMPARED: usize = 100;

/// Returns the warning that no source has an IRI.
fn no_source(graph: &Graph, iri: &str) -> Warning {
    let message = format!("{NO_SOURCE}`{}`", graph.prefixes.display_iri(iri));
    Warning::doubt(UNKNOWN_NAME, Subject::Iri(iri.to_owned()), message)
}

/// Returns warnings for people: all IRIs that no source has and that are like no other are one of them.
pub(super) fn together(warnings: Vec<Warning>) -> Vec<Warning> {
    let is_alone = |warning: &Warning| {
        warning.id != UNKNOWN_NAME
            || warning.hint.is_some()
            || !warning.message.starts_with(NO_SOURCE)
    };
    let (mut alone, others): (Vec<_>, Vec<_>) = warnings.into_iter().partition(is_alone);
    let mut shown = others
        .iter()
        .filter_map(|one| one.message.strip_prefix(NO_SOURCE));
    let named: Vec<&str> = shown.by_ref().take(MOST_UNKNOWN).collect();
    let more = match shown.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("{NO_SOURCE}{}{more}", named.join(", "));
    if let Some(first) = others.into_iter().next() {
        alone.push(Warning { message, ..first });
    }
    alone
}

/// The classes that something is of, and those that are declared.
fn classes(graph: &Graph) -> BTreeSet<TermId> {
    let Some(rdf_type) = graph.dictionary.find_iri(vocab::RDF_TYPE) else {
        return BTreeSet::new();
    };
    let used = graph.triples(None, Some(rdf_type), None);
    let mut classes: BTreeSet<TermId> = used.map(|[_, _, class]| class).collect();
    for class in vocab::CLASSES {
        if let Some(class) = graph.dictionary.find_iri(class) {
            let declared = graph.triples(None, Some(rdf_type), Some(class));
            let declared = declared.map(|[subject, ..]| subject);
            classes.extend(declared.filter(|id| graph.dictionary.is_iri(*id)));
        }
    }
    classes
}

fn message(graph: &Graph, kind: &str, iri: &str) -> Warning {
    let message = format!(
        "no source uses the {kind} `{}`",
        graph.prefixes.display_iri(iri)
    );
    Warning::doubt(UNKNOWN_NAME, Subject::Iri(iri.to_owned()), message)
}

/// Returns the name that is closest to an IRI, of some as people write them.
fn near_name(graph: &Graph, iri: &str, names: &[String]) -> Option<String> {
    let shown = graph.prefixes.display_iri(iri);
    nearest(&shown, names.iter().map(String::as_str)).map(str::to_owned)
}

/// Returns what an IRI is that stands where it is nothing: as a property it is a class, or the other way round.
fn misplaced(graph: &Graph, name: NameOf, iri: &str) -> Option<&'static str> {
    let id = graph.dictionary.find_iri(iri)?;
    let is_property = graph.statistics.distinct(id).is_some();
    let has_type = || {
        let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE)?;
        graph.triples(Some(id), Some(rdf_type), None).next()
    };
    match name {
        NameOf::Property if is_class(graph, id) => Some("is a class"),
        NameOf::Class if is_property => Some("is a property"),
        NameOf::Class if has_type().is_some() => Some("is an individual"),
        _ => None,
    }
}

/// Returns a warning about an IRI with the name that may be meant as its hint: a near one, else one in a near namespace or of the
/// languages.
fn with_near(
    graph: &Graph,
    warning: Warning,
    (name, iri): (NameOf, &str),
    near: Option<String>,
) -> Warning {
    let shown = graph.prefixes.display_iri(iri);
    if let Some(what) = misplaced(graph, name, iri) {
        return Warning {
            is_likely_typo: true,
            ..warning.with_hint(&format!("it {what}"))
        };
    }
    let is_likely_typo = near.as_deref().is_none_or(|near| is_slip(&shown, near));
    let meant = || term_of_language(iri).or_else(|| in_near_namespace(graph, iri));
    match near.or_else(|| Some(graph.prefixes.display_iri(&meant()?))) {
        None => warning,
        Some(near) => Warning {
            is_likely_typo,
            ..warning.or_meant(Some(&near))
        },
    }
}
