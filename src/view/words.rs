//! The few words that a picture says of itself, in Chinese where labels are, else in English.

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
    pub fn left_out(self, what: &str) -> String {
        format!("{}{what}", self.pick("略去：", "Left out: "))
    }

    /// Links to nodes that are not drawn.
    pub fn further_links(self, count: usize, limit: usize) -> String {
        match self {
            Self::Chinese => {
                format!("通往其他实体的 {count} 条连线（最多画 {limit} 个实体）")
            }
            Self::English => {
                format!("links to further nodes, {count} in number: the most nodes are {limit}")
            }
        }
    }

    /// Nodes beyond the limit.
    pub fn further_nodes(self, nodes: usize, edges: usize, limit: usize) -> String {
        match self {
            Self::Chinese => {
                format!("{nodes} 个连线最少的实体及其 {edges} 条连线（最多画 {limit} 个实体）")
            }
            Self::English => format!(
                "{nodes} nodes with the fewest edges, and {edges} edges of theirs: the most nodes are {limit}"
            ),
        }
    }

    /// Labels that have no place.
    pub fn labels_without_room(self, count: usize) -> String {
        match self {
            Self::Chinese => format!("{count} 条连线的文字（没有位置；见悬停提示）"),
            Self::English => {
                format!("labels of edges, {count} in number: there is no room, their tooltips have them")
            }
        }
    }

    /// Over the list of notes.
    pub fn notes(self) -> &'static str {
        self.pick("依据", "Evidence")
    }

    /// For an edge that no file asserts.
    pub fn not_asserted(self) -> &'static str {
        self.pick("转述，未断言", "reported, not asserted")
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
