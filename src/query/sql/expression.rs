//! Expressions: what is `NULL` in SQL is an error or unbound in SPARQL.

use super::refusal::Refusal;
use super::relation::{Relation, exists, same};
use super::value::{Binding, Facets, Kind, Value, chosen, common, quoted};
use super::writer::{Active, Writer};
use crate::rdf::{Literal, vocab};
use spargebra::algebra::{Expression, Function, GraphPattern};

impl Writer {
    /// Returns the condition that an expression is true.
    pub fn condition(
        &mut self,
        expression: &Expression,
        relation: &Relation,
        active: &Active,
    ) -> Result<String, Refusal> {
        let value = self.expression(expression, relation, active)?;
        Ok(format!("({})", value.as_boolean()?))
    }

    /// Returns the value of an expression over a relation.
    pub fn expression(
        &mut self,
        expression: &Expression,
        relation: &Relation,
        active: &Active,
    ) -> Result<Value, Refusal> {
        let mut of = |part: &Expression| self.expression(part, relation, active);
        Ok(match expression {
            Expression::NamedNode(iri) => Value::constant(&iri.clone().into()),
            Expression::Literal(literal) => Value::constant(&literal.clone().into()),
            Expression::Variable(name) => match self.found(name.as_str(), relation) {
                Some(binding) => binding.value,
                None => Value::null(Kind::Term),
            },
            Expression::Bound(name) => match self.found(name.as_str(), relation) {
                Some(binding) => Value::boolean(format!("{} IS NOT NULL", binding.value.main)),
                None => Value::boolean("FALSE"),
            },
            Expression::Or(a, b) => Value::boolean(format!(
                "({} OR {})",
                self.condition(a, relation, active)?,
                self.condition(b, relation, active)?
            )),
            Expression::And(a, b) => Value::boolean(format!(
                "({} AND {})",
                self.condition(a, relation, active)?,
                self.condition(b, relation, active)?
            )),
            Expression::Not(inner) => {
                Value::boolean(format!("NOT {}", self.condition(inner, relation, active)?))
            }
            Expression::Equal(a, b) => Value::boolean(equal(&of(a)?, &of(b)?)?),
            Expression::SameTerm(a, b) => Value::boolean(same(&of(a)?, &of(b)?)?),
            Expression::Less(a, b) => Value::boolean(compared(&of(a)?, "<", &of(b)?)?),
            Expression::LessOrEqual(a, b) => Value::boolean(compared(&of(a)?, "<=", &of(b)?)?),
            Expression::Greater(a, b) => Value::boolean(compared(&of(a)?, ">", &of(b)?)?),
            Expression::GreaterOrEqual(a, b) => Value::boolean(compared(&of(a)?, ">=", &of(b)?)?),
            Expression::In(needle, list) => {
                let needle = of(needle)?;
                let mut conditions = vec!["FALSE".to_owned()];
                for item in list {
                    conditions.push(equal(&needle, &of(item)?)?);
                }
                Value::boolean(format!("({})", conditions.join(" OR ")))
            }
            Expression::Add(a, b) => computed(&of(a)?, "+", &of(b)?)?,
            Expression::Subtract(a, b) => computed(&of(a)?, "-", &of(b)?)?,
            Expression::Multiply(a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                match (a.kind, b.kind) {
                    (Kind::Integer, Kind::Integer) => computed(&a, "*", &b)?,
                    _ => {
                        return Err(Refusal::new(
                            "a product of numbers that may be decimals",
                            "*",
                        ));
                    }
                }
            }
            Expression::Divide(a, b) => {
                of(a)?;
                match &**b {
                    Expression::Literal(zero) if *zero == Literal::from(0) => {
                        Value::null(Kind::Integer)
                    }
                    _ => return Err(Refusal::new("a quotient", "/")),
                }
            }
            Expression::UnaryPlus(inner) => of(inner)?,
            Expression::UnaryMinus(inner) => {
                computed(&Value::new(Kind::Integer, "0"), "-", &of(inner)?)?
            }
            Expression::Exists(pattern) => Value::boolean(self.exists(pattern, relation, active)?),
            Expression::If(condition, then, otherwise) => {
                let condition = self.condition(condition, relation, active)?;
                let then = self.expression(then, relation, active)?;
                let otherwise = self.expression(otherwise, relation, active)?;
                let kind = kind_of([&then, &otherwise]);
                let negated = format!("NOT {condition}");
                chosen(&[(condition, then), (negated, otherwise)], kind)?
            }
            Expression::Coalesce(list) => {
                let mut cases = Vec::new();
                for item in list {
                    let value = of(item)?;
                    cases.push((format!("{} IS NOT NULL", value.main), value));
                }
                let kind = kind_of(cases.iter().map(|(_, value)| value));
                chosen(&cases, kind)?
            }
            Expression::FunctionCall(function, arguments) => {
                let mut values = Vec::new();
                for argument in arguments {
                    values.push(of(argument)?);
                }
                self.function(function, arguments, &values)?
            }
        })
    }

