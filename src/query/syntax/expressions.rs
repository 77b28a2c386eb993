//! The part of the grammar that speaks of [expressions](https://www.w3.org/TR/sparql12-query/#rExpression).

use super::super::tokens::{AGGREGATES, Kind};
use super::Fault;
use super::grammar::{Grammar, Read};
use crate::finding::nearest;
use std::ops::RangeInclusive;

/// The names of the functions of SPARQL.
pub const FUNCTIONS: [&str; 63] = [
    "STR",
    "LANG",
    "LANGMATCHES",
    "LANGDIR",
    "DATATYPE",
    "BOUND",
    "IRI",
    "URI",
    "BNODE",
    "RAND",
    "ABS",
    "CEIL",
    "FLOOR",
    "ROUND",
    "CONCAT",
    "SUBSTR",
    "STRLEN",
    "UCASE",
    "LCASE",
    "ENCODE_FOR_URI",
    "CONTAINS",
    "STRSTARTS",
    "STRENDS",
    "STRBEFORE",
    "STRAFTER",
    "YEAR",
    "MONTH",
    "DAY",
    "HOURS",
    "MINUTES",
    "SECONDS",
    "TIMEZONE",
    "TZ",
    "NOW",
    "UUID",
    "STRUUID",
    "MD5",
    "SHA1",
    "SHA256",
    "SHA384",
    "SHA512",
    "COALESCE",
    "IF",
    "STRLANG",
    "STRLANGDIR",
    "STRDT",
    "SAMETERM",
    "ISIRI",
    "ISURI",
    "ISBLANK",
    "ISLITERAL",
    "ISNUMERIC",
    "REGEX",
    "REPLACE",
    "TRIPLE",
    "SUBJECT",
    "PREDICATE",
    "OBJECT",
    "ISTRIPLE",
    "HASLANG",
    "HASLANGDIR",
    "ADJUST",
    "EXISTS",
];

/// How many arguments a function takes.
fn arity(function: &str) -> RangeInclusive<usize> {
    match function {
        "RAND" | "NOW" | "UUID" | "STRUUID" => 0..=0,
        "BNODE" => 0..=1,
        "LANGMATCHES" | "CONTAINS" | "STRSTARTS" | "STRENDS" | "STRBEFORE" | "STRAFTER"
        | "STRLANG" | "STRDT" | "SAMETERM" => 2..=2,
        "IF" | "TRIPLE" | "STRLANGDIR" => 3..=3,
        "SUBSTR" | "REGEX" => 2..=3,
        "REPLACE" => 3..=4,
        "ADJUST" => 1..=2,
        "CONCAT" | "COALESCE" => 0..=usize::MAX,
        _ => 1..=1,
    }
}

