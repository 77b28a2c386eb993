//! Draws a part of a graph.

use super::Snapshot;
use crate::build::vocabulary;
use crate::dictionary::TermId;
use crate::error::{FormatError, Result, Suggestion};
use crate::graph::Acceptance;
use crate::layout::scene;
use crate::project::Project;
use crate::query::{self, Arguments, Budget, Dataset, Limits, Query, Results, Warning, entity};
use crate::rdf::{Term, Triple, vocab};
use crate::view::{
    Direction, Fold, Folding, LayoutName, LeftOut, Reach, Selection, ViewBlock, Words, around,
    between, beyond, fold, instances, ontology, paths, predicates,
};
use crate::write::{self, Picture, Theme};
use std::collections::BTreeSet;
use std::num::NonZeroUsize;

/// A part of a graph that is drawn. Entities are named by IRI, prefixed name or label.
#[derive(Clone, Copy, Debug)]
pub enum GraphPart<'a> {
    /// The statements of a CONSTRUCT or DESCRIBE query, or the entities in the solutions of a SELECT query and the
    /// statements between them.
    Query {
        /// The query. Its front matter may say how it is drawn.
        query: &'a Query,
        /// The values of its parameters.
        arguments: &'a Arguments,
    },
    /// An entity and its neighbours.
    Around(&'a str),
    /// The shortest paths between two entities.
    Paths {
        /// Where the paths start.
        from: &'a str,
        /// Where the paths end.
        to: &'a str,
    },
    /// The instances of a class and their neighbours.
    Class(&'a str),
    /// The classes and properties, as in a UML class diagram.
    Ontology,
}

/// How a part of a graph is drawn. What is left out is decided by the front matter of the query, or by what is drawn.
#[derive(Clone, Debug, Default)]
pub struct ViewOptions {
    /// How many statements a neighbour may be away; 1 by default, 8 for paths.
    pub depth: Option<usize>,
    /// The only properties that are followed, with their subproperties; all if there are none.
    pub only: Vec<String>,
    /// The most nodes; 200 by default except for queries and the ontology.
    pub max_nodes: Option<NonZeroUsize>,
    /// The layout.
    pub layout: Option<LayoutName>,
    /// The most nodes even if the query or `max_nodes` says more: the time that a layout takes grows with them, and no limit ends it.
    pub most_nodes: Option<NonZeroUsize>,
    /// Where edges lead.
    pub direction: Option<Direction>,
    /// `class`, `nest` (the properties that the styles name), or a property: nodes with the same value stand in one box.
    pub group: Option<String>,
    /// Whether statements that are only inferred are drawn too.
    pub inferred: bool,
    /// The language of labels, which counts more than that of the query and those of the project.
    pub language: Option<String>,
    /// The colours, where the format has some of its own; those that its reader prefers for an HTML page and light ones for other
    /// files if not given.
    pub theme: Option<Theme>,
    /// How much time the search for what is drawn and its layout may take, and the evaluation of a query.
    pub limits: Limits,
}

/// A picture of a part of a graph.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// The files: for each, what is added to the name before its ending, and its bytes. Most formats have one file.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// What the picture does not show, as sentences.
    pub left_out: Vec<String>,
    /// What there would be besides if more statements were drawn.
    pub more: MoreStatements,
    /// Whether no entity was found to draw.
    pub is_empty: bool,
    /// The number of rows of the query, if one was drawn that has rows.
    pub rows: Option<usize>,
    /// What is doubtful about the query, if one was drawn.
    pub warnings: Vec<Warning>,
    /// The parameters of the query that were given no value and have one in the front matter, with this value.
    pub defaults: Vec<(String, String)>,
    /// Values of parameters that are a part of a name, or another name, each with the entity that it was taken for.
    pub taken: Vec<(String, Suggestion)>,
}

/// How many further links between entities a picture would have, without the limit on nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoreStatements {
    /// Those that are only inferred, if they are not drawn.
    pub inferred: MoreLinks,
    /// Those of each weaker level of acceptance that has some, by its name, the strictest first.
    pub accepted: Vec<(String, MoreLinks)>,
    /// Those that files only report, in a project without levels of acceptance.
    pub reported: usize,
}

