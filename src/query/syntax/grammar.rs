//! The [grammar of SPARQL](https://www.w3.org/TR/sparql12-query/#sparqlGrammar) read once more, to find where a text that
//! the parser refuses stops being a query, and to say it in words that help: here the query as a whole.

use super::super::tokens::{Kind, Token, tokens};
use super::Fault;
use crate::finding::nearest;
use std::ops::Range;

/// What reading a part comes to.
pub(super) type Read<T = ()> = Result<T, Fault>;

/// A text while it is read.
pub(super) struct Grammar<'t> {
    pub text: &'t str,
    pub tokens: Vec<Token>,
    /// The token that comes next.
    pub at: usize,
    /// The brackets that are open, by their tokens.
    pub open: Vec<usize>,
    /// The tokens of subqueries: most of their variables are not those around them.
    pub subqueries: Vec<Range<usize>>,
    /// What is wrong though it is grammatical, the first of it.
    pub later: Option<Fault>,
    /// Variables outside of aggregates in the expression that is read, by their tokens.
    pub free: Vec<usize>,
    /// How many aggregates are around what is read, and whether there was one.
    pub aggregates: (usize, bool),
}

/// What may stand before a parenthesis and is not a function.
const WORDS: [&str; 16] = [
    "ASC", "DESC", "WHERE", "FROM", "BY", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES",
    "AS", "UNION", "OPTIONAL", "FILTER", "BIND",
];

/// What a query begins with.
const FORMS: [&str; 6] = ["SELECT", "CONSTRUCT", "DESCRIBE", "ASK", "PREFIX", "BASE"];

/// What stands after the pattern of a query, in this order.
pub(super) const MODIFIERS: [&str; 5] = ["GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"];

/// The first fault of a text, if this grammar finds one.
pub(super) fn fault(text: &str) -> Option<Fault> {
    let mut grammar = Grammar {
        text,
        tokens: tokens(text),
        at: 0,
        open: Vec::new(),
        subqueries: Vec::new(),
        later: None,
        free: Vec::new(),
        aggregates: (0, false),
    };
    grammar.query().err().or(grammar.later)
}

impl<'t> Grammar<'t> {
    fn query(&mut self) -> Read {
        self.prologue()?;
        match self.word().as_str() {
            "SELECT" => drop(self.select()?),
            "CONSTRUCT" => self.construct()?,
            "DESCRIBE" => self.describe()?,
            "ASK" => {
                self.at += 1;
                self.sources()?;
                self.where_group()?;
                self.modifiers(&mut Vec::new())?;
            }
            update @ ("INSERT" | "DELETE" | "LOAD" | "CLEAR" | "DROP" | "CREATE" | "COPY"
            | "MOVE" | "ADD" | "WITH") => {
                let fault = self.fault(format!("`{update}` is an update"));
                return Err(fault.with_hint("a graph is changed in its sources"));
            }
            _ => {
                return Err(self.one_of("`SELECT`, `ASK`, `CONSTRUCT` or `DESCRIBE`", &FORMS));
            }
        }
        if self.word() == "VALUES" {
            self.values()?;
        }
        match self.token() {
            None => Ok(()),
            Some("}") => Err(self.fault("this `}` closes nothing".to_owned())),
            Some(";") => Err(self.fault("a query has no `;` at its end".to_owned())),
            Some(_) => {
                let word = self.word();
                if FORMS.contains(&word.as_str()) {
                    let fault = self.fault(format!("another query begins here with `{word}`"));
                    return Err(fault.with_hint("one is asked at a time"));
                }
                Err(self.one_of("the end of the query", &MODIFIERS))
            }
        }
    }

    fn prologue(&mut self) -> Read {
        loop {
            match self.word().as_str() {
                "PREFIX" => {
                    self.at += 1;
                    let name = self.token().unwrap_or_default();
                    let is_name = name.ends_with(':') && name.matches(':').count() == 1;
                    if !is_name {
                        let name = name.trim_end_matches(':');
                        let shown = if self.kind() == Some(Kind::Word) {
                            name
                        } else {
                            "ex"
                        };
                        return Err(self.expected(&format!("a prefix with its colon, `{shown}:`")));
                    }
                    self.at += 1;
                    self.namespace()?;
                }
                "BASE" => {
                    self.at += 1;
                    self.namespace()?;
                }
                "VERSION" => {
                    self.at += 2;
                }
                _ => return Ok(()),
            }
        }
    }

