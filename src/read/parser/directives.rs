//! What stands between statements: prefixes, base, version, graph blocks
//! ([Turtle, directive](https://www.w3.org/TR/rdf12-turtle/#grammar-production-directive)).

use super::{Kind, Parser, Sink, Span};
use crate::read::fault::Fault;
use crate::read::iri::Base;
use crate::read::token::Token;
use crate::read::{PrefixDeclaration, Syntax};

/// Which directive.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
    Prefix,
    Base,
    Version,
}

impl<S: Sink> Parser<'_, '_, S> {
    /// [`block`](https://www.w3.org/TR/rdf12-trig/#grammar-production-block), `statement` in Turtle
    #[inline]
    pub(super) fn block(&mut self) {
        self.in_string = false;
        self.previous.faulty = false;
        match self.token.kind {
            Kind::IriRef | Kind::PrefixedName | Kind::BlankNodeLabel => {
                self.check_one_per_line();
                self.triples();
            }
            Kind::At | Kind::Word => match self.directive_word() {
                Some(directive) => self.directive(directive),
                None if self.is_graph_word() => self.graph(),
                None => self.triples(),
            },
            Kind::OpenBrace if self.syntax == Syntax::TriG && !self.in_graph => {
                self.graph_is_faulty = self.faulty;
                self.faulty = false;
                self.in_graph = true;
                self.advance();
            }
            Kind::CloseBrace if self.in_graph => {
                self.in_graph = false;
                self.graph = None;
                self.graph_is_faulty = false;
                self.faulty = false;
                self.advance();
            }
            _ => self.triples(),
        }
    }

    pub(super) fn is_word(&self, word: &[u8]) -> bool {
        self.token.kind == Kind::Word && self.word().eq_ignore_ascii_case(word)
    }

    fn is_graph_word(&self) -> bool {
        self.syntax == Syntax::TriG && !self.in_graph && self.is_word(b"graph")
    }

    /// `GRAPH` and a name; the block after it begins like any other.
    fn graph(&mut self) {
        self.advance();
        self.first = self.token;
        let name = match self.token.kind {
            Kind::IriRef | Kind::PrefixedName => {
                let node = self.iri();
                self.advance();
                node
            }
            Kind::BlankNodeLabel => {
                let node = self.blank_node();
                self.advance();
                node
            }
            Kind::OpenBracket => {
                let open = self.token;
                self.advance();
                if self.token.kind != Kind::CloseBracket {
                    return self.lost("the name of a graph");
                }
                self.anonymous(open)
            }
            _ => return self.lost("the name of a graph"),
        };
        if self.token.kind != Kind::OpenBrace {
            return self.lost("`{`");
        }
        self.graph = Some(name.id);
        self.graph_is_faulty = self.faulty;
        self.faulty = false;
        self.in_graph = true;
        self.advance();
    }

    fn lost(&mut self, expected: &str) {
        self.mark = self.sink.len();
        self.report_expected(expected);
        self.recover();
    }

    /// The directive that the token begins.
    pub(super) fn directive_word(&self) -> Option<Directive> {
        let word = self.word();
        match self.token.kind {
            Kind::At if !self.syntax.is_by_line() => match word {
                b"@prefix" => Some(Directive::Prefix),
                b"@base" => Some(Directive::Base),
                b"@version" => Some(Directive::Version),
                _ => None,
            },
            Kind::Word if word.eq_ignore_ascii_case(b"version") => Some(Directive::Version),
            Kind::Word if word.eq_ignore_ascii_case(b"prefix") => Some(Directive::Prefix),
            Kind::Word if word.eq_ignore_ascii_case(b"base") => Some(Directive::Base),
            _ => None,
        }
    }

    fn directive(&mut self, directive: Directive) {
        let begin = self.token;
        self.first = begin;
        self.mark = self.sink.len();
        if self.in_graph {
            let message = "a directive cannot stand inside a graph block";
            let fault = Fault::new("unexpected-token", message, begin.span());
            self.lexer
                .faults
                .push(fault.with_hint("move it before the block"));
        }
        self.advance();
        let done = match directive {
            Directive::Prefix => self.prefix(begin),
            Directive::Base => self.base(),
            Directive::Version => self.version(),
        };
        if !done {
            return self.recover();
        }
        self.end_of_directive(begin);
    }

