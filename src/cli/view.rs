//! `bixi view`

use super::build::graph_of;
use super::limits::{Limits, count};
use super::query::{check_names, named, with_language};
use super::{Acceptance, Outcome, Shared, terminal};
use bixi::error::{Error, Result};
use bixi::graph::Graph;
use bixi::layout::scene;
use bixi::query::{self, Arguments, Dataset, Query, Results, entity};
use bixi::view::{
    Direction, Folding, LayoutName, Reach, Selection, ViewBlock, Words, around, between, beyond,
    fold, instances, ontology, paths, predicates,
};
use bixi::write::{self, Picture};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Draw a part of the graph
///
/// A CONSTRUCT or DESCRIBE query draws its statements; a SELECT query draws the entities in its rows and what the graph
/// says between them. IRIs are nodes; literals, classes and evidence go into them. How a query is drawn can be said in
/// its front matter (`view:`); options say it for once. What has no room is said on standard error and in the picture.
#[derive(clap::Args)]
pub struct View {
    /// A name in `queries/`, a file, or `-` for standard input
    #[arg(required_unless_present_any = ["around", "path", "class", "ontology"])]
    name: Option<String>,
    /// Draw this entity (IRI, prefixed name or label) and its neighbours
    #[arg(long, value_name = "ENTITY", conflicts_with = "name")]
    around: Option<String>,
    /// Draw the shortest paths between two entities
    #[arg(long, value_names = ["A", "B"], num_args = 2, conflicts_with_all = ["name", "around"])]
    path: Option<Vec<String>>,
    /// Draw the instances of a class and their neighbours
    #[arg(long, value_name = "CLASS", conflicts_with_all = ["name", "around", "path"])]
    class: Option<String>,
    /// Draw classes and properties, as in a UML class diagram
    #[arg(long, conflicts_with_all = ["name", "around", "path", "class"])]
    ontology: bool,
    /// How many statements a neighbour may be away [default: 1; of a path: 8]
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true, conflicts_with_all = ["name", "ontology"])]
    depth: Option<usize>,
    /// Follow only this property and its subproperties; may be given several times
    #[arg(long, value_name = "PROPERTY", conflicts_with_all = ["name", "ontology"])]
    only: Vec<String>,
    /// The most nodes [default: 200 with `--around`, `--class`, `--path`]
    #[arg(long, value_name = "N", value_parser = most_nodes, allow_negative_numbers = true)]
    max_nodes: Option<NonZeroUsize>,
    /// auto, layered, tree, radial or force
    #[arg(long, value_name = "LAYOUT", value_parser = layout_name)]
    layout: Option<LayoutName>,
    /// Where edges lead: LR, RL, TB or BT
    #[arg(long, value_name = "DIRECTION", value_parser = direction)]
    direction: Option<Direction>,
    /// Put nodes into boxes: `class`, `nest` (as the styles say), or a property
    #[arg(long, value_name = "BY")]
    group: Option<String>,
    /// svg, html, png, dot, mermaid, graphml, gexf, cyjs, json or csv [default: by the name of the file; dot on standard output]
    #[arg(long, value_name = "FORMAT", value_parser = format_name)]
    format: Option<Picture>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Pixels of a PNG for each of SVG, from 0.1 to 10 [default: 2]
    #[arg(long, value_name = "N", value_parser = scale, allow_negative_numbers = true)]
    scale: Option<f32>,
    /// Draw also what is only inferred
    #[arg(long)]
    inferred: bool,
    #[command(flatten)]
    acceptance: Acceptance,
    #[command(flatten)]
    limits: Limits,
}

fn format_name(text: &str) -> std::result::Result<Picture, String> {
    Picture::of_extension(text).ok_or_else(|| {
        "formats are svg, html, png, dot, mermaid, graphml, gexf, cyjs, json and csv".to_owned()
    })
}

fn layout_name(text: &str) -> std::result::Result<LayoutName, String> {
    Ok(match text {
        "auto" => LayoutName::Auto,
        "layered" => LayoutName::Layered,
        "tree" => LayoutName::Tree,
        "radial" => LayoutName::Radial,
        "force" => LayoutName::Force,
        _ => return Err("layouts are auto, layered, tree, radial and force".to_owned()),
    })
}

