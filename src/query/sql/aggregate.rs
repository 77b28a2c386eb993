//! Groups and aggregates.

use super::refusal::Refusal;
use super::relation::Relation;
use super::value::{Binding, Facets, Kind, TEXT, Value, quoted, stop};
use super::writer::{Active, Writer};
use spargebra::algebra::{AggregateExpression, AggregateFunction, GraphPattern};
use spargebra::term::Variable;

impl Writer {
    /// Returns the groups of a pattern, with the values of their keys and aggregates.
    pub fn group(
        &mut self,
        inner: &GraphPattern,
        variables: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
        active: &Active,
    ) -> Result<Relation, Refusal> {
        let relation = self.pattern(inner, active)?;
        let keys: Vec<String> = variables.iter().map(|v| v.as_str().to_owned()).collect();
        // One row that stands for all solutions, to be grouped by its columns.
        let (table, source) = self.table(&relation)?;
        let mut source = source;
        source.add(table);
        let mut columns = Vec::new();
        let mut grouped = Vec::new();
        let mut bindings = Vec::new();
        for name in &keys {
            // One that is never bound still makes groups, none of no solutions.
            let unbound = Binding {
                value: Value::null(Kind::Term),
                is_bound: false,
            };
            let binding = source.bindings.get(name).cloned().unwrap_or(unbound);
            for (column, sql) in binding
                .value
                .columns(&self.column(name), self.is_read(name))?
            {
                columns.push(format!("{sql} AS {column}"));
                grouped.push(sql);
            }
            bindings.push((name.clone(), binding.value, binding.is_bound));
        }
        for (variable, aggregate) in aggregates {
            let value = self.aggregate(aggregate, &source, active)?;
            let name = variable.as_str().to_owned();
            let is_bound = matches!(
                aggregate,
                AggregateExpression::CountSolutions { .. }
                    | AggregateExpression::FunctionCall {
                        name: AggregateFunction::Count,
                        ..
                    }
            );
            for (column, sql) in value.columns(&self.column(&name), self.is_read(&name))? {
                columns.push(format!("{sql} AS {column}"));
            }
            bindings.push((name, value, is_bound));
        }
        if columns.is_empty() {
            columns.push("1 AS one".to_owned());
        }
        let mut sql = format!("SELECT {}{}", columns.join(",\n  "), source.tail());
        if !grouped.is_empty() {
            sql.push_str(&format!("\nGROUP BY {}", grouped.join(", ")));
        }
        Ok(self.relation_of(&sql, &bindings))
    }

    fn aggregate(
        &mut self,
        aggregate: &AggregateExpression,
        source: &Relation,
        active: &Active,
    ) -> Result<Value, Refusal> {
        let (function, expression, distinct) = match aggregate {
            AggregateExpression::CountSolutions { distinct: false } => {
                return Ok(Value::new(Kind::Integer, "count(*)"));
            }
            AggregateExpression::CountSolutions { distinct: true } => {
                return Err(Refusal::new("COUNT(DISTINCT *)", "COUNT"));
            }
            AggregateExpression::FunctionCall {
                name,
                expr,
                distinct,
            } => (name, expr, *distinct),
        };
        let value = self.expression(expression, source, active)?;
        let only = if distinct { "DISTINCT " } else { "" };
        // An error or an unbound value makes the aggregate one, where SQL leaves it out.
        let if_all = |of: &str, aggregate: String| {
            format!("CASE WHEN count({of}) = count(*) THEN {aggregate} END")
        };
        match function {
            AggregateFunction::Count => Ok(Value::new(
                Kind::Integer,
                format!("count({only}{})", value.main),
            )),
            AggregateFunction::Sum => {
                let (kind, main) = match value.kind {
                    Kind::Integer => (Kind::Integer, value.main.clone()),
                    Kind::Exact => (Kind::Exact, value.main.clone()),
                    Kind::Term => (Kind::Exact, value.exact()?),
                    _ => {
                        return Err(Refusal::new(
                            "SUM of what is not an integer or a decimal",
                            "SUM",
                        ));
                    }
                };
                let of = match kind {
                    Kind::Integer => "BIGINT",
                    _ => super::value::EXACT,
                };
                let sum = format!("CAST(COALESCE(sum({only}{main}), 0) AS {of})");
                Ok(Value::new(kind, if_all(&main, sum)))
            }
            AggregateFunction::Min | AggregateFunction::Max => {
                let function = match function {
                    AggregateFunction::Min => "min",
                    _ => "max",
                };
                match value.kind {
                    Kind::Term => extreme(&value, function),
                    kind => {
                        let least = format!("{function}({})", value.main);
                        Ok(Value::new(kind, if_all(&value.main, least)))
                    }
                }
            }
            AggregateFunction::GroupConcat { separator } => {
                let separator = quoted(separator.as_deref().unwrap_or(" "));
                let text = value.as_str()?;
                let joined = format!("COALESCE(string_agg({only}{text}, {separator}), '')");
                if value.kind != Kind::Term {
                    return Ok(Value::text(joined));
                }
                // A blank node has no text, and texts may be alike whose terms are not.
                let main = &value.main;
                let alike = match distinct {
                    true => format!(
                        " WHEN count(DISTINCT {text}) < count(DISTINCT {main}) THEN {}",
                        stop(
                            "texts are joined that differ in their languages or types only",
                            TEXT
                        )
                    ),
                    false => String::new(),
                };
                Ok(Value::text(format!(
                    "CASE WHEN count({text}) < count({main}) THEN NULL{alike} ELSE {joined} END"
                )))
            }
            AggregateFunction::Avg => Err(Refusal::new("the aggregate `AVG`", "AVG")),
            AggregateFunction::Sample => Err(Refusal::new("the aggregate `SAMPLE`", "SAMPLE")),
            AggregateFunction::Custom(name) => {
                Err(Refusal::new(format!("the aggregate `{name}`"), ""))
            }
        }
    }
}

/// Returns the least or greatest term of a group: IRIs come before numbers, and these before other literals. Nothing comes of a group
/// in which one is unbound, or a blank node or a triple term.
fn extreme(value: &Value, function: &str) -> Result<Value, Refusal> {
    let (main, facets) = (&value.main, value.facets()?);
    let is_iri = format!("{} IS NULL", facets.lang);
    let is_number = format!("{} IS NOT NULL", facets.double);
    let kinds = [
        (
            format!("{is_iri} AND {} IS NOT NULL", facets.text),
            &facets.text,
        ),
        (is_number.clone(), &facets.double),
        (
            format!("NOT ({is_iri}) AND NOT ({is_number})"),
            &facets.text,
        ),
    ];
    let in_order: Vec<usize> = match function {
        "min" => vec![0, 1, 2],
        _ => vec![2, 1, 0],
    };
    let choose = |of: &str| {
        let mut sql = format!("CASE WHEN count({}) < count(*) THEN NULL", facets.text);
        for index in &in_order {
            let Some((condition, key)) = kinds.get(*index) else {
                continue;
            };
            let key = format!("CASE WHEN {condition} THEN {key} END");
            sql.push_str(&format!(
                " WHEN count({key}) > 0 THEN {function}_by({of}, {key})"
            ));
        }
        sql + " END"
    };
    Ok(Value::term(
        choose(main),
        Some(Facets::of(|name| choose(facets.get(name)))),
    ))
}
