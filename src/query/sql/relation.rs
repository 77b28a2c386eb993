//! Patterns as relations: what stands behind `FROM` and `WHERE`, and the values of variables in it. A relation stays open to more
//! conditions until something, such as a union, needs it as a table.

use super::refusal::Refusal;
use super::value::{Binding, Kind, Value, chosen, common};
use super::writer::Writer;
use std::collections::BTreeMap;

/// The variables that a query has as columns: their names, their values, and whether each row has them.
pub type Columns = Vec<(String, Value, bool)>;

/// A relation on its way.
#[derive(Clone, Debug, Default)]
pub struct Relation {
    /// The tables behind `FROM`, each with how it is joined to those before.
    tables: Vec<Table>,
    /// The conditions behind `WHERE`.
    pub conditions: Vec<String>,
    /// The variables, by name.
    pub bindings: BTreeMap<String, Binding>,
}

#[derive(Clone, Debug)]
struct Table {
    sql: String,
    /// The condition of an outer join.
    outer: Option<String>,
}

impl Relation {
    /// Adds a table, whose rows are all joined with those that are there.
    pub fn add(&mut self, sql: String) {
        self.tables.push(Table { sql, outer: None });
    }

    /// Adds a table, whose rows are joined where a condition holds; a row that has none stays.
    pub fn add_outer(&mut self, sql: String, condition: String) {
        let outer = Some(condition);
        self.tables.push(Table { sql, outer });
    }

    /// Binds a variable, or compares it if it is bound.
    pub fn bind(&mut self, name: &str, value: Value) -> Result<(), Refusal> {
        let is_bound = true;
        match self.bindings.get(name).cloned() {
            None => {
                let binding = Binding { value, is_bound };
                self.bindings.insert(name.to_owned(), binding);
            }
            Some(before) => {
                let (condition, merged) = compatible(&before, &Binding { value, is_bound })?;
                self.conditions.push(condition);
                self.bindings.insert(name.to_owned(), merged);
            }
        }
        Ok(())
    }

    /// Joins another relation.
    pub fn join(mut self, other: Self) -> Result<Self, Refusal> {
        self.tables.extend(other.tables);
        self.conditions.extend(other.conditions);
        for (name, binding) in other.bindings {
            let merged = match self.bindings.get(&name) {
                None => binding,
                Some(before) => {
                    let (condition, merged) = compatible(before, &binding)?;
                    self.conditions.push(condition);
                    merged
                }
            };
            self.bindings.insert(name, merged);
        }
        Ok(self)
    }

    /// Returns the conditions under which solutions of two relations are compatible.
    pub fn compatible(&self, bindings: &BTreeMap<String, Binding>) -> Result<Vec<String>, Refusal> {
        let shared = self.bindings.iter();
        let shared = shared.filter_map(|(name, a)| Some((a, bindings.get(name)?)));
        shared.map(|(a, b)| Ok(compatible(a, b)?.0)).collect()
    }

    /// Joins a relation as a table whose rows need not be there.
    pub fn join_outer(
        mut self,
        table: String,
        other: &BTreeMap<String, Binding>,
        conditions: Vec<String>,
    ) -> Result<Self, Refusal> {
        let mut on = Vec::new();
        for (name, binding) in other {
            let optional = Binding {
                is_bound: false,
                ..binding.clone()
            };
            let merged = match self.bindings.get(name) {
                None => optional,
                Some(before) => {
                    on.push(compatible(before, binding)?.0);
                    match before.is_bound {
                        true => before.clone(),
                        false => Binding {
                            value: first_of(&before.value, &binding.value)?,
                            is_bound: false,
                        },
                    }
                }
            };
            self.bindings.insert(name.clone(), merged);
        }
        on.extend(conditions);
        if on.is_empty() {
            on.push("TRUE".to_owned());
        }
        if self.tables.is_empty() {
            self.add("(SELECT 1 AS one) nothing".to_owned());
        }
        self.add_outer(table, on.join(" AND "));
        Ok(self)
    }

    /// Returns what stands from `FROM` on, without what groups or sorts.
    pub fn tail(&self) -> String {
        let mut sql = String::new();
        for (index, Table { sql: table, outer }) in self.tables.iter().enumerate() {
            match (index, outer) {
                (0, _) => sql.push_str(&format!("\nFROM {table}")),
                (_, None) => sql.push_str(&format!("\n  CROSS JOIN {table}")),
                (_, Some(on)) => sql.push_str(&format!("\n  LEFT JOIN {table} ON {on}")),
            }
        }
        let mut conditions: Vec<&str> = Vec::new();
        for condition in &self.conditions {
            if !conditions.contains(&condition.as_str()) {
                conditions.push(condition);
            }
        }
        if !conditions.is_empty() {
            sql.push_str(&format!("\nWHERE {}", conditions.join("\n  AND ")));
        }
        sql
    }
}

