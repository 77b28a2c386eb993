//! Lowers the algebra that the parser gives to a logical plan: names become numbered variables, each scope with its own, and
//! terms become the numbers that they have in the graph.

mod service;

use super::ground::ground_term;
use super::{
    Aggregate, Atom, Expression, Names, Operator, Path, Pattern, Slot, SortKey, TABLE, TripleTerm,
    Var, VarSet, VariableKind, Variables,
    names::{Definition, Generated},
};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::query::batch::table::UNBOUND;
use crate::query::limits::Budget;
use crate::query::terms::Terms;
use crate::rdf::{NamedNode, Term, Triple};
use rustc_hash::FxHashMap;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression as AlgebraExpression, GraphPattern,
    OrderExpression, PropertyPathExpression,
};
use spargebra::term::{
    GroundTerm, GroundTriple, NamedNodePattern, TermPattern, TriplePattern, Variable,
};

/// A query over numbered variables.
#[derive(Clone, Debug)]
pub struct Query {
    /// What is made of the solutions.
    pub form: Form,
    /// What the solutions match.
    pub pattern: Pattern,
    /// What each variable stands for.
    pub variables: Variables,
}

/// A [query form](https://www.w3.org/TR/sparql11-query/#QueryForms).
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// The solutions, with these variables in this order.
    Select(Vec<Var>),
    /// Whether there is a solution.
    Ask,
    /// The triples of a template for each solution.
    Construct(Vec<[TemplateTerm; 3]>),
    /// The descriptions of the terms that these variables are bound to.
    Describe(Vec<Var>),
}

/// A term of the template of CONSTRUCT.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplateTerm {
    /// A term.
    Constant(Term),
    /// The value of a variable.
    Variable(Var),
    /// A blank node of its own for each solution, by its number in the template.
    BlankNode(usize),
    /// A triple term.
    Triple(Box<[TemplateTerm; 3]>),
}

/// Lowers a query. Terms that the graph does not have get numbers of their own. `values` are the rows of the table of a query
/// that is evaluated for many values of some variables.
///
/// # Errors
/// If the query has an aggregate that SPARQL does not define, would ask another server, or passes a limit.
pub fn lower(
    query: &spargebra::Query,
    values: &[Vec<TermId>],
    terms: &mut Terms,
    budget: &Budget,
) -> Result<Query> {
    let mut lowering = Lowering {
        terms,
        budget,
        values,
        variables: Variables::default(),
        scopes: vec![FxHashMap::default()],
        triple_terms: Vec::new(),
        services: Vec::new(),
    };
    let (form, pattern) = match query {
        spargebra::Query::Select { pattern, .. } => {
            let selected = projected(pattern).map(|names| lowering.list(names));
            let pattern = lowering.pattern(pattern)?;
            let selected = selected.unwrap_or_else(|| lowering.visible(&pattern));
            (Form::Select(selected), pattern)
        }
        spargebra::Query::Ask { pattern, .. } => (Form::Ask, lowering.pattern(pattern)?),
        spargebra::Query::Describe { pattern, .. } => {
            let pattern = lowering.pattern(pattern)?;
            (Form::Describe(pattern.possible.iter().collect()), pattern)
        }
        spargebra::Query::Construct {
            pattern, template, ..
        } => {
            let mut labels = Vec::new();
            let template = template.iter().map(|t| lowering.template(t, &mut labels));
            let form = Form::Construct(template.collect());
            (form, lowering.pattern(pattern)?)
        }
    };
    Ok(Query {
        form,
        pattern,
        variables: lowering.variables,
    })
}

/// Returns the variables of a SELECT clause, in their order.
fn projected(pattern: &GraphPattern) -> Option<&[Variable]> {
    match pattern {
        GraphPattern::Project { variables, .. } => Some(variables),
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::OrderBy { inner, .. } => projected(inner),
        _ => None,
    }
}

struct Lowering<'l, 'a> {
    terms: &'l mut Terms<'a>,
    budget: &'l Budget,
    values: &'l [Vec<TermId>],
    variables: Variables,
    /// The variables of each scope by name, the innermost scope last; blank nodes with `_:` before their labels. A
    /// subquery is a scope that shares with the one around it the variables that it projects.
    scopes: Vec<FxHashMap<String, Var>>,
    /// The triple terms with variables inside, each once.
    triple_terms: Vec<TripleTerm>,
    /// The engines of the `SERVICE` that are lowered, as the query names them.
    services: Vec<String>,
}

