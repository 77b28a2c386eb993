//! Goes on after a fault.
//!
//! Where one slip explains what was found (a missing `.` at the end of a line, `;` in place of it, punctuation of full
//! width), reading goes on as if it were mended, so that one slip is one finding. Else it goes on with the next
//! statement that can be trusted: after a `.`, or at a line that is not indented more than the faulty statement and
//! begins with three terms in the order of a statement, or with a directive.

use super::{Inside, Kind, Parser, Sink, State};
use crate::read::Syntax;
use crate::read::fault::Fault;

/// What follows a fault, as far as three tokens tell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// Subject, predicate and object, or a directive.
    Statement,
    /// Predicate and object.
    Predicate,
    /// An object.
    Object,
    /// Something else.
    Other,
}

impl<S: Sink> Parser<'_, '_, S> {
    /// The token begins no statement.
    pub(super) fn unexpected_subject(&mut self) -> State {
        if self.report_n3() {
            return State::Lost;
        }
        if self.token.kind == Kind::Dot {
            let message = "this `.` ends no statement";
            self.report(Fault::new("unexpected-token", message, self.token.span()));
            self.advance();
            self.faulty = false;
            return State::Opened;
        }
        self.report_expected("a statement, which begins with an IRI or a blank node");
        State::Lost
    }

    /// The token after `^^` is not an IRI.
    pub(super) fn unexpected_datatype(&mut self) -> State {
        self.report_expected("the IRI of a datatype");
        State::Lost
    }

    /// The token cannot come in a state: reports it, and says how to go on.
    pub(super) fn unexpected(&mut self, state: State) -> State {
        self.faulty = true;
        if self.report_n3() {
            return State::Lost;
        }
        if self.syntax.is_by_line() {
            self.report_expected(self.expected(state));
            return State::Lost;
        }
        if let Some(next) = self.full_width_before(state) {
            return next;
        }
        match state {
            State::AfterObject | State::ListEnd => self.missing_punctuation(),
            State::Verb | State::Object if self.ends_something() => {
                let mut fault = self.expected_fault(self.expected(state));
                if self.dot_was_semicolon() {
                    fault = fault
                        .with_hint("a `;` in place of the `.` at the end of the line before seems to be meant")
                        .with_related(self.dot - 1..self.dot, "`;` in place of this");
                }
                self.report(fault);
                // What is missing is one term; the end that was found is one.
                if self.inside == Inside::Statement {
                    State::AfterObject
                } else {
                    State::Lost
                }
            }
            _ => {
                self.report_expected(self.expected(state));
                State::Lost
            }
        }
    }

    fn ends_something(&self) -> bool {
        matches!(self.token.kind, Kind::Dot | Kind::Semicolon | Kind::Comma)
    }

    /// `:name；` is a name for Turtle, and what follows it is surprising.
    fn full_width_before(&mut self, state: State) -> Option<State> {
        if !matches!(
            self.previous.kind,
            Kind::Word | Kind::PrefixedName | Kind::BlankNodeLabel
        ) {
            return None;
        }
        let (span, character, twin) = self.lexer.full_width_end(&self.previous)?;
        let fault = Fault::full_width(span, character, twin);
        self.lexer.faults.push(fault);
        match (state, twin) {
            (State::AfterObject | State::ListEnd, ';') => Some(State::VerbOrEnd),
            (State::AfterObject | State::ListEnd, ',') => Some(State::Object),
            (State::AfterObject | State::ListEnd, '.') if self.inside == Inside::Statement => {
                self.resume = Some((self.token.start, self.token.line));
                Some(State::Lost)
            }
            _ => Some(State::Lost),
        }
    }

    /// After an object there is neither punctuation nor an end.
    fn missing_punctuation(&mut self) -> State {
        let expected = self.expected(State::AfterObject);
        let mut fault = self.expected_fault(expected);
        if self.token.kind == Kind::End {
            if self.in_graph {
                fault = fault.with_hint("close the graph block with `}`");
            } else if self.inside == Inside::Statement {
                fault = fault.with_hint("end the last statement with `.`");
            }
            self.report(fault);
            return State::Lost;
        }
        if self.in_graph && self.is_word(b"graph") {
            self.report(fault.with_hint("close the graph block before with `}`"));
            self.in_graph = false;
            self.resume = Some((self.token.start, self.token.line));
            return State::Lost;
        }
        let between = self.lexer.bytes(self.previous.end..self.token.start);
        if !between.contains(&b'\n') {
            return self.on_the_same_line(fault);
        }
        let follows = self.follows();
        let (mark, next) = match follows {
            Follows::Statement
                if self.inside == Inside::Statement && self.is_outdented(self.token.start) =>
            {
                self.resume = Some((self.token.start, self.token.line));
                (".", State::Lost)
            }
            Follows::Predicate => (";", State::Verb),
            Follows::Object => (",", State::Object),
            _ => {
                self.report(fault);
                return State::Lost;
            }
        };
        let hint = format!("a `{mark}` seems to be missing at the end of the line before");
        let fault = fault
            .with_hint(hint)
            .with_related(self.previous.span(), format!("`{mark}` after this"));
        self.report(fault);
        next
    }

