//! Calls of [functions](https://www.w3.org/TR/sparql11-query/#SparqlOps) on columns: those of strings, of kinds of terms and
//! casts as their columns allow, and all others on the values of one row after the other.

use super::buffer::Text;
use super::column::{Column, Space};
use super::{arithmetic, strings};
use crate::dictionary::{LiteralType, Number, Tag, TermId};
use crate::error::Result;
use crate::query::batch::table::UNBOUND;
use crate::query::functions::{Strict, Target, Value, dates, numerics, terms};
use crate::query::terms::Kind;
use crate::rdf::Term;
use oxiri::Iri;
use rustc_hash::FxHashMap;
use spargebra::algebra::Function;

/// Returns the values of a function of which each argument must have a value.
pub fn call<'n>(
    space: &mut Space,
    function: &Function,
    strict: Strict,
    mut arguments: Vec<Column<'n>>,
    rows: usize,
) -> Result<Column<'n>> {
    match (function, arguments.len()) {
        (Function::Concat, _) => {
            let parts = arguments.into_iter().map(|part| space.strings(part, rows));
            let parts = parts.collect::<Result<Vec<_>>>()?;
            return strings::concat(space, &parts, rows);
        }
        (Function::SubStr, 2 | 3) => {
            let bounds = arguments.split_off(1);
            let bounds = bounds.into_iter();
            let bounds: Vec<_> = bounds
                .map(|bound| strings::positions(space, bound, rows))
                .collect();
            let texts = space.strings(arguments.swap_remove(0), rows)?;
            return Ok(strings::part(space, &texts, &bounds));
        }
        (
            Function::Contains
            | Function::StrStarts
            | Function::StrEnds
            | Function::StrBefore
            | Function::StrAfter,
            2,
        ) => {
            let part = arguments.swap_remove(1);
            let is_constant = matches!(part, Column::Constant(..));
            let parts = space.strings(part, rows)?;
            let texts = space.strings(arguments.swap_remove(0), rows)?;
            let finder = strings::Finder::new(space, &parts, is_constant);
            return Ok(match function {
                Function::Contains => strings::contains(space, &texts, &parts, &finder),
                Function::StrStarts => strings::test(space, &texts, &parts, strings::starts),
                Function::StrEnds => strings::test(space, &texts, &parts, strings::ends),
                Function::StrBefore => strings::split(space, &texts, &parts, &finder, false),
                _ => strings::split(space, &texts, &parts, &finder, true),
            });
        }
        (Function::StrDt | Function::StrLang, 2) => {
            if let Some(&Column::Constant(of_type, _)) = arguments.get(1) {
                // The type is the same for all texts.
                let literal = strict(&[Value::text(""), of_type.clone()]);
                let Some(Value::Term(Term::Literal(literal))) = literal else {
                    return Ok(Column::Texts(vec![None; rows]));
                };
                let tag = space.terms.literal_tag(&LiteralType::of(&literal));
                let texts = space.simples(arguments.swap_remove(0), rows)?.into_iter();
                let tagged = texts.map(|text| text.map(|text| text.tagged(tag)));
                return Ok(Column::Texts(tagged.collect()));
            }
        }
        (_, 1) => return of_one(space, function, strict, arguments.swap_remove(0), rows),
        _ => {}
    }
    let columns = arguments
        .into_iter()
        .map(|argument| space.values(argument, rows));
    Ok(by_row(columns.collect(), strict, rows))
}

/// Returns the values of a function of one argument.
fn of_one<'n>(
    space: &mut Space,
    function: &Function,
    strict: Strict,
    argument: Column<'n>,
    rows: usize,
) -> Result<Column<'n>> {
    match (function, &argument) {
        (Function::Str, _) => return space.written(argument, rows).map(Column::Texts),
        (Function::StrLen, _) => {
            let texts = space.strings(argument, rows)?;
            return Ok(strings::length(space, &texts));
        }
        (Function::UCase | Function::LCase, _) => {
            let texts = space.strings(argument, rows)?;
            return strings::in_case(space, texts, matches!(function, Function::UCase));
        }
        (Function::Lang | Function::Datatype, Column::Terms(ids)) => {
            return of_type(space, matches!(function, Function::Lang), ids);
        }
        (
            Function::IsIri | Function::IsBlank | Function::IsLiteral | Function::IsTriple,
            Column::Terms(ids),
        ) => {
            let truth = |id: &TermId| match (space.terms.kind(*id), function) {
                (Kind::Unbound, _) => None,
                (Kind::Iri, Function::IsIri)
                | (Kind::Blank, Function::IsBlank)
                | (Kind::Triple, Function::IsTriple)
                | (Kind::Number | Kind::Value | Kind::Text, Function::IsLiteral) => Some(true),
                _ => Some(false),
            };
            return Ok(Column::Truths(ids.iter().map(truth).collect()));
        }
        (Function::Subject | Function::Predicate | Function::Object, Column::Terms(ids)) => {
            let part = |id: &TermId| {
                space
                    .terms
                    .triple(*id)
                    .map_or(UNBOUND, |[s, p, o]| match function {
                        Function::Subject => s,
                        Function::Predicate => p,
                        _ => o,
                    })
            };
            return Ok(Column::Terms(ids.iter().map(part).collect()));
        }
        _ => {}
    }
    if let Some(part) = dates::part(function) {
        let instants = space.instants(argument, rows).into_iter();
        return Ok(Column::Numbers(
            instants.map(|instant| part(instant?)).collect(),
        ));
    }
    if let Some((small, any)) = numerics::mapping(function) {
        return Ok(arithmetic::map(space, argument, rows, small, any));
    }
    let values = match function {
        // They read a value and not how it is written.
        Function::Timezone | Function::Tz | Function::IsNumeric => space.operands(argument, rows),
        _ => space.values(argument, rows),
    };
    Ok(by_row(vec![values], strict, rows))
}