/// Further links of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MoreLinks {
    /// The number of links of the kind.
    pub links: usize,
    /// The number of links of other kinds between entities to which these lead.
    pub beyond: usize,
}

/// What is drawn.
struct Selected {
    selection: Selection,
    title: String,
    warnings: Vec<Warning>,
    defaults: Vec<(String, String)>,
    taken: Vec<(String, Suggestion)>,
    rows: Option<usize>,
}

impl Project {
    /// Draws a part of a snapshot of the project in a format.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{GraphPart, Picture, ViewOptions};
    ///
    /// let part = GraphPart::Around("Delft");
    /// let drawing = project.draw(&snapshot, part, &ViewOptions::default(), Picture::Svg)?;
    /// let svg = String::from_utf8(drawing.files[0].1.clone())?;
    /// assert!(svg.starts_with("<svg"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a name stands for nothing, the query cannot be evaluated or is an ASK query, a limit is passed, or the format needs
    /// something that this build of bixi or this machine lacks.
    pub fn draw(
        &self,
        snapshot: &Snapshot,
        part: GraphPart,
        options: &ViewOptions,
        format: Picture,
    ) -> Result<Drawing> {
        let budget = Budget::new(&options.limits);
        budget.enter("the drawing");
        let languages = options.language.iter().cloned();
        let languages: Vec<String> = languages.chain(self.languages(snapshot)).collect();
        let snapshot = &snapshot.for_reader(&languages);
        // What is drawn unasked is what files say: that it also holds the other way round makes no good picture.
        let dataset = match options.inferred {
            true => snapshot.dataset(),
            false => snapshot.dataset().asserted(),
        };
        let mut block = block(part, options)?;
        block.group = block.group.filter(|_| format.has_boxes());
        if format.is_data() && block.fold.is_none() {
            block.fold = Some(vec![Fold::Literals, Fold::Types, Fold::Evidence]);
        }
        let without_effect = directionless(&block, options);
        if let Some(by) = block.group.as_deref()
            && !matches!(by, "class" | "nest")
        {
            entity(dataset.graph(), by)?;
        }
        let vocabulary = vocabulary(self, dataset.graph())?;
        let is_vocabulary = |path: &str| vocabulary.contains(path);
        let folding = Folding {
            dataset,
            is_vocabulary: &is_vocabulary,
            block,
            languages,
            reader: options.language.clone(),
            keeps_languages: format.is_data(),
        };
        let Selected {
            selection,
            title,
            warnings,
            defaults,
            taken,
            rows,
        } = selected(part, options, &folding, snapshot.dataset(), &budget)?;
        let more = more(snapshot, part, options, &folding, &selection, &budget)?;
        let view = fold(&folding, &selection, &title, &budget)?;
        let scene = scene(&view);
        let wide = format.holds_more();
        let wide = wide.then(|| beyond(&folding, &view, &budget)).transpose()?;
        let written = write::picture((format, options.theme), &view, &scene, wide.as_ref())?;
        let left_out = view.left_out.iter().chain(&written.left_out);
        let left_out = left_out.chain(&without_effect);
        Ok(Drawing {
            left_out: left_out.map(|what| Words::English.left_out(what)).collect(),
            more,
            is_empty: view.graph.node_count() == 0,
            files: written.files,
            warnings,
            defaults,
            taken,
            rows,
        })
    }
}

/// Returns that the direction that was asked for has no effect on a layout that has none.
fn directionless(block: &ViewBlock, options: &ViewOptions) -> Option<LeftOut> {
    let name = match block.layout {
        LayoutName::Radial => "radial",
        LayoutName::Force => "force",
        _ => return None,
    };
    options.direction?;
    let notice = format!("the direction has no effect: the layout `{name}` has none");
    Some(LeftOut::Notice(notice))
}