    /// [`prefixID`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-prefixID)
    fn prefix(&mut self, begin: Token) -> bool {
        let name = self.token;
        if name.kind != Kind::PrefixedName || name.colon + 1 != name.end {
            let fault = self.expected_fault("the name of a prefix, like `ex:`");
            let hint = format!("write `{}:`", self.lexer.str(name.span()));
            self.report(if name.kind == Kind::Word {
                fault.with_hint(hint)
            } else {
                fault
            });
            return false;
        }
        self.advance();
        let iri = self.token;
        if iri.kind != Kind::IriRef {
            let name = self.lexer.bytes(name.start..name.colon);
            self.terms.declare(name, None);
            self.report_expected("the namespace IRI of the prefix, like `<http://example.org/>`");
            return false;
        }
        let namespace = self.resolved(&iri);
        let bytes = self.lexer.bytes(name.start..name.colon);
        self.terms.declare(bytes, namespace.clone());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        self.sink.declare(|| PrefixDeclaration {
            name: text(bytes),
            namespace: text(&namespace.unwrap_or_default()),
            span: Span::of(begin.start..iri.end),
            name_span: Span::of(name.span()),
            iri_span: Span::of(iri.span()),
        });
        self.advance_after_iri();
        true
    }

    /// The IRI that an IRI reference stands for, if it is one.
    fn resolved(&mut self, iri: &Token) -> Option<Vec<u8>> {
        if iri.faulty {
            return None;
        }
        let mut resolved = Vec::new();
        let raw = self.lexer.bytes(iri.inner());
        match self.terms.base.resolve(raw, iri.start + 1, &mut resolved) {
            Ok(()) => Some(resolved),
            Err(fault) => {
                self.lexer.faults.extend(fault);
                None
            }
        }
    }

    /// [`base`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-base)
    fn base(&mut self) -> bool {
        let iri = self.token;
        if iri.kind != Kind::IriRef {
            self.report_expected("the base IRI, like `<http://example.org/>`");
            return false;
        }
        let resolved = self.resolved(&iri).unwrap_or_default();
        let base = Base::new(&String::from_utf8_lossy(&resolved));
        self.terms.set_base(base.unwrap_or(Base::Faulty));
        self.sink.set_base(Span::of(iri.span()));
        self.advance_after_iri();
        true
    }

    /// [`version`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-version)
    fn version(&mut self) -> bool {
        if self.token.kind != Kind::String {
            self.report_expected("a version between quotes, like `\"1.2\"`");
            return false;
        }
        self.advance_after_iri();
        true
    }

    /// A fault of the token is not one of the statement that follows.
    fn advance_after_iri(&mut self) {
        self.faulty = false;
        self.advance();
    }

    /// `.` after `@prefix …`, none after `PREFIX …`.
    fn end_of_directive(&mut self, begin: Token) {
        let wants_dot = begin.kind == Kind::At;
        let word = self.lexer.str(begin.span());
        match (wants_dot, self.token.kind == Kind::Dot) {
            (true, true) => self.advance(),
            (false, false) => {}
            (true, false) => {
                let hint = format!("end the line of `{word}` with `.`");
                self.report(self.expected_fault("`.`").with_hint(hint));
            }
            (false, true) => {
                let message = format!("there is no `.` after `{word}`");
                let hint = format!("leave it out, or write `@{}`", word.to_ascii_lowercase());
                let fault = Fault::new("unexpected-token", message, self.token.span());
                self.report(fault.with_hint(hint));
                self.advance();
            }
        }
        self.check_line();
    }

    /// N-Triples and N-Quads have one statement a line. A carriage return alone ends one too, though lines are not
    /// counted by it.
    fn check_one_per_line(&mut self) {
        let between = self.previous.end..self.token.start;
        if self.syntax.is_by_line()
            && self.previous.line == self.token.line
            && self.previous.end > 0
            && !self.lexer.bytes(between).contains(&b'\r')
        {
            let message = "there can be only one statement on a line";
            let fault = Fault::new("unexpected-token", message, self.token.span());
            self.report(fault.with_hint("begin a new line"));
            self.faulty = true;
        }
    }

    /// N-Triples and N-Quads have no line break in a statement; the token is its end.
    pub(super) fn check_line(&mut self) {
        let is_broken =
            self.token.line != self.first.line || self.lexer.carriage_return > self.first.start;
        if self.syntax.is_by_line() && self.token.kind == Kind::Dot && is_broken {
            let message = "the statement does not end on the line it begins on";
            let fault = Fault::new("unexpected-token", message, self.token.span());
            self.report(fault.with_hint("write it in one line"));
            self.faulty = true;
        }
    }
}
