//! On columns, an expression has the values that it has in one solution after the other, whatever the terms and wherever
//! they are; and what it costs grows with the different arguments only.

use super::rows::{truths, values};
use super::{Bindings, Compiled, Evaluator};
use crate::dictionary::{Dictionary, Interner, TermId};
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::functions::number::Operator;
use crate::query::functions::{Comparison, Context};
use crate::query::limits::{Budget, Limits};
use crate::query::logical::{Expression, Var};
use crate::query::terms::Terms;
use crate::rdf::{BaseDirection, BlankNode, Literal, NamedNode, Term, Triple};
use proptest::prelude::*;
use spargebra::algebra::Function;
use std::sync::Arc;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Terms of every kind, many of them at the edges of their types.
fn all_terms() -> Vec<Term> {
    let iri = |iri: &str| NamedNode::new_unchecked(iri);
    let typed = [
        ("true", "boolean"),
        ("0", "boolean"),
        ("yes", "boolean"),
        ("0", "integer"),
        ("2", "integer"),
        ("007", "integer"),
        ("-3", "integer"),
        ("9223372036854775807", "integer"),
        ("99999999999999999999", "integer"),
        ("127", "byte"),
        ("128", "byte"),
        ("five", "integer"),
        ("2.5", "decimal"),
        ("2.50", "decimal"),
        ("0.0000000000000000000001", "decimal"),
        ("1e0", "double"),
        ("-0.0e0", "double"),
        ("NaN", "double"),
        ("INF", "double"),
        ("1.5", "float"),
        ("2020-02-29T12:30:15.5Z", "dateTime"),
        ("2020-02-29T12:30:15.5", "dateTime"),
        ("2020-02-30T12:30:15Z", "dateTime"),
        ("2020-02-29T24:00:00+14:00", "dateTimeStamp"),
        ("2020-02-29", "date"),
        ("2020-02-29+05:30", "date"),
        ("12:30:15-05:00", "time"),
        ("2020", "gYear"),
        ("--02-29", "gMonthDay"),
        ("P1Y2M3DT4H", "duration"),
        ("-PT5H", "dayTimeDuration"),
        ("a", "anyURI"),
    ];
    let typed = typed
        .iter()
        .map(|(text, name)| Literal::new_typed_literal(*text, iri(&format!("{XSD}{name}"))).into());
    let simple = [
        "",
        "a",
        "A",
        "b",
        " 1 ",
        "2",
        "-1",
        "1.5",
        "true",
        "inf",
        "en-GB",
        "2020-02-29",
        "P1D",
        "ab ba",
        "Straße",
        "中文，字",
        "http://example.org/a",
        "[a-b]+",
    ];
    let simple = simple
        .iter()
        .map(|text| Literal::new_simple_literal(*text).into());
    let tagged = [
        ("a", "en"),
        ("A", "en"),
        ("Straße", "de"),
        ("中文", "zh"),
        ("", "en"),
    ];
    let tagged = tagged.iter().map(|(text, language)| {
        Literal::new_language_tagged_literal_unchecked(*text, *language).into()
    });
    let directed =
        Literal::new_directional_language_tagged_literal_unchecked("a", "en", BaseDirection::Ltr);
    let other = |text: &str| Literal::new_typed_literal(text, iri("http://example.org/t")).into();
    let triple = |object: i64| {
        let (subject, predicate) = (iri("http://example.org/a"), iri("http://example.org/p"));
        Term::Triple(Box::new(Triple::new(
            subject,
            predicate,
            Literal::from(object),
        )))
    };
    let others = [
        iri("http://example.org/a").into(),
        iri("http://example.org/b").into(),
        BlankNode::new_unchecked("a").into(),
        directed.into(),
        other("x"),
        other("y"),
        triple(1),
        triple(2),
    ];
    typed.chain(simple).chain(tagged).chain(others).collect()
}

