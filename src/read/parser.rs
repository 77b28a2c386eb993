//! From tokens to statements, without recursion: what is open is kept on a stack of its own, so nesting costs memory
//! only ([Turtle](https://www.w3.org/TR/rdf12-turtle/#sec-grammar), [TriG](https://www.w3.org/TR/rdf12-trig/#sec-grammar),
//! [N-Triples](https://www.w3.org/TR/rdf12-n-triples/#n-triples-grammar), [N-Quads](https://www.w3.org/TR/rdf12-n-quads/#n-quads-grammar)).
//!
//! A statement, up to its `.`, that has any fault says nothing: what was read of it before the fault is forgotten,
//! since `:a :b "He said "hello" .` does not say `:a :b "He said "`. It is read to its end all the same, for its further faults.

mod directives;
mod n3;
mod nesting;
mod objects;
mod recover;
mod words;

use super::fault::Fault;
use super::lexer::Lexer;
use super::sink::{Sink, Span};
use super::terms::{NO_TERM, Terms};
use super::token::{Kind, Token};
use super::{FINDINGS_KEPT, Statement, Syntax};
use crate::dictionary::TermId;

/// What `=` of N3 stands for.
const OWL_SAME_AS: &str = "http://www.w3.org/2002/07/owl#sameAs";

/// A term and where it stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Node {
    pub id: TermId,
    pub span: Span,
}

/// What the innermost open construct is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// Nothing is open but the statement.
    Statement,
    /// `[ …`
    PropertyList,
    /// `( …`
    Collection,
    /// `{| …`
    Annotation,
    /// `<< …`
    Reified,
    /// `<<( …`
    TripleTerm,
}

/// What a construct will be when it is closed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The subject of the statement.
    Subject,
    /// The subject of a reified triple.
    TripleSubject,
    /// An object, or an item of a collection.
    Object,
}

/// A construct that is open, and what to go on with after it.
struct Frame {
    role: Role,
    /// Of a property list its node, of a collection its first one, of an annotation the triple term.
    node: TermId,
    /// Line and byte where it opens.
    line: u32,
    start: u32,
    /// What it stands in, and what was being said there.
    outer: Inside,
    subject: Node,
    predicate: Node,
    object: Node,
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// A predicate.
    Verb,
    /// A predicate, or the end of the list of predicates.
    VerbOrEnd,
    /// An object.
    Object,
    /// `,`, `;`, an annotation, or the end of the list of predicates.
    AfterObject,
    /// The end of the list of predicates.
    ListEnd,
    /// An item of a collection, or its end.
    Item,
    /// The subject of a triple term or reified triple.
    TripleSubject,
    /// The end of a triple term or reified triple.
    TripleEnd,
    /// Nothing: the token is the end of the statement.
    Done,
    /// The content of a graph block.
    Opened,
    /// What it is cannot be known.
    Lost,
}

/// Reads one text.
pub(super) struct Parser<'a, 'r, S> {
    pub lexer: Lexer<'a>,
    pub terms: Terms<'r>,
    pub sink: S,
    pub syntax: Syntax,
    /// The token that is looked at.
    pub token: Token,
    /// The token before it.
    pub previous: Token,
    /// How many faults there were before it.
    pub faults_before: usize,
    /// Whether the statement has a fault.
    pub faulty: bool,
    /// Whether the statement has a form of N3 that is not Turtle, so that its `.` may be the one of a formula.
    pub in_n3: bool,
    /// Whether a string of the statement has no end, so that what follows may be of the string.
    pub in_string: bool,
    /// Whether a graph block is open, and its name.
    pub in_graph: bool,
    pub graph: Option<TermId>,
    pub graph_is_faulty: bool,
    /// The innermost open construct.
    pub inside: Inside,
    /// The first token of the statement.
    pub first: Token,
    /// The verb being said: its byte and line, and where the `;` before it ends.
    pub verb: (usize, u32),
    pub semicolon: usize,
    /// Where the `.` of the statement before ends.
    pub dot: usize,
    /// Where to go on instead of looking for the next statement.
    pub resume: Option<(usize, u32)>,
    frames: Vec<Frame>,
    subject: Node,
    predicate: Node,
    object: Node,
    /// The triple term of the triple said last, once it has a reifier, and that reifier.
    reified: Option<TermId>,
    reifier: Option<TermId>,
    /// The statement's first number in the sink.
    mark: usize,
    /// The offsets of bytes that are not UTF-8, ascending; a statement that contains one is not emitted.
    pub invalid: &'a [usize],
}