impl Writer {
    /// Returns a relation as a query of its own: its columns, and the same bindings as they are read from it with a name.
    pub fn select(
        &mut self,
        relation: &Relation,
        names: Option<&[String]>,
    ) -> Result<(String, Columns), Refusal> {
        let mut columns = Vec::new();
        let mut bindings = Vec::new();
        for (name, binding) in &relation.bindings {
            if names.is_some_and(|names| !names.contains(name)) {
                continue;
            }
            let is_read = self.is_read(name);
            for (column, sql) in binding.value.columns(&self.column(name), is_read)? {
                columns.push(format!("{sql} AS {column}"));
            }
            bindings.push((name.clone(), binding.value.clone(), binding.is_bound));
        }
        if columns.is_empty() {
            columns.push("1 AS one".to_owned());
        }
        Ok((columns.join(",\n  "), bindings))
    }

    /// Returns a relation as one table with the name of a new alias.
    pub fn table(&mut self, relation: &Relation) -> Result<(String, Relation), Refusal> {
        let (columns, bindings) = self.select(relation, None)?;
        let sql = format!("SELECT {columns}{}", relation.tail());
        Ok(self.table_of(&sql, &bindings))
    }

    /// Returns a query as one table, and the bindings that it has.
    pub fn table_of(
        &mut self,
        sql: &str,
        bindings: &[(String, Value, bool)],
    ) -> (String, Relation) {
        let alias = self.alias("q");
        let table = format!("({}) {alias}", indented(sql));
        let mut relation = Relation::default();
        for (name, value, is_bound) in bindings {
            let value = value.column(&alias, &self.column(name), self.is_read(name));
            let binding = Binding {
                value,
                is_bound: *is_bound,
            };
            relation.bindings.insert(name.clone(), binding);
        }
        (table, relation)
    }

    /// Returns a query as a relation.
    pub fn relation_of(&mut self, sql: &str, bindings: &[(String, Value, bool)]) -> Relation {
        let (table, mut relation) = self.table_of(sql, bindings);
        relation.add(table);
        relation
    }
}

/// Returns a query as it stands within another.
pub fn indented(sql: &str) -> String {
    format!("\n{sql}").replace('\n', "\n  ") + "\n"
}

/// Returns the condition under which two values of a variable are compatible, and the value that both have then.
fn compatible(a: &Binding, b: &Binding) -> Result<(String, Binding), Refusal> {
    let same = same(&a.value, &b.value)?;
    let is_unbound = |of: &Binding| format!("{} IS NULL", of.value.main);
    Ok(match (a.is_bound, b.is_bound) {
        (true, true) => (same, a.clone()),
        (true, false) => (format!("({same} OR {})", is_unbound(b)), a.clone()),
        (false, true) => (format!("({same} OR {})", is_unbound(a)), b.clone()),
        (false, false) => {
            let condition = format!("({same} OR {} OR {})", is_unbound(a), is_unbound(b));
            let value = first_of(&a.value, &b.value)?;
            let is_bound = false;
            (condition, Binding { value, is_bound })
        }
    })
}

/// Returns the condition that two values are the same term.
pub fn same(a: &Value, b: &Value) -> Result<String, Refusal> {
    let sides = match a.kind == b.kind {
        true => (a.main.clone(), b.main.clone()),
        false => (a.as_term()?.main, b.as_term()?.main),
    };
    Ok(format!("{} = {}", sides.0, sides.1))
}

/// Returns the first of two values that is bound.
fn first_of(a: &Value, b: &Value) -> Result<Value, Refusal> {
    let kind = common(a.kind, b.kind);
    let (wide_a, wide_b) = (a.widened(kind)?, b.widened(kind)?);
    if kind != Kind::Term {
        let main = format!("COALESCE({}, {})", wide_a.main, wide_b.main);
        return Ok(Value::new(kind, main));
    }
    let is_a = format!("{} IS NOT NULL", wide_a.main);
    let is_b = format!("{} IS NULL", wide_a.main);
    chosen(&[(is_a, wide_a), (is_b, wide_b)], kind)
}

/// Returns the condition that a relation has no row of some conditions.
pub fn not_exists(relation: Relation, conditions: Vec<String>) -> String {
    format!("NOT {}", exists(relation, conditions))
}

/// Returns the condition that a relation has a row of some conditions.
pub fn exists(mut relation: Relation, conditions: Vec<String>) -> String {
    relation.conditions.extend(conditions);
    let sql = format!("SELECT 1{}", relation.tail());
    format!("EXISTS ({})", indented(&sql))
}