    /// What was found stands on the line of the object.
    fn on_the_same_line(&mut self, fault: Fault) -> State {
        let fault = match self.previous.kind {
            Kind::String
                if matches!(
                    self.token.kind,
                    Kind::Word | Kind::PrefixedName | Kind::String | Kind::Unknown
                ) =>
            {
                fault.with_hint("a `\"` inside a string is written `\\\"`")
            }
            Kind::LongString => {
                let message = "the string that ends here begins there";
                fault
                    .with_hint("if the string should have ended before, its closing quotes are missing there")
                    .with_related(self.previous.start..self.previous.start + 3, message)
            }
            _ if self.semicolon_was_dot() => {
                self.resume = Some(self.verb);
                fault
                    .with_hint(
                        "a `.` in place of the `;` at the end of the line before seems to be meant",
                    )
                    .with_related(self.semicolon - 1..self.semicolon, "`.` in place of this")
            }
            _ => match self.hint() {
                Some(hint) => fault.with_hint(hint),
                None => fault,
            },
        };
        self.report(fault);
        State::Lost
    }

    /// The verb begins a line that is not indented, the line before ends with `;`, and its object is followed by another.
    fn semicolon_was_dot(&self) -> bool {
        let (verb, _) = self.verb;
        let between = self.lexer.bytes(self.semicolon..verb);
        self.inside == Inside::Statement
            && self.semicolon > self.first.start
            && self.semicolon <= verb
            && between.contains(&b'\n')
            && self.begins_object()
            && self.is_outdented(verb)
    }

    /// The statement is subject and predicate only, and indented, after a line that ends with `.`
    fn dot_was_semicolon(&self) -> bool {
        let (verb, _) = self.verb;
        let between = self.lexer.bytes(self.dot..self.first.start);
        let subject_and_verb = self.lexer.bytes(self.first.end..verb);
        self.dot > 0
            && self.inside == Inside::Statement
            && between.trim_ascii_start().is_empty()
            && between.contains(&b'\n')
            && subject_and_verb.trim_ascii_start().is_empty()
            && self.previous.start == verb
            && self.indentation(self.first.start) > Some(0)
    }

    /// Whether a byte is the first of its line and not indented more than the statement.
    fn is_outdented(&self, at: usize) -> bool {
        match (self.indentation(at), self.indentation(self.first.start)) {
            (Some(here), Some(statement)) => here <= statement,
            (Some(here), None) => here == 0,
            (None, _) => false,
        }
    }

    /// The white space before a byte, if nothing else is before it on its line.
    fn indentation(&self, at: usize) -> Option<usize> {
        let before = self.lexer.bytes(0..at);
        let indentation = before
            .iter()
            .rev()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let before = before
            .len()
            .checked_sub(indentation + 1)
            .and_then(|at| before.get(at));
        matches!(before, None | Some(b'\n')).then_some(indentation)
    }

    /// What the token and the two after it look like.
    fn follows(&mut self) -> Follows {
        if self.directive_word().is_some() || self.is_graph_block() {
            return Follows::Statement;
        }
        let is_subject = matches!(
            self.token.kind,
            Kind::IriRef | Kind::PrefixedName | Kind::BlankNodeLabel
        );
        let is_verb = self.is_verb();
        let begins_object = self.begins_object();
        let [second, third] = self.peek_two();
        let ends = |kind: Kind| {
            matches!(
                kind,
                Kind::Dot
                    | Kind::Semicolon
                    | Kind::Comma
                    | Kind::CloseBracket
                    | Kind::CloseAnnotation
            )
        };
        match (second, third) {
            (Peeked::Kind(kind), _) if ends(kind) && begins_object => Follows::Object,
            (Peeked::Verb, Peeked::Object | Peeked::Verb) if is_subject => Follows::Statement,
            (Peeked::Object | Peeked::Verb, Peeked::Kind(kind)) if is_verb && ends(kind) => {
                Follows::Predicate
            }
            (Peeked::Object, _) if is_verb => Follows::Predicate,
            _ => Follows::Other,
        }
    }

