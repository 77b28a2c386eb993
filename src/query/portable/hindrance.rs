//! What keeps a query from being answered by an engine as it is here, with the place in its text.

use super::super::algebra::{Part, each_expression, expressions, inner, pattern_of, walk};
use super::super::functions::XSD;
use super::super::reads::has_loose_path;
use crate::project::TripleTermEncoding;
use crate::rdf::vocab;
use crate::remote::{Dialect, Fault};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, Function, GraphPattern, PropertyPathExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// What is wrong with a part that reads triple terms themselves.
const NO_TERMS: &str = "the engine has no triple terms";

/// A part of a query that an engine does not answer as it is answered here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindrance {
    /// What is wrong, in words.
    pub problem: String,
    /// How the part may be written: the first token of the text that is one of these is its place.
    pub words: Vec<String>,
}

impl Hindrance {
    /// Makes one of what is wrong, and how the part may be written.
    pub fn new(problem: impl Into<String>, needles: &[&str]) -> Self {
        Self {
            problem: problem.into(),
            words: needles.iter().map(|&needle| needle.to_owned()).collect(),
        }
    }
}

/// Returns the first part that keeps a query from being sent whole.
pub fn hindrance(query: &mut Query, dialect: &Dialect) -> Option<Hindrance> {
    let mut search = Search {
        dialect,
        found: None,
    };
    search.query(query);
    let pattern = pattern_of(query);
    if dialect.evidence != TripleTermEncoding::Native && has_loose_path(pattern, &BTreeSet::new()) {
        search.note(
            "a path that may have no step and begins and ends anywhere",
            &["*", "?"],
        );
    }
    search.pattern(pattern, false);
    search.graphs(query);
    search.found
}

/// Whether a path leads from each start to each end once, however many ways there are.
fn is_closure(path: &PropertyPathExpression) -> bool {
    matches!(
        path,
        PropertyPathExpression::ZeroOrMore(_)
            | PropertyPathExpression::OneOrMore(_)
            | PropertyPathExpression::ZeroOrOne(_)
    )
}

/// Returns whether a solution that is found twice is no other answer than one that is found once.
pub fn is_set(query: &mut Query) -> bool {
    let mut is_counted = false;
    let is_distinct = match query {
        Query::Select { pattern, .. } => {
            let mut outer = &*pattern;
            while let GraphPattern::Slice { inner, .. } = outer {
                outer = inner;
            }
            matches!(outer, GraphPattern::Distinct { .. })
        }
        Query::Ask { .. } | Query::Construct { .. } | Query::Describe { .. } => true,
    };
    let mut slices = 0;
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Group { .. }) => is_counted = true,
        Part::Pattern(GraphPattern::Slice { .. }) => slices += 1,
        _ => {}
    });
    is_distinct && !is_counted && slices == 0
}

/// The search for such a part.
struct Search<'d> {
    dialect: &'d Dialect,
    found: Option<Hindrance>,
}

