//! The formats of pictures, and what each of them cannot carry.

use super::theme::Theme;
use super::{
    cytoscape, dot, edges_csv, gexf, graphml, json_graph, mermaid, nodes_csv, page, png, svg,
};
use crate::error::Result;
use crate::layout::Scene;
use crate::number::with_commas;
use crate::view::{LeftOut, View};

/// How a view is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Picture {
    /// A picture that is a text.
    Svg,
    /// A page that needs no other file.
    Html,
    /// A picture in pixels: how many there are for each of SVG.
    Png(f32),
    /// The language of Graphviz.
    Dot,
    /// The language of Mermaid, which code hosts draw in Markdown.
    Mermaid,
    /// For yEd, Gephi and Cytoscape.
    GraphMl,
    /// For Gephi.
    Gexf,
    /// For Cytoscape.
    Cytoscape,
    /// The JSON Graph Format.
    Json,
    /// Two tables, of nodes and of edges.
    Csv,
}

/// A view in bytes.
pub struct Written {
    /// The files: what is added to the name before its ending, and the bytes.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// What the format cannot carry, or what has no room in it.
    pub left_out: Vec<LeftOut>,
}

/// Writes a view in a format, and in a theme if the format has colours of its own. `wide` is a wider view of the same graph, for a format that holds it.
///
/// # Errors
/// If the format needs something that this program or this machine lacks.
pub fn picture(
    (format, theme): (Picture, Option<Theme>),
    view: &View,
    scene: &Scene,
    wide: Option<&View>,
) -> Result<Written> {
    let mut left_out: Vec<LeftOut> = uncarried(format, view)
        .into_iter()
        .map(LeftOut::Uncarried)
        .collect();
    let text = match format {
        Picture::Dot => dot(view),
        Picture::Mermaid => {
            let text = mermaid(view);
            left_out.extend(beyond_mermaid(view, &text));
            text
        }
        Picture::GraphMl => graphml(view, scene),
        Picture::Gexf => gexf(view, scene),
        Picture::Cytoscape => cytoscape(view, scene),
        Picture::Json => json_graph(view, scene),
        Picture::Csv => {
            let tables = [("-nodes", nodes_csv(view)), ("-edges", edges_csv(view))];
            return Ok(Written {
                files: tables
                    .map(|(name, text)| (name, text.into_bytes()))
                    .to_vec(),
                left_out,
            });
        }
        Picture::Html => {
            left_out.extend(scene.left_out.iter().cloned());
            page(
                view,
                scene,
                wide.unwrap_or(view),
                theme.unwrap_or(Theme::Auto),
            )
        }
        Picture::Svg => {
            left_out.extend(scene.left_out.iter().cloned());
            svg(view, scene, theme.unwrap_or_default())
        }
        Picture::Png(scale) => {
            left_out.extend(scene.left_out.iter().cloned());
            return Ok(Written {
                files: vec![(
                    "",
                    png(&svg(view, scene, theme.unwrap_or_default()), scale)?,
                )],
                left_out,
            });
        }
    };
    Ok(Written {
        files: vec![("", text.into_bytes())],
        left_out,
    })
}

/// What [Mermaid](https://mermaid.js.org/config/schema-docs/config.html) refuses to draw unless it is configured otherwise.
const MOST_MERMAID_EDGES: usize = 500;
const MOST_MERMAID_CHARACTERS: usize = 50_000;

fn beyond_mermaid(view: &View, text: &str) -> Option<LeftOut> {
    let (edges, characters) = (view.graph.edge_count(), text.encode_utf16().count());
    let refused = match (
        edges > MOST_MERMAID_EDGES,
        characters > MOST_MERMAID_CHARACTERS,
    ) {
        (false, false) => return None,
        (true, _) => format!(
            "more than {MOST_MERMAID_EDGES} edges unless `maxEdges` is raised, and here are {}",
            with_commas(edges)
        ),
        (false, true) => format!(
            "more than {} characters unless `maxTextSize` is raised, and here are {}",
            with_commas(MOST_MERMAID_CHARACTERS),
            with_commas(characters)
        ),
    };
    Some(LeftOut::Notice(format!(
        "Mermaid refuses {refused}; `--max-nodes` draws fewer"
    )))
}

/// What a view has and a format has no place for.
fn uncarried(format: Picture, view: &View) -> Vec<&'static str> {
    let has = |yes: bool, what| Some(what).filter(|_| yes);
    let nodes = || view.graph.node_weights();
    let notes = !view.notes.is_empty();
    let fields = nodes().any(|node| !node.fields.is_empty());
    let boxes = nodes().any(|node| !node.contained.is_empty());
    let losses = match format {
        Picture::Dot => vec![has(notes, "what statements rest on: DOT has no footnotes")],
        Picture::Mermaid => vec![
            has(fields, "literals: nodes of Mermaid are labels only"),
            has(notes, "what statements rest on: Mermaid has no footnotes"),
            has(
                boxes,
                "which statements put nodes into boxes: Mermaid has titles of boxes only",
            ),
        ],
        _ => Vec::new(),
    };
    losses.into_iter().flatten().collect()
}

impl Picture {
    /// Endings of names of files, which are names of formats too.
    pub const EXTENSIONS: [(&'static str, Self); 13] = [
        ("svg", Self::Svg),
        ("html", Self::Html),
        ("png", Self::Png(2.0)),
        ("dot", Self::Dot),
        ("mmd", Self::Mermaid),
        ("graphml", Self::GraphMl),
        ("gexf", Self::Gexf),
        ("cyjs", Self::Cytoscape),
        ("json", Self::Json),
        ("csv", Self::Csv),
        ("gv", Self::Dot),
        ("htm", Self::Html),
        ("mermaid", Self::Mermaid),
    ];

    /// Whether what stands in a box can be told; where it cannot, the statements that put it there stay edges.
    pub(crate) fn has_boxes(self) -> bool {
        !matches!(self, Self::GraphMl | Self::Gexf | Self::Csv)
    }

    /// Returns whether the format is for programs that calculate with statements: each is an edge of its own, and literals keep
    /// their languages.
    pub(crate) fn is_data(self) -> bool {
        matches!(
            self,
            Self::GraphMl | Self::Gexf | Self::Cytoscape | Self::Json | Self::Csv
        )
    }

    /// Returns whether the format holds what is around that which it draws, to be explored by its reader.
    pub(crate) fn holds_more(self) -> bool {
        matches!(self, Self::Html)
    }

    /// Returns whether a file of the format can be in a theme; [`Theme::Auto`] is for a page, which asks the browser of its reader.
    pub fn has_theme(self, theme: Theme) -> bool {
        match self {
            Self::Html => true,
            Self::Svg | Self::Png(_) => theme != Theme::Auto,
            _ => false,
        }
    }

    /// Returns the format with this scale, or `None` if it has no pixels to scale.
    pub fn scaled(self, scale: f32) -> Option<Self> {
        matches!(self, Self::Png(_)).then_some(Self::Png(scale))
    }

    /// Returns the format of an ending, if there is one.
    ///
    /// ```
    /// use bixi::Picture;
    ///
    /// assert_eq!(Picture::of_extension("svg"), Some(Picture::Svg));
    /// ```
    pub fn of_extension(extension: &str) -> Option<Self> {
        let known = Self::EXTENSIONS
            .iter()
            .find(|(known, _)| *known == extension);
        known.map(|(_, format)| *format)
    }
}