    fn is_graph_block(&mut self) -> bool {
        if self.syntax != Syntax::TriG || self.in_graph {
            return false;
        }
        let [second, _] = self.peek_two();
        second == Peeked::Kind(Kind::OpenBrace) || self.is_word(b"graph")
    }

    /// What the two tokens after the token look like.
    fn peek_two(&mut self) -> [Peeked; 2] {
        let mark = self.lexer.mark();
        let (token, previous, faulty) = (self.token, self.previous, self.faulty);
        let peeked = std::array::from_fn(|_| {
            self.advance();
            let is_suffix = matches!(self.token.kind, Kind::At | Kind::Carets);
            match self.token.kind {
                _ if self.is_verb() => Peeked::Verb,
                _ if self.begins_object() => Peeked::Object,
                _ if is_suffix => Peeked::Other,
                kind => Peeked::Kind(kind),
            }
        });
        self.lexer.reset(mark);
        (self.token, self.previous, self.faulty) = (token, previous, faulty);
        peeked
    }

    /// Forgets the statement and goes on with the next one that can be trusted.
    pub(super) fn recover(&mut self) {
        self.abandon();
        if self.token.kind == Kind::End {
            self.in_graph = false;
        }
        if let Some((at, line)) = self.resume.take() {
            self.lexer.go_to(at, line);
            self.advance();
            return;
        }
        if self.syntax.is_by_line() {
            return self.next_line();
        }
        let faults = self.lexer.faults.len();
        let mut is_prose = false;
        let is_skipped = std::mem::take(&mut self.in_n3);
        if is_skipped {
            self.skip_n3();
        }
        while !is_skipped && self.token.kind != Kind::End && !self.is_trusted(is_prose) {
            let ends_word =
                self.previous.kind == Kind::Word && self.previous.end == self.token.start;
            is_prose = self.token.kind == Kind::Dot && ends_word;
            self.advance();
        }
        // The first token of what is trusted is read again, now for its faults.
        self.lexer.faults.truncate(faults);
        self.faulty = false;
        if self.token.kind != Kind::End {
            self.lexer.go_to(self.token.start, self.token.line);
            self.faults_before = faults;
            self.token = self.lexer.next();
            self.faulty = self.token.faulty;
        }
    }

    /// N-Triples and N-Quads: what is trusted is a line.
    fn next_line(&mut self) {
        let line = self.token.line;
        let line = if self.previous.line == self.first.line && line != self.first.line {
            self.first.line
        } else {
            line
        };
        let faults = self.lexer.faults.len();
        while self.token.kind != Kind::End && self.token.line <= line {
            self.advance();
        }
        self.lexer.faults.truncate(faults);
        self.faulty = false;
        self.lexer.go_to(self.token.start, self.token.line);
        self.faults_before = faults;
        self.token = self.lexer.next();
        self.faulty = self.token.faulty;
    }

    /// Whether a statement that can be trusted begins with the token. Below a line that ends with `.` anything does,
    /// unless the `.` ends a word, as in a text that was taken for statements.
    fn is_trusted(&mut self, is_prose: bool) -> bool {
        let after_dot = self.previous.kind == Kind::Dot && self.previous.start >= self.first.start;
        match self.token.kind {
            Kind::CloseBrace => self.in_graph,
            Kind::OpenBrace => after_dot && self.syntax == Syntax::TriG && !self.in_graph,
            Kind::OpenBracket | Kind::OpenParenthesis | Kind::OpenReified => after_dot,
            _ if after_dot && self.token.line > self.previous.line && !is_prose => true,
            _ if after_dot => self.follows() == Follows::Statement || self.begins_composite(),
            _ => {
                self.token.start > self.first.start
                    && self.is_outdented(self.token.start)
                    && self.follows() == Follows::Statement
            }
        }
    }

    /// Subject and predicate are terms, the object is something in brackets.
    fn begins_composite(&mut self) -> bool {
        matches!(
            self.token.kind,
            Kind::IriRef | Kind::PrefixedName | Kind::BlankNodeLabel
        ) && self.peek_two()[0] == Peeked::Verb
    }
}

/// A token ahead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Peeked {
    /// A predicate, which may be an object too.
    Verb,
    /// An object that is not a predicate.
    Object,
    /// `@` or `^^`
    Other,
    /// Something else.
    Kind(Kind),
}
