//! The tables that a query reads: statements, those of named graphs, terms, and steps of paths.

use super::value::quoted;
use super::writer::Writer;
use crate::rdf::NamedNode;
use spargebra::algebra::QueryDataset;

/// What a reader has to do before.
const HEAD: &str = "\
-- Over the table that `bixi export -o graph.parquet` writes.
-- DuckDB: CREATE VIEW quads AS FROM 'graph.parquet';
-- Spark: spark.read.parquet('graph.parquet').createOrReplaceTempView('quads')
";

impl Writer {
    /// Returns the tables that the answer reads, and the answer.
    pub fn with_tables(
        &self,
        answer: &str,
        dataset: Option<&QueryDataset>,
        seen: &[String],
    ) -> String {
        let listed = |graphs: &[NamedNode]| {
            let graphs: Vec<String> = graphs.iter().map(|g| quoted(&g.to_string())).collect();
            match graphs.is_empty() {
                true => "FALSE".to_owned(),
                false => format!("g IN ({})", graphs.join(", ")),
            }
        };
        let conditions = |of_graphs: Option<String>| {
            let all: Vec<String> = seen.iter().cloned().chain(of_graphs).collect();
            match all.is_empty() {
                true => String::new(),
                false => format!("\n  WHERE {}", all.join(" AND ")),
            }
        };
        let default = conditions(dataset.map(|dataset| listed(&dataset.default)));
        let named = match dataset.map(|dataset| dataset.named.as_deref()) {
            None => "g IS NOT NULL".to_owned(),
            Some(named) => listed(named.unwrap_or_default()),
        };
        let of_object = "CASE o_kind WHEN 'iri' THEN substr(o, 2, length(o) - 2) WHEN 'literal' THEN o_text END";
        let of_node = |node: &str| {
            format!("CASE WHEN {node} LIKE '<%' THEN substr({node}, 2, length({node}) - 2) END")
        };
        let columns = format!(
            "s, {} AS s_text,\n    p, {} AS p_text,\n    o, {of_object} AS o_text,\n    \
             CASE WHEN o_kind = 'literal' THEN COALESCE(o_lang, '') END AS o_lang, o_datatype AS o_type,\n    \
             o_decimal AS o_exact, o_double, o_subject, o_predicate, o_object",
            of_node("s"),
            of_node("p"),
        );
        let mut tables = vec![format!(
            "statements AS (\n  SELECT DISTINCT {columns}\n  FROM quads{default}\n)"
        )];
        if self.needs_named {
            let graph = of_node("g");
            tables.push(format!(
                "named AS (\n  SELECT DISTINCT {columns}, g, {graph} AS g_text\n  FROM quads{}\n)",
                conditions(Some(named.clone()))
            ));
        }
        if self.needs_terms {
            tables.push(
                "terms AS (\n  SELECT s AS term, s_text AS text, CAST(NULL AS STRING) AS lang, CAST(NULL AS STRING) AS type,\n    \
                 CAST(NULL AS DECIMAL(38, 18)) AS exact, CAST(NULL AS DOUBLE) AS double\n  FROM statements\n  UNION\n  \
                 SELECT o, o_text, o_lang, o_type, o_exact, o_double FROM statements\n)"
                    .to_owned(),
            );
        }
        let mut recursive = "";
        for (name, sql) in &self.paths {
            let continued = sql.strip_prefix("RECURSIVE ");
            if continued.is_some() {
                recursive = " RECURSIVE";
            }
            tables.push(format!("{name} {}", continued.unwrap_or(sql)));
        }
        format!("{HEAD}WITH{recursive} {}\n{answer};\n", tables.join(",\n"))
    }
}