fn most_nodes(text: &str) -> std::result::Result<NonZeroUsize, String> {
    let number = NonZeroUsize::new(count(text)?);
    number.ok_or_else(|| "a picture has at least one node".to_owned())
}

/// A format with the scale that is given for it.
///
/// # Errors
/// If it has no pixels to scale.
fn scaled(picture: Picture, scale: Option<f32>) -> Result<Picture> {
    let Some(scale) = scale else {
        return Ok(picture);
    };
    picture.scaled(scale).ok_or_else(|| Error::Format {
        message: "`--scale` is for PNG; other formats have no pixels".to_owned(),
    })
}

fn scale(text: &str) -> std::result::Result<f32, String> {
    let number = text.parse().ok().filter(|n| (0.1..=10.0).contains(n));
    number.ok_or_else(|| "a scale is a number from 0.1 to 10".to_owned())
}

fn direction(text: &str) -> std::result::Result<Direction, String> {
    Ok(match text.to_ascii_uppercase().as_str() {
        "LR" => Direction::LeftToRight,
        "RL" => Direction::RightToLeft,
        "TB" => Direction::TopToBottom,
        "BT" => Direction::BottomToTop,
        _ => return Err("directions are LR, RL, TB and BT".to_owned()),
    })
}

/// Draws and prints.
pub fn run(view: &View, arguments: &Arguments, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let query = view
        .name
        .as_deref()
        .map(|name| named(&project, name))
        .transpose()?;
    let mut arguments = arguments.clone();
    if let Some(query) = &query {
        arguments = with_language(query, &arguments, shared);
        check_names(query, &arguments, "view")?;
    }
    let picture = view.picture()?;
    let Some(snapshot) = graph_of(&project, shared, &view.limits.resources)? else {
        return Ok(Outcome::Findings);
    };
    let graph = &snapshot.graph;
    let dataset = view.acceptance.dataset(graph)?;
    // What is drawn unasked is what files say: that it also holds the other way round makes no good picture.
    let drawn = if view.inferred {
        dataset
    } else {
        dataset.asserted()
    };
    let mut block = view.block(query.as_ref())?;
    block.group = block.group.filter(|_| picture.has_boxes());
    // A language that is asked for now counts more than that of the query.
    block.language = block.language.filter(|_| shared.lang.is_none());
    let is_vocabulary = |path: &str| project.is_ontology(path);
    let folding = Folding {
        dataset: drawn,
        is_vocabulary: &is_vocabulary,
        block,
        languages: project.config.languages.clone(),
    };
    if let Some(by) = folding
        .block
        .group
        .as_deref()
        .filter(|by| !matches!(*by, "class" | "nest"))
    {
        entity(graph, by)?;
    }
    let (selection, title) = match &query {
        Some(query) => {
            let watch = view.limits.watch();
            let selection = answer(drawn, query, &arguments, &watch.limits)?;
            (selection, title_of(query))
        }
        None => view.selection(drawn, &folding)?,
    };
    let drawing = fold(&folding, &selection, &title);
    let scene = scene(&drawing);
    let picture = scaled(picture, view.scale)?;
    let wide = picture.holds_more().then(|| beyond(&folding, &drawing));
    let written = write::picture(picture, &drawing, &scene, wide.as_ref())?;
    if drawing.graph.node_count() == 0 {
        terminal::say("the picture is empty: no entity was found to draw");
    }
    for what in drawing.left_out.iter().chain(&written.left_out) {
        terminal::say(&Words::English.left_out(what));
    }
    put(&written.files, view.output.as_deref())?;
    Ok(Outcome::Clean)
}

/// Writes what was drawn where it should go.
fn put(files: &[(&str, Vec<u8>)], output: Option<&Path>) -> Result<()> {
    let Some(output) = output else {
        return match files {
            [(_, bytes)] => terminal::answer_bytes(bytes),
            _ => Err(Error::Format {
                message:
                    "CSV is two tables; `-o FILE.csv` writes `FILE-nodes.csv` and `FILE-edges.csv`"
                        .to_owned(),
            }),
        };
    };
    for (suffix, bytes) in files {
        let mut path = output.to_owned();
        if !suffix.is_empty() {
            let stem = output.file_stem().unwrap_or_default().to_string_lossy();
            let ending = output.extension().unwrap_or_default().to_string_lossy();
            path.set_file_name(format!("{stem}{suffix}.{ending}"));
        }
        std::fs::write(&path, bytes).map_err(Error::io("write", &path))?;
    }
    Ok(())
}

