//! Pictures are asserted geometrically: labels overlap nothing, edges run through no node, everything is inside the frame.

use crate::pictures::{project_graph, repository_views};
use bixi::internals::layout::geometry::{Point, Rect};
use bixi::internals::layout::{Scene, scene};
use bixi::internals::view::{
    Color, Direction, Edge, Field, LayoutName, Node, NodeStyle, Shape, Standing, Statement, View,
};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use proptest::prelude::*;

/// What is wrong with a picture.
fn faults(view: &View, scene: &Scene) -> Vec<String> {
    let mut faults = Vec::new();
    let nodes: Vec<NodeIndex> = view.graph.node_indices().collect();
    let name = |node: usize| view.graph[nodes[node]].label.clone();
    let frame = Rect {
        x: 0.0,
        y: 0.0,
        width: scene.size.width,
        height: scene.size.height,
    };
    let mut things: Vec<(String, Rect)> = Vec::new();
    for (node, (rect, _)) in scene.cards.iter().enumerate() {
        things.push((format!("node {}", name(node)), *rect));
    }
    for way in &scene.ways {
        if let Some((rect, lines)) = &way.label {
            things.push((format!("label {}", lines.concat()), rect.inflated(-0.01)));
        }
    }
    for (index, (what, rect)) in things.iter().enumerate() {
        if !frame.contains(rect) {
            faults.push(format!("{what} is outside the frame"));
        }
        for (other, second) in &things[index + 1..] {
            if rect.overlaps(second) {
                faults.push(format!("{what} overlaps {other}"));
            }
        }
    }
    for (edge, way) in view.graph.edge_references().zip(&scene.ways) {
        let points = way.path.flattened();
        let low = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::MAX, f64::min);
        let high = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::MIN, f64::max);
        let (left, right, top, bottom) = (low(|p| p.x), high(|p| p.x), low(|p| p.y), high(|p| p.y));
        let near: Vec<(usize, Rect)> = scene
            .cards
            .iter()
            .map(|(rect, _)| *rect)
            .enumerate()
            .filter(|(_, r)| {
                r.x <= right && r.right() >= left && r.y <= bottom && r.bottom() >= top
            })
            .collect();
        for pair in points.windows(2) {
            for (node, rect) in near.iter().copied() {
                let own = [edge.source().index(), edge.target().index()].contains(&node);
                let inner = rect.inflated(if own { -3.0 } else { -0.2 });
                if inner.width > 0.0 && inner.clip(pair[0], pair[1]).is_some() {
                    faults.push(format!(
                        "an edge {} runs through {}",
                        edge.weight().label(),
                        name(node)
                    ));
                }
            }
            let here = |p: Point| Rect {
                x: p.x,
                y: p.y,
                width: 0.0,
                height: 0.0,
            };
            if !frame.contains(&here(pair[1])) {
                faults.push("an edge leaves the frame".to_owned());
            }
        }
        let ends = [
            (edge.source(), points[0]),
            (edge.target(), points[points.len() - 1]),
        ];
        for (node, end) in ends {
            let here = Rect {
                x: end.x,
                y: end.y,
                width: 0.0,
                height: 0.0,
            };
            if !scene.cards[node.index()].0.inflated(1.0).contains(&here) {
                faults.push(format!("an edge does not reach {}", name(node.index())));
            }
        }
    }
    for outer in &scene.boxes {
        for (node, (rect, _)) in scene.cards.iter().enumerate() {
            let inside = ancestors(view, nodes[node]).any(|above| above.index() == outer.node)
                || node == outer.node;
            if inside && !outer.rect.contains(rect) {
                faults.push(format!("{} is outside its box", name(node)));
            }
            if !inside && outer.rect.overlaps(rect) {
                faults.push(format!(
                    "{} is in the box of {}",
                    name(node),
                    name(outer.node)
                ));
            }
        }
    }
    faults.dedup();
    faults
}

fn ancestors(view: &View, node: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
    std::iter::successors(view.graph[node].parent, |above| view.graph[*above].parent)
}

