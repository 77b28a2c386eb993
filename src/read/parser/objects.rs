//! Objects, and what may come after one
//! ([Turtle, objectList](https://www.w3.org/TR/rdf12-turtle/#grammar-production-objectList)).

use super::{
    Fault, Inside, Kind, NO_TERM, Node, Parser, Role, Sink, Span, State, Statement, Syntax,
};

impl<S: Sink> Parser<'_, '_, S> {
    /// [`object`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-object)
    #[inline]
    pub(super) fn object(&mut self) -> State {
        let token = self.token;
        let node = match token.kind {
            Kind::IriRef | Kind::PrefixedName => self.iri(),
            Kind::String | Kind::LongString => return self.literal(),
            Kind::Integer | Kind::Decimal | Kind::Double => {
                let id = self.terms.number(&self.lexer, &token);
                self.node(Some(id))
            }
            Kind::BlankNodeLabel => self.blank_node(),
            _ => return self.rare_object(),
        };
        self.advance();
        self.complete(node, token.line)
    }

    fn rare_object(&mut self) -> State {
        let token = self.token;
        let in_triple = matches!(self.inside, Inside::Reified | Inside::TripleTerm);
        match token.kind {
            Kind::Word if matches!(self.word(), b"true" | b"false") => {
                let id = self.terms.boolean(self.word() == b"true");
                let node = self.node(Some(id));
                self.advance();
                self.complete(node, token.line)
            }
            Kind::OpenBracket => {
                self.advance();
                if self.token.kind == Kind::CloseBracket {
                    let node = self.anonymous(token);
                    return self.complete(node, token.line);
                }
                if in_triple {
                    return self.unexpected(State::TripleSubject);
                }
                self.open_property_list(token, Role::Object)
            }
            Kind::OpenParenthesis if !in_triple => self.open_collection(token, Role::Object),
            Kind::OpenTripleTerm => self.open_triple(Inside::TripleTerm, Role::Object),
            Kind::OpenReified if self.inside != Inside::TripleTerm => {
                self.open_triple(Inside::Reified, Role::Object)
            }
            _ => self.unexpected(State::Object),
        }
    }

    /// [`RDFLiteral`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-RDFLiteral)
    #[inline]
    fn literal(&mut self) -> State {
        let string = self.token;
        if string.faulty {
            self.in_string |= self.lexer.faults.last().is_some_and(Fault::is_open_string);
        }
        self.advance();
        let mut end = string.end;
        let tag = match self.token.kind {
            Kind::At => {
                let tag = self.terms.language(&mut self.lexer, &self.token);
                end = self.token.end;
                self.token.faulty |= tag.is_none();
                self.advance();
                self.faulty |= tag.is_none();
                tag
            }
            Kind::Carets => {
                self.advance();
                if !matches!(self.token.kind, Kind::IriRef | Kind::PrefixedName) {
                    return self.unexpected_datatype();
                }
                let tag = self.terms.datatype(&mut self.lexer, &self.token);
                end = self.token.end;
                self.advance();
                self.faulty |= tag.is_none();
                tag
            }
            _ if string.faulty => None,
            _ => Some(self.terms.simple_tag()),
        };
        let id = match tag {
            Some(tag) if !string.faulty => self.terms.literal(&self.lexer, &string, tag),
            _ => NO_TERM,
        };
        let span = Span::of(string.start..end);
        self.complete(Node { id, span }, string.line)
    }

    /// An object is complete: what is said with it depends on what it stands in.
    #[inline]
    pub(super) fn complete(&mut self, node: Node, line: u32) -> State {
        self.object = node;
        match self.inside {
            Inside::Statement | Inside::PropertyList | Inside::Annotation => {
                self.reified = None;
                self.reifier = None;
                self.state(self.subject, self.predicate, node, line);
                State::AfterObject
            }
            Inside::Collection => {
                self.state(self.subject, self.predicate, node, line);
                State::Item
            }
            Inside::Reified | Inside::TripleTerm => State::TripleEnd,
        }
    }

    #[inline]
    pub(super) fn state(&mut self, subject: Node, predicate: Node, object: Node, line: u32) {
        let statement = Statement {
            triple: [subject.id, predicate.id, object.id],
            graph: self.graph,
            line: line + 1,
        };
        self.sink
            .state(statement, [subject.span, predicate.span, object.span]);
    }

    /// After an object of an [`objectList`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-objectList)
    #[inline]
    pub(super) fn after_object(&mut self) -> State {
        match self.token.kind {
            Kind::Semicolon => {
                self.semicolon = self.token.end;
                self.advance();
                while self.token.kind == Kind::Semicolon {
                    self.advance();
                }
                State::VerbOrEnd
            }
            Kind::Comma => {
                self.advance();
                State::Object
            }
            Kind::Tilde => self.reifier(),
            Kind::OpenAnnotation => self.open_annotation(),
            Kind::IriRef | Kind::BlankNodeLabel
                if self.syntax == Syntax::NQuads && self.inside == Inside::Statement =>
            {
                self.graph_name()
            }
            _ => State::ListEnd,
        }
    }

    /// The fourth term of a [statement of N-Quads](https://www.w3.org/TR/rdf12-n-quads/#grammar-production-statement).
    fn graph_name(&mut self) -> State {
        let name = if self.token.kind == Kind::IriRef {
            self.iri()
        } else {
            self.blank_node()
        };
        self.sink.set_graph(name.id);
        self.advance();
        if self.token.kind == Kind::Dot {
            State::Done
        } else {
            self.unexpected(State::ListEnd)
        }
    }

    #[inline]
    pub(super) fn list_end(&mut self) -> State {
        match (self.inside, self.token.kind) {
            (Inside::Statement, Kind::Dot) => State::Done,
            (Inside::Statement, Kind::CloseBrace) if self.in_graph => State::Done,
            (Inside::PropertyList, Kind::CloseBracket)
            | (Inside::Annotation, Kind::CloseAnnotation) => self.close(),
            _ => self.unexpected(State::AfterObject),
        }
    }
}