impl Names for Lowering<'_, '_> {
    type Error = Error;

    fn variable(&mut self, name: &str) -> Var {
        self.named(name, || VariableKind::Named(name.to_owned()))
    }

    fn exists(&mut self, pattern: &GraphPattern) -> Result<Expression> {
        Ok(Expression::Exists(Box::new(self.pattern(pattern)?)))
    }
}

impl Lowering<'_, '_> {
    fn named(&mut self, key: &str, kind: impl FnOnce() -> VariableKind) -> Var {
        let known = self.scopes.last().and_then(|scope| scope.get(key));
        if let Some(variable) = known {
            return *variable;
        }
        let variable = self.variables.add(kind());
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(key.to_owned(), variable);
        }
        variable
    }

    fn list(&mut self, variables: &[Variable]) -> Vec<Var> {
        let names = variables.iter().map(Variable::as_str);
        names.map(|name| self.variable(name)).collect()
    }

    /// Returns the variables of a pattern that the query names, by name.
    fn visible(&self, pattern: &Pattern) -> Vec<Var> {
        let named = |variable: Var| Some((self.variables.name(variable)?, variable));
        let mut visible: Vec<(&str, Var)> = pattern.possible.iter().filter_map(named).collect();
        visible.sort_unstable();
        visible.into_iter().map(|(_, variable)| variable).collect()
    }

    fn pattern(&mut self, pattern: &GraphPattern) -> Result<Pattern> {
        self.budget.look()?;
        let operator = match pattern {
            GraphPattern::Bgp { patterns } => {
                let mut atoms = Vec::with_capacity(patterns.len());
                for triple in patterns {
                    let slots = self.triple(triple, &mut atoms);
                    atoms.push(Atom::Triple(slots));
                }
                Operator::Basic(atoms)
            }
            GraphPattern::Path {
                subject,
                path,
                object,
            } => {
                let mut atoms = Vec::new();
                let subject = self.slot(subject, &mut atoms);
                let object = self.slot(object, &mut atoms);
                atoms.push(Atom::Path {
                    subject,
                    path: self.path(path),
                    object,
                });
                Operator::Basic(atoms)
            }
            GraphPattern::Join { left, right } => Operator::Join(self.both(left, right)?),
            GraphPattern::Union { left, right } => Operator::Union(self.both(left, right)?),
            GraphPattern::Minus { left, right } => Operator::Minus(self.both(left, right)?),
            GraphPattern::Lateral { left, right } => Operator::Lateral(self.both(left, right)?),
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                let sides = self.both(left, right)?;
                let condition = expression.as_ref().map(|e| self.expression(e));
                Operator::LeftJoin(sides, condition.transpose()?)
            }
            GraphPattern::Filter { expr, inner } => {
                let input = self.input(inner)?;
                Operator::Filter(self.expression(expr)?.conjuncts(), input)
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let input = self.input(inner)?;
                let expression = self.expression(expression)?;
                Operator::Extend(self.variable(variable.as_str()), expression, input)
            }
            GraphPattern::Graph { name, inner } => {
                Operator::Graph(self.name(name), self.input(inner)?)
            }
            GraphPattern::Values { variables, .. } if is_table(variables) => Operator::Values {
                variables: self.list(variables.get(1..).unwrap_or_default()),
                rows: self.values.to_vec(),
            },
            GraphPattern::Values {
                variables,
                bindings,
            } => Operator::Values {
                variables: self.list(variables),
                rows: self.rows(bindings)?,
            },
            GraphPattern::Project { inner, variables } => {
                let variables_of_scope = self.list(variables);
                let names = variables
                    .iter()
                    .map(|variable| variable.as_str().to_owned());
                let scope = names.zip(variables_of_scope.iter().copied()).collect();
                self.scopes.push(scope);
                let input = self.input(inner);
                self.scopes.pop();
                Operator::Project(variables_of_scope, input?)
            }
            // It may leave duplicates as they are.
            GraphPattern::Reduced { inner } => return self.pattern(inner),
            GraphPattern::Distinct { inner } => Operator::Distinct(self.input(inner)?),
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => Operator::Slice {
                start: *start,
                length: *length,
                input: self.input(inner)?,
            },
            GraphPattern::OrderBy { inner, expression } => {
                let input = self.input(inner)?;
                let keys = expression.iter().map(|key| self.sort_key(key));
                Operator::Sort(keys.collect::<Result<_>>()?, input)
            }
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => {
                let input = self.input(inner)?;
                self.define_keys(&input);
                let aggregates = aggregates.iter().map(|(v, of)| self.aggregate(v, of));
                Operator::Group {
                    aggregates: aggregates.collect::<Result<_>>()?,
                    keys: self.list(variables),
                    input,
                }
            }
            GraphPattern::Service {
                name,
                inner,
                silent,
            } => self.service(name, inner, *silent)?,
        };
        Ok(Pattern::new(operator))
    }

    fn input(&mut self, pattern: &GraphPattern) -> Result<Box<Pattern>> {
        self.pattern(pattern).map(Box::new)
    }

    fn both(&mut self, left: &GraphPattern, right: &GraphPattern) -> Result<Box<[Pattern; 2]>> {
        Ok(Box::new([self.pattern(left)?, self.pattern(right)?]))
    }

    fn expression(&mut self, expression: &AlgebraExpression) -> Result<Expression> {
        Expression::of(expression, self)
    }

    fn sort_key(&mut self, key: &OrderExpression) -> Result<SortKey> {
        let (expression, descending) = match key {
            OrderExpression::Asc(expression) => (expression, false),
            OrderExpression::Desc(expression) => (expression, true),
        };
        Ok(SortKey {
            expression: self.expression(expression)?,
            descending,
        })
    }

    fn aggregate(&mut self, variable: &Variable, of: &AggregateExpression) -> Result<Aggregate> {
        let variable = self.variable(variable.as_str());
        let aggregate = match of {
            AggregateExpression::CountSolutions { distinct } => Aggregate {
                variable,
                function: None,
                expression: None,
                distinct: *distinct,
            },
            AggregateExpression::FunctionCall {
                name: AggregateFunction::Custom(_),
                ..
            } => return Err(Error::internal("an unknown aggregate was not refused")),
            AggregateExpression::FunctionCall {
                name,
                expr,
                distinct,
            } => Aggregate {
                variable,
                function: Some(name.clone()),
                expression: Some(self.expression(expr)?),
                distinct: *distinct,
            },
        };
        self.variables
            .define(variable, Definition::Aggregate(aggregate.clone()));
        Ok(aggregate)
    }

    /// Notes the expressions that the input of a group computes, which its keys stand for.
    fn define_keys(&mut self, input: &Pattern) {
        let mut input = input;
        while let Operator::Extend(variable, expression, inner) = &input.operator {
            self.variables
                .define(*variable, Definition::Key(expression.clone()));
            input = inner;
        }
    }

    fn iri(&mut self, iri: &NamedNode) -> TermId {
        self.terms.intern(&iri.clone().into())
    }

    fn name(&mut self, name: &NamedNodePattern) -> Slot {
        match name {
            NamedNodePattern::NamedNode(iri) => Slot::Term(self.iri(iri)),
            NamedNodePattern::Variable(variable) => Slot::Var(self.variable(variable.as_str())),
        }
    }

    fn rows(&mut self, bindings: &[Vec<Option<GroundTerm>>]) -> Result<Vec<Vec<TermId>>> {
        let mut term = |term: &Option<GroundTerm>| match term {
            Some(term) => self.terms.intern(&ground_term(term)),
            None => UNBOUND,
        };
        let (mut rows, pace) = (Vec::with_capacity(bindings.len()), self.budget.pace());
        for row in bindings {
            pace.step(row.len())?;
            rows.push(row.iter().map(&mut term).collect());
        }
        Ok(rows)
    }

    /// Returns the components of a triple pattern, and adds atoms for the triple terms with variables in it.
    fn triple(&mut self, triple: &TriplePattern, atoms: &mut Vec<Atom>) -> [Slot; 3] {
        let predicate = self.name(&triple.predicate);
        let subject = self.slot(&triple.subject, atoms);
        [subject, predicate, self.slot(&triple.object, atoms)]
    }

    fn slot(&mut self, term: &TermPattern, atoms: &mut Vec<Atom>) -> Slot {
        let term: Term = match term {
            TermPattern::NamedNode(iri) => iri.clone().into(),
            TermPattern::Literal(literal) => literal.clone().into(),
            TermPattern::Variable(variable) => return Slot::Var(self.variable(variable.as_str())),
            TermPattern::BlankNode(node) => {
                let label = node.as_str();
                let kind = || VariableKind::BlankNode(label.to_owned());
                return Slot::Var(self.named(&format!("_:{label}"), kind));
            }
            TermPattern::Triple(triple) => match Triple::try_from((**triple).clone()) {
                Ok(triple) if GroundTriple::try_from(triple.clone()).is_ok() => triple.into(),
                // It has variables, or blank nodes, which stand for some term.
                _ => {
                    let parts = self.triple(triple, atoms);
                    return Slot::Var(self.triple_term(parts, atoms));
                }
            },
        };
        Slot::Term(self.terms.intern(&term))
    }

    /// Returns the variable of a triple term, which is an atom of the pattern.
    fn triple_term(&mut self, parts: [Slot; 3], atoms: &mut Vec<Atom>) -> Var {
        let known = self.triple_terms.iter().find(|known| known.parts == parts);
        let triple_term = match known {
            Some(known) => *known,
            None => {
                // Its kind has its own number in it, which is the next one.
                let term = self.variables.next();
                let new = TripleTerm { term, parts };
                self.variables.generate(Generated::TripleTerm(new));
                self.triple_terms.push(new);
                new
            }
        };
        let atom = Atom::TripleTerm(triple_term);
        if !atoms.contains(&atom) {
            atoms.push(atom);
        }
        triple_term.term
    }

    fn path(&mut self, path: &PropertyPathExpression) -> Path {
        let (inner, from_zero, many) = match path {
            PropertyPathExpression::NamedNode(iri) => return Path::Property(self.iri(iri)),
            PropertyPathExpression::NegatedPropertySet(iris) => {
                return Path::Negated(iris.iter().map(|iri| self.iri(iri)).collect());
            }
            PropertyPathExpression::Reverse(path) => {
                return Path::Inverse(Box::new(self.path(path)));
            }
            PropertyPathExpression::Sequence(a, b) => {
                return Path::Sequence(Box::new([self.path(a), self.path(b)]));
            }
            PropertyPathExpression::Alternative(a, b) => {
                return Path::Alternative(Box::new([self.path(a), self.path(b)]));
            }
            PropertyPathExpression::ZeroOrMore(path) => (path, true, true),
            PropertyPathExpression::OneOrMore(path) => (path, false, true),
            PropertyPathExpression::ZeroOrOne(path) => (path, true, false),
        };
        Path::Repeat {
            path: Box::new(self.path(inner)),
            from_zero,
            many,
        }
    }

    fn template(&mut self, triple: &TriplePattern, labels: &mut Vec<String>) -> [TemplateTerm; 3] {
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(iri) => TermPattern::from(iri.clone()),
            NamedNodePattern::Variable(variable) => variable.clone().into(),
        };
        [&triple.subject, &predicate, &triple.object].map(|term| self.template_term(term, labels))
    }

    fn template_term(&mut self, term: &TermPattern, labels: &mut Vec<String>) -> TemplateTerm {
        match term {
            TermPattern::NamedNode(iri) => TemplateTerm::Constant(iri.clone().into()),
            TermPattern::Literal(literal) => TemplateTerm::Constant(literal.clone().into()),
            TermPattern::Variable(variable) => {
                TemplateTerm::Variable(self.variable(variable.as_str()))
            }
            TermPattern::BlankNode(node) => {
                let known = labels.iter().position(|label| label == node.as_str());
                TemplateTerm::BlankNode(known.unwrap_or_else(|| {
                    labels.push(node.as_str().to_owned());
                    labels.len() - 1
                }))
            }
            TermPattern::Triple(inner) => {
                TemplateTerm::Triple(Box::new(self.template(inner, labels)))
            }
        }
    }
}

/// Returns whether `VALUES` with these variables stands for a table of values.
fn is_table(variables: &[Variable]) -> bool {
    variables
        .first()
        .is_some_and(|first| first.as_str() == TABLE)
}

impl TemplateTerm {
    /// Adds the variables of a template term to a set.
    pub fn add_variables(&self, variables: &mut VarSet) {
        match self {
            Self::Variable(variable) => variables.insert(*variable),
            Self::Triple(parts) => parts.iter().for_each(|part| part.add_variables(variables)),
            Self::Constant(_) | Self::BlankNode(_) => {}
        }
    }
}
