//! A query as an engine can be asked it, with the same solutions.

use super::super::algebra::{Part, expressions_mut, inner_mut, parts_mut, pattern_of, walk};
use super::super::best_text::{and, call, filter};
use super::super::scope;
use super::encoded::encoded;
use super::hindrance::{Hindrance, is_set};
use super::print;
use super::variables::each_variable;
use crate::project::TripleTermEncoding;
use crate::rdf::{Literal, NamedNode, Variable, vocab};
use crate::remote::{BLANK_NODES, Dialect, Fault};
use rustc_hash::FxHashMap;
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// The text of a query, and what its variables are called in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// What is sent.
    pub text: String,
    /// The variables of the answer with other names in the text, by these.
    renamed: FxHashMap<String, Variable>,
}

impl Whole {
    /// Returns a variable of the answer as the query has it.
    pub fn original(&self, variable: Variable) -> Variable {
        self.renamed
            .get(variable.as_str())
            .cloned()
            .unwrap_or(variable)
    }
}

/// Returns a query as it is sent.
///
/// # Errors
/// What keeps it from being sent whole.
pub fn whole(mut query: Query, names: Names, dialect: &Dialect) -> Result<Whole, Hindrance> {
    let graphs = query.dataset().map_or(0, |dataset| dataset.default.len());
    let has_duplicates = dialect.has(Fault::Duplicates) && graphs > 1 && !is_set(&mut query);
    let mut writer = Writer {
        dialect,
        names,
        has_duplicates,
        hindrance: None,
    };
    let pattern = pattern_of(&mut query);
    *pattern = writer.pattern(std::mem::take(pattern));
    if let Some(hindrance) = writer.hindrance {
        return Err(hindrance);
    }
    let renamed = writer.names.rename(&mut query, dialect);
    Ok(Whole {
        text: print::query(&query),
        renamed,
    })
}

/// Variables that a query does not have.
#[derive(Default)]
pub struct Names {
    made: usize,
}

impl Names {
    fn fresh(&mut self) -> Variable {
        self.made += 1;
        Variable::new_unchecked(format!("bixi_{}", self.made))
    }

    /// Puts variables in the place of the blank nodes of patterns: the groups of a text have blank nodes of their own, and the
    /// parser splits paths so that one node is in two groups.
    pub fn blank_nodes(&mut self, query: &mut Query) {
        let mut known: FxHashMap<String, Variable> = FxHashMap::default();
        walk(pattern_of(query), &mut |part| {
            let Part::Pattern(pattern) = part else {
                return;
            };
            let terms: Vec<&mut TermPattern> = match pattern {
                GraphPattern::Bgp { patterns } => patterns
                    .iter_mut()
                    .flat_map(|triple| [&mut triple.subject, &mut triple.object])
                    .collect(),
                GraphPattern::Path {
                    subject, object, ..
                } => vec![subject, object],
                _ => Vec::new(),
            };
            for term in terms {
                self.blank_node(term, &mut known);
            }
        });
    }

    fn blank_node(&mut self, term: &mut TermPattern, known: &mut FxHashMap<String, Variable>) {
        match term {
            TermPattern::BlankNode(node) => {
                let name = node.as_str().to_owned();
                let variable = known.entry(name).or_insert_with(|| self.fresh());
                *term = variable.clone().into();
            }
            TermPattern::Triple(triple) => {
                self.blank_node(&mut triple.subject, known);
                self.blank_node(&mut triple.object, known);
            }
            TermPattern::NamedNode(_) | TermPattern::Literal(_) | TermPattern::Variable(_) => {}
        }
    }

    /// Gives other names to the variables whose names the parser made by chance, and to those that an engine does not take.
    /// Returns the variables by these names.
    fn rename(&mut self, query: &mut Query, dialect: &Dialect) -> FxHashMap<String, Variable> {
        let is_made = |name: &str| name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit());
        let is_refused = |name: &str| dialect.has(Fault::VariableNames) && !name.is_ascii();
        let mut renamed: FxHashMap<String, Variable> = FxHashMap::default();
        each_variable(query, &mut |variable| {
            let name = variable.as_str();
            if is_made(name) || is_refused(name) {
                let other = renamed
                    .entry(name.to_owned())
                    .or_insert_with(|| self.fresh());
                *variable = other.clone();
            }
        });
        let back = renamed.into_iter();
        back.map(|(name, other)| (other.into_string(), Variable::new_unchecked(name)))
            .collect()
    }
}

/// The rewriting of patterns and expressions, inner ones first.
struct Writer<'d> {
    dialect: &'d Dialect,
    names: Names,
    /// Whether a triple pattern finds statements twice where that matters.
    has_duplicates: bool,
    hindrance: Option<Hindrance>,
}