impl<'a, 'r, S: Sink> Parser<'a, 'r, S> {
    pub fn new(mut lexer: Lexer<'a>, terms: Terms<'r>, sink: S, syntax: Syntax) -> Self {
        if S::COMMENTS {
            lexer.comments = Some(Vec::new());
        }
        let token = lexer.next();
        Self {
            faulty: token.faulty,
            faults_before: 0,
            lexer,
            terms,
            sink,
            syntax,
            token,
            previous: Token {
                kind: Kind::Dot,
                end: 0,
                start: 0,
                faulty: false,
                ..token
            },
            in_n3: false,
            in_string: false,
            in_graph: false,
            graph: None,
            graph_is_faulty: false,
            inside: Inside::Statement,
            first: token,
            verb: (0, 0),
            semicolon: 0,
            dot: 0,
            resume: None,
            frames: Vec::new(),
            subject: Node::default(),
            predicate: Node::default(),
            object: Node::default(),
            reified: None,
            reifier: None,
            mark: 0,
            invalid: &[],
        }
    }

    /// Reads statements until one would start at byte `stop` or later, on a line of its own, or the text ends.
    pub fn document(&mut self, stop: usize) {
        while self.token.kind != Kind::End
            && (self.token.start < stop || self.in_graph || self.token.line == self.previous.line)
            && self.terms.stopped.is_none()
            && !self.lexer.faults.are_too_many()
            && self.terms.undeclared.len() < FINDINGS_KEPT
        {
            self.block();
        }
        if self.in_graph && self.token.kind == Kind::End {
            self.report_expected("`}` at the end of the graph block");
        }
        if self.token.faulty && self.token.start >= stop {
            // The token is of the text after `stop`; who reads that reports it.
            self.lexer.faults.truncate(self.faults_before);
        }
    }

    #[inline]
    pub fn advance(&mut self) {
        self.previous = self.token;
        self.faults_before = self.lexer.faults.len();
        self.token = self.lexer.next();
        self.faulty |= self.token.faulty;
    }

    /// [`triples`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-triples) and its `.`
    pub fn triples(&mut self) {
        self.first = self.token;
        self.mark = self.sink.len();
        let mut state = self.subject();
        loop {
            state = match state {
                State::Verb => self.verb(),
                State::Object => self.object(),
                State::AfterObject => self.after_object(),
                State::VerbOrEnd => self.verb_or_end(),
                State::ListEnd => self.list_end(),
                State::Item => self.item(),
                State::TripleSubject => self.triple_subject(),
                State::TripleEnd => self.triple_end(),
                State::Done => return self.end_of_statement(),
                State::Opened => return,
                State::Lost => return self.recover(),
            };
        }
    }

    fn end_of_statement(&mut self) {
        self.check_line();
        self.faulty |= self.has_invalid_bytes();
        if self.faulty || self.graph_is_faulty {
            self.sink.forget(self.mark);
            self.faulty = false;
        }
        if self.token.kind == Kind::Dot {
            self.dot = self.token.end;
            self.advance();
        }
    }

    /// Whether a byte between the first token of the statement and this one is not UTF-8.
    #[inline]
    pub fn has_invalid_bytes(&self) -> bool {
        let invalid = self.invalid;
        !invalid.is_empty() && {
            let next = invalid.partition_point(|at| *at < self.first.start);
            invalid.get(next).is_some_and(|at| *at < self.token.end)
        }
    }

