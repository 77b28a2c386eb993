//! Property paths as tables of their two ends. One of any length is a query that continues itself until nothing new comes.

use super::pattern::table;
use super::refusal::Refusal;
use super::relation::{Relation, indented};
use super::value::{Value, quoted};
use super::writer::{Active, Writer};
use spargebra::algebra::PropertyPathExpression as Path;
use spargebra::term::TermPattern;

impl Writer {
    /// Returns the relation of a path between two terms.
    pub fn path(
        &mut self,
        subject: &TermPattern,
        path: &Path,
        object: &TermPattern,
        active: &Active,
    ) -> Result<Relation, Refusal> {
        if !matches!(active, Active::Default) {
            return Err(Refusal::new("a path within GRAPH", "GRAPH"));
        }
        let ends = Ends {
            start: constant(subject),
            end: constant(object),
        };
        let sql = self.pairs(path, &ends)?;
        let alias = self.alias("p");
        let mut relation = Relation::default();
        relation.add(format!("({}) {alias}", indented(&sql)));
        let end = |column: &str| Value::term(format!("{alias}.{column}"), None);
        self.term(subject, end("a"), &mut relation)?;
        self.term(object, end("b"), &mut relation)?;
        Ok(relation)
    }

    /// Returns a query of the pairs that a path connects, with the columns `a` and `b`. Constants at its ends may be made use of.
    fn pairs(&mut self, path: &Path, ends: &Ends) -> Result<String, Refusal> {
        let statements = table(&Active::Default);
        Ok(match path {
            Path::NamedNode(iri) => format!(
                "SELECT s AS a, o AS b FROM {statements} WHERE p = {}",
                quoted(&iri.to_string())
            ),
            Path::Reverse(inner) => {
                let pairs = self.pairs(inner, &ends.reversed())?;
                format!("SELECT r.b AS a, r.a AS b FROM ({}) r", indented(&pairs))
            }
            Path::Sequence(first, second) => {
                let first = self.pairs(first, &ends.only_start())?;
                let second = self.pairs(second, &ends.only_end())?;
                format!(
                    "SELECT x.a, y.b FROM ({}) x JOIN ({}) y ON x.b = y.a",
                    indented(&first),
                    indented(&second)
                )
            }
            Path::Alternative(first, second) => {
                let first = self.pairs(first, ends)?;
                let second = self.pairs(second, ends)?;
                format!("{first}\nUNION ALL\n{second}")
            }
            Path::ZeroOrOne(inner) => {
                let pairs = self.pairs(inner, ends)?;
                let nodes = ends.nodes();
                format!("SELECT * FROM ({}) one\nUNION\n{nodes}", indented(&pairs))
            }
            Path::OneOrMore(inner) => {
                let step = self.step(inner)?;
                self.closure(&step, ends, None)
            }
            Path::ZeroOrMore(inner) => {
                let step = self.step(inner)?;
                self.closure(&step, ends, Some(ends.nodes()))
            }
            Path::NegatedPropertySet(iris) => {
                let iris: Vec<String> = iris.iter().map(|iri| quoted(&iri.to_string())).collect();
                format!(
                    "SELECT s AS a, o AS b FROM {statements} WHERE p NOT IN ({})",
                    iris.join(", ")
                )
            }
        })
    }

    /// Returns the name of a table of the pairs that one step of a path connects.
    fn step(&mut self, path: &Path) -> Result<String, Refusal> {
        let pairs = self.pairs(path, &Ends::default())?;
        let pairs = format!("SELECT DISTINCT a, b FROM ({}) step", indented(&pairs));
        Ok(self.path_table("step", format!("AS ({})", indented(&pairs))))
    }

    fn path_table(&mut self, start: &str, sql: String) -> String {
        let known = self.paths.iter().find(|(_, known)| *known == sql);
        if let Some((name, _)) = known {
            return name.clone();
        }
        let name = self.alias(start);
        self.paths.push((name.clone(), sql));
        name
    }

    /// Returns the pairs that some steps connect, from the constant at an end if there is one.
    fn closure(&mut self, step: &str, ends: &Ends, nodes: Option<String>) -> String {
        let start = match (&ends.start, &ends.end) {
            (Some(start), _) => format!(" WHERE a = {start}"),
            (None, Some(end)) => format!(" WHERE b = {end}"),
            (None, None) => String::new(),
        };
        // From the end backwards if only the end is known.
        let next = match (&ends.start, &ends.end) {
            (None, Some(_)) => "SELECT n.a, c.b FROM {name} c JOIN {step} n ON n.b = c.a",
            _ => "SELECT c.a, n.b FROM {name} c JOIN {step} n ON n.a = c.b",
        };
        let name = self.alias("closure");
        let next = next.replace("{name}", &name).replace("{step}", step);
        let pairs = format!("SELECT a, b FROM {step}{start}\nUNION\n{next}");
        let sql = format!("RECURSIVE (a, b) AS ({})", indented(&pairs));
        self.paths.push((name.clone(), sql));
        match nodes {
            Some(nodes) => format!("SELECT a, b FROM {name}\nUNION\n{nodes}"),
            None => format!("SELECT a, b FROM {name}"),
        }
    }
}

/// The terms at the ends of a path, where they are constants.
#[derive(Clone, Debug, Default)]
struct Ends {
    start: Option<String>,
    end: Option<String>,
}

impl Ends {
    fn reversed(&self) -> Self {
        Self {
            start: self.end.clone(),
            end: self.start.clone(),
        }
    }

    fn only_start(&self) -> Self {
        Self {
            start: self.start.clone(),
            end: None,
        }
    }

    fn only_end(&self) -> Self {
        Self {
            start: None,
            end: self.end.clone(),
        }
    }

    /// Returns a query of the pairs that no step connects: a constant at an end, or each node of the graph.
    fn nodes(&self) -> String {
        match (&self.start, &self.end) {
            (Some(constant), _) | (None, Some(constant)) => {
                format!("SELECT {constant} AS a, {constant} AS b")
            }
            (None, None) => {
                "SELECT s AS a, s AS b FROM statements\nUNION\nSELECT o AS a, o AS b FROM statements"
                    .to_owned()
            }
        }
    }
}

fn constant(pattern: &TermPattern) -> Option<String> {
    match pattern {
        TermPattern::NamedNode(iri) => Some(quoted(&iri.to_string())),
        _ => None,
    }
}
