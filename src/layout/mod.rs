//! Where everything of a picture is: sizes by the text inside, places by one of four layouts, ways of edges around nodes.
//!
//! A [`Layout`] knows rectangles and links only. Boxes inside boxes are laid out from the inside outwards, each as one
//! rectangle of the level around it, with the same layout (after
//! [Sugiyama and Misue 1991](https://doi.org/10.1109/21.108304), much simplified).

mod card;
mod force;
pub mod geometry;
mod labels;
mod layered;
mod layers;
mod nest;
mod pack;
mod path;
mod picture;
mod radial;
mod route;
mod scene;
mod separate;
mod surround;
pub mod text;
mod tree;

pub use card::{Card, Kind, Line};
pub use path::{Path, Step};
pub use picture::scene;
pub use scene::{EDGE_LINE, EDGE_TEXT, Entry, Frame, MARK_TEXT, Sample, Scene, Surrounding, Way};

use crate::view::Direction;
pub use card::one_line;
use geometry::{Point, Rect, Size};

/// The least distance between two rectangles.
pub const GAP: f64 = 18.0;

/// A rectangle to be placed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Item {
    /// Its size.
    pub size: Size,
    /// Room that it needs beside it for an edge to itself: below it where links go sideways, else to the right.
    pub loop_room: f64,
}

impl Item {
    /// Its size with the room for its loop.
    fn extent(&self, direction: Direction) -> Size {
        let Size { width, height } = self.size;
        if direction.is_sideways() {
            Size {
                width,
                height: height + self.loop_room,
            }
        } else {
            Size {
                width: width + self.loop_room,
                height,
            }
        }
    }
}

/// A link to be drawn between two items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// The size of its label.
    pub label: Option<Size>,
}

/// What is laid out at once: items that links connect.
#[derive(Clone, Debug, Default)]
pub struct Level {
    /// The rectangles.
    pub items: Vec<Item>,
    /// Links between different items.
    pub links: Vec<Link>,
    /// The item that the picture is about.
    pub root: Option<usize>,
    /// Where links lead.
    pub direction: Direction,
}

/// The way of a link that a layout left room for.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// The whole way, from border to border.
    pub path: Path,
    /// The points between the ends, through which it must go.
    pub via: Vec<Point>,
    /// The place of its label.
    pub label: Option<Rect>,
}

impl Track {
    /// The track moved.
    fn moved(&self, x: f64, y: f64) -> Self {
        Self {
            path: self.path.map(|point| point.plus(x, y)),
            via: self.via.iter().map(|point| point.plus(x, y)).collect(),
            label: self.label.map(|rect| rect.moved(x, y)),
        }
    }
}

/// Items in their places.
#[derive(Clone, Debug, Default)]
pub struct Placed {
    /// Where each item is, without the room for its loop.
    pub items: Vec<Rect>,
    /// The ways of links, where the layout has them.
    pub tracks: Vec<Option<Track>>,
}

impl Placed {
    /// Items in rooms that do not overlap, and links that are drawn straight.
    fn apart(rooms: &[Rect], level: &Level) -> Self {
        let cards = rooms.iter().zip(&level.items).map(|(room, item)| Rect {
            width: item.size.width,
            height: item.size.height,
            ..*room
        });
        Self {
            items: cards.collect(),
            tracks: vec![None; level.links.len()],
        }
    }
}

/// Finds places for the items of a connected level, so that no two are nearer than [`GAP`].
pub trait Layout {
    /// The places.
    fn place(&self, level: &Level) -> Placed;
}

impl Level {
    /// The size of an item with the room for its loop.
    fn extent(&self, item: usize) -> Size {
        let item = self.items.get(item).copied().unwrap_or_default();
        item.extent(self.direction)
    }

    /// Neighbours of each item with the number of the link, in the order of links.
    fn neighbours(&self) -> Vec<Vec<(usize, usize)>> {
        let mut neighbours = vec![Vec::new(); self.items.len()];
        for (number, link) in self.links.iter().enumerate() {
            for (a, b) in [(link.from, link.to), (link.to, link.from)] {
                if let Some(list) = neighbours.get_mut(a) {
                    list.push((b, number));
                }
            }
        }
        neighbours
    }

    /// Items in the order of a breadth-first search, each with the item that it was reached from;
    /// the search starts at the root, else at the item with the most links.
    fn breadth_first(&self) -> Vec<(usize, Option<usize>)> {
        let neighbours = self.neighbours();
        let degree = |item: usize| neighbours.get(item).map_or(0, Vec::len);
        let mut starts: Vec<usize> = (0..self.items.len()).collect();
        starts.sort_by_key(|item| (Some(*item) != self.root, usize::MAX - degree(*item), *item));
        let mut seen = vec![false; self.items.len()];
        let mut order: Vec<(usize, Option<usize>)> = Vec::with_capacity(self.items.len());
        for start in starts {
            if std::mem::replace(&mut seen[start], true) {
                continue;
            }
            order.push((start, None));
            let mut next = order.len() - 1;
            while let Some((item, _)) = order.get(next).copied() {
                next += 1;
                for (other, _) in &neighbours[item] {
                    if !std::mem::replace(&mut seen[*other], true) {
                        order.push((*other, Some(item)));
                    }
                }
            }
        }
        order
    }
}