    fn namespace(&mut self) -> Read {
        if self.kind() != Some(Kind::Iri) {
            return Err(self.expected("an IRI between `<` and `>`"));
        }
        self.at += 1;
        // Turtle ends these lines with a dot, SPARQL does not.
        match self.token() {
            Some(".") => Err(self.fault("a `PREFIX` of SPARQL has no `.` at its end".to_owned())),
            _ => Ok(()),
        }
    }

    /// The clauses that name the graphs that a query is asked of.
    pub fn sources(&mut self) -> Read {
        while self.word() == "FROM" {
            self.at += 1;
            if self.word() == "NAMED" {
                self.at += 1;
            }
            self.iri()?;
        }
        Ok(())
    }

    /// The pattern, with `WHERE` or without.
    pub fn where_group(&mut self) -> Read {
        if self.word() == "WHERE" {
            self.at += 1;
        } else if self.token() != Some("{") && self.kind() == Some(Kind::Word) {
            return Err(self.one_of("`WHERE {` or `{`", &["WHERE", "FROM"]));
        }
        if self.token() != Some("{") {
            return Err(self.expected("`{`, which begins the pattern"));
        }
        self.group()
    }

    fn construct(&mut self) -> Read {
        self.at += 1;
        let has_template = self.token() == Some("{");
        if has_template {
            self.open()?;
            if self.token() != Some("}") {
                self.triples()?;
            }
            self.close("}", "`.`, `;` or `}`")?;
        }
        self.sources()?;
        self.where_group()?;
        self.modifiers(&mut Vec::new()).map(drop)
    }

    fn describe(&mut self) -> Read {
        self.at += 1;
        if !self.eat("*") {
            self.variable_or_iri()?;
            while self.kind() == Some(Kind::Variable)
                || self.kind() == Some(Kind::Iri)
                || self.is_prefixed()
            {
                self.at += 1;
            }
        }
        self.sources()?;
        if self.word() == "WHERE" || self.token() == Some("{") {
            self.where_group()?;
        }
        self.modifiers(&mut Vec::new()).map(drop)
    }
}

