//! The last `SELECT` of a query.

use super::order::{Key, sliced};
use super::refusal::Refusal;
use super::relation::{Relation, indented};
use super::value::{Binding, Kind, Value};
use super::writer::{Active, Writer};
use spargebra::algebra::{GraphPattern, OrderExpression};

impl Writer {
    /// Returns the last `SELECT`, which prints what variables stand for.
    pub fn answer(&mut self, pattern: &GraphPattern) -> Result<String, Refusal> {
        let (sorted, start, length) = match pattern {
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => (&**inner, *start, *length),
            pattern => (pattern, 0, None),
        };
        let (is_distinct, projected) = match sorted {
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => (true, &**inner),
            pattern => (false, pattern),
        };
        let GraphPattern::Project { inner, variables } = projected else {
            return Err(Refusal::new("a query without variables", "SELECT"));
        };
        let (unsorted, order): (_, &[OrderExpression]) = match &**inner {
            GraphPattern::OrderBy { inner, expression } => (&**inner, expression),
            inner => (inner, &[]),
        };
        let names: Vec<String> = variables.iter().map(|v| v.as_str().to_owned()).collect();
        let mut relation = self.pattern(unsorted, &Active::Default)?;
        let mut keys = self.keys(order, &relation)?;
        // Rows of the same terms are one, also where different terms are printed alike.
        if is_distinct {
            relation = self.distinct(&relation, &names, &mut keys)?;
        }
        let mut columns = Vec::new();
        for name in &names {
            let printed = match relation.bindings.get(name) {
                Some(binding) => binding.value.printed()?,
                None => Value::null(Kind::Text { is_tag: false }).main,
            };
            columns.push(format!("{printed} AS {}", label(name)));
        }
        let mut sql = format!("SELECT {}{}", columns.join(",\n  "), relation.tail());
        sql.push_str(&sliced(&keys, start, length));
        Ok(sql)
    }

    /// Returns a relation without rows that are there before. Each is sorted by the first of the keys that its copies have, which
    /// become columns.
    fn distinct(
        &mut self,
        relation: &Relation,
        names: &[String],
        keys: &mut [Key],
    ) -> Result<Relation, Refusal> {
        let (mut columns, bindings) = self.select(relation, Some(names))?;
        let mut sql = format!("SELECT DISTINCT {columns}{}", relation.tail());
        if !keys.is_empty() {
            let mut first = self.column_names(&bindings)?;
            let grouped = first.join(", ");
            for (index, key) in keys.iter_mut().enumerate() {
                columns.push_str(&format!(",\n  {} AS key{index}", key.sql));
                let least = if key.is_descending { "max" } else { "min" };
                first.push(format!("{least}(key{index}) AS key{index}"));
                key.sql = format!("d.key{index}");
            }
            sql = format!(
                "SELECT {}\nFROM ({}) e\nGROUP BY {grouped}",
                first.join(", "),
                indented(&format!("SELECT {columns}{}", relation.tail()))
            );
        }
        let mut distinct = Relation::default();
        distinct.add(format!("({}) d", indented(&sql)));
        for (name, value, is_bound) in bindings {
            let column = self.column(&name);
            let value = value.column("d", &column, self.is_read(&name));
            let binding = Binding { value, is_bound };
            distinct.bindings.insert(name, binding);
        }
        Ok(distinct)
    }

    /// Returns the names of the columns of some bindings.
    fn column_names(&mut self, bindings: &[(String, Value, bool)]) -> Result<Vec<String>, Refusal> {
        let mut names = Vec::new();
        for (name, value, _) in bindings {
            let columns = value.columns(&self.column(name), self.is_read(name))?;
            names.extend(columns.into_iter().map(|(column, _)| column));
        }
        Ok(names)
    }
}

/// Returns the name of a column of the answer.
fn label(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match name.chars().all(is_plain) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        true => name.to_owned(),
        false => format!("\"{name}\""),
    }
}
