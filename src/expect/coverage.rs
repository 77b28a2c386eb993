//! What the expectations of a project cover, and what none of them touches.

use crate::rdf::Term;

/// A class or a property, with what names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Covered {
    /// The class or the property.
    pub term: Term,
    /// The number of its instances or statements.
    pub uses: usize,
    /// The names of the saved queries that name it.
    pub queries: Vec<String>,
    /// The paths of the expectations that name it, themselves or by the saved query that they run, or that need a statement of it.
    pub expectations: Vec<String>,
}

/// A rule, a shape, a saved query or a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveredPart {
    /// What it is called.
    pub name: String,
    /// `path:line`, or the path of a file.
    pub place: Option<String>,
    /// The paths of the expectations that use it: a rule in a proof, a shape in an expected finding, a query by running it.
    pub expectations: Vec<String>,
}

/// A line of a source on which a statement starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoveredLine {
    /// Its 1-based number.
    pub line: u32,
    /// The number of expectations that need a statement on it.
    pub expectations: usize,
}

/// A source, with the lines on which statements start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveredSource {
    /// Its path.
    pub path: String,
    /// The lines, in their order.
    pub lines: Vec<CoveredLine>,
}

/// An expectation, with what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveringExpectation {
    /// Its name, as [`Project::expectations`](crate::Project::expectations) gives it.
    pub name: String,
    /// The number of asserted statements that it needs.
    pub statements: usize,
    /// The kinds of expressions in which nothing was looked for, such as `NOT EXISTS`.
    pub not_followed: Vec<String>,
    /// Why it cannot be read or asked; then it covers nothing.
    pub unreadable: Option<String>,
}

/// What the expectations of a project cover.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The classes.
    pub classes: Vec<Covered>,
    /// The properties.
    pub properties: Vec<Covered>,
    /// The project's own rules.
    pub rules: Vec<CoveredPart>,
    /// The shapes with names of their own.
    pub shapes: Vec<CoveredPart>,
    /// The saved queries that answer with rows or a boolean.
    pub queries: Vec<CoveredPart>,
    /// The saved queries that draw.
    pub views: Vec<CoveredPart>,
    /// The sources of the project, without those that are only imported.
    pub sources: Vec<CoveredSource>,
    /// The expectations.
    pub expectations: Vec<CoveringExpectation>,
}

impl Coverage {
    /// Returns the number of lines on which a statement starts that an expectation needs, and of all lines on which one starts.
    pub fn lines(&self) -> (usize, usize) {
        let lines = self.sources.iter().flat_map(|source| &source.lines);
        let covered = lines.clone().filter(|line| line.expectations > 0);
        (covered.count(), lines.count())
    }

    /// Returns how many percent of the lines with statements are covered; all of none.
    pub fn percent(&self) -> f64 {
        match self.lines() {
            (_, 0) => 100.0,
            (covered, all) => covered as f64 * 100.0 / all as f64,
        }
    }
}