/// How tokens are looked at.
impl<'t> Grammar<'t> {
    pub fn token(&self) -> Option<&'t str> {
        self.tokens.get(self.at).map(|token| token.text(self.text))
    }

    pub fn next(&self, offset: usize) -> &'t str {
        let token = self.tokens.get(self.at + offset);
        token.map_or("", |token| token.text(self.text))
    }

    pub fn kind(&self) -> Option<Kind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    /// The next token in capital letters if it is a word without a colon.
    pub fn word(&self) -> String {
        match self.kind() {
            Some(Kind::Word) if !self.is_prefixed() => {
                self.token().unwrap_or_default().to_ascii_uppercase()
            }
            _ => String::new(),
        }
    }

    /// Whether a prefixed name or a blank node comes next.
    pub fn is_prefixed(&self) -> bool {
        self.kind() == Some(Kind::Word) && self.token().is_some_and(|text| text.contains(':'))
    }

    /// Whether the call of a function, or what looks like one, comes next.
    pub fn is_call(&self) -> bool {
        let is_name = self.kind() == Some(Kind::Iri)
            || self.kind() == Some(Kind::Word) && !WORDS.contains(&self.word().as_str());
        is_name && self.next(1) == "(" || ["EXISTS", "NOT"].contains(&self.word().as_str())
    }

    pub fn eat(&mut self, sign: &str) -> bool {
        let fits = self.token() == Some(sign);
        self.at += usize::from(fits);
        fits
    }

    /// Takes the bracket that comes next.
    pub fn open(&mut self) -> Read {
        self.open.push(self.at);
        self.at += 1;
        Ok(())
    }

    /// Takes the bracket that closes the last one that is open.
    pub fn close(&mut self, sign: &str, expected: &str) -> Read {
        if self.eat(sign) {
            self.open.pop();
            return Ok(());
        }
        Err(self.expected(expected))
    }

    pub fn variable(&mut self) -> Read {
        if self.kind() == Some(Kind::Variable) {
            self.at += 1;
            return Ok(());
        }
        Err(self.expected("a variable, as `?name`"))
    }

    pub fn iri(&mut self) -> Read {
        if self.kind() == Some(Kind::Iri) || self.is_prefixed() {
            self.at += 1;
            return Ok(());
        }
        Err(self.expected("an IRI or a prefixed name"))
    }

    pub fn variable_or_iri(&mut self) -> Read {
        match self.kind() {
            Some(Kind::Variable) => self.variable(),
            _ => self
                .iri()
                .map_err(|_| self.expected("a variable, an IRI or a prefixed name")),
        }
    }

    /// A fault at the next token, or after the last.
    pub fn fault(&self, problem: String) -> Fault {
        let at = match self.tokens.get(self.at) {
            Some(token) => token.range.start,
            None => self.tokens.last().map_or(0, |last| last.range.end),
        };
        Fault::new(at, problem)
    }

    /// Something else was expected than what comes next.
    pub fn expected(&self, what: &str) -> Fault {
        if let Some(token) = self.token() {
            let shown: String = token.chars().take(40).collect();
            return self.fault(format!("expected {what}, not `{shown}`"));
        }
        match self.open.last().and_then(|open| self.tokens.get(*open)) {
            Some(bracket) => {
                let (open, last) = (bracket.text(self.text), self.tokens.last());
                let comments = last.and_then(|last| self.text.get(last.range.end..));
                let is_closed = open == "{" && comments.is_some_and(|text| text.contains('}'));
                let hint = match is_closed {
                    true => ": the `}` after the last `#` is part of the comment",
                    false => "",
                };
                let problem = format!("this `{open}` is not closed{hint}");
                Fault::new(bracket.range.start, problem)
            }
            None => self.fault(format!("the query ends here; expected {what}")),
        }
    }

    /// As [`Self::expected`], with the word that may be meant.
    pub fn one_of(&self, what: &str, words: &[&str]) -> Fault {
        let near = nearest(&self.word(), words.iter().copied());
        self.expected(what).or_meant(near)
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn what_is_grammatical_has_no_fault() {
        for text in [
            "BASE <http://e/> PREFIX : <#> SELECT DISTINCT ?a (COUNT(DISTINCT *) AS ?n) FROM <g> FROM NAMED <h> { } GROUP BY ?a (?b + 1 AS ?c) STR(?d) HAVING(COUNT(*) > 1) ORDER BY DESC(?a) ?n STRLEN(?a) LIMIT 1 OFFSET 2 VALUES ?a { 1 UNDEF }",
            "SELECT (GROUP_CONCAT(DISTINCT ?a ; SEPARATOR = \"、\") AS ?b) (1 - -MIN(?x) AS ?c) WHERE { ?a a :b, [ :c ( 1 -2 'x'@zh-Hans '3'^^:d ) ] ; ; :e true . [] :f [] . [ :g ?h ] }",
            "SELECT * { ?s :a/^:b|!(:c|^:d)/(:e*)+ ?o ~ :r {| :p ?q ; :r :s |} . << ?a ?b ?c ~ ?d >> :e <<( ?f ?g ?h )>> }",
            "ASK { { } UNION { ?a ?b ?c FILTER NOT EXISTS { ?a ?b ?d } FILTER(?a IN (1, 2) && !BOUND(?x) || ?b NOT IN ()) } UNION { SELECT ?a { } LIMIT 1 } MINUS { } OPTIONAL { } . GRAPH ?g { } SERVICE SILENT <x> { } LATERAL { } }",
            "CONSTRUCT { ?a :b ?c . } WHERE { VALUES (?a ?c) { (1 UNDEF) (:x <y>) } BIND(IF(?a = 1, ex:f(?a), COALESCE(?a, \"\")) AS ?d) FILTER ex:g(?a) FILTER REGEX(?a, 'x') }",
            "CONSTRUCT WHERE { ?a ?b ?c } LIMIT 3",
            "DESCRIBE ?a <b> ex:c WHERE { ?a ?b ?c }",
            "DESCRIBE <b>",
        ] {
            let found = fault(text).map(|fault| (text[fault.at..].to_owned(), fault.problem));
            assert_eq!(found, None, "{text}");
        }
    }
}