/// Returns the values of a function of the values of each row.
pub fn by_row<'n>(
    mut columns: Vec<Vec<Option<Value>>>,
    function: impl Fn(&[Value]) -> Option<Value>,
    rows: usize,
) -> Column<'n> {
    let mut arguments = Vec::with_capacity(columns.len());
    let mut values = Vec::with_capacity(rows);
    for row in 0..rows {
        arguments.clear();
        let of_row = columns
            .iter_mut()
            .map_while(|column| column.get_mut(row)?.take());
        arguments.extend(of_row);
        let has_all = arguments.len() == columns.len();
        values.push(has_all.then(|| function(&arguments)).flatten());
    }
    Column::of_values(values)
}

/// Returns the language or the datatype of literals, which is read once for all of a type.
fn of_type<'n>(space: &mut Space, is_language: bool, ids: &[TermId]) -> Result<Column<'n>> {
    let mut of_tag: FxHashMap<Tag, Option<Text>> = FxHashMap::default();
    let mut texts = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(tag) = space.terms.tag(*id) else {
            texts.push(None);
            continue;
        };
        let text = match of_tag.get(&tag) {
            Some(text) => *text,
            None => {
                let (simple, read): (Tag, fn(&LiteralType) -> &String) = match is_language {
                    true => (space.simple, |literal_type| &literal_type.language),
                    false => (Tag::IRI, |literal_type| &literal_type.datatype),
                };
                let of_type = space.terms.type_of(tag).map(read);
                let text = of_type.map(|text| space.buffer.push(simple, text));
                let text = text.transpose()?;
                of_tag.insert(tag, text);
                text
            }
        };
        texts.push(text);
    }
    Ok(Column::Texts(texts))
}

/// Returns the IRIs that texts are, resolved against the base of the query.
pub fn iri<'n>(
    space: &mut Space,
    column: Column<'n>,
    base: Option<&Iri<String>>,
    rows: usize,
) -> Result<Column<'n>> {
    if let Column::Texts(texts) = column {
        let mut iris = Vec::with_capacity(rows);
        for text in texts {
            iris.push(match text {
                Some(text) if text.tag == space.simple => {
                    let of_text = space.buffer.get(text);
                    let iri = match base {
                        Some(base) => base.resolve(of_text).ok().map(Iri::into_inner),
                        None => Iri::parse(of_text.to_owned()).ok().map(Iri::into_inner),
                    };
                    let iri = iri.map(|iri| space.buffer.push(Tag::IRI, &iri));
                    iri.transpose()?
                }
                text => text.filter(|text| text.tag == Tag::IRI),
            });
        }
        return Ok(Column::Texts(iris));
    }
    let values = space.values(column, rows);
    let iri = |value: &Option<Value>| terms::iri(value.as_ref()?, base);
    Ok(Column::Values(values.iter().map(iri).collect()))
}

/// Returns the values of a cast.
pub fn cast<'n>(
    space: &mut Space,
    target: Target,
    argument: Column<'n>,
    rows: usize,
) -> Result<Column<'n>> {
    if let Column::Texts(texts) = &argument {
        return Ok(cast_texts(space, target, texts));
    }
    if target == Target::String || target.of_number().is_some() {
        let numbers = space.numbers(&argument, rows, |kind| kind == Kind::Unbound);
        let Some(numbers) = numbers else {
            return Ok(cast_values(space, target, argument, rows));
        };
        let Some(of_number) = target.of_number() else {
            let numbers = Column::Numbers(numbers);
            return space.written(numbers, rows).map(Column::Texts);
        };
        let cast = |number: &Option<Number>| match number {
            Some(number) => of_number(*number).map(Some),
            None => Some(None),
        };
        if let Some(numbers) = numbers.iter().map(cast).collect() {
            return Ok(Column::Numbers(numbers));
        }
    }
    Ok(cast_values(space, target, argument, rows))
}

fn cast_values<'n>(space: &Space, target: Target, argument: Column, rows: usize) -> Column<'n> {
    let values = space.operands(argument, rows);
    let cast = |value: &Option<Value>| target.cast(value.as_ref()?);
    Column::of_values(values.iter().map(cast).collect())
}

fn cast_texts<'n>(space: &Space, target: Target, texts: &[Option<Text>]) -> Column<'n> {
    let simple = space.simple;
    let are_all = |test: &dyn Fn(Text) -> bool| texts.iter().flatten().all(|text| test(*text));
    if target == Target::String && are_all(&|text| space.terms.is_string(text.tag)) {
        let texts = texts
            .iter()
            .map(|text| text.map(|text| text.tagged(simple)));
        return Column::Texts(texts.collect());
    }
    if target.of_number().is_some() && are_all(&|text| text.tag == simple) {
        let number = |text: &Option<Text>| match text {
            Some(text) => target.number_of_text(space.buffer.get(*text)),
            None => Some(None),
        };
        if let Some(numbers) = texts.iter().map(number).collect() {
            return Column::Numbers(numbers);
        }
    }
    let value = |text: &Option<Text>| {
        let text = (*text)?;
        match text.tag == simple {
            true => target.cast_text(space.buffer.get(text)),
            false => target.cast(&space.value(text)),
        }
    };
    Column::of_values(texts.iter().map(value).collect())
}
