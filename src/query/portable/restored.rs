//! The terms of an answer as the graph here has them, where an engine changes the forms of literals.
//!
//! Virtuoso 7.2 keeps values: `true` comes back as `1`, `2.50` as `2.5`, an `xsd:integer` beyond 32 bits as an `xsd:decimal`, an
//! `xsd:duration` as its months or seconds, which is not a duration.

use super::super::functions::XSD;
use crate::dictionary::Dictionary;
use crate::rdf::{Literal, NamedNode, Term, vocab};
use crate::remote::{Dialect, Fault, own_term};

/// What gives terms their forms back.
pub struct Restorer<'d> {
    dictionary: &'d Dictionary,
    has_forms: bool,
}

impl<'d> Restorer<'d> {
    /// Takes the terms of the graph here, and what is known of the engine.
    pub fn new(dictionary: &'d Dictionary, dialect: &Dialect) -> Self {
        Self {
            dictionary,
            has_forms: !dialect.has(Fault::LexicalForms),
        }
    }

    /// Returns a term of an answer as the graph here has it.
    ///
    /// # Errors
    /// If a value cannot be known, in words.
    pub fn term(&self, term: Term) -> Result<Term, String> {
        self.literal_of(term).map(own_term)
    }

    /// Returns a term with the form of its literal, if it is one.
    ///
    /// # Errors
    /// As [`term`](Self::term).
    pub fn literal_of(&self, term: Term) -> Result<Term, String> {
        match term {
            Term::Literal(literal) if !self.has_forms => self.literal(literal).map(Term::from),
            term => Ok(term),
        }
    }

    fn literal(&self, literal: Literal) -> Result<Literal, String> {
        let datatype = literal.datatype();
        let value = literal.value();
        let restored = match datatype.as_str().strip_prefix(XSD) {
            Some("boolean") => match value {
                "1" => typed("true", vocab::XSD_BOOLEAN),
                "0" => typed("false", vocab::XSD_BOOLEAN),
                _ => literal,
            },
            Some("decimal") if !self.is_known(&literal) => {
                let point = if value.contains('.') { "" } else { "." };
                let longer = ["0", "00"].map(|zeros| format!("{value}{point}{zeros}"));
                let forms = longer.map(|form| typed(&form, vocab::XSD_DECIMAL));
                let integer = typed(value, vocab::XSD_INTEGER);
                let mut forms = forms.into_iter().chain([integer]);
                forms.find(|form| self.is_known(form)).unwrap_or(literal)
            }
            Some("duration" | "yearMonthDuration" | "dayTimeDuration")
                if !value.trim_start_matches('-').starts_with('P') =>
            {
                let known = months(value).and_then(|forms| {
                    let forms = forms.into_iter();
                    forms
                        .map(|form| typed(&form, datatype.as_str()))
                        .find(|form| self.is_known(form))
                });
                known.ok_or_else(|| format!("{literal} is not the duration that was published"))?
            }
            _ => literal,
        };
        Ok(restored)
    }

    fn is_known(&self, literal: &Literal) -> bool {
        self.dictionary.find(&literal.clone().into()).is_some()
    }
}

fn typed(value: &str, datatype: &str) -> Literal {
    Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype))
}

/// Returns the durations of a number of months.
fn months(text: &str) -> Option<Vec<String>> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let months: u32 = digits.parse().ok()?;
    let (years, rest) = (months / 12, months % 12);
    let mut forms = vec![
        format!("{sign}P{months}M"),
        format!("{sign}P{years}Y{rest}M"),
    ];
    if rest == 0 {
        forms.push(format!("{sign}P{years}Y"));
    }
    Some(forms)
}

#[cfg(test)]
mod tests {
    use super::Restorer;
    use crate::graph::{Graph, Part, Source};
    use crate::project::EngineKind;
    use crate::rdf::{Literal, NamedNode, Term};
    use crate::remote::Dialect;
    use crate::statement::{Statement, Statements};

    fn typed(value: &str, name: &str) -> Term {
        let datatype = format!("http://www.w3.org/2001/XMLSchema#{name}");
        Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)).into()
    }

    #[test]
    fn values_come_back_in_their_forms() {
        let known = [
            typed("2.50", "decimal"),
            typed("21507000000", "integer"),
            typed("3.0", "decimal"),
            typed("P2Y", "duration"),
            typed("P14M", "duration"),
        ];
        let mut said = Statements::default();
        for (line, term) in (1..).zip(&known) {
            let name = Term::from(NamedNode::new_unchecked("e:p"));
            let name = said.interner.intern_term(&name).expect("few terms");
            let object = said.interner.intern_term(term).expect("few terms");
            said.statements.push(Statement {
                triple: [name, name, object],
                graph: None,
                line,
            });
        }
        let source = Source {
            path: "a.ttl".to_owned(),
            digest: [0; 32],
            lines: 5,
        };
        let part = Part {
            source,
            graph: None,
            said,
        };
        let graph = Graph::from_parts(vec![part], None).expect("a small graph");
        let dialect = Dialect::of(EngineKind::Virtuoso);
        let restorer = Restorer::new(&graph.dictionary, &dialect);
        let cases = [
            (typed("1", "boolean"), typed("true", "boolean")),
            (typed("2.5", "decimal"), typed("2.50", "decimal")),
            (typed("3", "decimal"), typed("3.0", "decimal")),
            (
                typed("21507000000", "decimal"),
                typed("21507000000", "integer"),
            ),
            (typed("7.5", "decimal"), typed("7.5", "decimal")),
            (typed("24", "duration"), typed("P2Y", "duration")),
            (typed("14", "duration"), typed("P14M", "duration")),
        ];
        for (answered, published) in cases {
            assert_eq!(restorer.term(answered), Ok(published));
        }
        let lost = restorer.term(typed("3600.0", "duration"));
        let message = "\"3600.0\"^^<http://www.w3.org/2001/XMLSchema#duration> is not the duration that was published";
        assert_eq!(lost, Err(message.to_owned()));
    }
}
