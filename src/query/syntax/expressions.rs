//! The part of the grammar that speaks of [expressions](https://www.w3.org/TR/sparql12-query/#rExpression).

use super::super::tokens::Kind;
use super::grammar::{Grammar, Read};
use crate::finding::nearest;

const AGGREGATES: [&str; 7] = [
    "COUNT",
    "SUM",
    "MIN",
    "MAX",
    "AVG",
    "SAMPLE",
    "GROUP_CONCAT",
];

const FUNCTIONS: [&str; 70] = [
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
    "COUNT",
    "SUM",
    "MIN",
    "MAX",
    "AVG",
    "SAMPLE",
    "GROUP_CONCAT",
];

impl Grammar<'_> {
    /// An expression up to what is no operator.
    pub fn expression(&mut self) -> Read {
        loop {
            self.primary()?;
            match self.token() {
                Some(
                    "||" | "&&" | "=" | "!=" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/",
                ) => {
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
        self.arguments()
    }

    /// `( … , … )`
    fn arguments(&mut self) -> Read {
        self.open()?;
        if self.word() == "DISTINCT" {
            self.at += 1;
        }
        if self.token() != Some(")") {
            self.expression()?;
            while self.eat(",") {
                self.expression()?;
            }
        }
        self.close(")", "an operator, `,` or `)`")
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
        self.at += 1;
        if self.token() == Some("(") {
            return self.arguments();
        }
        Ok(())
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
            _ => {}
        }
        if !FUNCTIONS.contains(&name.as_str()) {
            let near = nearest(&name, FUNCTIONS);
            let hint = near.map(|near| format!("; did you mean `{near}`?"));
            let problem = match self.next(1) {
                "(" => format!("SPARQL has no function `{word}`"),
                _ => format!(
                    "`{word}` is no term: a string stands between quotes, a name has a prefix, a variable `?`"
                ),
            };
            let hint = hint.filter(|_| self.next(1) == "(").unwrap_or_default();
            return Err(self.fault(problem + &hint));
        }
        self.at += 1;
        if self.token() != Some("(") {
            return Err(self.expected(&format!("`(` after `{word}`")));
        }
        if !AGGREGATES.contains(&name.as_str()) {
            return self.arguments();
        }
        self.aggregates = (self.aggregates.0 + 1, true);
        self.open()?;
        if self.word() == "DISTINCT" {
            self.at += 1;
        }
        if !self.eat("*") {
            self.expression()?;
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
        self.group()?;
        (self.free, self.aggregates) = (free, aggregates);
        Ok(())
    }
}
