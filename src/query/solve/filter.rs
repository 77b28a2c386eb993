//! Conditions ([SPARQL 1.1, 17.2](https://www.w3.org/TR/sparql11-query/#evaluation)): true, false or an error for each
//! row. What compares numbers or asks for one variable's kind or text is done here, the rest by oxigraph.

use super::scope::each_expression;
use super::table::{Table, UNBOUND, Var};
use super::terms::Kind;
use super::text::TextTest;
use super::{Solved, Solver, Wanted};
use crate::dictionary::{Number, TermId};
use crate::rdf::Literal;
use oxsdatatypes::{Decimal, Double, Float};
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::Variable;
use std::cmp::Ordering;

/// What a condition comes to; `None` is an error.
type Truth = Option<bool>;

/// One side of a comparison.
#[derive(Clone, Copy)]
enum Operand<'t> {
    Column(&'t [TermId]),
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

/// A comparison.
#[derive(Clone, Copy, PartialEq)]
enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
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
            Expression::Equal(a, b) => self.compare(condition, a, b, Comparison::Equal, table),
            Expression::Less(a, b) => self.compare(condition, a, b, Comparison::Less, table),
            Expression::LessOrEqual(a, b) => {
                self.compare(condition, a, b, Comparison::LessOrEqual, table)
            }
            Expression::Greater(a, b) => self.compare(condition, a, b, Comparison::Greater, table),
            Expression::GreaterOrEqual(a, b) => {
                self.compare(condition, a, b, Comparison::GreaterOrEqual, table)
            }
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
        if let Some(truths) = self.by_class(condition, table)? {
            return Ok(truths);
        }
        if let Some(truths) = self.by_text(condition, table)? {
            return Ok(truths);
        }
        // Its effective boolean value, or nothing if it has none.
        let boolean = |value: bool| Box::new(Expression::Literal(Literal::from(value)));
        let condition = Expression::If(Box::new(condition.clone()), boolean(true), boolean(false));
        let values = self.evaluate(&condition, table)?;
        let [yes, no] = [true, false].map(|b| self.terms.intern(&Literal::from(b).into()));
        let truth = |value: TermId| match value {
            value if value == yes => Some(true),
            value if value == no => Some(false),
            _ => None,
        };
        Ok(values.into_iter().map(truth).collect())
    }

    /// A condition that looks only at the kind, the language or the datatype's kind of one variable: evaluated once for
    /// each type of literals.
    fn by_class(&mut self, condition: &Expression, table: &Table) -> Solved<Option<Vec<Truth>>> {
        let Some(variable) = only_class_of(condition) else {
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
            let number = of_class[class as usize].get_or_insert_with(|| {
                examples.push(*id);
                examples.len() as u32 - 1
            });
            numbers.push(*number);
        }
        let truths = self.few(condition, variable, &examples)?;
        Ok(Some(numbers.iter().map(|n| truths[*n as usize]).collect()))
    }

    /// The truth of a condition on one variable for some of its values, by oxigraph.
    fn few(
        &mut self,
        condition: &Expression,
        variable: Var,
        values: &[TermId],
    ) -> Solved<Vec<Truth>> {
        let boolean = |value: bool| Box::new(Expression::Literal(Literal::from(value)));
        let condition = Expression::If(Box::new(condition.clone()), boolean(true), boolean(false));
        let values = self.by_oxigraph(&condition, &[variable], &[values.to_vec()], values.len())?;
        let [yes, no] = [true, false].map(|b| self.terms.intern(&Literal::from(b).into()));
        let truth = |value: TermId| match value {
            value if value == yes => Some(true),
            value if value == no => Some(false),
            _ => None,
        };
        Ok(values.into_iter().map(truth).collect())
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
        if let Some(truths) = self.by_class(condition, table)? {
            return Ok(truths);
        }
        let (Some(left), Some(right)) = (self.operand(a, table)?, self.operand(b, table)?) else {
            return self.other(condition, table);
        };
        let mut truths = Vec::with_capacity(table.rows);
        let mut open: Vec<u32> = Vec::new();
        for row in 0..table.rows {
            let (a, b) = (left.at(row), right.at(row));
            let truth = self.compare_terms(a, b, comparison);
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

    fn operand<'t>(&mut self, side: &Expression, table: &'t Table) -> Solved<Option<Operand<'t>>> {
        Ok(match side {
            Expression::Variable(variable) => {
                let variable = self.variable(variable)?;
                table.column(variable).map(Operand::Column)
            }
            Expression::NamedNode(iri) => {
                Some(Operand::Term(self.terms.intern(&iri.clone().into())))
            }
            Expression::Literal(literal) => {
                Some(Operand::Term(self.terms.intern(&literal.clone().into())))
            }
            _ => None,
        })
    }

    /// Compares two terms if that can be done without their texts: `None` if it cannot, `Some(None)` is an error.
    fn compare_terms(&self, a: TermId, b: TermId, comparison: Comparison) -> Option<Truth> {
        if a == UNBOUND || b == UNBOUND {
            return Some(None);
        }
        let (kind_a, kind_b) = (self.terms.kind(a), self.terms.kind(b));
        if kind_a == Kind::Number && kind_b == Kind::Number {
            let (a, b) = (self.terms.number(a)?, self.terms.number(b)?);
            if comparison == Comparison::Equal {
                return Some(Some(compare_numbers(a, b) == Some(Ordering::Equal)));
            }
            return Some(compare_numbers(a, b).map(|ordering| comparison.holds(ordering)));
        }
        if kind_a == Kind::Value && kind_b == Kind::Value {
            // Without a time zone it may be open which is first: then it is for oxigraph to say.
            let ordering = self.terms.moment(a)?.partial_cmp(&self.terms.moment(b)?)?;
            return Some(Some(comparison.holds(ordering)));
        }
        let is_node = |kind| matches!(kind, Kind::Iri | Kind::Blank);
        if comparison == Comparison::Equal && (is_node(kind_a) || is_node(kind_b)) {
            return Some(Some(a == b));
        }
        None
    }

    /// For each row, whether a pattern has a compatible solution.
    fn exists(&mut self, pattern: &GraphPattern, table: &Table) -> Solved<Vec<bool>> {
        let running = self.trace.start("Exists".to_owned(), None);
        let shared = self.vars_of(pattern)?.intersection(table.vars());
        let hint = self.hint_of(table, shared);
        let wanted = Wanted {
            variables: shared,
            hint: hint.as_ref(),
            limit: shared.is_empty().then_some(1),
        };
        let found = self.holding(table.bytes(), |solver| solver.pattern(pattern, wanted))?;
        let marks = self.joiner().has_match(table, &found, false);
        self.trace.end(running, found.rows);
        Ok(marks)
    }

    /// An expression in which variables stand for its `EXISTS`, and the table with these variables.
    pub(super) fn without_exists(
        &mut self,
        expression: &Expression,
        table: &Table,
    ) -> Solved<(Expression, Option<Table>)> {
        let mut patterns: Vec<GraphPattern> = Vec::new();
        each_expression(expression, &mut |part| {
            if let Expression::Exists(pattern) = part {
                patterns.push((**pattern).clone());
            }
        });
        if patterns.is_empty() {
            return Ok((expression.clone(), None));
        }
        let (mut expression, mut table) = (expression.clone(), table.clone());
        for pattern in patterns {
            let marks = self.exists(&pattern, &table)?;
            let [no, yes] = [false, true].map(|b| self.terms.intern(&Literal::from(b).into()));
            let name = format!(" exists {}", self.names.len());
            let variable = self.var(&name)?;
            table.add(
                variable,
                marks.iter().map(|m| if *m { yes } else { no }).collect(),
            );
            let mut part = crate::query::algebra::Part::Expression(&mut expression);
            crate::query::algebra::replace_exists(
                &mut part,
                &pattern,
                &Variable::new_unchecked(name),
            );
        }
        Ok((expression, Some(table)))
    }
}