/// Returns what the query says of its picture, and what options say instead.
fn block(part: GraphPart, options: &ViewOptions) -> Result<ViewBlock> {
    let mut block = match part {
        GraphPart::Query { query, .. } => ViewBlock::of(query)?,
        _ => ViewBlock::default(),
    };
    block.layout = match (options.layout, part) {
        (Some(layout), _) => layout,
        (None, GraphPart::Around(_)) => LayoutName::Radial,
        _ => block.layout,
    };
    block.direction = options.direction.or(block.direction);
    if matches!(part, GraphPart::Ontology) && block.direction.is_none() {
        block.direction = Some(Direction::RightToLeft);
    }
    block.group = options.group.clone().or(block.group);
    block.max_nodes = options.max_nodes.or(block.max_nodes);
    if let Some(most) = options.most_nodes {
        block.max_nodes = Some(block.max_nodes.map_or(most, |nodes| nodes.min(most)));
    }
    block.language = block.language.filter(|_| options.language.is_none());
    Ok(block)
}

/// Returns what is drawn, its title, and what is doubtful about the query.
fn selected(
    part: GraphPart,
    options: &ViewOptions,
    folding: &Folding,
    seen: Dataset,
    budget: &Budget,
) -> Result<Selected> {
    let dataset = folding.dataset;
    let (graph, languages) = (dataset.graph(), &folding.languages);
    let name = |id| {
        let label = folding.label(id, languages);
        label.unwrap_or_else(|| graph.display(id))
    };
    let mut reach = Reach {
        depth: options.depth.unwrap_or(1),
        limit: options.max_nodes.map_or(200, usize::from),
        only: predicates(graph, &options.only)?,
        avoid: Vec::new(),
        is_directed: false,
        is_vocabulary: folding.is_vocabulary,
    };
    let (selection, title) = match part {
        GraphPart::Query { query, arguments } => {
            let arguments = query.in_languages(arguments, languages);
            let language = languages.first().map(String::as_str);
            let asked = (query, &arguments, &options.limits);
            return answered((dataset, seen), asked, language, budget);
        }
        GraphPart::Paths { from, to } => {
            reach.depth = options.depth.unwrap_or(8);
            let (from, to) = (entity(graph, from)?, entity(graph, to)?);
            let title = format!("{} — {}", name(from), name(to));
            (paths(dataset, (from, to), &reach, budget)?, title)
        }
        GraphPart::Class(class) => {
            let class = entity(graph, class)?;
            let selection = instances((dataset, seen), class, &reach, budget)?;
            (selection, name(class))
        }
        GraphPart::Ontology => {
            let title = Words::of(languages).ontology().to_owned();
            (ontology(dataset, &|id| folding.label(id, languages)), title)
        }
        GraphPart::Around(entity) => {
            let entity = query::entity(graph, entity)?;
            (around(dataset, entity, &reach, budget)?, name(entity))
        }
    };
    Ok(Selected {
        selection,
        title,
        warnings: Vec::new(),
        defaults: Vec::new(),
        taken: Vec::new(),
        rows: None,
    })
}

/// Returns what a query answers, as something to draw, with its title in a language. The query sees all statements that other
/// queries see; of its answer those are drawn that can be seen in the dataset, and those that the query makes.
fn answered(
    (dataset, seen): (Dataset, Dataset),
    (query, arguments, limits): (&Query, &Arguments, &Limits),
    language: Option<&str>,
    budget: &Budget,
) -> Result<Selected> {
    let path = &query.source.path;
    let mut rows = None;
    let answer = query::answer(seen, query, arguments, limits, false)?;
    let selection = match answer.results {
        Results::Graph(triples) => Selection {
            triples: drawable(dataset, triples, budget)?,
            ..Selection::default()
        },
        Results::Solutions(solutions) => {
            rows = Some(solutions.len());
            let mut entities = Vec::new();
            for solution in solutions {
                entities.extend(solution.into_values().into_iter().flatten());
            }
            between(dataset, &entities, budget)?
        }
        Results::Boolean(_) => {
            let query = path.clone();
            return Err(FormatError::NothingToDraw { query }.into());
        }
    };
    let title = query.front_matter.title_in(language).unwrap_or(path);
    Ok(Selected {
        selection,
        title: title.to_owned(),
        warnings: answer.warnings,
        defaults: answer.defaults,
        taken: answer.taken,
        rows,
    })
}

