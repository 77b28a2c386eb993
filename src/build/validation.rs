//! Validates the graph of a project against the shapes in its sources.

use super::Seen;
use super::rules::ReadFiles;
use crate::dictionary::TermId;
use crate::error::{NameError, Result};
use crate::finding::{Finding, Place, nearest};
use crate::graph::{Acceptance, Graph};
use crate::limits::Limits;
use crate::project::{Inference, PreBinding, Project, Role, ShapesSetting};
use crate::query;
use crate::rdf::{Prefixes, Triple};
use crate::shapes::{self, SH, ShapeId, Shapes, Target};
use crate::validate::{Context, Data, Selection, idle, report, validated};

/// Which shapes and nodes are validated, by name.
#[derive(Clone, Debug, Default)]
pub struct ValidationOptions {
    /// The shapes, as IRIs, prefixed names or labels; all with targets if there is none.
    pub shapes: Vec<String>,
    /// The focus nodes, as IRIs, prefixed names or labels; all of the targets if there is none.
    pub focus: Vec<String>,
    /// Whether shapes that validate nothing are findings.
    pub with_idle: bool,
    /// Whether the report is wanted as RDF, too.
    pub with_report: bool,
}

/// What a validation came to.
#[derive(Clone, Debug, Default)]
pub struct Validation {
    /// The results, and what is wrong with the shapes, by place.
    pub findings: Vec<Finding>,
    /// The number of shapes with targets that lead to nodes.
    pub shapes: usize,
    /// The number of focus nodes, those of each shape counted.
    pub focus_nodes: usize,
    /// The number of shapes with targets that lead to no node.
    pub idle: usize,
    /// The sources that are shapes only by the settings, so that their statements are not validated.
    pub only_shapes: usize,
    /// The number of shapes with constraints, validated or not.
    pub known: usize,
    /// The [validation report](https://www.w3.org/TR/shacl12-core/#validation-report), if it is wanted.
    pub report: Vec<Triple>,
    /// The prefixes of the project.
    pub prefixes: Prefixes,
    /// Whether sources have errors: then only what could be read was validated, and these errors are among the findings.
    pub is_partial: bool,
}

/// Validates what is known of the sources of a project; nothing if the settings say so.
///
/// # Errors
/// If a name in the options is that of no shape or node, a query fails, or a limit is passed.
pub(super) fn validation(
    project: &Project,
    seen: &Seen,
    options: &ValidationOptions,
    limits: &Limits,
) -> Result<Validation> {
    let setting = project.config.check.shapes;
    let graph = seen.graph();
    if setting == ShapesSetting::Off || !has_shapes(graph) {
        return Ok(Validation::default());
    }
    limits.work.enter("validating shapes");
    limits.check()?;
    let shapes = shapes::read(graph);
    let roles = project.roles(graph.sources.iter().map(|source| source.path.as_str()))?;
    let is_only_shapes = |source: usize| roles.get(source) == Some(&Some(Role::Shapes));
    let only_shapes = (0..graph.sources.len())
        .filter(|source| is_only_shapes(*source))
        .count();
    let without = (only_shapes > 0).then(|| graph.without_sources(is_only_shapes));
    let without = without.transpose()?;
    let data = without.as_ref().unwrap_or(graph);
    let demanded = entailment(project, graph);
    let level = match setting {
        ShapesSetting::Asserted => graph.acceptance.default | Acceptance::INFERRED,
        _ => graph.acceptance.default,
    };
    let mut seen_data = Data::new(data, level, without.is_none());
    seen_data.pre_binding = match project.config.check.pre_binding {
        PreBinding::Strict => query::PreBinding::Strict,
        PreBinding::Lenient => query::PreBinding::Lenient,
    };
    let files = ReadFiles::of(project);
    let read = |path: &str| files.read(path);
    seen_data.limits = Some(limits);
    let context = Context {
        graph,
        data: seen_data,
        shapes: &shapes,
        languages: &project.config.languages,
        files: &read,
    };
    let selection = selection(graph, &shapes, options)?;
    let (mut findings, found) = validated(&context, &selection)?;
    if options.with_idle {
        findings.extend(idle(&context, &found));
    }
    findings.extend(demanded);
    // What others maintain is theirs.
    findings.retain(|finding| !seen.imported.contains(&finding.place.file));
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| (finding.place.file.clone(), finding.place.span.start);
        place(a).cmp(&place(b))
    });
    Ok(Validation {
        findings,
        shapes: found.focus_nodes.len(),
        focus_nodes: found.focus_nodes.iter().map(|(_, nodes)| nodes).sum(),
        idle: found
            .without_focus
            .iter()
            .filter(|id| has_target(&shapes, **id))
            .count(),
        only_shapes,
        known: shapes
            .shapes
            .iter()
            .filter(|shape| !shape.constraints.is_empty())
            .count(),
        is_partial: false,
        prefixes: graph.prefixes.clone(),
        report: match options.with_report {
            true => report(&context, &found)?,
            false => Vec::new(),
        },
    })
}