impl Writer<'_> {
    fn pattern(&mut self, mut pattern: GraphPattern) -> GraphPattern {
        for inner in inner_mut(&mut pattern) {
            *inner = self.pattern(std::mem::take(inner));
        }
        for expression in expressions_mut(&mut pattern) {
            *expression = self.expression(expression.clone());
        }
        match pattern {
            GraphPattern::Bgp { patterns } => {
                let pattern = self.triples(&patterns);
                self.once(pattern)
            }
            path @ GraphPattern::Path { .. } => self.once(path),
            other => other,
        }
    }

    fn expression(&mut self, mut expression: Expression) -> Expression {
        if let Expression::Exists(pattern) = &mut expression {
            **pattern = self.pattern(std::mem::take(pattern));
        }
        for part in parts_mut(&mut expression) {
            *part = self.expression(part.clone());
        }
        self.call(expression)
    }

    /// Rewrites one call, whose arguments are rewritten.
    fn call(&mut self, expression: Expression) -> Expression {
        match expression {
            Expression::Divide(a, b) if is_zero(&b) => {
                drop(a);
                self.names.fresh().into()
            }
            // Tags that differ in case only are one tag.
            Expression::Equal(a, b) => {
                let (a, b) = same_case(*a, *b);
                Expression::Equal(Box::new(a), Box::new(b))
            }
            Expression::In(needle, list) if is_language(&needle) => {
                let list = list.into_iter().map(lowered).collect();
                Expression::In(needle, list)
            }
            Expression::FunctionCall(Function::Lang, arguments) => {
                let language = Expression::FunctionCall(Function::Lang, arguments);
                call(Function::LCase, vec![language])
            }
            Expression::FunctionCall(Function::IsBlank, arguments) => match arguments.as_slice() {
                [term] => {
                    let blank = is_published_blank(term);
                    let own = Expression::FunctionCall(Function::IsBlank, arguments);
                    Expression::Or(Box::new(own), Box::new(blank))
                }
                _ => Expression::FunctionCall(Function::IsBlank, arguments),
            },
            Expression::FunctionCall(Function::IsIri, arguments) => match arguments.as_slice() {
                [term] => {
                    let blank = Expression::Not(Box::new(is_published_blank(term)));
                    and(Expression::FunctionCall(Function::IsIri, arguments), blank)
                }
                _ => Expression::FunctionCall(Function::IsIri, arguments),
            },
            Expression::FunctionCall(Function::Str, arguments) => match arguments.as_slice() {
                // A blank node has no text.
                [Expression::Variable(term)] => Expression::If(
                    Box::new(is_published_blank(&term.clone().into())),
                    Box::new(self.names.fresh().into()),
                    Box::new(Expression::FunctionCall(Function::Str, arguments)),
                ),
                _ => Expression::FunctionCall(Function::Str, arguments),
            },
            other => other,
        }
    }

    /// Returns a pattern whose solutions bind all its variables to what makes them different: each of them once.
    fn once(&self, pattern: GraphPattern) -> GraphPattern {
        let variables: Vec<Variable> = scope::names(&pattern)
            .into_iter()
            .map(Variable::new_unchecked)
            .collect();
        if !self.has_duplicates || variables.is_empty() {
            return pattern;
        }
        GraphPattern::Distinct {
            inner: Box::new(GraphPattern::Project {
                inner: Box::new(pattern),
                variables,
            }),
        }
    }

    fn triples(&mut self, patterns: &[TriplePattern]) -> GraphPattern {
        if self.dialect.evidence == TripleTermEncoding::Native {
            let patterns = patterns.to_vec();
            return GraphPattern::Bgp { patterns };
        }
        let mut made = Vec::new();
        for pattern in patterns {
            let mut fresh = || self.names.fresh();
            if encoded(pattern, &mut fresh, &mut made).is_none() {
                self.hindrance.get_or_insert_with(|| {
                    Hindrance::new("a triple term is inside another", &["<<(", "<<", "~"])
                });
            }
        }
        let [class, ..] = vocab::RDF_PROPOSITION_FORM;
        let class = Expression::from(NamedNode::new_unchecked(class));
        let conditions = patterns.iter().filter_map(class_of).map(|variable| {
            let is_node = Expression::Equal(Box::new(variable.into()), Box::new(class.clone()));
            Expression::Not(Box::new(is_node))
        });
        let conditions = conditions.reduce(and);
        let pattern = GraphPattern::Bgp { patterns: made };
        match conditions {
            Some(condition) => filter(condition, pattern),
            None => pattern,
        }
    }
}

/// Returns the variable in the place of a class: what stands for triple terms has one that a graph does not say.
fn class_of(pattern: &TriplePattern) -> Option<Variable> {
    let is_type = matches!(&pattern.predicate, NamedNodePattern::NamedNode(name) if name.as_str() == vocab::RDF_TYPE);
    match &pattern.object {
        TermPattern::Variable(class) if is_type => Some(class.clone()),
        _ => None,
    }
}

fn is_zero(expression: &Expression) -> bool {
    matches!(expression, Expression::Literal(literal) if literal.value() == "0")
}

fn is_language(expression: &Expression) -> bool {
    match expression {
        Expression::FunctionCall(Function::LCase, arguments) => {
            matches!(
                arguments.as_slice(),
                [Expression::FunctionCall(Function::Lang, _)]
            )
        }
        _ => false,
    }
}

/// Puts the tag that a language is compared with in lower case.
fn same_case(a: Expression, b: Expression) -> (Expression, Expression) {
    match (is_language(&a), is_language(&b)) {
        (true, false) => (a, lowered(b)),
        (false, true) => (lowered(a), b),
        _ => (a, b),
    }
}

fn lowered(expression: Expression) -> Expression {
    match expression {
        Expression::Literal(literal) if literal.language().is_none() => {
            let datatype = literal.datatype().into_owned();
            Literal::new_typed_literal(literal.value().to_ascii_lowercase(), datatype).into()
        }
        expression => expression,
    }
}

/// The condition that a term is an IRI under which a blank node was published.
fn is_published_blank(term: &Expression) -> Expression {
    let text = call(Function::Str, vec![term.clone()]);
    let start = Expression::from(Literal::new_simple_literal(BLANK_NODES));
    let starts = call(Function::StrStarts, vec![text, start]);
    and(call(Function::IsIri, vec![term.clone()]), starts)
}
