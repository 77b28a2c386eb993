//! What stands inside something: property lists, collections, triple terms, reified triples, annotations
//! ([Turtle, 2.6](https://www.w3.org/TR/rdf12-turtle/#BNodes), [2.11](https://www.w3.org/TR/rdf12-turtle/#triple-terms)).

use super::{Frame, Inside, Kind, NO_TERM, Node, Parser, Role, Sink, Span, State, TermId, Token};

impl<S: Sink> Parser<'_, '_, S> {
    fn open(&mut self, inside: Inside, role: Role, open: Token, node: TermId) {
        self.frames.push(Frame {
            role,
            node,
            line: open.line,
            start: open.start as u32,
            outer: self.inside,
            subject: self.subject,
            predicate: self.predicate,
            object: self.object,
        });
        self.inside = inside;
    }

    /// [`blankNodePropertyList`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-blankNodePropertyList);
    /// the token is the one after `[`.
    pub(super) fn open_property_list(&mut self, open: Token, role: Role) -> State {
        let id = self.terms.fresh_blank_node();
        self.open(Inside::PropertyList, role, open, id);
        self.subject = Node {
            id,
            span: Span::of(open.span()),
        };
        State::Verb
    }

    /// [`collection`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-collection); the token is `(`.
    pub(super) fn open_collection(&mut self, open: Token, role: Role) -> State {
        self.advance();
        if self.token.kind == Kind::CloseParenthesis {
            let id = self.terms.nil();
            let span = Span::of(open.start..self.token.end);
            self.advance();
            return self.closed(Node { id, span }, role, open.line, State::Verb);
        }
        let id = self.terms.fresh_blank_node();
        self.open(Inside::Collection, role, open, id);
        self.next_item(id, Span::of(open.span()))
    }

    /// The list node of the item that follows.
    fn next_item(&mut self, id: TermId, span: Span) -> State {
        self.subject = Node { id, span };
        self.predicate = Node {
            id: self.terms.list_words().first,
            span: Span::of(self.token.start..self.token.start),
        };
        State::Object
    }

    /// After an item of a collection.
    pub(super) fn item(&mut self) -> State {
        let (node, line) = (self.subject, self.token.line);
        let rest = Node {
            id: self.terms.list_words().rest,
            span: Span::of(self.token.start..self.token.start),
        };
        if self.token.kind == Kind::CloseParenthesis {
            let nil = Node {
                id: self.terms.list_words().nil,
                span: Span::of(self.token.span()),
            };
            self.state(node, rest, nil, line);
            return self.close();
        }
        if !self.begins_object() {
            return self.unexpected(State::Item);
        }
        let id = self.terms.fresh_blank_node();
        let next = Node { id, ..node };
        self.state(node, rest, next, line);
        self.next_item(id, node.span)
    }

    /// Whether an object may begin with the token.
    pub(super) fn begins_object(&self) -> bool {
        match self.token.kind {
            Kind::IriRef
            | Kind::PrefixedName
            | Kind::BlankNodeLabel
            | Kind::String
            | Kind::LongString
            | Kind::Integer
            | Kind::Decimal
            | Kind::Double
            | Kind::OpenBracket
            | Kind::OpenParenthesis
            | Kind::OpenTripleTerm
            | Kind::OpenReified => true,
            Kind::Word => matches!(self.word(), b"true" | b"false"),
            _ => false,
        }
    }

    /// Closes what is open; the token is its end.
    pub(super) fn close(&mut self) -> State {
        let Some(frame) = self.frames.pop() else {
            return State::Lost;
        };
        let closed = self.inside;
        let span = Span {
            start: frame.start,
            end: self.token.end as u32,
        };
        self.advance();
        self.inside = frame.outer;
        self.subject = frame.subject;
        self.predicate = frame.predicate;
        self.object = frame.object;
        if closed == Inside::Annotation {
            self.reified = Some(frame.node);
            self.reifier = None;
            return State::AfterObject;
        }
        if closed != Inside::TripleTerm {
            self.sink.bracketed(span, closed == Inside::PropertyList);
        }
        let after_subject = if closed == Inside::Collection {
            State::Verb
        } else {
            State::VerbOrEnd
        };
        let node = Node {
            id: frame.node,
            span,
        };
        self.closed(node, frame.role, frame.line, after_subject)
    }

    fn closed(&mut self, node: Node, role: Role, line: u32, after_subject: State) -> State {
        match role {
            Role::Object => self.complete(node, line),
            Role::Subject => {
                self.subject = node;
                after_subject
            }
            Role::TripleSubject => {
                self.subject = node;
                State::Verb
            }
        }
    }

    /// [`tripleTerm`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-tripleTerm) or
    /// [`reifiedTriple`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-reifiedTriple); the token opens it.
    pub(super) fn open_triple(&mut self, inside: Inside, role: Role) -> State {
        self.open(inside, role, self.token, NO_TERM);
        self.advance();
        State::TripleSubject
    }