impl Search<'_> {
    fn note(&mut self, problem: &str, needles: &[&str]) {
        self.found
            .get_or_insert_with(|| Hindrance::new(problem, needles));
    }

    fn fault(&mut self, fault: Fault, problem: &str, needles: &[&str]) {
        if self.dialect.has(fault) {
            self.note(problem, needles);
        }
    }

    fn query(&mut self, query: &Query) {
        match query {
            Query::Describe { .. } => {
                self.note("what `DESCRIBE` returns differs by engine", &["DESCRIBE"])
            }
            Query::Construct { template, .. } => {
                let has_terms = template
                    .iter()
                    .any(|triple| matches!(triple.object, TermPattern::Triple(_)));
                if has_terms && self.dialect.evidence != TripleTermEncoding::Native {
                    self.note("a triple term in what is constructed", &["<<(", "~", "{|"]);
                }
                let has_blank = template.iter().any(|triple| {
                    [&triple.subject, &triple.object]
                        .into_iter()
                        .any(|term| matches!(term, TermPattern::BlankNode(_)))
                });
                if has_blank {
                    self.note(
                        "blank nodes in what is constructed have other labels in each answer",
                        &["CONSTRUCT"],
                    );
                }
            }
            Query::Select { .. } | Query::Ask { .. } => {}
        }
    }

    fn graphs(&mut self, query: &mut Query) {
        match query.dataset().map_or(0, |dataset| dataset.default.len()) {
            0 => self.fault(
                Fault::DefaultGraph,
                "where `bixi.toml` names no graphs, the engine asks some of its own too",
                &[],
            ),
            1 => {}
            _ if is_set(query) => {}
            _ => walk(pattern_of(query), &mut |part| {
                if let Part::Pattern(GraphPattern::Path { path, .. }) = part
                    && !is_closure(path)
                {
                    self.fault(
                        Fault::Duplicates,
                        "a path over a statement in two of the graphs is found twice",
                        &["|", "/", "^"],
                    );
                }
            }),
        }
    }

    fn pattern(&mut self, pattern: &GraphPattern, is_optional: bool) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                patterns
                    .iter()
                    .for_each(|triple| self.triple(triple, patterns));
            }
            GraphPattern::Path { path, .. } => self.path(path),
            GraphPattern::Lateral { .. } => {
                self.note("`LATERAL` is not part of SPARQL", &["LATERAL"])
            }
            GraphPattern::Minus { .. } => {
                self.fault(
                    Fault::Exists,
                    "`MINUS` keeps or drops the wrong solutions",
                    &["MINUS"],
                );
            }
            GraphPattern::Filter { .. } if is_optional => {
                self.fault(
                    Fault::OptionalFilter,
                    "a condition in `OPTIONAL` drops solutions",
                    &["OPTIONAL"],
                );
            }
            GraphPattern::LeftJoin {
                expression: Some(_),
                ..
            } => {
                self.fault(
                    Fault::OptionalFilter,
                    "a condition in `OPTIONAL` drops solutions",
                    &["OPTIONAL"],
                );
            }
            GraphPattern::Extend {
                expression: Expression::Exists(_),
                ..
            } => {
                self.fault(
                    Fault::BindExists,
                    "`EXISTS` is refused in `BIND`",
                    &["EXISTS"],
                );
            }
            GraphPattern::Group { aggregates, .. } => aggregates
                .iter()
                .for_each(|(_, aggregate)| self.aggregate(aggregate)),
            GraphPattern::Values { bindings, .. } => {
                let texts = bindings
                    .iter()
                    .flatten()
                    .flatten()
                    .filter(|term| !term.to_string().is_ascii())
                    .count();
                if texts > 1 {
                    self.fault(
                        Fault::ValuesOfTexts,
                        "several texts that are not of ASCII are mixed up in `VALUES`",
                        &["VALUES"],
                    );
                }
            }
            _ => {}
        }
        for expression in expressions(pattern) {
            self.expression(expression);
        }
        let optional = match pattern {
            GraphPattern::LeftJoin { right, .. } => Some(&**right),
            _ => None,
        };
        for part in inner(pattern) {
            self.pattern(
                part,
                optional.is_some_and(|optional| std::ptr::eq(optional, part)),
            );
        }
    }

    fn triple(&mut self, triple: &TriplePattern, beside: &[TriplePattern]) {
        if let TermPattern::Literal(literal) = &triple.object
            && literal.language().is_none()
            && literal.datatype().as_str() != vocab::XSD_STRING
        {
            let text = literal.value();
            self.fault(Fault::Booleans, "a boolean is a number", &[text]);
        }
        let signs = ["<<(", "<<", "~", "{|"];
        let has_term = matches!(triple.object, TermPattern::Triple(_));
        match self.dialect.evidence {
            TripleTermEncoding::Native => return,
            TripleTermEncoding::Statement if has_term => {
                self.note(
                    "one statement of a reifier of several cannot be told from a mixture of them",
                    &signs,
                );
            }
            TripleTermEncoding::Statement | TripleTermEncoding::Basic => {}
        }
        match &triple.predicate {
            NamedNodePattern::NamedNode(name) => {
                if name.as_str() == vocab::RDF_REIFIES && !has_term {
                    self.note(NO_TERMS, &["rdf:reifies", vocab::RDF_REIFIES]);
                }
            }
            NamedNodePattern::Variable(predicate) => {
                let is_reified = beside.iter().any(|other| match &other.object {
                    TermPattern::Triple(term) => term.predicate == triple.predicate,
                    _ => false,
                });
                if !is_reified {
                    let problem = format!(
                        "`{predicate}` may be any property, those by which the engine holds triple terms among them"
                    );
                    self.note(&problem, &[&predicate.to_string()]);
                }
            }
        }
    }

    fn path(&mut self, path: &PropertyPathExpression) {
        match path {
            PropertyPathExpression::NamedNode(name) => {
                if name.as_str() == vocab::RDF_REIFIES
                    && self.dialect.evidence != TripleTermEncoding::Native
                {
                    self.note(NO_TERMS, &["rdf:reifies", vocab::RDF_REIFIES]);
                }
            }
            PropertyPathExpression::NegatedPropertySet(_) => {
                if self.dialect.evidence != TripleTermEncoding::Native {
                    self.note("a negated property set leads over the properties by which the engine holds triple terms", &["!"]);
                }
                self.fault(Fault::Paths, "a path gives wrong solutions", &["!"]);
            }
            PropertyPathExpression::ZeroOrMore(inner)
            | PropertyPathExpression::OneOrMore(inner)
            | PropertyPathExpression::ZeroOrOne(inner) => {
                self.fault(
                    Fault::Paths,
                    "a path without a fixed length gives wrong solutions",
                    &["*", "+", "?"],
                );
                self.path(inner);
            }
            PropertyPathExpression::Reverse(inner) => self.path(inner),
            PropertyPathExpression::Sequence(a, b) | PropertyPathExpression::Alternative(a, b) => {
                self.path(a);
                self.path(b);
            }
        }
    }

    fn aggregate(&mut self, aggregate: &AggregateExpression) {
        match aggregate {
            AggregateExpression::CountSolutions { .. } => {}
            AggregateExpression::FunctionCall { name, .. } => {
                let name = name.to_string();
                self.fault(Fault::Aggregates, "aggregates of expressions are wrong where a value is missing or of another type", &[&name]);
            }
        }
    }

    fn expression(&mut self, expression: &Expression) {
        each_expression(expression, &mut |part| self.part(part));
    }

    fn part(&mut self, expression: &Expression) {
        match expression {
            Expression::Exists(pattern) => {
                self.fault(
                    Fault::Exists,
                    "`EXISTS` keeps or drops the wrong solutions",
                    &["EXISTS"],
                );
                self.pattern(pattern, false);
            }
            Expression::Equal(a, b) => {
                let is_iri = |side: &Expression| matches!(side, Expression::NamedNode(_));
                let is_language =
                    |side: &Expression| matches!(side, Expression::FunctionCall(Function::Lang, _));
                let mut sides = [&**a, &**b].into_iter();
                if !sides.any(|side| is_iri(side) || is_language(side)) {
                    self.fault(
                        Fault::Comparisons,
                        "terms of different types are compared instead of being an error",
                        &["=", "!="],
                    );
                }
            }
            Expression::In(..) => self.fault(
                Fault::Comparisons,
                "terms of different types are compared instead of being an error",
                &["IN"],
            ),
            Expression::Less(..)
            | Expression::Greater(..)
            | Expression::LessOrEqual(..)
            | Expression::GreaterOrEqual(..) => {
                self.fault(
                    Fault::Comparisons,
                    "terms that have no order are compared instead of being an error",
                    &["<", ">", "<=", ">="],
                );
            }
            Expression::Add(..)
            | Expression::Subtract(..)
            | Expression::Multiply(..)
            | Expression::Divide(..) => {
                self.fault(
                    Fault::ErrorsFail,
                    "an error in an expression fails the request",
                    &["+", "-", "*", "/"],
                );
            }
            Expression::If(..) | Expression::Coalesce(_) => {
                self.fault(
                    Fault::ErrorsFail,
                    "an error in an expression fails the request",
                    &["IF", "COALESCE"],
                );
            }
            Expression::FunctionCall(function, _) => self.call(function),
            _ => {}
        }
    }

    fn call(&mut self, function: &Function) {
        match function {
            Function::Custom(name) if !name.as_str().starts_with(XSD) => {
                let problem = format!("the function `{name}` is not part of SPARQL");
                self.note(&problem, &[name.as_str()]);
            }
            Function::Triple
            | Function::Subject
            | Function::Predicate
            | Function::Object
            | Function::IsTriple
                if self.dialect.evidence != TripleTermEncoding::Native =>
            {
                let name = function.to_string();
                self.note(NO_TERMS, &[&name]);
            }
            Function::LangDir | Function::HasLang | Function::HasLangDir | Function::StrLangDir => {
                let name = function.to_string();
                self.fault(Fault::Functions12, "a function of SPARQL 1.2", &[&name]);
            }
            Function::Adjust => self.note("`ADJUST` is not part of SPARQL", &["ADJUST"]),
            Function::StrLang => self.fault(
                Fault::StrLang,
                "`STRLANG` refuses tags with subtags",
                &["STRLANG"],
            ),
            Function::Datatype => self.fault(
                Fault::DatatypeOfText,
                "the datatype of a text with a language is unknown",
                &["DATATYPE"],
            ),
            Function::IsNumeric => {
                self.fault(Fault::Booleans, "a boolean is a number", &["ISNUMERIC"])
            }
            Function::LangMatches | Function::IsLiteral | Function::Lang => {}
            other => {
                let name = other.to_string();
                self.fault(
                    Fault::ErrorsFail,
                    "an error in an expression fails the request",
                    &[&name],
                );
            }
        }
    }
}