/// Returns the triples that can be drawn.
fn drawable(
    dataset: Dataset,
    triples: impl Iterator<Item = Triple>,
    budget: &Budget,
) -> Result<Vec<Triple>> {
    let mut drawn = Vec::new();
    for triple in triples {
        budget.look()?;
        if can_be_drawn(dataset, &triple) {
            drawn.push(triple);
        }
    }
    Ok(drawn)
}

/// Returns whether a triple can be seen in a dataset, or is none of its graph.
fn can_be_drawn(dataset: Dataset, triple: &Triple) -> bool {
    let graph = dataset.graph();
    match graph.ids_of(triple) {
        Some([s, p, o]) if graph.row([s, p, o]).is_some() => {
            let mut found = dataset.triples(Some(s), Some(p), Some(o));
            found.next().is_some()
        }
        _ => true,
    }
}

/// Counts the links that would be drawn besides a selection if inferred statements, or those of weaker levels, were drawn.
fn more(
    snapshot: &Snapshot,
    part: GraphPart,
    options: &ViewOptions,
    folding: &Folding,
    selection: &Selection,
    budget: &Budget,
) -> Result<MoreStatements> {
    let links = || selection.triples.iter().filter(|triple| is_link(triple));
    let drawn = || links().map(Triple::to_string).collect::<BTreeSet<String>>();
    let beside = |dataset: Dataset,
                  drawn: &mut BTreeSet<String>,
                  is_own: &dyn Fn(&Triple) -> bool|
     -> Result<MoreLinks> {
        let folding = Folding {
            dataset,
            is_vocabulary: folding.is_vocabulary,
            block: folding.block.clone(),
            languages: folding.languages.clone(),
            reader: folding.reader.clone(),
            keeps_languages: folding.keeps_languages,
        };
        let with_inferred = dataset.at(dataset.level() & !Acceptance::INFERRED);
        let wider = selected(part, options, &folding, with_inferred, budget)?.selection;
        let mut more = MoreLinks::default();
        for triple in wider.triples.iter().filter(|triple| is_link(triple)) {
            budget.look()?;
            match drawn.insert(triple.to_string()) {
                false => {}
                true if is_own(triple) => more.links += 1,
                true => more.beyond += 1,
            }
        }
        Ok(more)
    };
    let (seen, graph) = (snapshot.dataset(), snapshot.graph());
    let mut more = MoreStatements::default();
    if folding.dataset.level() != seen.level() {
        let is_inferred = |triple: &Triple| {
            graph
                .ids_of(triple)
                .is_none_or(|ids| graph.is_inferred(ids))
        };
        more.inferred = beside(seen, &mut drawn(), &is_inferred)?;
    }
    // A level has what the levels before it have, too.
    let mut known = drawn();
    let current = folding.dataset.level() & Acceptance::LEVEL;
    for (level, name) in (0..)
        .zip(snapshot.levels())
        .filter(|(level, _)| *level > current)
    {
        let is_of_level = |triple: &Triple| {
            let row = graph.ids_of(triple).and_then(|ids| graph.row(ids));
            row.is_none_or(|row| graph.level_of(row) == level)
        };
        let links = beside(folding.dataset.accepting(name)?, &mut known, &is_of_level)?;
        if links != MoreLinks::default() {
            more.accepted.push((name.clone(), links));
        }
    }
    if snapshot.levels().is_empty() {
        more.reported = reported(seen, selection);
    }
    Ok(more)
}

/// Returns whether a triple links two entities: it gives no class, and no text.
fn is_link(triple: &Triple) -> bool {
    let is_entity = matches!(triple.object, Term::NamedNode(_) | Term::BlankNode(_));
    is_entity && triple.predicate.as_str() != vocab::RDF_TYPE
}

/// Counts the statements about entities of a selection that files reify, and that are not in the graph.
fn reported(dataset: Dataset, selection: &Selection) -> usize {
    let graph = dataset.graph();
    let terms = selection.triples.iter().flat_map(|triple| {
        let ends = [Term::from(triple.subject.clone()), triple.object.clone()];
        ends.map(|end| graph.find(&end))
    });
    let mut drawn: BTreeSet<TermId> = terms.flatten().collect();
    drawn.extend(&selection.entities);
    graph.only_reported(&|id| drawn.contains(&id)).len()
}
