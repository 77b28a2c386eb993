//! Boxes inside boxes: what is in a box is laid out first, then the box is one item of the level around it.

use super::force::Force;
use super::geometry::{Point, Rect, Size};
use super::layered::Layered;
use super::radial::Radial;
use super::tree::Tree;
use super::{Item, Layout, Level, Link, Placed, Track, pack};
use crate::view::{Direction, LayoutName};
use rustc_hash::FxHashMap;

/// The room between the border of a box and what is in it.
const PADDING: f64 = 14.0;

/// A node as a layout sees it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Block {
    /// The size of its card, or of its title if it is a box.
    pub card: Item,
    /// Whether others stand in it.
    pub is_box: bool,
    /// The box that it stands in.
    pub parent: Option<usize>,
}

/// What is to be laid out.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    /// The nodes.
    pub blocks: Vec<Block>,
    /// Edges between different nodes.
    pub links: Vec<Link>,
    /// The node that the picture is about.
    pub root: Option<usize>,
    /// Which layout.
    pub layout: LayoutName,
    /// Where edges lead.
    pub direction: Direction,
}

/// Everything in its place.
#[derive(Clone, Debug, Default)]
pub struct Arrangement {
    /// By node, its card, or the title of its box.
    pub cards: Vec<Rect>,
    /// Nodes with their boxes, outer boxes first.
    pub boxes: Vec<(usize, Rect)>,
    /// By link, the way that the layout left free, and whether it reaches both nodes and not only boxes around them.
    pub tracks: Vec<Option<(Track, bool)>>,
}

/// A level after its layout: a box (or the picture), where the nodes in it and the ways of its links are.
struct Laid {
    parent: Option<usize>,
    nodes: Vec<usize>,
    /// Links with the nodes of the level that they are in.
    links: Vec<(usize, usize, usize)>,
    placed: Placed,
}

/// Lays everything out.
pub fn arrange(sketch: &Sketch) -> Arrangement {
    let mut nest = Nest {
        sketch,
        children: FxHashMap::default(),
        links: FxHashMap::default(),
        laid: Vec::new(),
        cards: sketch.blocks.iter().filter(|b| !b.is_box).count(),
    };
    for (number, block) in sketch.blocks.iter().enumerate() {
        nest.children.entry(block.parent).or_default().push(number);
    }
    for number in 0..sketch.links.len() {
        nest.assign(number);
    }
    nest.level(None);
    nest.absolute()
}

struct Nest<'a> {
    sketch: &'a Sketch,
    /// By box, or none for the picture, the nodes in it.
    children: FxHashMap<Option<usize>, Vec<usize>>,
    /// By box, the links of its level with the nodes of it that they are in.
    links: FxHashMap<Option<usize>, Vec<(usize, usize, usize)>>,
    /// Levels, inner ones before outer ones.
    laid: Vec<Laid>,
    cards: usize,
}

