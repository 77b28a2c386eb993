//! A whole picture with everything in its place: cards, boxes, ways, labels, and around them title, legend and notes.

use super::card::{Card, card, one_line};
use super::geometry::{Point, Rect, Size};
use super::labels::Labels;
use super::nest::{Arrangement, Block, Sketch, arrange};
use super::path::{Path, Step};
use super::route::Obstacles;
use super::scene::{EDGE_LINE, EDGE_TEXT, Frame, MARK_TEXT, Scene, Surrounding, Way};
use super::surround::surround;
use super::text::{width, wrap};
use super::{Item, Link};
use crate::view::{Arrow, Edge, LeftOut, View};
use petgraph::visit::EdgeRef;

/// Above this number of edges, labels are left to tooltips, legend and colours.
const MOST_LABELS: usize = 400;

/// The label of an edge in lines, and its marks.
struct Caption {
    lines: Vec<String>,
    marks: String,
    size: Size,
}

/// Lays out a view: the places of its nodes, boxes, edges and labels, and of the texts around them.
pub fn scene(view: &View) -> Scene {
    let cards = cards(view);
    let captions: Vec<Caption> = view.graph.edge_weights().map(caption).collect();
    let with_labels = captions.len() <= MOST_LABELS;
    let (sketch, numbers) = sketch(view, &cards, &captions, with_labels);
    let arrangement = arrange(&sketch);
    let mut ways = ways(view, &sketch, &numbers, &arrangement);
    let mut unlabelled = 0;
    if with_labels {
        unlabelled = label(&captions, &arrangement, &mut ways);
    } else {
        ways.iter_mut().for_each(|way| way.label = None);
        unlabelled += captions.iter().filter(|c| !c.lines.is_empty()).count();
    }
    let mut left_out = Vec::new();
    if unlabelled > 0 {
        left_out.push(LeftOut::Labels(unlabelled));
    }
    let rects = arrangement.cards.iter().copied();
    let mut scene = Scene {
        size: Size::default(),
        cards: rects.zip(cards).collect(),
        boxes: arrangement
            .boxes
            .iter()
            .map(|(node, rect)| Frame {
                node: *node,
                rect: *rect,
            })
            .collect(),
        ways,
        surrounding: Surrounding::default(),
        left_out,
    };
    surround(view, &mut scene);
    scene
}

/// The cards; the more nodes there are, the less each shows.
fn cards(view: &View) -> Vec<Card> {
    let rows = match view.graph.node_count() {
        0..=40 => 6,
        41..=120 => 3,
        _ => 0,
    };
    let loops: Vec<f64> = view
        .graph
        .node_indices()
        .map(|node| {
            let own = view.graph.edges_connecting(node, node).next();
            own.filter(|_| view.direction.is_sideways())
                .map_or(0.0, |edge| caption(edge.weight()).size.width + 50.0)
        })
        .collect();
    let nodes = view.graph.node_weights().zip(loops);
    nodes
        .map(|(node, least)| {
            let rows = if node.is_box { 0 } else { rows };
            card(node, rows, least)
        })
        .collect()
}

fn caption(edge: &Edge) -> Caption {
    // A hollow arrow says by itself that it is one of subclasses.
    let hollow = edge.style.arrow == Arrow::Hollow && edge.statements.len() == 1;
    let text = if hollow {
        String::new()
    } else {
        one_line(&edge.label())
    };
    let mut lines = wrap(&text, EDGE_TEXT, 120.0, 3);
    lines.retain(|line| !line.is_empty());
    let notes = edge.notes();
    let shown: Vec<String> = notes.iter().take(3).map(usize::to_string).collect();
    let more = if notes.len() > 3 { "+" } else { "" };
    let marks = format!("{}{more}", shown.join(","));
    let last = lines.last().map_or(0.0, |line| width(line, EDGE_TEXT));
    let widest = lines
        .iter()
        .map(|line| width(line, EDGE_TEXT))
        .fold(0.0, f64::max);
    let marked = if marks.is_empty() {
        0.0
    } else {
        // Lines are centred, so a mark after the last needs its room on both sides.
        width(&marks, MARK_TEXT) + 2.0
    };
    Caption {
        size: Size {
            width: widest.max(last + marked).ceil() + 4.0,
            height: EDGE_LINE * lines.len() as f64,
        },
        lines,
        marks,
    }
}

/// The view as rectangles and links, and for each edge the number of its link; an edge from a node to itself has none.
fn sketch(
    view: &View,
    cards: &[Card],
    captions: &[Caption],
    with_labels: bool,
) -> (Sketch, Vec<Option<usize>>) {
    let mut sketch = Sketch {
        root: view.focus.map(|node| node.index()),
        layout: view.layout,
        direction: view.direction,
        ..Sketch::default()
    };
    for (node, card) in view.graph.node_weights().zip(cards) {
        sketch.blocks.push(Block {
            card: Item {
                size: card.size,
                loop_room: 0.0,
            },
            is_box: node.is_box,
            parent: node.parent.map(|parent| parent.index()),
        });
    }
    let mut numbers = Vec::new();
    for (edge, caption) in view.graph.edge_references().zip(captions) {
        let (from, to) = (edge.source().index(), edge.target().index());
        if from == to {
            let beside = if view.direction.is_sideways() {
                20.0_f64.max(caption.size.height + 6.0)
            } else {
                caption.size.width + 32.0
            };
            sketch.blocks[from].card.loop_room = beside;
            numbers.push(None);
            continue;
        }
        numbers.push(Some(sketch.links.len()));
        let label = Some(caption.size).filter(|_| with_labels && !caption.lines.is_empty());
        sketch.links.push(Link { from, to, label });
    }
    (sketch, numbers)
}