fn either(a: Truth, b: Truth) -> Truth {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Numbers by value, with the [promotions](https://www.w3.org/TR/xpath20/#promotion) that oxigraph makes.
pub(super) fn compare_numbers(a: Number, b: Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Integer(a), Number::Integer(b)) => a.partial_cmp(&b),
        (Number::Integer(a), Number::Decimal(b)) => Decimal::from(a).partial_cmp(&b),
        (Number::Decimal(a), Number::Integer(b)) => a.partial_cmp(&Decimal::from(b)),
        (Number::Decimal(a), Number::Decimal(b)) => a.partial_cmp(&b),
        (Number::Double(a), b) => a.partial_cmp(&double(b)),
        (a, Number::Double(b)) => double(a).partial_cmp(&b),
        (a, b) => float(a).partial_cmp(&float(b)),
    }
}

pub(super) fn double(number: Number) -> Double {
    match number {
        Number::Integer(value) => value.into(),
        Number::Decimal(value) => value.into(),
        Number::Float(value) => value.into(),
        Number::Double(value) => value,
    }
}

pub(super) fn float(number: Number) -> Float {
    match number {
        Number::Integer(value) => value.into(),
        Number::Decimal(value) => value.into(),
        Number::Float(value) => value,
        Number::Double(value) => value.into(),
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
