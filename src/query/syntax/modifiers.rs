//! The part of the grammar that speaks of [what is done with solutions](https://www.w3.org/TR/sparql12-query/#rSolutionModifier):
//! groups, order and how many.

use super::super::tokens::Kind;
use super::grammar::{Grammar, MODIFIERS, Read};

impl Grammar<'_> {
    /// The modifiers of solutions; notes the variables that are grouped by, and says whether anything is.
    pub fn modifiers(&mut self, keys: &mut Vec<String>) -> Read<bool> {
        let mut is_grouped = false;
        let mut before = 0;
        let mut words = Vec::new();
        while let Some(place) = MODIFIERS.iter().position(|word| *word == self.word()) {
            // LIMIT and OFFSET stand in any order.
            if place.min(3) < before {
                let message = format!(
                    "`{}` comes too late: the order is `GROUP BY`, `HAVING`, `ORDER BY`, `LIMIT`, `OFFSET`",
                    MODIFIERS[place]
                );
                return Err(self.fault(message));
            }
            before = place.min(3);
            let word = MODIFIERS[place];
            if words.contains(&word) {
                return Err(self.fault(format!("this is the second `{word}`; one is enough")));
            }
            words.push(word);
            self.at += 1;
            match word {
                "LIMIT" | "OFFSET" => {
                    let is_number = self
                        .token()
                        .is_some_and(|text| text.bytes().all(|b| b.is_ascii_digit()));
                    if !is_number {
                        return Err(self.expected(&format!("a whole number after `{word}`")));
                    }
                    if self
                        .token()
                        .is_some_and(|text| text.parse::<u64>().is_err())
                    {
                        let largest = u64::MAX;
                        return Err(self.fault(format!("`{word}` is at most {largest}")));
                    }
                    self.at += 1;
                }
                "HAVING" => self.conditions(word)?,
                _ => {
                    if self.word() != "BY" {
                        return Err(self.expected(&format!("`BY` after `{word}`")));
                    }
                    self.at += 1;
                    if word == "GROUP" {
                        is_grouped = true;
                        self.keys(keys)?;
                    } else {
                        self.conditions("ORDER BY")?;
                    }
                }
            }
        }
        Ok(is_grouped)
    }

    fn keys(&mut self, keys: &mut Vec<String>) -> Read {
        let start = self.at;
        loop {
            if self.kind() == Some(Kind::Variable) {
                keys.extend(self.token().map(|name| name[1..].to_owned()));
                self.at += 1;
            } else if self.token() == Some("(") {
                self.open()?;
                self.expression()?;
                if self.word() == "AS" {
                    self.at += 1;
                    keys.extend(
                        self.token()
                            .and_then(|name| name.get(1..))
                            .map(str::to_owned),
                    );
                    self.variable()?;
                }
                self.close(")", "an operator, `AS ?name` or `)`")?;
            } else if self.is_call() {
                self.primary()?;
            } else if self.at == start {
                return Err(self.expected("variables or `(expression AS ?name)` after `GROUP BY`"));
            } else {
                return Ok(());
            }
        }
    }

    /// What stands after HAVING or ORDER BY.
    fn conditions(&mut self, word: &str) -> Read {
        let start = self.at;
        loop {
            let direction = self.word();
            if ["ASC", "DESC"].contains(&direction.as_str()) {
                let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
                if let Some(key) = before.filter(|token| token.kind == Kind::Variable)
                    && self.next(1) != "("
                {
                    let key = key.text(self.text);
                    let problem = format!("the direction stands before: `{direction}({key})`");
                    return Err(self.fault(problem));
                }
                self.at += 1;
                if self.token() != Some("(") {
                    return Err(self.expected("`(` after `ASC` or `DESC`"));
                }
            }
            if self.token() == Some("(") || self.is_call() || self.kind() == Some(Kind::Variable) {
                self.primary()?;
            } else if self.at == start {
                return Err(self.expected(&format!(
                    "a variable or an expression in parentheses after `{word}`"
                )));
            } else {
                return Ok(());
            }
        }
    }
}