fn check(what: &str, view: &View) {
    let scene = scene(view);
    let faults = faults(view, &scene);
    assert!(
        faults.is_empty(),
        "{what}: {} faults\n{}",
        faults.len(),
        faults[..faults.len().min(12)].join("\n")
    );
}

#[test]
fn views_of_the_repository_are_without_faults() {
    let (project, graph) = project_graph();
    let views = repository_views(&project, &graph);
    assert!(views.len() >= 10);
    for (name, view) in views {
        for layout in [
            LayoutName::Auto,
            LayoutName::Tree,
            LayoutName::Radial,
            LayoutName::Force,
        ] {
            for direction in [
                Direction::LeftToRight,
                Direction::RightToLeft,
                Direction::TopToBottom,
                Direction::BottomToTop,
            ] {
                if layout != LayoutName::Auto && direction != Direction::LeftToRight {
                    continue;
                }
                let view = View {
                    layout,
                    direction,
                    ..view.clone()
                };
                check(&format!("{name}, {layout:?}, {direction:?}"), &view);
            }
        }
    }
}

/// Numbers that look like chance and are always the same
/// ([Knuth's generator](https://en.wikipedia.org/wiki/Linear_congruential_generator)).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

/// A graph with long and short labels in two scripts, rows, loops, edges both ways, and boxes if asked for,
/// some of them in others.
fn generated(nodes: usize, edges: usize, boxes: usize, layout: LayoutName, seed: u64) -> View {
    let mut numbers = Numbers(seed * 1009 + nodes as u64 * 31 + edges as u64);
    let mut view = View {
        title: format!("{nodes} 个点的图"),
        layout,
        ..View::default()
    };
    let words = [
        "成都医学城",
        "Wenjiang District",
        "自由贸易试验区",
        "研发",
        "Innovation Centre",
        "园",
        "国际医疗旅游先行区",
    ];
    let shapes = [
        Shape::Rounded,
        Shape::Rectangle,
        Shape::Pill,
        Shape::Hexagon,
        Shape::Cut,
        Shape::Note,
    ];
    for number in 0..nodes {
        let label: Vec<&str> = (0..1 + numbers.below(3))
            .map(|_| words[numbers.below(words.len())])
            .collect();
        let field = |n: usize| Field {
            label: "数值".to_owned(),
            property: "v:n".to_owned(),
            value: n.to_string(),
            ..Field::default()
        };
        view.graph.add_node(Node {
            name: format!("n:{number}"),
            label: format!("{}{number}", label.concat()),
            classes: vec![("v:C".to_owned(), "类".to_owned())],
            fields: (0..numbers.below(4)).map(field).collect(),
            style: NodeStyle {
                shape: shapes[numbers.below(shapes.len())],
                color: Color(0, 0x72, 0xB2),
                icon: Some("企".to_owned()).filter(|_| number % 3 == 0),
            },
            ..Node::default()
        });
    }
    for number in boxes..nodes.min(boxes * 6) {
        let parent = NodeIndex::new(number % boxes);
        view.graph[NodeIndex::new(number)].parent = Some(parent);
        view.graph[parent].is_box = true;
    }
    for inner in 1..boxes {
        let is_inside = view.graph[NodeIndex::new(inner)].is_box && numbers.below(3) == 0;
        let outer = NodeIndex::new(numbers.below(inner));
        view.graph[NodeIndex::new(inner)].parent = Some(outer).filter(|_| is_inside);
    }
    for number in 0..edges {
        // Most edges are near, as in real graphs; some are not.
        let from = numbers.below(nodes);
        let near = (from + 1 + numbers.below(6)) % nodes;
        let to = if number % 9 == 0 {
            numbers.below(nodes)
        } else {
            near
        };
        let (from, to) = (NodeIndex::new(from), NodeIndex::new(to));
        if view.graph.contains_edge(from, to) {
            continue;
        }
        let statement = Statement {
            name: "v:p".to_owned(),
            label: ["位于", "结为伙伴", "cooperates with", "由……运营"][numbers.below(4)].to_owned(),
            places: Vec::new(),
            notes: Vec::new(),
            standing: match number % 5 {
                0 => Standing::Reported,
                _ => Standing::Asserted,
            },
        };
        let edge = Edge {
            statements: vec![statement],
            ..Edge::default()
        };
        view.graph.add_edge(from, to, edge);
    }
    view
}