/// Returns whether a shape that demands something has a target of its own.
fn has_target(shapes: &Shapes, id: ShapeId) -> bool {
    let shape = &shapes.shapes[id];
    let mut targets = shape.targets.iter();
    !shape.constraints.is_empty() && targets.any(|target| !matches!(target, Target::Named(_)))
}

/// Returns whether a graph has a term of SHACL, or of a namespace that is nearly its.
fn has_shapes(graph: &Graph) -> bool {
    let dictionary = &graph.dictionary;
    !dictionary.starting_with(dictionary.iris(), SH).is_empty()
        || !shapes::wrong_namespaces(graph).is_empty()
}

/// Finds shapes and focus nodes by their names.
fn selection(graph: &Graph, shapes: &Shapes, options: &ValidationOptions) -> Result<Selection> {
    let shape = |name: &String| -> Result<ShapeId> {
        let term = query::entity(graph, name)?;
        let known = shapes.by_node.get(&term).copied();
        known.ok_or_else(|| no_shape(graph, shapes, name).into())
    };
    let focus = options.focus.iter().map(|name| query::entity(graph, name));
    Ok(Selection {
        shapes: options.shapes.iter().map(shape).collect::<Result<_>>()?,
        focus: focus.collect::<Result<Vec<TermId>>>()?,
    })
}

fn no_shape(graph: &Graph, shapes: &Shapes, name: &str) -> NameError {
    let with_target = shapes.shapes.iter().filter(|shape| {
        shape
            .targets
            .iter()
            .any(|target| !matches!(target, Target::Named(_)))
    });
    let names: Vec<String> = with_target.map(|shape| graph.display(shape.node)).collect();
    let near = nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
    let shown = near.into_iter().chain(names.into_iter().take(3));
    NameError::Shape {
        name: name.to_owned(),
        known: shown.collect(),
    }
}

/// Returns a finding for each entailment regime that the shapes demand and the project does not have
/// ([SHACL Core, 1.5](https://www.w3.org/TR/shacl12-core/#shacl-rdfs)).
fn entailment(project: &Project, graph: &Graph) -> Vec<Finding> {
    const REGIMES: &str = "http://www.w3.org/ns/entailment/";
    let Some(property) = graph.dictionary.find_iri(&format!("{SH}entailment")) else {
        return Vec::new();
    };
    let inference = project.config.inference;
    let statements = graph.triples(None, Some(property), None);
    let lacking = statements.filter_map(|statement| {
        let regime = graph.dictionary.text(statement[2]);
        let problem = match regime
            .strip_prefix(REGIMES)
            .or_else(|| regime.strip_prefix(SH))
        {
            Some("RDFS" | "RDF" | "Simple" | "D") if inference != Inference::None => return None,
            Some("OWL-RL" | "OWL-RDF-Based" | "OWL-Direct")
                if matches!(inference, Inference::OwlRl | Inference::OwlRlFull) =>
            {
                return None;
            }
            Some("Rules") if inference != Inference::None => return None,
            Some(
                "RDFS" | "RDF" | "Simple" | "D" | "Rules" | "OWL-RL" | "OWL-RDF-Based"
                | "OWL-Direct",
            ) => "the settings of the project infer less",
            _ => "bixi does not have it",
        };
        let regime = graph.display(statement[2]);
        let message = format!("the shapes demand the entailment regime `{regime}`, and {problem}");
        let place = graph.places_of(statement).into_iter().next();
        let source = place.and_then(|place| graph.sources.get(place.source as usize));
        let place = Place {
            file: source.map_or_else(String::new, |source| source.path.clone()),
            span: place
                .zip(source)
                .and_then(|(place, source)| project.read(&source.path).ok()?.text_span(place.line))
                .unwrap_or(0..0),
        };
        Some(Finding::error("shacl-entailment", message, place))
    });
    lacking.collect()
}