fn ways(
    view: &View,
    sketch: &Sketch,
    numbers: &[Option<usize>],
    arrangement: &Arrangement,
) -> Vec<Way> {
    let cards = arrangement.cards.iter().zip(&sketch.blocks);
    let extent = |(rect, block): (&Rect, &Block)| {
        let Size { width, height } = block.card.extent(view.direction);
        Rect {
            width,
            height,
            ..*rect
        }
    };
    let obstacles = Obstacles::of(&cards.map(extent).collect::<Vec<_>>());
    let edges = view.graph.edge_references().zip(numbers);
    edges
        .map(|(edge, number)| {
            let cards = &arrangement.cards;
            let (from, to) = (cards[edge.source().index()], cards[edge.target().index()]);
            let track = number.and_then(|number| arrangement.tracks[number].clone());
            let caption = caption(edge.weight());
            let (path, label) = match (number, track) {
                (None, _) => own_loop(&from, caption.size, view.direction.is_sideways()),
                (_, Some((track, true))) => (track.path, track.label),
                (_, track) => {
                    let twin = view.graph.contains_edge(edge.target(), edge.source());
                    let (via, label) = track.map_or((Vec::new(), None), |(t, _)| (t.via, t.label));
                    (around(&obstacles, &from, &to, &via, twin), label)
                }
            };
            Way {
                path,
                label: label.map(|rect| (rect, caption.lines)),
                marks: caption.marks,
                is_loop: number.is_none(),
            }
        })
        .collect()
}

/// The way from a node to itself, and where its label is.
fn own_loop(card: &Rect, label: Size, sideways: bool) -> (Path, Option<Rect>) {
    let start = Point {
        x: if sideways {
            card.x + 14.0
        } else {
            card.right()
        },
        y: if sideways {
            card.bottom()
        } else {
            card.y + 8.0
        },
    };
    let mut path = Path::from(start);
    let rect = if sideways {
        path.steps.push(Step::Curve(
            start.plus(0.0, 20.0),
            start.plus(22.0, 20.0),
            start.plus(22.0, 0.0),
        ));
        Rect {
            x: start.x + 26.0,
            y: start.y + 4.0,
            width: label.width,
            height: label.height,
        }
    } else {
        path.steps.push(Step::Curve(
            start.plus(22.0, 0.0),
            start.plus(22.0, 18.0),
            start.plus(0.0, 18.0),
        ));
        Rect {
            x: start.x + 24.0,
            y: start.y + 9.0 - label.height / 2.0,
            width: label.width,
            height: label.height,
        }
    };
    (path, Some(rect))
}

/// A way between two cards around all others, through some points.
fn around(obstacles: &Obstacles, from: &Rect, to: &Rect, via: &[Point], twin: bool) -> Path {
    let (mut a, mut b) = (from.centre(), to.centre());
    if twin {
        // Two edges between the same nodes keep to their right.
        let length = a.distance(b).max(1.0);
        let aside = 6.0_f64.min(from.height / 4.0).min(to.height / 4.0);
        let (x, y) = (-(b.y - a.y) / length * aside, (b.x - a.x) / length * aside);
        (a, b) = (a.plus(x, y), b.plus(x, y));
    }
    let stops: Vec<Point> = [a]
        .into_iter()
        .chain(via.iter().copied())
        .chain([b])
        .collect();
    let mut points: Vec<Point> = Vec::new();
    for pair in stops.windows(2) {
        let part = obstacles.route(pair[0], pair[1]);
        points.extend(part.iter().skip(usize::from(!points.is_empty())));
    }
    clip_start(&mut points, from);
    points.reverse();
    clip_start(&mut points, to);
    points.reverse();
    Path::rounded(&points, 9.0)
}

/// Lets a way start where it leaves a card for the last time.
fn clip_start(points: &mut Vec<Point>, card: &Rect) {
    let leaves = |pair: &[Point]| card.clip(pair[0], pair[1]).map(|(_, exit)| exit);
    let leaving = |(index, pair)| Some((index, leaves(pair)?));
    let last = points.windows(2).enumerate().rev().find_map(leaving);
    if let Some((index, exit)) = last
        && exit < 1.0
    {
        let start = points[index].towards(points[index + 1], exit);
        points.drain(..=index);
        points.insert(0, start);
    }
}

/// Puts labels that have no place where there is room; gives how many have none.
fn label(captions: &[Caption], arrangement: &Arrangement, ways: &mut [Way]) -> usize {
    let paths: Vec<Path> = ways.iter().map(|way| way.path.clone()).collect();
    let mut labels = Labels::among(&arrangement.cards, &paths);
    // A layout knows the places of its labels to be free of its items, but levels are laid out one by one, and what has
    // no place in a level runs where there is room: a label that another line runs through moves, if it can.
    let mut places: Vec<Option<Rect>> = vec![None; ways.len()];
    for of_loops in [true, false] {
        for (number, way) in ways.iter().enumerate() {
            let wished = way
                .label
                .as_ref()
                .filter(|(_, lines)| way.is_loop == of_loops && !lines.is_empty());
            let place = wished.map(|(rect, _)| *rect);
            places[number] =
                places[number].or(place.filter(|rect| labels.take(number, *rect, of_loops)));
        }
    }
    let mut unlabelled = 0;
    for ((number, way), caption) in ways.iter_mut().enumerate().zip(captions) {
        let wished = way.label.take().map(|(rect, _)| rect);
        if caption.lines.is_empty() {
            continue;
        }
        let place = places[number]
            .or_else(|| labels.put(number, &way.path, caption.size))
            .or_else(|| wished.filter(|rect| labels.take(number, *rect, true)));
        match place {
            Some(rect) => way.label = Some((rect, caption.lines.clone())),
            None => unlabelled += 1,
        }
    }
    unlabelled
}