const OF_ONE: [Function; 37] = [
    Function::Str,
    Function::Lang,
    Function::Datatype,
    Function::Iri,
    Function::Abs,
    Function::Ceil,
    Function::Floor,
    Function::Round,
    Function::StrLen,
    Function::UCase,
    Function::LCase,
    Function::EncodeForUri,
    Function::Year,
    Function::Month,
    Function::Day,
    Function::Hours,
    Function::Minutes,
    Function::Seconds,
    Function::Timezone,
    Function::Tz,
    Function::Md5,
    Function::Sha1,
    Function::Sha256,
    Function::Sha384,
    Function::Sha512,
    Function::IsIri,
    Function::IsBlank,
    Function::IsLiteral,
    Function::IsNumeric,
    Function::IsTriple,
    Function::HasLang,
    Function::HasLangDir,
    Function::LangDir,
    Function::Subject,
    Function::Predicate,
    Function::Object,
    Function::Concat,
];

const OF_TWO: [Function; 13] = [
    Function::LangMatches,
    Function::Contains,
    Function::StrStarts,
    Function::StrEnds,
    Function::StrBefore,
    Function::StrAfter,
    Function::StrLang,
    Function::StrDt,
    Function::SubStr,
    Function::Concat,
    Function::Regex,
    Function::Adjust,
    Function::Iri,
];

const OF_THREE: [Function; 5] = [
    Function::SubStr,
    Function::Concat,
    Function::Replace,
    Function::StrLangDir,
    Function::Triple,
];

const CASTS: [&str; 10] = [
    "string", "anyURI", "boolean", "integer", "byte", "decimal", "double", "float", "dateTime",
    "date",
];

fn expression() -> impl Strategy<Value = Expression> {
    let count = all_terms().len();
    let variable = (0..3_u32).prop_map(|number| Expression::Variable(Var(number)));
    let constant = (0..count)
        .prop_map(|at| all_terms().swap_remove(at))
        .prop_filter_map("no constant is a blank node", |term| {
            (!matches!(term, Term::BlankNode(_))).then_some(Expression::Constant(term))
        });
    let bound = (0..3_u32).prop_map(|number| Expression::Bound(Var(number)));
    let leaf = prop_oneof![6 => variable, 2 => constant, 1 => bound];
    leaf.prop_recursive(4, 24, 3, move |inner| {
        let one = inner.clone().prop_map(|inner| vec![inner]);
        let two = prop::collection::vec(inner.clone(), 2);
        let three = prop::collection::vec(inner.clone(), 3);
        let list = prop::collection::vec(inner.clone(), 1..4);
        let long = prop::collection::vec(0..count, 16..20).prop_map(|list| {
            let terms = list.into_iter().map(|at| all_terms().swap_remove(at));
            terms.map(Expression::Constant).collect::<Vec<_>>()
        });
        let pair = || (inner.clone(), inner.clone()).prop_map(|(a, b)| Box::new([a, b]));
        let comparison = prop::sample::select(vec![
            Comparison::Equal,
            Comparison::Less,
            Comparison::LessOrEqual,
            Comparison::Greater,
            Comparison::GreaterOrEqual,
        ]);
        let operator = prop::sample::select(vec![
            Operator::Add,
            Operator::Subtract,
            Operator::Multiply,
            Operator::Divide,
        ]);
        let call = |(function, arguments)| Expression::Call(function, arguments);
        let cast = |name: &str| Function::Custom(NamedNode::new_unchecked(format!("{XSD}{name}")));
        prop_oneof![
            6 => (prop::sample::select(OF_ONE.to_vec()), one.clone()).prop_map(call),
            6 => (prop::sample::select(OF_TWO.to_vec()), two).prop_map(call),
            4 => (prop::sample::select(OF_THREE.to_vec()), three.clone()).prop_map(call),
            3 => (prop::sample::select(CASTS.to_vec()).prop_map(cast), one).prop_map(call),
            2 => (operator, pair()).prop_map(|(operator, pair)| Expression::Arithmetic(operator, pair)),
            3 => (comparison, pair()).prop_map(|(comparison, pair)| Expression::Compare(comparison, pair)),
            1 => pair().prop_map(Expression::SameTerm),
            1 => pair().prop_map(Expression::And),
            1 => pair().prop_map(Expression::Or),
            1 => inner.clone().prop_map(|inner| Expression::Not(Box::new(inner))),
            1 => inner.clone().prop_map(|inner| Expression::Minus(Box::new(inner))),
            1 => inner.clone().prop_map(|inner| Expression::Plus(Box::new(inner))),
            2 => list.clone().prop_map(Expression::Coalesce),
            2 => list.prop_map(Expression::In),
            1 => (inner.clone(), long).prop_map(|(needle, mut list)| {
                list.insert(0, needle);
                Expression::In(list)
            }),
            2 => three.prop_map(|parts| match <[Expression; 3]>::try_from(parts) {
                Ok(parts) => Expression::If(Box::new(parts)),
                Err(parts) => Expression::Coalesce(parts),
            }),
        ]
    })
}

