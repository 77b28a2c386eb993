//! Says what was found and what was expected in place of it.

use super::{Inside, Kind, Parser, Sink, State, Token};
use crate::read::chars::ascii_twin;
use crate::read::fault::Fault;

/// How many characters of a long token a message shows.
const SHOWN: usize = 40;

impl<S: Sink> Parser<'_, '_, S> {
    /// What may come in a state.
    pub(super) fn expected(&self, state: State) -> &'static str {
        match state {
            State::Verb if self.syntax.is_by_line() => "a predicate, which is an IRI",
            State::Object if self.syntax.is_by_line() => {
                "an object (an IRI, a blank node, a literal or a triple term)"
            }
            State::Verb => "a predicate (an IRI, a prefixed name or `a`)",
            State::Object => match self.inside {
                Inside::TripleTerm => {
                    "an object (an IRI, a blank node, a literal or a triple term)"
                }
                Inside::Reified => {
                    "an object (an IRI, a blank node, a literal, a triple term or a reified triple)"
                }
                _ => "an object (an IRI, a blank node, a literal, a list or a triple term)",
            },
            State::AfterObject | State::ListEnd => match self.inside {
                Inside::PropertyList => "`]`, `;` or `,`",
                Inside::Annotation => "`|}`, `;` or `,`",
                _ if self.syntax.is_by_line() => "`.`",
                _ if self.in_graph => "`.`, `;`, `,` or `}`",
                _ => "`.`, `;` or `,`",
            },
            State::VerbOrEnd => match self.inside {
                Inside::PropertyList => "a predicate or `]`",
                Inside::Annotation => "a predicate or `|}`",
                _ => "a predicate or `.`",
            },
            State::Item => "an item of the list or `)`",
            State::TripleSubject => "an IRI or a blank node",
            State::TripleEnd if self.inside == Inside::TripleTerm => "`)>>`",
            State::TripleEnd => "`>>`, or `~` and a reifier",
            State::Done | State::Opened | State::Lost => "a statement",
        }
    }

    /// The token as a message shows it.
    pub(super) fn found(&self) -> String {
        self.shown(&self.token)
    }

    pub(super) fn shown(&self, token: &Token) -> String {
        let text = self.lexer.str(token.span());
        let short = match text.char_indices().nth(SHOWN) {
            Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
            None => text.to_owned(),
        };
        match token.kind {
            Kind::End => "the end of the file".to_owned(),
            Kind::String | Kind::LongString => {
                format!("the string `{}`", short.escape_debug_lines())
            }
            Kind::IriRef => format!("the IRI `{short}`"),
            Kind::Integer | Kind::Decimal | Kind::Double => format!("the number `{short}`"),
            Kind::Word => format!("the word `{short}`"),
            // N-Triples has no numbers of its own.
            Kind::Unknown if text.parse::<f64>().is_ok() => format!("the number `{short}`"),
            Kind::Unknown if text.len() > 1 && text.is_ascii() => format!("the word `{short}`"),
            Kind::Unknown => format!("the character `{short}`"),
            _ => format!("`{short}`"),
        }
    }

    /// The fault that something else was expected than the token.
    pub(super) fn expected_fault(&self, expected: &str) -> Fault {
        let message = format!("expected {expected}, found {}", self.found());
        let mut span = self.token.span();
        if self.token.kind == Kind::End {
            // The end has no characters to point at; what it should have followed has.
            span = self.previous.span();
        }
        Fault::new("unexpected-token", message, span)
    }

    /// Reports a fault, unless the token before it is one already: what follows a broken token says little.
    pub(super) fn report(&mut self, fault: Fault) {
        if !self.previous.faulty && !self.token.faulty && !self.in_string {
            self.lexer.faults.push(fault);
        }
    }

    pub(super) fn report_expected(&mut self, expected: &str) {
        let mut fault = self.expected_fault(expected);
        if let Some(hint) = self.hint() {
            fault = fault.with_hint(hint);
        }
        self.report(fault);
    }

    /// What the token, out of its place, tells of what was meant.
    pub(super) fn hint(&self) -> Option<String> {
        let text = self.lexer.str(self.token.span());
        let first = text.chars().next()?;
        if self.syntax.is_by_line() {
            return self.hint_by_line();
        }
        match self.token.kind {
            Kind::Word if text.contains('：') => {
                Some("write an ASCII colon, `:`, in a prefixed name".to_owned())
            }
            Kind::Word if matches!(text.to_ascii_lowercase().as_str(), "true" | "false") => {
                Some(format!("write `{}`", text.to_ascii_lowercase()))
            }
            Kind::Word if text == "is" || text == "has" => {
                Some("this is N3, which Turtle and TriG do not have".to_owned())
            }
            Kind::Word => Some(format!(
                "write `\"{text}\"` if it is text, `ex:{text}` if it is a name"
            )),
            Kind::At
                if matches!(
                    text.to_ascii_lowercase().as_str(),
                    "@prefix" | "@base" | "@version"
                ) =>
            {
                Some(format!("write `{}`", text.to_ascii_lowercase()))
            }
            Kind::Unknown if matches!(first, '“' | '”' | '‘' | '’') => {
                Some("write strings between `\"` and `\"`".to_owned())
            }
            Kind::Unknown if matches!(first, '?' | '$') => {
                Some("variables belong into queries, not into data".to_owned())
            }
            Kind::Unknown if first == '=' => Some("`=` is N3; write `owl:sameAs`".to_owned()),
            Kind::Unknown if first == '_' => {
                Some("write the label of a blank node `_:b1`".to_owned())
            }
            Kind::Unknown if let Some(twin) = ascii_twin(first) => {
                Some(format!("write an ASCII `{twin}`"))
            }
            Kind::Unknown if text.starts_with("//") || text.starts_with('/') => {
                Some("a comment begins with `#`".to_owned())
            }
            _ => None,
        }
    }

    fn hint_by_line(&self) -> Option<String> {
        let text = self.lexer.str(self.token.span());
        let hint = match self.token.kind {
            Kind::IriRef | Kind::BlankNodeLabel if self.token.line > self.previous.line => {
                "a `.` seems to be missing at the end of the line before"
            }
            Kind::Unknown if text == "'" => "write strings between `\"` and `\"`",
            Kind::Unknown if text == "a" => {
                "write `<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>`, which `a` stands for in Turtle"
            }
            Kind::At => {
                "this syntax has no directives: write the IRIs in full, or name the file `.ttl`"
            }
            Kind::Unknown if text.contains(':') => {
                "this syntax has no prefixes: write the IRI in full, between `<` and `>`"
            }
            Kind::Unknown if let Some(datatype) = datatype_of(text) => {
                return Some(format!(
                    "write `\"{text}\"^^<http://www.w3.org/2001/XMLSchema#{datatype}>`"
                ));
            }
            Kind::Unknown if matches!(text, ";" | ",") => {
                "this syntax has no abbreviations: end the statement with `.` and repeat its subject"
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

/// The datatype of a number or a Boolean as Turtle abbreviates it.
fn datatype_of(text: &str) -> Option<&'static str> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.contains(|c: char| c.is_ascii_digit());
    match text {
        "true" | "false" => Some("boolean"),
        _ if !is_number => None,
        _ if text.contains(['e', 'E']) => Some("double"),
        _ if text.contains('.') => Some("decimal"),
        _ => Some("integer"),
    }
}

/// A text in one line.
trait EscapeLines {
    fn escape_debug_lines(&self) -> String;
}

impl EscapeLines for str {
    fn escape_debug_lines(&self) -> String {
        self.replace('\n', "\\n").replace('\r', "\\r")
    }
}
