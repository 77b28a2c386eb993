//! The few words that a picture says of itself, in Chinese where labels are, else in English.

use crate::number::count;
use std::collections::BTreeSet;

/// Something that a picture does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Links to nodes beyond a limit.
    Links {
        /// How many.
        count: usize,
        /// The most nodes.
        limit: usize,
    },
    /// Nodes beyond a limit.
    Nodes {
        /// How many.
        nodes: usize,
        /// How many edges went with them.
        edges: usize,
        /// The most nodes.
        limit: usize,
    },
    /// Labels of edges that found no room.
    Labels(usize),
    /// A style that means nothing.
    Style(String),
    /// What a format cannot carry, in English.
    Uncarried(&'static str),
    /// What to expect of the picture although nothing is left out, in English.
    Notice(String),
}

/// The rows of an answer that a chart does not draw, by what names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndrawnRows {
    /// Those whose number is not finite.
    pub not_finite: Vec<String>,
    /// Those that give a category another number than a row before.
    pub second_number: Vec<String>,
    /// Those of categories beyond the most that a chart has.
    pub beyond: Vec<String>,
}

/// Words in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Words {
    /// 中文
    Chinese,
    /// English
    #[default]
    English,
}

impl Words {
    /// The words for a list of languages.
    pub fn of(languages: &[String]) -> Self {
        match languages.first() {
            Some(language) if language.to_ascii_lowercase().starts_with("zh") => Self::Chinese,
            _ => Self::English,
        }
    }

