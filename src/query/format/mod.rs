//! The text of a query with its lines and spaces as they are usual. Its tokens stay as they are, but for the case of
//! keywords; front matter and comments stay where they are, and lines end where they did if they may.
//!
//! A group that stands on one line stays there if it fits, but for the pattern of the query; what goes on in a further line is
//! indented by two more spaces. Formatting a text that is formatted changes nothing.

mod items;
mod printer;

use super::limits::Budget;
use super::tokens::{Kind, tokens};
use crate::error::{Error, Result};
use crate::preamble::is_blank_or_comment;
use items::items;
use printer::Printer;

/// Returns a query's text in its usual form. The text must be SPARQL.
///
/// # Errors
/// If a limit is passed, or the text would become another query, which is an internal error.
pub fn formatted(text: &str, budget: &Budget) -> Result<String> {
    let (preamble, body) = split(text);
    let items = items(body);
    budget.look()?;
    let mut formatted = preamble;
    Printer::new(&items).print(&mut formatted);
    budget.look()?;
    if words(&formatted).eq(words(text)) {
        Ok(formatted)
    } else {
        Err(Error::internal("a formatted query has other tokens"))
    }
}

/// Takes the lines before the query, which may be front matter, from its text; none of them are blank at the beginning, and one at
/// most at the end.
fn split(text: &str) -> (String, &str) {
    let mut preamble = String::new();
    let mut rest = text;
    while let Some(line) = rest.split_inclusive('\n').next()
        && is_blank_or_comment(line)
    {
        let shown = line.trim_end();
        let is_repeated = preamble.is_empty() || preamble.ends_with("\n\n");
        if !shown.is_empty() || !is_repeated {
            preamble.push_str(shown);
            preamble.push('\n');
        }
        rest = rest.get(line.len()..).unwrap_or_default();
    }
    (preamble, rest)
}

/// The tokens of a text, as far as they make a difference.
fn words(text: &str) -> impl Iterator<Item = String> {
    tokens(text).into_iter().map(move |token| {
        let shown = token.text(text);
        match token.kind {
            Kind::Word if !shown.contains(':') && shown != "a" => shown.to_ascii_uppercase(),
            _ => shown.to_owned(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::*;

    fn formatted(text: &str) -> String {
        let budget = Budget::new(&Limits::default());
        super::formatted(text, &budget).expect("the same tokens")
    }

    /// Each pair is a text and what it becomes.
    const CASES: [(&str, &str); 10] = [
        ("select*{?s ?p ?o}", "SELECT * {\n  ?s ?p ?o\n}\n"),
        (
            "select distinct*{?s ?p ?o.filter(?o>3&&?o<COUNT(*))}",
            "SELECT DISTINCT * {\n  ?s ?p ?o .\n  FILTER(?o > 3 && ?o < COUNT(*))\n}\n",
        ),
        (
            "\n#+ title: x  \n\n\n# note\nselect ?s where\n{\n?s a :T;:p 1,2.\n\n\n  # more\n?s :q ?o # why\n\tFILTER ( ?o>1 ) }limit 5",
            "#+ title: x\n\n# note\nSELECT ?s\nWHERE {\n  ?s a :T ; :p 1, 2 .\n\n  # more\n  ?s :q ?o # why\n  FILTER(?o > 1)\n}\nLIMIT 5\n",
        ),
        (
            "PREFIX : <http://e/> ASK { OPTIONAL { ?s :p ?o } ?s :q [ :r 'a;b' ] FILTER NOT EXISTS { ?s :r ?x } }",
            "PREFIX : <http://e/>\nASK {\n  OPTIONAL { ?s :p ?o }\n  ?s :q [ :r 'a;b' ]\n  FILTER NOT EXISTS { ?s :r ?x }\n}\n",
        ),
        (
            "SELECT * { { ?s :p ?o } UNION\n{ ?s :q ?o. ?o :r\n?x } VALUES (?s ?o) { (:a UNDEF)\n(:b 2) } }",
            "SELECT * {\n  { ?s :p ?o } UNION\n  {\n    ?s :q ?o .\n    ?o :r\n      ?x\n  }\n  VALUES (?s ?o) {\n    (:a UNDEF)\n    (:b 2)\n  }\n}\n",
        ),
        (
            "SELECT (COUNT (DISTINCT ?s) AS ?n) ?t { ?s :p ?t } GROUP BY ?t HAVING (COUNT(*)>1) ORDER BY DESC (?n) ?t LIMIT 3 OFFSET 1",
            "SELECT (COUNT(DISTINCT ?s) AS ?n) ?t {\n  ?s :p ?t\n}\nGROUP BY ?t\nHAVING (COUNT(*) > 1)\nORDER BY DESC(?n) ?t\nLIMIT 3\nOFFSET 1\n",
        ),
        (
            "SELECT * { ?s :p ?o ~ ?r {| :c :d |} . ?t rdf:reifies <<( ?s :p ?o )>> ; (:a/^:b)+|!:c ?x }",
            "SELECT * {\n  ?s :p ?o ~ ?r {| :c :d |} .\n  ?t rdf:reifies <<( ?s :p ?o )>> ; (:a/^:b)+|!:c ?x\n}\n",
        ),
        (
            "SELECT * { ?s :p ?o ;\n:q ?x ; :r ?y }",
            "SELECT * {\n  ?s :p ?o ;\n    :q ?x ;\n    :r ?y\n}\n",
        ),
        (
            "SELECT * { { SELECT ?s (isIRI(?s) AS ?i) {\n?s a :T } ORDER BY ?s limit 2 } BIND(IF(EXISTS { ?s :p true }, -1, ?x -1) AS ?z) }",
            "SELECT * {\n  {\n    SELECT ?s (isIRI(?s) AS ?i) {\n      ?s a :T\n    }\n    ORDER BY ?s\n    LIMIT 2\n  }\n  BIND(IF(EXISTS { ?s :p true }, -1, ?x -1) AS ?z)\n}\n",
        ),
        (
            "construct where{?s ?p \"\"\"a\n b\"\"\"} # end\n\n",
            "CONSTRUCT WHERE {\n  ?s ?p \"\"\"a\n b\"\"\"\n} # end\n",
        ),
    ];

    #[test]
    fn lines_and_spaces_are_as_usual() {
        for (text, expected) in CASES {
            assert_eq!(formatted(text), expected);
            let again = formatted(expected);
            assert_eq!(again, expected, "again");
        }
    }

    #[test]
    fn a_long_list_of_properties_is_broken() {
        let objects: Vec<String> = (0..40).map(|n| format!(":property{n} ?o{n}")).collect();
        let text = format!("SELECT * {{ ?s {} . }}", objects.join(" ; "));
        let expected = format!("SELECT * {{\n  ?s {} .\n}}\n", objects.join(" ;\n    "));
        assert_eq!(formatted(&text), expected);
        assert_eq!(formatted(&expected), expected);
    }
}
