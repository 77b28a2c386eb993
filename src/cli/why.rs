//! `bixi why`

use super::build::graph_of;
use super::limits::{Resources, count};
use super::{Outcome, Shared, advice, terminal};
use bixi::dictionary::TermId;
use bixi::error::Result;
use bixi::graph::Graph;
use bixi::infer::{Attempt, Triple, prove, why_not};
use bixi::project::Project;
use bixi::query::{Dataset, candidates, properties};
use bixi::rdf::{NamedNode, Term};
use bixi::source::SourceFile;
use bixi::{build, write};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Say why a statement holds, or what it lacks
///
/// An asserted statement: the lines that assert it, with their evidence. An inferred one: its proof, down to file and
/// line. One that does not hold: the rules that could give it, and what they lack, the nearest first; exit code 1.
#[derive(clap::Args)]
pub struct Why {
    /// IRI, prefixed name or label
    subject: String,
    /// A property: IRI, prefixed name or label; `a` for the class
    property: String,
    /// IRI, prefixed name, label or literal: its text, `"text"@language` or `"text"^^datatype`
    object: String,
    /// text, json or dot
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// How certain a statement must be to hold: a level of `bixi.toml` [default: the one named there]
    #[arg(long, value_name = "LEVEL")]
    accept: Option<String>,
    /// The most rules that are shown for a statement that does not hold
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true, default_value_t = 5)]
    max_rules: usize,
    #[command(flatten)]
    resources: Resources,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A tree with labels
    Text,
    /// Every step, with IRIs
    Json,
    /// The language of Graphviz
    Dot,
}

/// How far a statement is from a proof: what its nearest rule lacks, then what it has.
type Distance = (usize, Reverse<usize>);

/// Finds the terms, and the proof or what is missing.
pub fn run(why: &Why, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let Some(snapshot) = graph_of(&project, shared, &why.resources)? else {
        return Ok(Outcome::Findings);
    };
    let graph = &snapshot.graph;
    let statements = statements(why, graph, &project)?;
    let known = statements.iter().filter_map(|statement| {
        let [s, p, o] = statement.each_ref().map(|term| graph.find(term));
        Some([s?, p?, o?])
    });
    let known: Vec<Triple> = known.collect();
    let sources = sources(&project, graph, &known)?;
    let names = write::Names {
        graph,
        languages: &project.config.languages,
        source: &|path| sources.get(path),
        accept: &advice::accept,
    };
    let output = match why.format {
        Format::Text => write::Output::Text,
        Format::Json => write::Output::Json,
        Format::Dot => write::Output::Dot,
    };
    let mut dataset = Dataset::new(graph);
    if let Some(level) = &why.accept {
        dataset = dataset.accepting(level)?;
    }
    let seen = |[s, p, o]: Triple| dataset.triples(Some(s), Some(p), Some(o)).next();
    if let Some(proof) = known.iter().find_map(|triple| prove(graph, seen(*triple)?)) {
        terminal::answer(&write::proof(&names, &proof, output))?;
        return Ok(Outcome::Clean);
    }
    let (settings, own) = build::reasoning(&project, graph)?;
    let mut nearest: Option<(Distance, [Term; 3], Vec<Attempt>)> = None;
    for statement in statements {
        let attempts = why_not(graph, &settings, &own, &statement)?;
        let distance = attempts
            .first()
            .map_or((usize::MAX, Reverse(0)), |attempt| {
                (attempt.lacking, Reverse(attempt.found.len()))
            });
        if nearest.as_ref().is_none_or(|(least, ..)| distance < *least) {
            nearest = Some((distance, statement, attempts));
        }
    }
    if let Some((_, statement, mut attempts)) = nearest {
        attempts.truncate(why.max_rules);
        terminal::answer(&write::why_not(&names, &statement, &attempts, output))?;
    }
    Ok(Outcome::Findings)
}

/// The statements that the names may mean.
fn statements(why: &Why, graph: &Graph, project: &Project) -> Result<Vec<[Term; 3]>> {
    let terms = |found: Result<Vec<TermId>>, name: &str| match found {
        Ok(ids) => Ok(ids
            .into_iter()
            .map(|id| graph.dictionary.term(id))
            .collect()),
        Err(error) => concluded(graph, project, name)?.map_or(Err(error), |term| Ok(vec![term])),
    };
    let subjects: Vec<Term> = terms(candidates(graph, &why.subject), &why.subject)?;
    let properties = terms(properties(graph, &why.property), &why.property)?;
    let mut objects = terms(candidates(graph, &why.object), &why.object)?;
    // What is a label of one thing may also be meant as the text that it is.
    let texts = graph.dictionary.literals_with_text(&why.object);
    for literal in texts.map(|id| graph.dictionary.term(id)) {
        if !objects.contains(&literal) {
            objects.push(literal);
        }
    }
    let mut statements = Vec::new();
    for subject in &subjects {
        for property in &properties {
            let statement = |object: &Term| [subject.clone(), property.clone(), object.clone()];
            statements.extend(objects.iter().map(statement));
        }
    }
    // Names that mean much mean nothing.
    statements.truncate(100);
    Ok(statements)
}

/// The IRI of a name that no statement has, if a rule of the project concludes something with it.
fn concluded(graph: &Graph, project: &Project, name: &str) -> Result<Option<Term>> {
    let in_brackets = name
        .strip_prefix('<')
        .and_then(|name| name.strip_suffix('>'));
    let expanded = graph.prefixes.expand(name);
    let iri = expanded.unwrap_or_else(|| in_brackets.unwrap_or(name).to_owned());
    let Ok(iri) = NamedNode::new(iri) else {
        return Ok(None);
    };
    let term = Term::from(iri);
    let (_, own) = build::reasoning(project, graph)?;
    Ok(own.iter().any(|rule| rule.concludes(&term)).then_some(term))
}

/// The sources that assert the statements, by path.
fn sources(
    project: &Project,
    graph: &Graph,
    statements: &[Triple],
) -> Result<BTreeMap<String, SourceFile>> {
    let mut sources = BTreeMap::new();
    for place in statements
        .iter()
        .flat_map(|triple| graph.places_of(*triple))
    {
        if let Some(source) = graph.sources.get(place.source as usize)
            && !sources.contains_key(&source.path)
        {
            sources.insert(source.path.clone(), project.read(&source.path)?);
        }
    }
    Ok(sources)
}