    /// The tag of the language.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-Hans",
            Self::English => "en",
        }
    }

    fn pick(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// How much there is.
    pub fn counts(self, nodes: usize, edges: usize, boxes: usize) -> String {
        let one = |count: usize, noun: &str| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} {noun}{plural}")
        };
        match self {
            Self::Chinese if boxes > 0 => {
                format!("{nodes} 个实体（其中 {boxes} 个以方框表示），{edges} 条连线")
            }
            Self::Chinese => format!("{nodes} 个实体，{edges} 条连线"),
            Self::English if boxes > 0 => format!(
                "{} ({boxes} of them boxes), {}",
                one(nodes, "node"),
                one(edges, "edge")
            ),
            Self::English => format!("{}, {}", one(nodes, "node"), one(edges, "edge")),
        }
    }

    /// What was left out.
    pub fn left_out(self, what: &LeftOut) -> String {
        let left_out = match what {
            LeftOut::Notice(_) => "",
            _ => self.pick("略去：", "left out: "),
        };
        format!("{left_out}{}", self.omission(what))
    }

    fn omission(self, what: &LeftOut) -> String {
        use LeftOut::{Labels, Links, Nodes, Notice, Style, Uncarried};
        match (self, what) {
            (Self::Chinese, Links { count, limit }) => {
                format!("通往其他实体的 {count} 条连线（最多画 {limit} 个实体）")
            }
            (Self::English, Links { count, limit }) => {
                format!("{count} links to further nodes (at most {limit} nodes are drawn)")
            }
            (
                Self::Chinese,
                Nodes {
                    nodes,
                    edges,
                    limit,
                },
            ) => {
                format!("连线最少的 {nodes} 个实体及其 {edges} 条连线（最多画 {limit} 个实体）")
            }
            (
                Self::English,
                Nodes {
                    nodes,
                    edges,
                    limit,
                },
            ) => format!(
                "the {nodes} nodes with the fewest edges, and {edges} edges (at most {limit} nodes are drawn)"
            ),
            (Self::Chinese, Labels(count)) => {
                format!("{count} 条连线的文字（没有位置；见悬停提示）")
            }
            (Self::English, Labels(count)) => {
                format!("labels of edges, {count} in number: there is no room, tooltips have them")
            }
            (Self::Chinese, Style(what)) => format!("样式 {what}（没有这样的值）"),
            (Self::English, Style(what)) => format!("the style {what}, which is no such thing"),
            (_, Uncarried(what)) => (*what).to_owned(),
            (_, Notice(what)) => what.clone(),
        }
    }

    /// Numbers for people: with 万 and 亿, or with thousands, millions and billions. All have so many digits that numbers that
    /// differ are written differently.
    pub fn numbers(self, values: &[f64]) -> Vec<String> {
        let different = |texts: &[String]| texts.iter().collect::<BTreeSet<_>>().len();
        let mut bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
        bits.sort_unstable();
        bits.dedup();
        let with = |digits: usize| -> Vec<String> {
            let texts = values.iter().map(|value| self.number(*value, digits));
            texts.collect()
        };
        let mut candidates = (2..=15).map(with);
        let found = candidates.find(|texts| different(texts) >= bits.len());
        found.unwrap_or_else(|| with(15))
    }

    /// A number with at most this many digits after the point, or as many after the zeros behind the point.
    fn number(self, value: f64, digits: usize) -> String {
        let units: &[(f64, &str)] = match self {
            Self::Chinese => &[(1e8, "亿"), (1e4, "万"), (1.0, "")],
            Self::English => &[(1e9, " bn"), (1e6, " M"), (1e3, " k"), (1.0, "")],
        };
        if value != 0.0 && value.abs() < 1e-6 {
            return format!("{value:.digits$e}");
        }
        let fitting = units.iter().find(|(unit, _)| value.abs() >= *unit);
        let (unit, name) = fitting.or(units.last()).copied().unwrap_or((1.0, ""));
        let zeros = match value.abs() {
            small if small > 0.0 && small < 0.1 => (-small.log10()).floor() as usize,
            _ => 0,
        };
        let places = digits + zeros;
        let text = format!("{:.places$}", value / unit);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        format!("{}{name}", if text == "-0" { "0" } else { text })
    }

    /// What a chart without a title has: numbers, by what names them.
    pub fn numbers_by(self, of: &[String], by: &[String]) -> String {
        let numbers = of.join(" · ");
        match self {
            _ if by.is_empty() => numbers,
            Self::Chinese => format!("{numbers}（按 {}）", by.join("、")),
            Self::English => format!("{numbers} by {}", by.join(", ")),
        }
    }

    /// Which rows a chart does not draw, and why; `None` if it draws all.
    pub fn rows_left_out(self, rows: &UndrawnRows) -> Option<String> {
        let kinds = [
            (&rows.not_finite, "数字无法画出", "without a finite number"),
            (
                &rows.second_number,
                "该类已有另一数字",
                "with a second number for one category",
            ),
            (&rows.beyond, "超过 200 类", "beyond 200 categories"),
        ];
        let said = kinds.into_iter().filter(|(names, ..)| !names.is_empty());
        let said: Vec<String> = said
            .map(|(names, chinese, english)| match self {
                Self::Chinese => {
                    format!(
                        "{} 行（{chinese}：{}）",
                        names.len(),
                        some(names, "、", "等")
                    )
                }
                Self::English => format!(
                    "{} {english} ({})",
                    count(names.len(), "row"),
                    some(names, ", ", ", …")
                ),
            })
            .collect();
        let all = said.join(self.pick("；", "; "));
        (!all.is_empty()).then(|| format!("{}{all}", self.pick("略去：", "left out: ")))
    }

    /// Over the list of notes.
    pub fn notes(self) -> &'static str {
        self.pick("依据", "Evidence")
    }

    /// For an edge that is only inferred.
    pub fn inferred(self) -> &'static str {
        self.pick("推断", "inferred")
    }

    /// For an edge that files only report.
    pub fn not_asserted(self) -> &'static str {
        self.pick("转述，未断言", "reported, not asserted")
    }

    /// For a box: what stands in it, by the labels of the properties.
    pub fn in_box(self, properties: &[String]) -> String {
        match self {
            Self::Chinese => format!("框内：{}", properties.join("、")),
            Self::English => format!("inside the box: {}", properties.join(", ")),
        }
    }

    /// The title of the picture of a vocabulary.
    pub fn ontology(self) -> &'static str {
        self.pick("本体", "Ontology")
    }

    /// For `rdfs:subClassOf`.
    pub fn subclass_of(self) -> &'static str {
        self.pick("是……的子类", "subclass of")
    }

    /// For the node that a picture is about.
    pub fn focus(self) -> &'static str {
        self.pick("中心", "focus")
    }
}

/// The first of some names.
fn some(names: &[String], between: &str, more: &str) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    let more = if names.len() > SHOWN { more } else { "" };
    format!("{}{more}", shown.join(between))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_differ_are_written_differently() {
        let english = |values: &[f64]| Words::English.numbers(values);
        assert_eq!(
            english(&[0.0, 0.00001, 0.00003]),
            ["0", "0.00001", "0.00003"]
        );
        assert_eq!(english(&[1e6, 1_000_001.0]), ["1 M", "1.000001 M"]);
        assert_eq!(english(&[-2.5e-7, 1234.5]), ["-2.50e-7", "1.23 k"]);
        assert_eq!(Words::Chinese.numbers(&[-15_000.0]), ["-1.5万"]);
    }

    #[test]
    fn rows_that_are_not_drawn_are_named() {
        let names = |count: usize| (0..count).map(|n| format!("n{n}")).collect();
        let rows = UndrawnRows {
            not_finite: names(1),
            beyond: names(7),
            ..UndrawnRows::default()
        };
        assert_eq!(
            Words::English.rows_left_out(&rows).as_deref(),
            Some(
                "left out: 1 row without a finite number (n0); 7 rows beyond 200 categories (n0, n1, n2, n3, n4, …)"
            )
        );
        assert_eq!(Words::English.rows_left_out(&UndrawnRows::default()), None);
    }
}