    pub(super) fn triple_subject(&mut self) -> State {
        let token = self.token;
        self.subject = match token.kind {
            Kind::IriRef | Kind::PrefixedName => self.iri(),
            Kind::BlankNodeLabel => self.blank_node(),
            Kind::OpenReified if self.inside == Inside::Reified => {
                return self.open_triple(Inside::Reified, Role::TripleSubject);
            }
            Kind::OpenBracket => {
                self.advance();
                if self.token.kind != Kind::CloseBracket {
                    return self.unexpected(State::TripleSubject);
                }
                self.subject = self.anonymous(token);
                return State::Verb;
            }
            _ => return self.unexpected(State::TripleSubject),
        };
        self.advance();
        State::Verb
    }

    pub(super) fn triple_end(&mut self) -> State {
        let triple = self.triple_term();
        match (self.inside, self.token.kind) {
            (Inside::TripleTerm, Kind::CloseTripleTerm) => self.close_with(triple),
            (Inside::Reified, Kind::CloseReified) => {
                let id = self.terms.fresh_blank_node();
                let span = self.opening();
                self.reify(Node { id, span }, triple);
                self.close_with(id)
            }
            (Inside::Reified, Kind::Tilde) => {
                let Some(reifier) = self.reifier_name() else {
                    return self.unexpected(State::TripleEnd);
                };
                if self.token.kind != Kind::CloseReified {
                    return self.unexpected(State::TripleEnd);
                }
                self.reify(reifier, triple);
                self.close_with(reifier.id)
            }
            _ => self.unexpected(State::TripleEnd),
        }
    }

    fn close_with(&mut self, id: TermId) -> State {
        if let Some(frame) = self.frames.last_mut() {
            frame.node = id;
        }
        self.close()
    }

    /// Where the innermost construct opens.
    fn opening(&self) -> Span {
        let start = self.frames.last().map_or(0, |frame| frame.start);
        Span {
            start,
            end: start + 1,
        }
    }

    /// The triple term of the triple being said; of a faulty one there is none.
    fn triple_term(&mut self) -> TermId {
        if self.faulty {
            return NO_TERM;
        }
        self.terms
            .triple([self.subject.id, self.predicate.id, self.object.id])
    }

    /// `~` and, if there is one, the name of the [`reifier`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-reifier).
    fn reifier_name(&mut self) -> Option<Node> {
        let tilde = self.token;
        self.advance();
        let token = self.token;
        let node = match token.kind {
            Kind::IriRef | Kind::PrefixedName => self.iri(),
            Kind::BlankNodeLabel => self.blank_node(),
            Kind::OpenBracket => {
                self.advance();
                return (self.token.kind == Kind::CloseBracket).then(|| self.anonymous(token));
            }
            _ => {
                let id = self.terms.fresh_blank_node();
                let span = Span::of(tilde.span());
                return Some(Node { id, span });
            }
        };
        self.advance();
        Some(node)
    }

    fn reify(&mut self, reifier: Node, triple: TermId) {
        let line = self
            .frames
            .last()
            .filter(|_| self.inside == Inside::Reified)
            .map_or(self.previous.line, |frame| frame.line);
        let predicate = Node {
            id: self.terms.reifies(),
            span: Span {
                start: reifier.span.start,
                end: reifier.span.start,
            },
        };
        let object = Node {
            id: triple,
            span: Span {
                start: self.subject.span.start,
                end: self.object.span.end,
            },
        };
        self.state(reifier, predicate, object, line);
    }

    /// The triple term of the triple said last.
    fn reified(&mut self) -> TermId {
        match self.reified {
            Some(triple) => triple,
            None => {
                let triple = self.triple_term();
                self.reified = Some(triple);
                triple
            }
        }
    }

    /// `~ ex:reifier` after an object.
    pub(super) fn reifier(&mut self) -> State {
        let triple = self.reified();
        match self.reifier_name() {
            Some(reifier) => {
                self.reify(reifier, triple);
                self.reifier = Some(reifier.id);
                State::AfterObject
            }
            None => self.unexpected(State::TripleSubject),
        }
    }

    /// [`annotationBlock`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-annotationBlock); the token is `{|`.
    pub(super) fn open_annotation(&mut self) -> State {
        let open = self.token;
        let triple = self.reified();
        let reifier = match self.reifier.take() {
            Some(id) => id,
            None => {
                let id = self.terms.fresh_blank_node();
                let span = Span::of(open.span());
                self.advance();
                self.reify(Node { id, span }, triple);
                id
            }
        };
        if self.token.start == open.start {
            self.advance();
        }
        self.open(Inside::Annotation, Role::Object, open, triple);
        self.subject = Node {
            id: reifier,
            span: Span::of(open.span()),
        };
        State::Verb
    }
}
