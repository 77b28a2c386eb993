//! Conditions ([SPARQL 1.1, 17.2](https://www.w3.org/TR/sparql11-query/#evaluation)): true, false or an error for each
//! row. What compares numbers or asks for one variable's kind or text is done here on columns, the rest row by row.

use super::arithmetic::is_computed;
use super::scope::is_fresh;
use super::table::{Table, UNBOUND, Var};
use super::terms::Kind;
use super::text::TextTest;
use super::value;
use super::{Solved, Solver};
use crate::dictionary::{Moment, Number, TermId};
use crate::query::algebra::each_expression;
use crate::query::functions::number::compare_numbers;
use crate::query::functions::{Comparison, Compiled};
use spargebra::algebra::{Expression, Function};
use spargebra::term::Variable;
use std::borrow::Cow;
use std::cmp::Ordering;

/// From this many items on, the list of an `IN` is not compared column by column.
const MANY: usize = 16;

/// What a condition comes to; `None` is an error.
type Truth = Option<bool>;

/// What a term is compared by.
#[derive(Clone, Copy)]
enum Comparable {
    /// An IRI or a blank node.
    Node,
    Number(Number),
    /// A string with or without language; its type, if it is in the graph.
    String(Option<usize>),
    Moment(Moment),
    Other,
}

/// Values that are the same to an expression.
pub(super) struct Classes {
    pub variable: Var,
    /// A value of each class.
    pub examples: Vec<TermId>,
    /// The class of each row.
    pub numbers: Vec<u32>,
}

/// One side of a comparison.
enum Operand<'t> {
    Column(Cow<'t, [TermId]>),
    Term(TermId),
}

impl Operand<'_> {
    fn at(&self, row: usize) -> TermId {
        match self {
            Self::Column(column) => column[row],
            Self::Term(id) => *id,
        }
    }
}

/// NaN is neither equal to any number nor smaller or larger, and that is no error.
fn of_numbers(comparison: Comparison, a: Number, b: Number) -> Truth {
    Some(compare_numbers(a, b).is_some_and(|ordering| comparison.holds(ordering)))
}