/// A dictionary of every second term, the others being made.
fn dictionary(terms: &[Term]) -> Arc<Dictionary> {
    let mut interner = Interner::default();
    for term in terms.iter().step_by(2) {
        interner.intern_term(term).expect("few terms");
    }
    Arc::new(Dictionary::from_interner(&interner).0)
}

/// One solution.
struct Solution<'s> {
    variables: &'s [Var],
    values: [Option<Term>; 3],
}

impl Bindings for Solution<'_> {
    fn term(&self, slot: usize) -> Option<Term> {
        self.values[self.variables[slot].0 as usize].clone()
    }
}

/// A table with these values of three variables, unbound where the number is that of no term.
fn table(terms: &mut Terms, all: &[Term], rows: &[[usize; 3]]) -> Table {
    let mut ids = |at: usize| all.get(at).map_or(UNBOUND, |term| terms.intern(term));
    let mut table = Table {
        rows: rows.len(),
        ..Table::default()
    };
    for variable in 0..3_usize {
        let column: Vec<TermId> = rows.iter().map(|row| ids(row[variable])).collect();
        table.add(Var(variable as u32), column);
    }
    table
}

/// Compares the values of an expression on columns with those in the rows.
fn compare(expression: &Expression, rows: &[[usize; 3]]) -> Result<(), TestCaseError> {
    let all = all_terms();
    let dictionary = dictionary(&all);
    let mut terms = Terms::new(&dictionary, Default::default());
    let table = table(&mut terms, &all, rows);
    let (budget, context) = (Budget::new(&Limits::default()), Context::default());
    let mut evaluator = Evaluator {
        terms: &mut terms,
        budget: &budget,
        context: &context,
    };
    let on_columns = values(&mut evaluator, expression, &table).expect("values");
    let conditions = truths(&mut evaluator, expression, &table).expect("truths");
    let compiled = Compiled::new(expression, &context).expect("it is known");
    for ((row, on_columns), truth) in rows.iter().zip(on_columns).zip(conditions) {
        let solution = Solution {
            variables: compiled.variables(),
            values: row.map(|at| all.get(at).cloned()),
        };
        let value = compiled.value(&solution).map(|value| value.into_term());
        prop_assert_eq!(&terms.term(on_columns), &value, "{:?}", solution.values);
        prop_assert_eq!(truth, compiled.truth(&solution), "{:?}", solution.values);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn columns_have_the_values_of_the_rows(
        expression in expression(),
        few in prop::collection::vec([0..90_usize, 0..90, 0..90], 1..20),
        repeated in 1..5_usize,
    ) {
        compare(&expression, &few.repeat(repeated))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    /// Arguments that are all different are not compared, and texts are decoded ahead.
    #[test]
    fn many_different_rows_have_the_same_values(
        expression in expression(),
        many in prop::collection::vec([0..90_usize, 0..90, 0..90], 300..600),
    ) {
        compare(&expression, &many)?;
    }
}
