//! `bixi view`

use super::advice::accept;
use super::arguments::{named_parameter, with_named};
use super::build::graph_of;
use super::failure::{Failure, Result};
use super::limits::{Limits, count};
use super::names::{say_taken, whole_name};
use super::query::{HELP, say_defaults, say_notes, with_language};
use super::saved_queries::{check_names, help, named};
use super::{Acceptance, OnEngine, Outcome, ServiceAnswers, Shared, terminal};
use bixi::text::count as counted;
use bixi::{
    Arguments, Direction, Drawing, Error, GraphPart, LayoutName, MoreLinks, MoreStatements,
    Picture, QueryLimits, Snapshot, Theme, ViewOptions,
};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Draw a part of the graph
///
/// A CONSTRUCT or DESCRIBE query draws its statements; a SELECT query draws the entities in its rows and the statements
/// between them. IRIs become nodes; their literals, classes and evidence are shown in the nodes. The front matter of a query
/// may say how it is drawn (`view:`); options override it. What does not fit is named on standard error and in the picture.
#[derive(clap::Args)]
pub struct View {
    /// The name of a saved query, a file, or `-` for standard input
    #[arg(required_unless_present_any = ["around", "path", "class", "ontology"])]
    name: Option<String>,
    /// Give a parameter of the query whose name is an option of this command; may be given several times
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = named_parameter)]
    named: Vec<(String, String)>,
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
    /// Draw neighbours that are at most this many statements away [default: 1; with `--path` 8]
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true, conflicts_with_all = ["name", "ontology"])]
    depth: Option<usize>,
    /// Follow only this property and its subproperties; may be given several times
    #[arg(long, value_name = "PROPERTY", conflicts_with_all = ["name", "ontology"])]
    only: Vec<String>,
    /// Draw at most this many nodes [default: 200 with `--around`, `--class`, `--path`]
    #[arg(long, value_name = "N", value_parser = most_nodes, allow_negative_numbers = true)]
    max_nodes: Option<NonZeroUsize>,
    /// How nodes are arranged: auto, layered, tree, radial or force
    #[arg(long, value_name = "LAYOUT", value_parser = LayoutName::named)]
    layout: Option<LayoutName>,
    /// Where edges lead: LR, RL, TB or BT
    #[arg(long, value_name = "DIRECTION", value_parser = Direction::named)]
    direction: Option<Direction>,
    /// Put nodes into boxes: `class`, `nest` (as the styles say), or a property
    #[arg(long, value_name = "BY")]
    group: Option<String>,
    /// The format: svg, html, png, dot, mermaid, graphml, gexf, cyjs, json or csv [default: by the name of the file; dot on standard output]
    #[arg(long, value_name = "FORMAT", value_parser = format_name)]
    format: Option<Picture>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Pixels of a PNG for each pixel of the SVG, from 0.1 to 10 [default: 2]
    #[arg(long, value_name = "N", value_parser = scale, allow_negative_numbers = true)]
    scale: Option<f32>,
    /// The colours: light, dark, print (black on white, nothing is filled), or auto, which is for HTML pages and follows the browser
    /// of the reader [default: auto for HTML, else light]
    #[arg(long, value_name = "THEME", value_parser = Theme::named)]
    theme: Option<Theme>,
    /// Draw also what is only inferred, as such; without it, it is only said how much there is
    #[arg(long)]
    inferred: bool,
    #[command(flatten)]
    engine: OnEngine,
    #[command(flatten)]
    services: ServiceAnswers,
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
    let scaled = picture.scaled(scale);
    scaled.ok_or_else(|| Failure::usage("`--scale` is for PNG; other formats have no pixels"))
}

/// Refuses a theme that a file of a format cannot be in.
fn check_theme(picture: Picture, theme: Option<Theme>) -> Result<()> {
    match theme {
        Some(theme) if !picture.has_theme(theme) => Err(Failure::usage(match theme {
            Theme::Auto => "`--theme auto` is for HTML; a file in another format has one theme",
            _ => "`--theme` is for SVG, HTML and PNG; other formats have no colours for the page",
        })),
        _ => Ok(()),
    }
}

fn scale(text: &str) -> std::result::Result<f32, String> {
    let number = text.parse().ok().filter(|n| (0.1..=10.0).contains(n));
    number.ok_or_else(|| "a scale is a number from 0.1 to 10".to_owned())
}