impl Solver<'_> {
    /// The rows in which a condition is true.
    pub(super) fn holds(&mut self, condition: &Expression, table: &Table) -> Solved<Vec<bool>> {
        self.budget.enter("a filter");
        let truths = self.truths(condition, table)?;
        Ok(truths
            .into_iter()
            .map(|truth| truth == Some(true))
            .collect())
    }

    fn truths(&mut self, condition: &Expression, table: &Table) -> Solved<Vec<Truth>> {
        match condition {
            Expression::And(a, b) => self.both(a, b, table, |a, b| match (a, b) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }),
            Expression::Or(a, b) => self.both(a, b, table, either),
            Expression::Not(inner) => {
                let truths = self.truths(inner, table)?;
                Ok(truths.into_iter().map(|truth| truth.map(|t| !t)).collect())
            }
            Expression::Bound(variable) => {
                let variable = self.variable(variable)?;
                let unbound = || vec![Some(false); table.rows];
                let column = table.column(variable);
                Ok(column.map_or_else(unbound, |column| {
                    column.iter().map(|id| Some(*id != UNBOUND)).collect()
                }))
            }
            Expression::Exists(pattern) => {
                let found = self.exists(pattern, table)?;
                Ok(found.into_iter().map(Some).collect())
            }
            // Taken apart, its value might be another one for each part.
            condition if is_fresh(condition) => self.other(condition, table),
            Expression::Equal(a, b) => self.compare(condition, a, b, Comparison::Equal, table),
            Expression::Less(a, b) => self.compare(condition, a, b, Comparison::Less, table),
            Expression::LessOrEqual(a, b) => {
                self.compare(condition, a, b, Comparison::LessOrEqual, table)
            }
            Expression::Greater(a, b) => self.compare(condition, a, b, Comparison::Greater, table),
            Expression::GreaterOrEqual(a, b) => {
                self.compare(condition, a, b, Comparison::GreaterOrEqual, table)
            }
            // A long list is compared by value with each different needle.
            Expression::In(_, list) if list.len() >= MANY => self.other(condition, table),
            Expression::In(needle, list) => {
                let mut truths = vec![Some(false); table.rows];
                for item in list {
                    let equal = Expression::Equal(needle.clone(), Box::new(item.clone()));
                    let of_item = self.truths(&equal, table)?;
                    for (truth, other) in truths.iter_mut().zip(of_item) {
                        *truth = either(*truth, other);
                    }
                }
                Ok(truths)
            }
            _ => self.other(condition, table),
        }
    }

    fn both(
        &mut self,
        a: &Expression,
        b: &Expression,
        table: &Table,
        combine: fn(Truth, Truth) -> Truth,
    ) -> Solved<Vec<Truth>> {
        let a = self.truths(a, table)?;
        let b = self.truths(b, table)?;
        Ok(a.into_iter().zip(b).map(|(a, b)| combine(a, b)).collect())
    }

    /// A condition that is not taken apart.
    fn other(&mut self, condition: &Expression, table: &Table) -> Solved<Vec<Truth>> {
        if let Some(truths) = self.by_text(condition, table)? {
            return Ok(truths);
        }
        let truths = self.for_rows(condition, table, Compiled::truth)?;
        Ok(truths.of_rows(|truth| *truth))
    }

    /// The classes of the values of an expression that looks only at the kind, the language or the datatype of one variable.
    pub(super) fn by_class(
        &mut self,
        expression: &Expression,
        table: &Table,
    ) -> Solved<Option<Classes>> {
        let Some(variable) = only_class_of(expression) else {
            return Ok(None);
        };
        let variable = self.variable(&variable)?;
        let Some(column) = table.column(variable) else {
            return Ok(None);
        };
        let classes = self.terms.dictionary.types.len() + 3;
        let mut of_class: Vec<Option<u32>> = vec![None; classes];
        let mut examples = Vec::new();
        let mut numbers = Vec::with_capacity(column.len());
        for id in column {
            let Some(class) = self.terms.class(*id) else {
                return Ok(None);
            };
            // In a damaged snapshot a literal may have a type that is not there.
            let Some(of_class) = of_class.get_mut(class as usize) else {
                return Ok(None);
            };
            let number = of_class.get_or_insert_with(|| {
                examples.push(*id);
                examples.len() as u32 - 1
            });
            numbers.push(*number);
        }
        Ok(Some(Classes {
            variable,
            examples,
            numbers,
        }))
    }

    /// A condition on the text of one variable.
    fn by_text(&mut self, condition: &Expression, table: &Table) -> Solved<Option<Vec<Truth>>> {
        let Some((variable, test)) = TextTest::of(condition) else {
            return Ok(None);
        };
        let variable = self.variable(&variable)?;
        let Some(column) = table.column(variable) else {
            return Ok(None);
        };
        Ok(Some(test.truths(&self.terms, column)))
    }

    fn compare(
        &mut self,
        condition: &Expression,
        a: &Expression,
        b: &Expression,
        comparison: Comparison,
        table: &Table,
    ) -> Solved<Vec<Truth>> {
        if only_class_of(condition).is_some() {
            return self.other(condition, table);
        }
        if let Some(truths) = self.compare_computed([a, b], comparison, table)? {
            return Ok(truths);
        }
        let (Some(left), Some(right)) = (self.operand(a, table)?, self.operand(b, table)?) else {
            return self.other(condition, table);
        };
        let mut truths = Vec::with_capacity(table.rows);
        let mut open: Vec<u32> = Vec::new();
        let mut before = [None; 2];
        for row in 0..table.rows {
            let (a, b) = (left.at(row), right.at(row));
            let truth = self.compare_terms([a, b], comparison, &mut before);
            if truth.is_none() && a != UNBOUND && b != UNBOUND {
                open.push(row as u32);
            }
            truths.push(truth.flatten());
        }
        if !open.is_empty() {
            let some = table.gather(&open);
            for (row, truth) in open.iter().zip(self.other(condition, &some)?) {
                truths[*row as usize] = truth;
            }
        }
        Ok(truths)
    }

    /// Compares numbers, if one side is computed and neither has anything else.
    fn compare_computed(
        &mut self,
        sides: [&Expression; 2],
        comparison: Comparison,
        table: &Table,
    ) -> Solved<Option<Vec<Truth>>> {
        if !sides.into_iter().any(is_computed) {
            return Ok(None);
        }
        let [left, right] = sides;
        let Some(left) = self.only_numbers(left, table)? else {
            return Ok(None);
        };
        let Some(right) = self.only_numbers(right, table)? else {
            return Ok(None);
        };
        let truth = |(a, b): (Option<Number>, Option<Number>)| of_numbers(comparison, a?, b?);
        Ok(Some(left.into_iter().zip(right).map(truth).collect()))
    }

    fn operand<'t>(&mut self, side: &Expression, table: &'t Table) -> Solved<Option<Operand<'t>>> {
        Ok(match side {
            Expression::Variable(variable) => {
                let variable = self.variable(variable)?;
                let column = table.column(variable);
                column.map(|column| Operand::Column(Cow::Borrowed(column)))
            }
            Expression::NamedNode(iri) => {
                Some(Operand::Term(self.terms.intern(&iri.clone().into())))
            }
            Expression::Literal(literal) => {
                Some(Operand::Term(self.terms.intern(&literal.clone().into())))
            }
            Expression::FunctionCall(function, _)
                if value::is_known(function) || only_class_of(side).is_some() =>
            {
                Some(Operand::Column(Cow::Owned(self.evaluate(side, table)?)))
            }
            _ => None,
        })
    }

    /// Compares two terms, if what is kept of them is enough: `None` if not, `Some(None)` is an error. `before` keeps
    /// what was read of the terms compared last, since neighbours are often the same.
    fn compare_terms(
        &self,
        terms: [TermId; 2],
        comparison: Comparison,
        before: &mut [Option<(TermId, Comparable)>; 2],
    ) -> Option<Truth> {
        let [a, b] = terms;
        if a == UNBOUND || b == UNBOUND {
            return Some(None);
        }
        for (id, before) in terms.into_iter().zip(before.iter_mut()) {
            if before.is_none_or(|(known, _)| known != id) {
                *before = Some((id, self.comparable(id)));
            }
        }
        let [Some((_, left)), Some((_, right))] = *before else {
            return None;
        };
        let ordered = |ordering: Option<Ordering>| Some(ordering.map(|o| comparison.holds(o)));
        match (left, right) {
            (Comparable::Number(left), Comparable::Number(right)) => {
                Some(of_numbers(comparison, left, right))
            }
            (Comparable::Node, _) | (_, Comparable::Node) if comparison == Comparison::Equal => {
                Some(Some(a == b))
            }
            (Comparable::String(_), Comparable::String(_)) if comparison == Comparison::Equal => {
                Some(Some(a == b))
            }
            // Strings of one language in the graph are numbered in their order.
            (Comparable::String(Some(left)), Comparable::String(Some(right))) => {
                ordered((left == right).then(|| a.cmp(&b)))
            }
            (Comparable::String(_), Comparable::String(_)) => {
                if let (Some(a), Some(b)) = (self.terms.made_string(a), self.terms.made_string(b)) {
                    let is_one_type =
                        a.language() == b.language() && a.direction() == b.direction();
                    return ordered(is_one_type.then(|| a.value().cmp(b.value())));
                }
                let (left, right) = (self.terms.string(a)?, self.terms.string(b)?);
                ordered((left.1 == right.1).then(|| left.0.cmp(&right.0)))
            }
            // Without a time zone it may be open which is first: then the values are compared.
            (Comparable::Moment(left), Comparable::Moment(right)) => {
                left.partial_cmp(&right).and_then(|o| ordered(Some(o)))
            }
            _ => None,
        }
    }

    fn comparable(&self, id: TermId) -> Comparable {
        let terms = &self.terms;
        match terms.kind(id) {
            Kind::Iri | Kind::Blank => Comparable::Node,
            Kind::Number => terms
                .number(id)
                .map_or(Comparable::Other, Comparable::Number),
            Kind::Value => terms
                .moment(id)
                .map_or(Comparable::Other, Comparable::Moment),
            Kind::Text => match terms.is_known_string(id) {
                Some(true) => Comparable::String(terms.literal_type(id)),
                None if terms.made_string(id).is_some() => Comparable::String(None),
                _ => Comparable::Other,
            },
            _ => Comparable::Other,
        }
    }
}

fn either(a: Truth, b: Truth) -> Truth {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// The one variable of an expression that looks at it only with functions of its kind.
fn only_class_of(expression: &Expression) -> Option<Variable> {
    let mut variables: Vec<&Variable> = Vec::new();
    let mut others = 0;
    each_expression(expression, &mut |part| match part {
        Expression::Variable(variable) => {
            others += 1;
            variables.push(variable);
        }
        Expression::Bound(_) | Expression::Exists(_) => others += 2,
        Expression::FunctionCall(
            Function::Lang
            | Function::Datatype
            | Function::IsIri
            | Function::IsBlank
            | Function::IsLiteral
            | Function::IsTriple
            | Function::HasLang
            | Function::LangDir
            | Function::HasLangDir,
            arguments,
        ) if matches!(arguments.as_slice(), [Expression::Variable(_)]) => others -= 1,
        _ => {}
    });
    let first = variables.first()?;
    let is_one = variables.iter().all(|v| v == first);
    (others == 0 && is_one).then(|| (*first).clone())
}