#[test]
fn generated_graphs_are_without_faults() {
    for (nodes, edges, boxes) in [
        (1, 0, 0),
        (2, 4, 0),
        (10, 14, 0),
        (10, 30, 3),
        (60, 80, 8),
        (200, 260, 0),
    ] {
        for layout in LAYOUTS {
            for direction in [Direction::LeftToRight, Direction::BottomToTop] {
                let view = View {
                    direction,
                    ..generated(nodes, edges, boxes, layout, 0)
                };
                check(
                    &format!(
                        "{nodes} nodes, {edges} edges, {boxes} boxes, {layout:?}, {direction:?}"
                    ),
                    &view,
                );
            }
        }
    }
}

const LAYOUTS: [LayoutName; 4] = [
    LayoutName::Layered,
    LayoutName::Tree,
    LayoutName::Radial,
    LayoutName::Force,
];

/// As many cases as `PROPTEST_CASES` says, else some.
fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    let cases = std::env::var_os("PROPTEST_CASES").map_or(80, |_| config.cases);
    ProptestConfig { cases, ..config }
}

proptest! {
    #![proptest_config(config())]
    #[test]
    fn graphs_by_chance_are_without_faults(nodes in 1_usize..24, edges in 0_usize..120, boxes in 0_usize..6, layout in 0_usize..4, direction in 0_usize..4, seed in 0_u64..1 << 32) {
        let directions = [Direction::LeftToRight, Direction::RightToLeft, Direction::TopToBottom, Direction::BottomToTop];
        let view = View {
            direction: directions[direction],
            ..generated(nodes, edges, boxes.min(nodes / 3), LAYOUTS[layout], seed)
        };
        check(&format!("{nodes} nodes, {edges} edges, {boxes} boxes, {layout}, {direction}, {seed}"), &view);
    }
}

#[test]
fn large_graphs_are_without_faults() {
    for layout in LAYOUTS {
        for (nodes, edges, boxes) in [(600, 800, 40), (2000, 2600, 0)] {
            check(
                &format!("{nodes} nodes, {layout:?}"),
                &generated(nodes, edges, boxes, layout, 0),
            );
        }
    }
}

#[test]
fn labels_can_be_read_where_lines_run_below_them() {
    let (project, graph) = project_graph();
    for (name, view) in repository_views(&project, &graph) {
        let scene = scene(&view);
        let svg = bixi::internals::write::svg(&view, &scene, bixi::internals::write::Theme::Light);
        // Labels are drawn after all lines, with a rim in the colour of the page.
        let last_line = svg.rfind("<g class=\"e\"").unwrap_or_default();
        let first_label = svg.find("<text class=\"p\"").unwrap_or(svg.len());
        assert!(last_line < first_label, "{name}");
        let halos = svg.matches("<text class=\"halo\"").count();
        assert_eq!(halos, svg.matches("<text class=\"p\"").count(), "{name}");
        let labels: Vec<(usize, Rect)> = scene
            .ways
            .iter()
            .enumerate()
            .filter_map(|(number, way)| Some((number, way.label.as_ref()?.0)))
            .collect();
        let crossed = labels.iter().filter(|(own, rect)| {
            let others = scene.ways.iter().enumerate().filter(|(n, _)| n != own);
            let mut others = others.map(|(_, way)| way.path.flattened());
            others.any(|way| way.windows(2).any(|p| rect.clip(p[0], p[1]).is_some()))
        });
        let crossed = crossed.count();
        // Ranks leave each label a place of its own; around a middle, lines are everywhere.
        let most = if view.layout == LayoutName::Radial {
            labels.len() / 3
        } else {
            0
        };
        assert!(crossed <= most, "{name}: {crossed} of {}", labels.len());
    }
}