impl Nest<'_> {
    /// The levels that a node is in, from the inside outwards, with the node that it is in each.
    fn levels(&self, node: usize) -> Vec<(Option<usize>, usize)> {
        let mut levels = Vec::new();
        let mut inner = node;
        while let Some(parent) = self.sketch.blocks[inner].parent {
            levels.push((Some(parent), inner));
            inner = parent;
        }
        levels.push((None, inner));
        levels
    }

    /// Gives a link to the innermost level that both of its nodes are in. A link between a box and what is in it has none.
    fn assign(&mut self, number: usize) {
        let link = self.sketch.links[number];
        let to = self.levels(link.to);
        for (level, from) in self.levels(link.from) {
            if let Some((_, to)) = to.iter().find(|(other, _)| *other == level) {
                if from != *to {
                    let links = self.links.entry(level).or_default();
                    links.push((number, from, *to));
                }
                return;
            }
        }
    }

    /// Lays out a level and all levels in it; gives its size.
    fn level(&mut self, parent: Option<usize>) -> Size {
        let nodes = self.children.remove(&parent).unwrap_or_default();
        let items: Vec<Item> = nodes.iter().map(|node| self.item(*node)).collect();
        let links = self.links.remove(&parent).unwrap_or_default();
        let numbers: FxHashMap<usize, usize> = nodes.iter().copied().zip(0..).collect();
        let link = |(number, from, to): &(usize, usize, usize)| Link {
            from: numbers.get(from).copied().unwrap_or(0),
            to: numbers.get(to).copied().unwrap_or(0),
            label: self.sketch.links[*number].label,
        };
        let level = Level {
            items,
            links: links.iter().map(link).collect(),
            root: self
                .sketch
                .root
                .and_then(|root| numbers.get(&root).copied()),
            direction: self.sketch.direction,
        };
        let (placed, size) = pack::place(&level, layout(self.sketch.layout, self.cards));
        self.laid.push(Laid {
            parent,
            nodes,
            links,
            placed,
        });
        size
    }

    /// The item of a node; a box is as large as what is in it.
    fn item(&mut self, node: usize) -> Item {
        if !self.sketch.blocks[node].is_box {
            return self.sketch.blocks[node].card;
        }
        let title = self.title(node);
        let inside = self.level(Some(node));
        let size = Size {
            width: inside.width.max(title.width) + 2.0 * PADDING,
            height: inside.height + title.height + 3.0 * PADDING,
        };
        Item {
            size,
            loop_room: 0.0,
        }
    }

    /// The size of the title of a box with the room for its loop.
    fn title(&self, node: usize) -> Size {
        let title = &self.sketch.blocks[node].card;
        title.extent(self.sketch.direction)
    }

    /// Everything in coordinates of the picture; outer levels come last in the list, so it is read from the end.
    fn absolute(self) -> Arrangement {
        let mut arrangement = Arrangement {
            cards: vec![Rect::default(); self.sketch.blocks.len()],
            boxes: Vec::new(),
            tracks: vec![None; self.sketch.links.len()],
        };
        let mut origins: FxHashMap<Option<usize>, Point> = FxHashMap::default();
        let is_box = |node: usize| self.sketch.blocks[node].is_box;
        for laid in self.laid.iter().rev() {
            let origin = origins.get(&laid.parent).copied().unwrap_or_default();
            for (node, rect) in laid.nodes.iter().zip(&laid.placed.items) {
                let rect = rect.moved(origin.x, origin.y);
                if !is_box(*node) {
                    arrangement.cards[*node] = rect;
                    continue;
                }
                let size = self.sketch.blocks[*node].card.size;
                arrangement.cards[*node] = Rect {
                    x: rect.x + PADDING,
                    y: rect.y + PADDING * 0.8,
                    width: size.width,
                    height: size.height,
                };
                let inside = Point {
                    x: rect.x + PADDING,
                    y: rect.y + 2.0 * PADDING + self.title(*node).height,
                };
                origins.insert(Some(*node), inside);
                arrangement.boxes.push((*node, rect));
            }
            for ((number, from, to), track) in laid.links.iter().zip(&laid.placed.tracks) {
                let link = self.sketch.links[*number];
                let whole = (link.from, link.to) == (*from, *to) && !is_box(*from) && !is_box(*to);
                let track = track.as_ref().map(|t| (t.moved(origin.x, origin.y), whole));
                arrangement.tracks[*number] = track;
            }
        }
        arrangement
    }
}

/// The layout of a name; without one, layered pictures up to 200 items, and forces beyond.
fn layout(name: LayoutName, items: usize) -> &'static dyn Layout {
    match name {
        LayoutName::Layered => &Layered,
        LayoutName::Tree => &Tree,
        LayoutName::Radial => &Radial,
        LayoutName::Force => &Force,
        LayoutName::Auto if items <= 200 => &Layered,
        LayoutName::Auto => &Force,
    }
}