/// Draws and prints.
pub fn run(view: &View, arguments: &Arguments, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let query = view
        .name
        .as_deref()
        .map(|name| named(&project, name))
        .transpose()?;
    if let Some(query) = query.as_ref().filter(|_| arguments.contains_key(HELP)) {
        terminal::answer(&help(query, &project, "view"))?;
        return Ok(Outcome::Clean);
    }
    let mut arguments = with_named(arguments, &view.named).map_err(Failure::Usage)?;
    if let Some(query) = &query {
        arguments = with_language(query, &arguments, shared);
        check_names(query, &arguments, "view")?;
    }
    let picture = view.picture()?;
    let Some(snapshot) = graph_of(&project, shared, &view.limits.resources)? else {
        return Ok(Outcome::Findings);
    };
    let snapshot = view.acceptance.of(&snapshot)?;
    if view.name.is_none() {
        view.engine.refuse("a view of a saved query")?;
    }
    let snapshot = view.engine.of(&project, snapshot)?;
    let mut watch = view.limits.watch();
    watch.limits.engines = Some(view.services.of(&project));
    let names = view.names(&snapshot);
    let part = match &query {
        Some(query) => GraphPart::Query {
            query,
            arguments: &arguments,
        },
        None => view.part(&names),
    };
    let picture = scaled(picture, view.scale)?;
    check_theme(picture, view.theme)?;
    let options = view.options(shared, &watch.limits);
    let drawing = project.draw(&snapshot, part, &options, picture)?;
    say_notes(&snapshot);
    say_defaults(&drawing.defaults, "view");
    say_taken(&drawing.taken);
    for warning in drawing.warnings.iter().filter(|one| one.is_likely_typo) {
        terminal::say(&format!("warning: {warning}"));
    }
    if drawing.is_empty {
        let empty = "the picture is empty: no entity was found to draw";
        let advice = advice_on_nothing(view, &drawing);
        terminal::say(&format!("{empty}{advice}"));
    }
    for what in &drawing.left_out {
        terminal::say(what);
    }
    say_more(&drawing.more);
    put(&drawing.files, view.output.as_deref())?;
    Ok(Outcome::Clean)
}

/// Returns why nothing is drawn and what can be done, as the end of a sentence.
fn advice_on_nothing(view: &View, drawing: &Drawing) -> String {
    match (drawing.rows, &view.name) {
        (Some(0), _) => "; the query has no row".to_owned(),
        (Some(rows), Some(name)) => {
            let rows = counted(rows, "row");
            format!("; the answer has {rows} without entities, which `bixi query {name}` prints")
        }
        _ if drawing.more.inferred.links > 0 => {
            "; `--inferred` draws also what is only inferred".to_owned()
        }
        _ => String::new(),
    }
}

/// Says how many further links there would be.
fn say_more(more: &MoreStatements) {
    let say = |links: MoreLinks, kind: &str, rest: &str, way: &str| {
        let MoreLinks { links, beyond } = links;
        let shown = format!("{}{rest}", counted(links, kind));
        let draws = if links + beyond == 1 {
            "draws it"
        } else {
            "draws them"
        };
        let led_to = match beyond {
            0 => String::new(),
            beyond => {
                let lead = if links == 1 { "it leads" } else { "they lead" };
                format!(" and {} to which {lead}", counted(beyond, "other"))
            }
        };
        terminal::say(&format!("left out: {shown}{led_to}; {way} {draws}"));
    };
    if more.inferred != MoreLinks::default() {
        say(more.inferred, "inferred link", "", "`--inferred`");
    }
    for (level, links) in &more.accepted {
        say(
            *links,
            "link",
            &format!(" of level {level}"),
            &accept(level),
        );
    }
    if more.reported > 0 {
        let statements = counted(more.reported, "statement");
        terminal::say(&format!(
            "left out: {statements} that files only report and do not assert"
        ));
    }
}

/// Writes what was drawn where it should go.
fn put(files: &[(&str, Vec<u8>)], output: Option<&Path>) -> Result<()> {
    let Some(output) = output else {
        return match files {
            [(_, bytes)] => Ok(terminal::answer_bytes(bytes)?),
            _ => Err(Failure::usage(
                "CSV is two tables; `-o FILE.csv` writes `FILE-nodes.csv` and `FILE-edges.csv`",
            )),
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

impl View {
    /// What is drawn where there is no query.
    fn part<'a>(&self, names: &'a [String]) -> GraphPart<'a> {
        match names {
            [from, to] => GraphPart::Paths { from, to },
            [class] if self.class.is_some() => GraphPart::Class(class),
            [entity] => GraphPart::Around(entity),
            _ => GraphPart::Ontology,
        }
    }

    /// The entities that the options name, as [`part`](Self::part) takes them.
    fn names(&self, snapshot: &Snapshot) -> Vec<String> {
        let path = self.path.iter().flatten();
        let names = path.chain(&self.class).chain(&self.around);
        names.map(|name| whole_name(snapshot, name)).collect()
    }

    /// How it is drawn.
    fn options(&self, shared: &Shared, limits: &QueryLimits) -> ViewOptions {
        ViewOptions {
            depth: self.depth,
            only: self.only.clone(),
            max_nodes: self.max_nodes,
            layout: self.layout,
            direction: self.direction,
            group: self.group.clone(),
            inferred: self.inferred,
            theme: self.theme,
            language: shared.lang.clone(),
            limits: limits.clone(),
            ..ViewOptions::default()
        }
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

fn no_format(path: &Path) -> Failure {
    Failure::usage(format!(
        "cannot tell the format from the name `{}`; end it with one of {}, or give `--format`",
        path.display(),
        Picture::EXTENSIONS
            .map(|(extension, _)| format!(".{extension}"))
            .join(", ")
    ))
}
