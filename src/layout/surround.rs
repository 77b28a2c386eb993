//! What stands around a picture: title and caption above, legend and notes below, and a margin.

use super::geometry::{Point, Rect, Size};
use super::scene::{Entry, Sample, Scene, Surrounding};
use super::text::{cut, width, wrap};
use crate::view::{Standing, View};

/// The margin of a picture.
const MARGIN: f64 = 26.0;
/// The least width of a picture, so that its title has room.
const LEAST: f64 = 340.0;
/// Sizes of letters.
pub const TITLE: f64 = 21.0;
/// Caption, legend.
pub const CAPTION: f64 = 12.0;
/// Notes.
pub const NOTE: f64 = 10.5;

/// The width of the sample of a legend.
pub const SAMPLE: f64 = 24.0;

/// Gives a picture its title, caption, legend and notes, and moves it where they leave room.
pub fn surround(view: &View, scene: &mut Scene) {
    let bounds = bounds(scene);
    let inner = bounds.width.max(LEAST);
    let mut y = MARGIN;
    let mut around = Surrounding::default();
    for line in wrap(&view.title, TITLE, inner, 3) {
        y += 28.0;
        around.title.push((
            Point {
                x: MARGIN,
                y: y - 7.0,
            },
            line,
        ));
    }
    let left_out = scene.left_out.iter().map(|what| view.words.left_out(what));
    for text in view.caption().into_iter().chain(left_out) {
        for line in wrap(&text, CAPTION, inner, 4) {
            y += 18.0;
            around.caption.push((
                Point {
                    x: MARGIN,
                    y: y - 4.0,
                },
                line,
            ));
        }
    }
    y += 18.0;
    // What is narrower than its title stands in the middle.
    let x = MARGIN + (inner - bounds.width) / 2.0;
    shift(scene, x - bounds.x, y - bounds.y);
    y += bounds.height + 20.0;
    if view.legend != Some(false) {
        y = legend(view, &mut around, inner, y);
    }
    y = notes(view, &mut around, inner, y);
    scene.size = Size {
        width: (inner + 2.0 * MARGIN).ceil(),
        height: (y + MARGIN - 12.0).ceil(),
    };
    scene.surrounding = around;
}

/// The rectangle that holds all that is drawn.
pub fn bounds(scene: &Scene) -> Rect {
    let mut bounds: Option<Rect> = None;
    let mut include = |rect: Rect| bounds = Some(bounds.map_or(rect, |b| b.union(&rect)));
    scene
        .cards
        .iter()
        .for_each(|(rect, _)| include(rect.inflated(1.0)));
    scene.boxes.iter().for_each(|frame| include(frame.rect));
    for way in &scene.ways {
        way.label.iter().for_each(|(rect, _)| include(*rect));
        for point in way.path.flattened() {
            let place = Rect {
                x: point.x,
                y: point.y,
                ..Rect::default()
            };
            include(place.inflated(2.0));
        }
    }
    bounds.unwrap_or_default()
}

fn shift(scene: &mut Scene, x: f64, y: f64) {
    for (rect, _) in &mut scene.cards {
        *rect = rect.moved(x, y);
    }
    for frame in &mut scene.boxes {
        frame.rect = frame.rect.moved(x, y);
    }
    for way in &mut scene.ways {
        way.path = way.path.map(|point| point.plus(x, y));
        if let Some((rect, _)) = &mut way.label {
            *rect = rect.moved(x, y);
        }
    }
}

/// The legend, if there is something to explain; gives where it ends.
fn legend(view: &View, around: &mut Surrounding, inner: f64, top: f64) -> f64 {
    let classes = view.classes_drawn();
    let properties = view.properties_drawn();
    let has = |standing| {
        view.graph
            .edge_weights()
            .any(|edge| edge.standing() == standing)
    };
    let (reported, inferred) = (has(Standing::Reported), has(Standing::Inferred));
    let of_boxes = view.properties_of_boxes();
    let needed =
        classes.len() > 1 || !properties.is_empty() || !of_boxes.is_empty() || reported || inferred;
    if !needed && view.legend.is_none() {
        return top;
    }
    let nodes = classes
        .into_iter()
        .map(|(text, style)| (text, Sample::Node(style)));
    let edges = properties
        .into_iter()
        .map(|(text, style)| (text, Sample::Edge(style)));
    let words = view.words.in_box(&of_boxes);
    let boxes = (!of_boxes.is_empty()).then_some((words, Sample::Box));
    let words = view.words.not_asserted().to_owned();
    let reported = reported.then_some((words, Sample::Reported));
    let words = view.words.inferred().to_owned();
    let inferred = inferred.then_some((words, Sample::Inferred));
    let (mut x, mut y) = (MARGIN, top + 6.0);
    for (text, sample) in nodes
        .chain(edges)
        .chain(boxes)
        .chain(inferred)
        .chain(reported)
    {
        let text = cut(&text, CAPTION, inner - SAMPLE - 8.0);
        let needed = SAMPLE + 7.0 + width(&text, CAPTION);
        if x > MARGIN && x + needed > MARGIN + inner {
            (x, y) = (MARGIN, y + 24.0);
        }
        let rect = Rect {
            x,
            y,
            width: needed,
            height: 16.0,
        };
        around.legend.push(Entry { rect, sample, text });
        x += needed + 20.0;
    }
    y + 24.0
}

/// The notes, in columns; gives where they end.
fn notes(view: &View, around: &mut Surrounding, inner: f64, top: f64) -> f64 {
    if view.notes.is_empty() {
        return top;
    }
    let title = view.words.notes().to_owned();
    around.notes_title = Some((
        Point {
            x: MARGIN,
            y: top + 16.0,
        },
        title,
    ));
    let top = top + 24.0;
    let number = 22.0;
    let widest = view
        .notes
        .iter()
        .map(|note| width(note, NOTE))
        .fold(0.0, f64::max);
    let column = (widest + number + 22.0).min(inner);
    let columns = ((inner + 22.0) / column).floor().max(1.0) as usize;
    let rows = view.notes.len().div_ceil(columns);
    for (index, note) in view.notes.iter().enumerate() {
        let place = Point {
            x: MARGIN + (index / rows) as f64 * column,
            y: top + (index % rows + 1) as f64 * 15.0 - 3.0,
        };
        around
            .notes
            .push((place, index + 1, cut(note, NOTE, inner - number)));
    }
    top + rows as f64 * 15.0 + 6.0
}
