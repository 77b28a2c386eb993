//! The `view:` block in the front matter of a query: how its answer is drawn, in [YAML](https://yaml.org/spec/1.2.2/).

use crate::error;
use crate::query::Query;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::num::NonZeroUsize;

/// How the answer of a query is drawn. What a block leaves out is decided when the answer is drawn.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ViewBlock {
    /// What the page shows of the answer first; its table, or its statements, if the block does not say.
    #[serde(rename = "as")]
    pub name: Option<ViewName>,
    /// The title; without one, the title of the query.
    pub title: Option<String>,
    /// The layout.
    pub layout: LayoutName,
    /// Where edges lead.
    pub direction: Option<Direction>,
    /// `class`, `nest` (the properties that the styles name), or a property: nodes with the same value stand in one box.
    pub group: Option<String>,
    /// The language of labels.
    #[serde(alias = "labels")]
    pub language: Option<String>,
    /// What goes into nodes and edges instead of being drawn on its own; everything if the block does not say.
    pub fold: Option<Vec<Fold>>,
    /// The largest number of nodes.
    pub max_nodes: Option<NonZeroUsize>,
    /// Whether there is a legend; if the block does not say, there is one where something needs to be explained.
    pub legend: Option<bool>,
}

/// What the page can show of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ViewName {
    /// Rows.
    Table,
    /// Nodes and edges.
    Graph,
    /// Bars or lines for its numbers.
    Chart,
    /// Its places on a map.
    Map,
    /// Its dates in their order.
    Timeline,
}

/// What can be folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fold {
    /// Literals become rows of their node.
    Literals,
    /// Classes become a line of their node.
    Types,
    /// What a statement rests on becomes a mark with a footnote.
    Evidence,
    /// Several edges from one node to another become one.
    Parallels,
    /// A property and its inverse become one edge.
    Inverses,
}

/// A layout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LayoutName {
    /// By the number of nodes.
    #[default]
    Auto,
    /// Ranks that edges lead through.
    Layered,
    /// A tree from a root.
    Tree,
    /// Rings around one node.
    Radial,
    /// Edges pull, nodes push.
    Force,
}

/// Where edges lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Direction {
    /// From left to right.
    #[default]
    #[serde(rename = "LR", alias = "lr")]
    LeftToRight,
    /// From right to left.
    #[serde(rename = "RL", alias = "rl")]
    RightToLeft,
    /// Downwards.
    #[serde(rename = "TB", alias = "tb", alias = "TD")]
    TopToBottom,
    /// Upwards.
    #[serde(rename = "BT", alias = "bt")]
    BottomToTop,
}

impl LayoutName {
    /// Returns the layout with a name.
    ///
    /// # Errors
    /// If there is none, with a sentence that names all.
    pub fn named(name: &str) -> std::result::Result<Self, &'static str> {
        Ok(match name {
            "auto" => Self::Auto,
            "layered" => Self::Layered,
            "tree" => Self::Tree,
            "radial" => Self::Radial,
            "force" => Self::Force,
            _ => return Err("layouts are auto, layered, tree, radial and force"),
        })
    }
}

impl Direction {
    /// Returns the direction with two letters, in either case.
    ///
    /// # Errors
    /// If there is none, with a sentence that names all.
    pub fn named(letters: &str) -> std::result::Result<Self, &'static str> {
        Ok(match letters.to_ascii_uppercase().as_str() {
            "LR" => Self::LeftToRight,
            "RL" => Self::RightToLeft,
            "TB" => Self::TopToBottom,
            "BT" => Self::BottomToTop,
            _ => return Err("directions are LR, RL, TB and BT"),
        })
    }

    /// Whether edges lead to the right or to the left.
    pub(crate) fn is_sideways(self) -> bool {
        matches!(self, Self::LeftToRight | Self::RightToLeft)
    }

    /// The two letters that Graphviz and Mermaid know too.
    pub(crate) fn letters(self) -> &'static str {
        match self {
            Self::LeftToRight => "LR",
            Self::RightToLeft => "RL",
            Self::TopToBottom => "TB",
            Self::BottomToTop => "BT",
        }
    }
}

/// The part of a query's front matter that is about drawing.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Drawn {
    #[serde(deserialize_with = "block_or_name")]
    view: ViewBlock,
}

/// Reads a block, or `chart` for `{ as: chart }`.
fn block_or_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ViewBlock, D::Error> {
    struct BlockOrName;

    impl<'de> Visitor<'de> for BlockOrName {
        type Value = ViewBlock;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a block or the name of a view")
        }

        fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<ViewBlock, E> {
            let name = ViewName::deserialize(StrDeserializer::new(name))?;
            Ok(ViewBlock {
                name: Some(name),
                ..ViewBlock::default()
            })
        }

        fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<ViewBlock, M::Error> {
            ViewBlock::deserialize(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_any(BlockOrName)
}

impl ViewBlock {
    /// Reads the block of a query; a query without one gives the default block.
    ///
    /// # Errors
    /// If a key or a value of the block is unknown, with its place.
    pub fn of(query: &Query) -> error::Result<Self> {
        // To read YAML takes longer than to see that it has no such key.
        if !query.text().contains("view") {
            return Ok(Self::default());
        }
        let drawn: Drawn = query.front_matter_as()?;
        Ok(drawn.view)
    }

    /// Returns whether something is folded.
    pub fn folds(&self, what: Fold) -> bool {
        self.fold
            .as_ref()
            .is_none_or(|folded| folded.contains(&what))
    }
}