impl Grammar<'_> {
    /// An expression up to what is not an operator.
    pub fn expression(&mut self) -> Read {
        let mut is_compared = false;
        loop {
            self.primary()?;
            match self.token() {
                Some("=" | "!=" | "<" | ">" | "<=" | ">=") if is_compared => {
                    let fault = self.fault("comparisons do not chain".to_owned());
                    return Err(fault.with_hint("write them apart, with `&&` between"));
                }
                Some(
                    "||" | "&&" | "=" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/",
                ) => {
                    is_compared = match self.token() {
                        Some("||" | "&&") => false,
                        Some("+" | "-" | "*" | "/") => is_compared,
                        _ => true,
                    };
                    self.at += 1;
                    if self.token() == Some("=") {
                        return Err(self.fault("`=` compares, and stands alone".to_owned()));
                    }
                }
                _ => match self.word().as_str() {
                    "IN" => {
                        self.at += 1;
                        self.list("IN")?;
                        if !self.continues() {
                            return Ok(());
                        }
                    }
                    "NOT" if self.next(1).eq_ignore_ascii_case("IN") => {
                        self.at += 2;
                        self.list("NOT IN")?;
                        if !self.continues() {
                            return Ok(());
                        }
                    }
                    "AND" => return Err(self.fault("`and` is written `&&`".to_owned())),
                    "OR" => return Err(self.fault("`or` is written `||`".to_owned())),
                    "LIKE" => {
                        let problem = "what a text has in it is asked with `CONTAINS(?x, \"…\")` or `REGEX(?x, \"…\")`";
                        return Err(self.fault(problem.to_owned()));
                    }
                    "IS" => {
                        let problem =
                            "whether there is a value is asked with `BOUND(?x)` or `!BOUND(?x)`";
                        return Err(self.fault(problem.to_owned()));
                    }
                    _ if self.token() == Some("<>") => {
                        return Err(self.fault("`<>` is written `!=`".to_owned()));
                    }
                    // `?x -1` is read as a subtraction.
                    _ => return Ok(()),
                },
            }
        }
    }

    /// Takes an operator after a list.
    fn continues(&mut self) -> bool {
        self.eat("&&") || self.eat("||")
    }

    fn list(&mut self, after: &str) -> Read {
        if self.token() != Some("(") {
            return Err(self.expected(&format!("a list `(…, …)` after `{after}`")));
        }
        self.arguments().map(drop)
    }

    /// `( … , … )`; how many there are.
    fn arguments(&mut self) -> Read<usize> {
        self.open()?;
        let mut count = 0;
        if self.word() == "DISTINCT" {
            self.at += 1;
        }
        if self.token() != Some(")") {
            self.expression()?;
            count += 1;
            while self.eat(",") {
                self.expression()?;
                count += 1;
            }
        }
        self.close(")", "an operator, `,` or `)`")?;
        Ok(count)
    }

    /// An operand with the signs before it.
    pub fn primary(&mut self) -> Read {
        while self.eat("!") || self.eat("-") || self.eat("+") {}
        match (self.kind(), self.token()) {
            (_, Some("(")) => {
                self.open()?;
                self.expression()?;
                self.close(")", "an operator or `)`")
            }
            (Some(Kind::Variable), _) => {
                if self.aggregates.0 == 0 {
                    self.free.push(self.at);
                }
                self.at += 1;
                Ok(())
            }
            (Some(Kind::Number), _) => {
                self.at += 1;
                Ok(())
            }
            (Some(Kind::String), _) => {
                self.at += 1;
                self.after_string()
            }
            (_, Some("<<(")) => self.term(),
            (Some(Kind::Iri), _) => self.function(),
            (Some(Kind::Word), _) if self.is_prefixed() => self.function(),
            (Some(Kind::Word), Some(word)) => self.call(word),
            _ => Err(self.expected("a variable, a term or a function")),
        }
    }

    /// An IRI, with arguments if it is a function.
    fn function(&mut self) -> Read {
        let name = self.at;
        self.at += 1;
        if self.token() != Some("(") {
            return Ok(());
        }
        if self.next(1).eq_ignore_ascii_case("DISTINCT") {
            self.at = name;
            let (shown, known) = (self.token().unwrap_or_default(), AGGREGATES.join("`, `"));
            return Err(self.fault(format!(
                "`{shown}` is not an aggregate, and only an aggregate takes `DISTINCT`; aggregates are `{known}`"
            )));
        }
        self.arguments().map(drop)
    }

    fn call(&mut self, word: &str) -> Read {
        let name = word.to_ascii_uppercase();
        match name.as_str() {
            "TRUE" | "FALSE" => {
                self.at += 1;
                return Ok(());
            }
            "NOT" if self.next(1).eq_ignore_ascii_case("EXISTS") => {
                self.at += 2;
                return self.exists();
            }
            "EXISTS" => {
                self.at += 1;
                return self.exists();
            }
            "NOT" => return Err(self.fault("`not` is written `!`".to_owned())),
            "DISTINCT" => {
                let problem = "`DISTINCT` stands after `SELECT`, or within an aggregate: `COUNT(DISTINCT ?x)`";
                return Err(self.fault(problem.to_owned()));
            }
            _ => {}
        }
        let known = FUNCTIONS.into_iter().chain(AGGREGATES);
        if !known.clone().any(|word| word == name) {
            if self.next(1) == "(" {
                let fault = self.fault(format!("SPARQL has no function `{word}`"));
                return Err(fault.or_meant(nearest(&name, known)));
            }
            return Err(self.fault(format!(
                "`{word}` is not a term: a string stands between quotes, a name has a prefix, a variable `?`"
            )));
        }
        self.at += 1;
        let is_aggregate = AGGREGATES.contains(&name.as_str());
        if is_aggregate && self.word() == "DISTINCT" {
            let problem = format!("`DISTINCT` stands in the parentheses: `{name}(DISTINCT …)`");
            return Err(self.fault(problem));
        }
        if self.token() != Some("(") {
            return Err(self.expected(&format!("`(` after `{word}`")));
        }
        if !is_aggregate {
            if self.next(1).eq_ignore_ascii_case("DISTINCT") {
                self.at += 1;
                let problem = format!("`{name}` is not an aggregate, so it takes no `DISTINCT`");
                return Err(self.fault(problem));
            }
            let named = self.at - 1;
            let is_variable = self.tokens.get(self.at + 1).map(|t| t.kind) == Some(Kind::Variable);
            let count = self.arguments()?;
            let fits = arity(&name);
            let at = self.tokens.get(named).map_or(0, |token| token.range.start);
            let problem = match name.as_str() {
                "BOUND" if !is_variable => "`BOUND` asks for a variable".to_owned(),
                _ if !fits.contains(&count) => match (fits.start(), fits.end()) {
                    (0, 0) => format!("`{word}` takes no argument; here it has {count}"),
                    (least, most) if least == most => {
                        format!(
                            "the number of arguments of `{word}` is {least}; here it has {count}"
                        )
                    }
                    (least, most) => {
                        format!(
                            "the number of arguments of `{word}` is {least} to {most}; here it has {count}"
                        )
                    }
                },
                _ => return Ok(()),
            };
            return Err(Fault::new(at, problem));
        }
        self.aggregates = (self.aggregates.0 + 1, true);
        self.open()?;
        if self.word() == "DISTINCT" {
            self.at += 1;
        }
        if self.token() == Some("*") && name != "COUNT" {
            return Err(self.fault(format!(
                "`*` stands in `COUNT` only; `{name}` takes an expression"
            )));
        }
        if !self.eat("*") {
            self.expression()?;
        }
        if name == "GROUP_CONCAT" && (self.token() == Some(",") || self.word() == "SEPARATOR") {
            let problem = "the separator is written `; SEPARATOR = \"…\"`";
            return Err(self.fault(problem.to_owned()));
        }
        if self.token() == Some(",") {
            return Err(self.fault(format!("`{name}` takes one expression")));
        }
        if self.eat(";") {
            if self.word() != "SEPARATOR" {
                return Err(self.expected("`SEPARATOR = \"…\"`"));
            }
            self.at += 1;
            if !self.eat("=") || self.kind() != Some(Kind::String) {
                return Err(self.expected("`= \"…\"` after `SEPARATOR`"));
            }
            self.at += 1;
        }
        self.aggregates.0 -= 1;
        self.close(")", "an operator or `)`")
    }

    fn exists(&mut self) -> Read {
        let free = std::mem::take(&mut self.free);
        let aggregates = self.aggregates;
        self.group_after("EXISTS")?;
        (self.free, self.aggregates) = (free, aggregates);
        Ok(())
    }
}
