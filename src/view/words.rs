//! The few words that a picture says of itself, in Chinese where labels are, else in English.

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

    /// A number for people: with 万 and 亿, or with thousands, millions and billions.
    pub fn number(self, value: f64) -> String {
        let units: &[(f64, &str)] = match self {
            Self::Chinese => &[(1e8, "亿"), (1e4, "万"), (1.0, "")],
            Self::English => &[(1e9, " bn"), (1e6, " M"), (1e3, " k"), (1.0, "")],
        };
        let fitting = units.iter().find(|(unit, _)| value.abs() >= *unit);
        let (unit, name) = fitting.or(units.last()).copied().unwrap_or((1.0, ""));
        let digits = format!("{:.2}", value / unit);
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        format!("{}{name}", if digits == "-0" { "0" } else { digits })
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

    /// Rows without a number, or too many.
    pub fn rows_left_out(self, count: usize) -> String {
        match self {
            Self::Chinese => format!("略去：{count} 行（没有数字，或超过 200 类）"),
            Self::English => format!(
                "left out: rows without a number or beyond 200 categories, {count} in number"
            ),
        }
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