    /// Returns a variable of a relation, or else of those around it.
    fn found(&self, name: &str, relation: &Relation) -> Option<Binding> {
        let around = self.outer.iter().rev();
        let mut found = std::iter::once(&relation.bindings).chain(around);
        found.find_map(|bindings| bindings.get(name).cloned())
    }

    fn exists(
        &mut self,
        pattern: &GraphPattern,
        relation: &Relation,
        active: &Active,
    ) -> Result<String, Refusal> {
        self.outer.push(relation.bindings.clone());
        let inner = self.pattern(pattern, active);
        self.outer.pop();
        let inner = inner?;
        let mut conditions = relation.compatible(&inner.bindings)?;
        for around in &self.outer {
            // Those that the relation has are compared already.
            let mut others = around.clone();
            others.retain(|name, _| !relation.bindings.contains_key(name));
            conditions.extend(inner.compatible(&others)?);
        }
        Ok(exists(inner, conditions))
    }
}

/// Returns the kind that some values have in common. Constants that are always an error are of any.
fn kind_of<'v>(values: impl IntoIterator<Item = &'v Value>) -> Kind {
    let mut kinds = values.into_iter().filter(|value| !value.is_null());
    let first = kinds.next().map(|value| value.kind);
    let all = kinds.fold(first, |so_far, value| {
        so_far.map(|kind| common(kind, value.kind))
    });
    all.unwrap_or(Kind::Term)
}

/// Returns a text as language tags are compared.
fn lower(value: &Value, is_tag: bool) -> String {
    match is_tag {
        true if value.main.starts_with('\'') => value.main.to_ascii_lowercase(),
        true => format!("lower({})", value.main),
        false => value.main.clone(),
    }
}

fn texts(a: &Value, operator: &str, b: &Value) -> Option<String> {
    match (a.kind, b.kind) {
        (Kind::Text { is_tag: tag_a }, Kind::Text { is_tag: tag_b }) => {
            let is_tag = tag_a || tag_b;
            Some(format!(
                "{} {operator} {}",
                lower(a, is_tag),
                lower(b, is_tag)
            ))
        }
        _ => None,
    }
}

/// Returns the condition that two values are [equal](https://www.w3.org/TR/sparql11-query/#func-RDFterm-equal).
pub fn equal(a: &Value, b: &Value) -> Result<String, Refusal> {
    if let Some(condition) = texts(a, "=", b) {
        return Ok(condition);
    }
    if a.kind == Kind::Boolean && b.kind == Kind::Boolean {
        return Ok(format!("{} = {}", a.main, b.main));
    }
    if a.is_number() || b.is_number() {
        return numbers(a, "=", b);
    }
    let is_no_number = |value: &Value| {
        let iri = value.main.starts_with("'<") || value.main.starts_with("('\"'");
        iri || !matches!(value.kind, Kind::Term)
    };
    let (term_a, term_b) = (a.as_term()?, b.as_term()?);
    let terms = format!("{} = {}", term_a.main, term_b.main);
    if is_no_number(a) || is_no_number(b) {
        return Ok(terms);
    }
    match (&a.facets, &b.facets) {
        (Some(_), Some(_)) => Ok(format!("COALESCE({}, {terms})", numbers(a, "=", b)?)),
        _ => Err(Refusal::new(
            "a value of which only its form in N-Triples is known",
            "=",
        )),
    }
}