/// What a query answers, as something to draw.
fn answer(
    dataset: Dataset,
    query: &Query,
    arguments: &Arguments,
    limits: &query::Limits,
) -> Result<Selection> {
    let answer = query::answer(dataset, query, arguments, limits, false)?;
    for doubt in answer.warnings.iter().filter(|doubt| doubt.is_typing_error) {
        terminal::say(&format!("warning: {}", doubt.message));
    }
    match answer.results {
        Results::Graph(triples) => Ok(Selection {
            triples: triples.collect(),
            ..Selection::default()
        }),
        Results::Solutions(solutions) => {
            let mut entities = Vec::new();
            for solution in solutions {
                entities.extend(solution.iter().map(|(_, term)| term.clone()));
            }
            Ok(between(dataset, &entities))
        }
        Results::Boolean(_) => {
            let message = format!(
                "`{}` asks whether; there is nothing to draw",
                query.source.path
            );
            Err(Error::Format { message })
        }
    }
}

fn title_of(query: &Query) -> String {
    let title = query.front_matter.title.clone();
    title.unwrap_or_else(|| query.source.path.clone())
}

impl View {
    /// What the query says of its picture, and what options say instead.
    fn block(&self, query: Option<&Query>) -> Result<ViewBlock> {
        let mut block = query.map_or_else(|| Ok(ViewBlock::default()), ViewBlock::of)?;
        block.layout = match self.layout {
            Some(layout) => layout,
            None if self.around.is_some() => LayoutName::Radial,
            None => block.layout,
        };
        block.direction = self.direction.or(block.direction);
        if self.ontology && block.direction.is_none() {
            block.direction = Some(Direction::RightToLeft);
        }
        block.group = self.group.clone().or(block.group);
        block.max_nodes = self.max_nodes.or(block.max_nodes);
        Ok(block)
    }

    /// What the options ask for, and its title.
    fn selection(&self, dataset: Dataset, folding: &Folding) -> Result<(Selection, String)> {
        let graph = dataset.graph();
        let languages = &folding.languages;
        let name = |graph: &Graph, id| {
            graph
                .label(id, languages)
                .unwrap_or_else(|| graph.display(id))
        };
        let mut reach = Reach {
            depth: self.depth.unwrap_or(1),
            limit: self.max_nodes.map_or(200, usize::from),
            only: predicates(graph, &self.only)?,
            is_vocabulary: folding.is_vocabulary,
        };
        if let Some([from, to]) = self.path.as_deref() {
            reach.depth = self.depth.unwrap_or(8);
            let (from, to) = (entity(graph, from)?, entity(graph, to)?);
            let title = format!("{} — {}", name(graph, from), name(graph, to));
            return Ok((paths(dataset, from, to, &reach)?, title));
        }
        if let Some(class) = &self.class {
            let class = entity(graph, class)?;
            return Ok((instances(dataset, class, &reach), name(graph, class)));
        }
        if self.ontology {
            let title = Words::of(languages).ontology().to_owned();
            return Ok((ontology(dataset, languages), title));
        }
        let entity = entity(graph, self.around.as_deref().unwrap_or_default())?;
        Ok((around(dataset, entity, &reach), name(graph, entity)))
    }

    /// The format asked for, or that of the file's name.
    fn picture(&self) -> Result<Picture> {
        if let Some(format) = self.format {
            return Ok(format);
        }
        let Some(path) = self.output.as_deref() else {
            return Ok(Picture::Dot);
        };
        let extension = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        Picture::of_extension(&extension).ok_or_else(|| no_format(path))
    }
}

fn no_format(path: &Path) -> Error {
    let message = format!(
        "the name of `{}` does not say what to write; its ending is one of {}, or `--format` says it",
        path.display(),
        Picture::EXTENSIONS
            .map(|(extension, _)| format!(".{extension}"))
            .join(", ")
    );
    Error::Format { message }
}