    /// Forgets the statement and all that is open.
    pub fn abandon(&mut self) {
        self.sink.forget(self.mark);
        self.frames.clear();
        self.inside = Inside::Statement;
        self.faulty = false;
    }

    /// [`subject`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-subject)
    #[inline]
    fn subject(&mut self) -> State {
        let token = self.token;
        match token.kind {
            Kind::IriRef | Kind::PrefixedName => {
                let id = self.terms.subject(&mut self.lexer, &self.token);
                self.subject = self.node(id);
                self.advance();
            }
            Kind::BlankNodeLabel => {
                self.subject = self.blank_node();
                self.advance();
            }
            Kind::OpenBracket => {
                self.advance();
                if self.token.kind != Kind::CloseBracket {
                    return self.open_property_list(token, Role::Subject);
                }
                self.subject = self.anonymous(token);
            }
            Kind::OpenParenthesis => return self.open_collection(token, Role::Subject),
            Kind::OpenReified => return self.open_triple(Inside::Reified, Role::Subject),
            _ => return self.unexpected_subject(),
        }
        if self.token.kind == Kind::OpenBrace && self.syntax == Syntax::TriG && !self.in_graph {
            return self.open_graph();
        }
        State::Verb
    }

    /// The graph that the subject, as it turned out, names.
    fn open_graph(&mut self) -> State {
        self.graph = Some(self.subject.id);
        self.graph_is_faulty = self.faulty;
        self.in_graph = true;
        self.faulty = false;
        self.advance();
        State::Opened
    }

    #[inline]
    fn iri(&mut self) -> Node {
        let id = self.terms.iri(&mut self.lexer, &self.token);
        self.node(id)
    }

    fn blank_node(&mut self) -> Node {
        let id = self.terms.blank_node(&self.lexer, &self.token);
        self.node(id)
    }

    #[inline]
    fn node(&mut self, id: Option<TermId>) -> Node {
        self.faulty |= id.is_none();
        Node {
            id: id.unwrap_or(NO_TERM),
            span: Span::of(self.token.span()),
        }
    }

    /// `[]`; the token is its second half.
    fn anonymous(&mut self, open: Token) -> Node {
        let id = self.terms.fresh_blank_node();
        let span = Span::of(open.start..self.token.end);
        self.advance();
        Node { id, span }
    }

    /// [`verb`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-verb)
    #[inline]
    fn verb(&mut self) -> State {
        self.verb = (self.token.start, self.token.line);
        self.predicate = match self.token.kind {
            Kind::IriRef | Kind::PrefixedName => {
                let id = self.terms.predicate(&mut self.lexer, &self.token);
                self.node(id)
            }
            Kind::Word if self.word() == b"a" => {
                let id = self.terms.rdf_type();
                self.node(Some(id))
            }
            _ if self.is_equals() => {
                let id = self.terms.known_iri(OWL_SAME_AS);
                self.node(Some(id))
            }
            _ => return self.unexpected(State::Verb),
        };
        self.advance();
        State::Object
    }

    pub fn word(&self) -> &'a [u8] {
        self.lexer.bytes(self.token.span())
    }

    /// Whether a predicate begins here.
    pub fn is_verb(&self) -> bool {
        match self.token.kind {
            Kind::IriRef | Kind::PrefixedName => true,
            Kind::Word => self.word() == b"a",
            _ => self.is_equals(),
        }
    }

    #[inline]
    fn verb_or_end(&mut self) -> State {
        if self.is_verb() {
            State::Verb
        } else {
            match self.token.kind {
                Kind::Dot | Kind::CloseBracket | Kind::CloseAnnotation | Kind::CloseBrace => {
                    State::ListEnd
                }
                _ => self.unexpected(State::VerbOrEnd),
            }
        }
    }
}
