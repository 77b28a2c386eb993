//! Reads [property paths](https://www.w3.org/TR/shacl12-core/#property-paths) and writes them as SPARQL has them.

use super::lists::Lists;
use super::model::Path;
use super::terms::SH;
use crate::dictionary::TermId;
use crate::graph::Graph;

/// Paths are nested at most this deep.
const DEEPEST: usize = 64;

impl Path {
    /// Reads the path that a node describes.
    ///
    /// # Errors
    /// If it describes none: one sentence without a period.
    pub fn read(graph: &Graph, lists: &Lists, node: TermId) -> Result<Self, String> {
        Self::read_at(graph, lists, node, 0)
    }

    fn read_at(graph: &Graph, lists: &Lists, node: TermId, depth: usize) -> Result<Self, String> {
        if graph.dictionary.is_iri(node) && !lists.is_list(node) {
            return Ok(Self::Property(node));
        }
        let name = graph.display(node);
        if graph.dictionary.is_literal(node) {
            return Err(format!(
                "a path is an IRI or a blank node, and `{name}` is a literal"
            ));
        }
        if depth > DEEPEST {
            return Err("the path contains itself".to_owned());
        }
        let read = |node| Self::read_at(graph, lists, node, depth + 1);
        let read_list = |list| {
            let members = lists.members(list);
            let members = members.map_err(|_| "the list of the path has no end".to_owned())?;
            members
                .into_iter()
                .map(read)
                .collect::<Result<Vec<Self>, String>>()
        };
        if lists.is_list(node) {
            let steps = read_list(node)?;
            return match steps.len() {
                0 | 1 => Err("a path that is a list has at least two members".to_owned()),
                _ => Ok(Self::Sequence(steps)),
            };
        }
        let mut found = Vec::new();
        for name in [
            "inversePath",
            "alternativePath",
            "zeroOrMorePath",
            "oneOrMorePath",
            "zeroOrOnePath",
        ] {
            found.extend(
                graph
                    .objects(node, &format!("{SH}{name}"))
                    .map(|inner| (name, inner)),
            );
        }
        match found[..] {
            [("alternativePath", list)] => {
                let paths = read_list(list)?;
                match paths.len() {
                    0 | 1 => Err("`sh:alternativePath` is a list of at least two paths".to_owned()),
                    _ => Ok(Self::Alternative(paths)),
                }
            }
            [(name, inner)] => {
                let inner = Box::new(read(inner)?);
                Ok(match name {
                    "inversePath" => Self::Inverse(inner),
                    "zeroOrMorePath" => Self::ZeroOrMore(inner),
                    "oneOrMorePath" => Self::OneOrMore(inner),
                    _ => Self::ZeroOrOne(inner),
                })
            }
            [] => Err("the path is neither an IRI, nor a list, nor has it one of `sh:inversePath`, `sh:alternativePath`, `sh:zeroOrMorePath`, `sh:oneOrMorePath` and `sh:zeroOrOnePath`".to_owned()),
            _ => Err("the path has more than one of `sh:inversePath`, `sh:alternativePath`, `sh:zeroOrMorePath`, `sh:oneOrMorePath` and `sh:zeroOrOnePath`".to_owned()),
        }
    }

    /// Writes the path in the syntax of [SPARQL](https://www.w3.org/TR/sparql12-query/#propertypaths), with properties as
    /// `name` writes them.
    pub fn write(&self, name: &impl Fn(TermId) -> String) -> String {
        self.write_in(name, false)
    }

    fn write_in(&self, name: &impl Fn(TermId) -> String, is_inner: bool) -> String {
        let join = |paths: &[Self], sign: &str| {
            let parts: Vec<String> = paths.iter().map(|path| path.write_in(name, true)).collect();
            let joined = parts.join(sign);
            if is_inner {
                format!("({joined})")
            } else {
                joined
            }
        };
        let repeat = |path: &Self, sign: &str| match path {
            Self::Property(_) => format!("{}{sign}", path.write_in(name, true)),
            _ => format!("({}){sign}", path.write_in(name, false)),
        };
        match self {
            Self::Property(property) => name(*property),
            Self::Inverse(path) => match **path {
                Self::Property(_) => format!("^{}", path.write_in(name, true)),
                _ => format!("^({})", path.write_in(name, false)),
            },
            Self::Sequence(paths) => join(paths, "/"),
            Self::Alternative(paths) => join(paths, "|"),
            Self::ZeroOrMore(path) => repeat(path, "*"),
            Self::OneOrMore(path) => repeat(path, "+"),
            Self::ZeroOrOne(path) => repeat(path, "?"),
        }
    }

    /// Returns the property, if the path is no more than one.
    pub fn property(&self) -> Option<TermId> {
        match self {
            Self::Property(property) => Some(*property),
            _ => None,
        }
    }
}