/// Returns the comparison of two values as numbers: exact where both are exact.
fn numbers(a: &Value, operator: &str, b: &Value) -> Result<String, Refusal> {
    let ((exact_a, double_a), (exact_b, double_b)) = (a.numbers()?, b.numbers()?);
    let in_double = format!("{double_a} {operator} {double_b}");
    Ok(match (exact_a, exact_b) {
        (Some(exact_a), Some(exact_b)) if a.kind != Kind::Term && b.kind != Kind::Term => {
            format!("{exact_a} {operator} {exact_b}")
        }
        (Some(exact_a), Some(exact_b)) => {
            format!("COALESCE({exact_a} {operator} {exact_b}, {in_double})")
        }
        _ => in_double,
    })
}

/// Returns the comparison of two values: of numbers, of texts, of dates as they are written.
fn compared(a: &Value, operator: &str, b: &Value) -> Result<String, Refusal> {
    if let Some(condition) = texts(a, operator, b) {
        return Ok(condition);
    }
    if a.is_number() || b.is_number() {
        return numbers(a, operator, b);
    }
    let (a, b) = (a.as_term()?, b.as_term()?);
    let (of_a, of_b) = (a.facets()?, b.facets()?);
    let [string, boolean, date, date_time] = ["string", "boolean", "date", "dateTime"]
        .map(|name| quoted(&format!("{}{name}", super::value::XSD)));
    let (text_a, text_b, datatype) = (&of_a.text, &of_b.text, &of_a.datatype);
    // Dates are in the order of their texts if these are of one form, such as `2024-02-29T12:00:00Z`.
    let is_date =
        format!("{datatype} = {date} AND length({text_a}) = 10 AND length({text_b}) = 10");
    let is_time = format!(
        "{datatype} = {date_time} AND length({text_a}) = length({text_b}) AND (length({text_a}) = 19 OR length({text_a}) = 20 AND \
         right({text_a}, 1) = 'Z' AND right({text_b}, 1) = 'Z')"
    );
    let stop = super::value::stop("dates of different forms are compared", "BOOLEAN");
    let as_text = format!(
        "CASE WHEN {datatype} <> {} THEN NULL WHEN {datatype} IN ({string}, {boolean}) OR {is_date} OR {is_time} THEN \
         {text_a} {operator} {text_b} WHEN {datatype} IN ({date}, {date_time}) THEN {stop} END",
        of_b.datatype
    );
    Ok(format!(
        "COALESCE({}, {as_text})",
        numbers(&a, operator, &b)?
    ))
}

/// Returns a sum or a difference of integers and decimals.
fn computed(a: &Value, operator: &str, b: &Value) -> Result<Value, Refusal> {
    if a.kind == Kind::Integer && b.kind == Kind::Integer {
        return Ok(Value::new(
            Kind::Integer,
            format!("({} {operator} {})", a.main, b.main),
        ));
    }
    if a.kind == Kind::Double || b.kind == Kind::Double {
        return Err(Refusal::new(
            "a sum of what is not an integer or a decimal",
            operator,
        ));
    }
    let main = format!("({} {operator} {})", a.exact()?, b.exact()?);
    Ok(Value::new(Kind::Exact, main))
}

/// Returns what an `IRI` is called.
pub fn iri(text: &str) -> Value {
    let main = format!("('<' || {text} || '>')");
    let is = |given: &str| format!("CAST(NULL AS {given})");
    let facets = Facets::of(|name| match name {
        "text" => text.to_owned(),
        "exact" => is(super::value::EXACT),
        "double" => is("DOUBLE"),
        _ => is(super::value::TEXT),
    });
    Value::term(main, Some(facets))
}

/// Returns whether a function is called by a name of XML Schema, and which.
pub fn cast(function: &Function) -> Option<&str> {
    match function {
        Function::Custom(name) => name.as_str().strip_prefix(super::value::XSD),
        _ => None,
    }
}

/// Returns the name of a function as a query has it.
pub fn name_of(function: &Function) -> String {
    match function {
        Function::Custom(name) => {
            let name = name.as_str();
            let short = name.strip_prefix(vocab::FUNCTIONS);
            short.map_or_else(|| format!("<{name}>"), |short| format!("bixi:{short}"))
        }
        function => function.to_string().to_uppercase(),
    }
}
