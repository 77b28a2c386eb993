//! The style sheet of a picture: only the colours that are drawn, each in light and in dark
//! ([prefers-color-scheme](https://www.w3.org/TR/mediaqueries-5/#prefers-color-scheme)).

use super::SIZES;
use crate::view::{Arrow, Color, View};
use std::collections::BTreeSet;
use std::fmt::Write;

const WHITE: Color = Color(0xFF, 0xFF, 0xFF);
const NIGHT: Color = Color(0x15, 0x18, 0x1C);
const INK: Color = Color(0x16, 0x1A, 0x1F);
const CHALK: Color = Color(0xF0, 0xF2, 0xF4);
/// The colour of edges without one.
pub const EDGE: Color = Color(0x86, 0x8F, 0x99);

/// The colours of a picture.
pub struct Sheet {
    nodes: BTreeSet<Color>,
    edges: BTreeSet<Color>,
}

impl Sheet {
    /// What a view draws.
    pub fn of(view: &View) -> Self {
        let edges = view
            .graph
            .edge_weights()
            .filter_map(|edge| edge.style.color);
        Self {
            nodes: view
                .graph
                .node_weights()
                .map(|node| node.style.color)
                .collect(),
            edges: edges.chain([EDGE]).collect(),
        }
    }

    /// The style sheet.
    pub fn css(&self) -> String {
        let mut css = String::from(
            "text{white-space:pre}.s,.box{stroke-width:1.4}.focus .s{stroke-width:3.2}.w{fill:none;stroke-width:1.4;stroke-linejoin:round;stroke-linecap:round}.rule{stroke-width:.8}.l{font-size:14px;font-weight:600}.i,.x{text-anchor:middle;font-weight:600}.x{font-size:9.5px}.p{text-anchor:middle;paint-order:stroke;stroke-width:4px;stroke-linejoin:round}.h{font-size:21px;font-weight:700}.c{font-size:12px}.b{font-weight:600}.q{font-size:8px}.o{font-size:10.5px}a{text-decoration:none}a:hover .l{text-decoration:underline}",
        );
        for (class, size) in SIZES {
            let _ = write!(css, ".{class}{{font-size:{size}px}}");
        }
        css.push_str(&self.scheme(WHITE, INK, 0));
        css.push_str("@media (prefers-color-scheme:dark){");
        css.push_str(&self.scheme(NIGHT, CHALK, 45));
        css.push_str("}@media print{.page{fill:#fff}}");
        css
    }

    /// Colours on a page, with text in an ink; strong colours are mixed with some hundredths of white.
    fn scheme(&self, page: Color, ink: Color, lighter: u32) -> String {
        let soft = ink.mixed(page, 35);
        let tint = if lighter > 0 { 80 } else { 91 };
        let mut css = format!(
            ".page{{fill:{page}}}.l,.v,.h{{fill:{ink}}}.m,.c,.o{{fill:{soft}}}.p{{fill:{};stroke:{page}}}.mark,.q{{fill:{};stroke:none}}.mark{{stroke:{page};stroke-width:3px}}.i{{fill:{page}}}",
            ink.mixed(page, 18),
            Color(0x00, 0x72, 0xB2).mixed(WHITE, lighter)
        );
        for color in &self.nodes {
            let strong = color.mixed(WHITE, lighter / 2);
            let key = key_of(*color);
            let _ = write!(
                css,
                ".s{key}{{fill:{};stroke:{strong}}}.b{key}{{fill:{};stroke:{}}}.i{key}{{fill:{strong}}}.r{key}{{stroke:{}}}.t{key}{{fill:{}}}",
                color.mixed(page, tint),
                color.mixed(page, tint + 5),
                strong.mixed(page, 50),
                strong.mixed(page, 60),
                color.mixed(ink, 40)
            );
        }
        for color in &self.edges {
            let strong = color.mixed(WHITE, lighter / 3);
            let key = key_of(*color);
            let _ = write!(
                css,
                ".e{key}{{stroke:{strong}}}.f{key}{{fill:{strong}}}.h{key}{{fill:{page};stroke:{strong}}}"
            );
        }
        css
    }

    /// The ends of edges, one for each colour and kind that is drawn.
    pub fn markers(&self, view: &View) -> String {
        let mut drawn: BTreeSet<(u8, String)> = BTreeSet::new();
        for edge in view.graph.edge_weights().filter(|edge| !edge.is_symmetric) {
            let kind = match edge.style.arrow {
                Arrow::Filled => 0,
                Arrow::Hollow => 1,
                Arrow::Diamond => 2,
                Arrow::None => continue,
            };
            drawn.insert((kind, key_of(edge.style.color.unwrap_or(EDGE))));
            // The legend explains edges that are only reported with an arrow like any other.
            drawn.insert((0, key_of(EDGE)));
        }
        let mut text = String::new();
        for (kind, key) in drawn {
            let _ = match kind {
                0 => write!(
                    text,
                    "<marker id=\"f{key}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"f{key}\" d=\"M0 1L10 5L0 9Z\"/></marker>"
                ),
                1 => write!(
                    text,
                    "<marker id=\"h{key}\" viewBox=\"0 0 12 12\" refX=\"11\" refY=\"6\" markerWidth=\"12\" markerHeight=\"12\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"h{key}\" stroke-width=\"1.3\" d=\"M1 1L11 6L1 11Z\"/></marker>"
                ),
                _ => write!(
                    text,
                    "<marker id=\"d{key}\" viewBox=\"0 0 16 10\" refX=\"1\" refY=\"5\" markerWidth=\"16\" markerHeight=\"10\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"f{key}\" d=\"M0 5L8 1L16 5L8 9Z\"/></marker>"
                ),
            };
        }
        text
    }
}

/// A colour as part of the name of a class: six digits.
pub fn key_of(color: crate::view::Color) -> String {
    color.to_string().trim_start_matches('#').to_owned()
}
