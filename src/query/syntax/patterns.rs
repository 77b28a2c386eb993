//! The part of the grammar that speaks of [group graph patterns](https://www.w3.org/TR/sparql12-query/#rGroupGraphPattern)
//! and of triples.

use super::super::tokens::{Kind, Token};
use super::Fault;
use super::grammar::{Grammar, Read};
use super::select::Selected;
use std::ops::Range;

const CLAUSES: [&str; 9] = [
    "OPTIONAL", "FILTER", "BIND", "VALUES", "MINUS", "GRAPH", "SERVICE", "LATERAL", "UNION",
];

impl Grammar<'_> {
    /// `{ … }` after a word.
    pub fn group_after(&mut self, word: &str) -> Read {
        if self.token() != Some("{") {
            return Err(self.expected(&format!("`{{` after `{word}`")));
        }
        self.group()
    }

    /// `{ … }`
    pub fn group(&mut self) -> Read {
        if self.token() != Some("{") {
            return Err(self.expected("`{`"));
        }
        self.open()?;
        let start = self.at;
        // What stands in FILTER and MINUS binds nothing in the group.
        let mut hidden = Vec::new();
        if self.word() == "SELECT" {
            let selected = self.select()?;
            if self.word() == "VALUES" {
                self.values()?;
            }
            self.hide(start..self.at, &selected);
            return self.close("}", "`}` after a subquery");
        }
        loop {
            match self.word().as_str() {
                word @ ("OPTIONAL" | "LATERAL") => {
                    self.at += 1;
                    self.group_after(word)?;
                }
                "MINUS" => {
                    let start = self.at;
                    self.at += 1;
                    self.group_after("MINUS")?;
                    hidden.push(start..self.at);
                }
                "GRAPH" | "SERVICE" => {
                    self.at += 1;
                    if self.word() == "SILENT" {
                        self.at += 1;
                    }
                    self.variable_or_iri()?;
                    self.group()?;
                }
                "FILTER" => {
                    let start = self.at;
                    self.at += 1;
                    if self.token() != Some("(") && !self.is_call() {
                        return Err(self.expected("`(` after `FILTER`"));
                    }
                    self.primary()?;
                    hidden.push(start..self.at);
                }
                "BIND" => self.bind(start, &hidden)?,
                "VALUES" => self.values()?,
                "UNION" => {
                    let message = "`UNION` stands between two groups: `{ … } UNION { … }`";
                    return Err(self.fault(message.to_owned()));
                }
                _ if self.token() == Some("{") => {
                    self.group()?;
                    while self.word() == "UNION" {
                        self.at += 1;
                        self.group_after("UNION")?;
                    }
                }
                _ if self.token() == Some("}") => return self.close("}", "`}`"),
                _ => {
                    if let Some(problem) = self.misplaced_clause() {
                        return Err(self.fault(problem.to_owned()));
                    }
                    self.triples()?;
                    if let Some(problem) = self.misplaced_clause() {
                        return Err(self.fault(problem.to_owned()));
                    }
                    let follows = CLAUSES.contains(&self.word().as_str());
                    if !follows && !["{", "}"].contains(&self.next(0)) {
                        return Err(self.one_of("`.`, `;` or `}`", &CLAUSES));
                    }
                    continue;
                }
            }
            self.eat(".");
        }
    }

    /// What is wrong with a word that stands in a group and needs something around it.
    fn misplaced_clause(&self) -> Option<&'static str> {
        match self.word().as_str() {
            "SELECT" => Some("a subquery stands in braces of its own: `{ SELECT … }`"),
            "EXISTS" => Some("`EXISTS` is a condition: `FILTER EXISTS { … }`"),
            "NOT" => Some("`NOT EXISTS` is a condition: `FILTER NOT EXISTS { … }`"),
            _ => None,
        }
    }

    /// Notes which tokens of a subquery name variables that are not those around it: all but the columns.
    fn hide(&mut self, subquery: Range<usize>, selected: &Selected) {
        if selected.star.is_some() {
            return;
        }
        let mut start = subquery.start;
        for (column, _) in &selected.columns {
            self.subqueries.push(start..*column);
            start = *column + 1;
        }
        self.subqueries.push(start..subquery.end);
    }

    /// `BIND(expression AS ?name)`, whose name must be new in the group that began at a token.
    fn bind(&mut self, start: usize, hidden: &[Range<usize>]) -> Read {
        self.at += 1;
        if self.token() != Some("(") {
            return Err(self.expected("`(` after `BIND`"));
        }
        self.open()?;
        let end = self.at;
        self.expression()?;
        if self.word() != "AS" {
            return Err(self.expected("an operator or `AS ?name`"));
        }
        self.at += 1;
        let name = self.token().unwrap_or_default();
        let mut used = self.tokens.iter().enumerate().take(end).skip(start);
        let is_name = |(at, token): (usize, &Token)| {
            token.text(self.text) == name
                && !hidden
                    .iter()
                    .chain(&self.subqueries)
                    .any(|range| range.contains(&at))
        };
        if self.kind() == Some(Kind::Variable) && used.any(is_name) {
            let fault = self.fault(format!("`{name}` is used before in this group"));
            let fault = fault.with_hint("`BIND` needs a new name");
            self.later.get_or_insert(fault);
        }
        self.variable()?;
        self.close(")", "`)`")
    }

    /// `VALUES` with its data.
    pub fn values(&mut self) -> Read {
        self.at += 1;
        let mut width = None;
        if self.token() == Some("(") {
            self.open()?;
            let start = self.at;
            while self.kind() == Some(Kind::Variable) {
                let name = self.token().unwrap_or_default();
                let before = self.tokens.get(start..self.at).unwrap_or_default();
                if before.iter().any(|token| token.text(self.text) == name) {
                    let problem = format!("`{name}` is there already in this `VALUES`");
                    return Err(self.fault(problem));
                }
                self.at += 1;
            }
            width = Some(self.at - start);
            self.close(")", "a variable or `)`")?;
        } else {
            self.variable()?;
        }
        if self.token() != Some("{") {
            return Err(self.expected("`{` and values"));
        }
        self.open()?;
        while self.token() != Some("}") {
            let Some(width) = width else {
                self.value()?;
                continue;
            };
            if self.token() != Some("(") {
                return Err(self.expected("`(` before the values of a row"));
            }
            let opened = self.at;
            self.open()?;
            let mut count = 0;
            while self.token() != Some(")") {
                self.value()?;
                count += 1;
            }
            if count != width {
                let at = self.tokens.get(opened).map_or(0, |token| token.range.start);
                let problem = format!(
                    "the number of values in this row is {count}, and `VALUES` names {width} variables"
                );
                self.later.get_or_insert(Fault::new(at, problem));
            }
            self.close(")", "`)`")?;
        }
        self.close("}", "`}`")
    }

    fn value(&mut self) -> Read {
        if self.word() == "UNDEF" {
            self.at += 1;
            return Ok(());
        }
        if self.kind() == Some(Kind::Variable) || self.token() == Some(",") {
            return Err(self.expected("a term or `UNDEF`"));
        }
        self.term()
    }

    /// Triples with their dots, up to what is not a term.
    pub fn triples(&mut self) -> Read {
        loop {
            let is_complete = matches!(self.token(), Some("[" | "(" | "<<"));
            self.term()?;
            let ends = matches!(self.token(), Some("." | "}" | "{"))
                || CLAUSES.contains(&self.word().as_str());
            if !(is_complete && ends) {
                self.properties()?;
            }
            let has_dot = self.eat(".");
            if !self.begins_term() {
                return Ok(());
            }
            if !has_dot {
                return Err(self.expected("`.`, `;` or `,` between two statements"));
            }
        }
    }

    fn begins_term(&self) -> bool {
        let is_sign = matches!(self.token(), Some("[" | "(" | "<<" | "<<(" | "+" | "-"));
        match self.kind() {
            Some(Kind::Sign) => is_sign,
            Some(Kind::Word) => {
                self.is_prefixed() || ["TRUE", "FALSE"].contains(&self.word().as_str())
            }
            kind => kind.is_some(),
        }
    }

    /// Properties with their objects, `;` between them.
    fn properties(&mut self) -> Read {
        loop {
            self.verb()?;
            loop {
                self.object()?;
                if !self.eat(",") {
                    break;
                }
            }
            if !self.eat(";") {
                return Ok(());
            }
            while self.eat(";") {}
            let ends = matches!(self.token(), Some("." | "}" | "]" | "|}" | "{"));
            if ends || CLAUSES.contains(&self.word().as_str()) {
                return Ok(());
            }
        }
    }

    fn verb(&mut self) -> Read {
        if self.kind() == Some(Kind::Variable) {
            self.at += 1;
            return Ok(());
        }
        self.path()
    }

    fn path(&mut self) -> Read {
        loop {
            self.eat("^");
            match self.token() {
                Some("(") => {
                    self.open()?;
                    if self.token() != Some(")") {
                        self.path()?;
                    }
                    self.close(")", "`)`, `/` or `|`")?;
                }
                Some("!") => {
                    self.at += 1;
                    continue;
                }
                _ if self.kind() == Some(Kind::Iri)
                    || self.is_prefixed()
                    || self.token() == Some("a") =>
                {
                    self.at += 1;
                }
                _ => return Err(self.no_property()),
            }
            if matches!(self.token(), Some("?" | "*" | "+")) {
                self.at += 1;
            }
            if !self.eat("/") && !self.eat("|") {
                return Ok(());
            }
        }
    }

    fn no_property(&self) -> Fault {
        let word = self.word();
        if !word.is_empty() && !CLAUSES.contains(&word.as_str()) {
            let name = self.token().unwrap_or_default();
            return self.expected(&format!("a property; a name has a prefix, as `ex:{name}`"));
        }
        self.expected("a property, a path or a variable")
    }

    fn object(&mut self) -> Read {
        self.term()?;
        loop {
            match self.token() {
                Some("~") => {
                    self.at += 1;
                    if self.kind() == Some(Kind::Variable)
                        || self.kind() == Some(Kind::Iri)
                        || self.is_prefixed()
                    {
                        self.at += 1;
                    }
                }
                Some("{|") => {
                    self.open()?;
                    self.properties()?;
                    self.close("|}", "`;` or `|}`")?;
                }
                _ => return Ok(()),
            }
        }
    }

    /// A term of a triple.
    pub fn term(&mut self) -> Read {
        match (self.kind(), self.token()) {
            (Some(Kind::Variable | Kind::Iri | Kind::Number), _) => self.at += 1,
            (Some(Kind::String), _) => {
                self.at += 1;
                self.after_string()?;
            }
            (Some(Kind::Word), _)
                if self.is_prefixed() || ["TRUE", "FALSE"].contains(&self.word().as_str()) =>
            {
                self.at += 1;
            }
            (_, Some("+" | "-"))
                if self.tokens.get(self.at + 1).map(|t| t.kind) == Some(Kind::Number) =>
            {
                self.at += 2;
            }
            (_, Some("[")) => {
                self.open()?;
                if self.token() != Some("]") {
                    self.properties()?;
                }
                self.close("]", "`;` or `]`")?;
            }
            (_, Some("(")) => {
                self.open()?;
                while self.token() != Some(")") {
                    self.term()?;
                }
                self.close(")", "`)`")?;
            }
            (_, Some("<<")) => {
                self.open()?;
                self.term()?;
                self.verb()?;
                self.object()?;
                self.close(">>", "`~` or `>>`")?;
            }
            (_, Some("<<(")) => {
                self.open()?;
                self.term()?;
                self.verb()?;
                self.term()?;
                self.close(")>>", "`)>>`")?;
            }
            (Some(Kind::Word), Some(word)) if !CLAUSES.contains(&self.word().as_str()) => {
                let what = format!("a term; a name has a prefix, as `ex:{word}`");
                return Err(self.one_of(&what, &CLAUSES));
            }
            _ => return Err(self.expected("a term")),
        }
        Ok(())
    }

    /// A language tag or a datatype.
    pub fn after_string(&mut self) -> Read {
        if self.kind() == Some(Kind::Language) {
            let tag = &self.token().unwrap_or("@")[1..];
            if oxilangtag::LanguageTag::parse(tag.replace("--ltr", "").replace("--rtl", ""))
                .is_err()
            {
                return Err(self.expected("a language tag, as `@zh-Hans` or `@en`"));
            }
            self.at += 1;
        } else if self.eat("^^") {
            self.iri()?;
        }
        Ok(())
    }
}
