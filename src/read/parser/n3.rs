//! N3: the part that is Turtle is read, and `=`; other forms are findings, since what they say is not RDF
//! ([Notation3](https://w3c.github.io/N3/spec/)).

use super::{Kind, Parser, Sink};
use crate::read::Syntax;
use crate::read::fault::Fault;

impl<S: Sink> Parser<'_, '_, S> {
    /// Whether the token is the `=` of N3, and not the beginning of `=>`.
    pub(super) fn is_equals(&self) -> bool {
        self.syntax == Syntax::N3
            && self.token.kind == Kind::Unknown
            && self.word() == b"="
            && self.lexer.peek(self.token.end) != b'>'
    }

    /// Reports the form of N3 that the token begins, if it begins one that bixi does not read.
    pub(super) fn report_n3(&mut self) -> bool {
        let Some((what, hint)) = self.n3_form().filter(|_| self.syntax == Syntax::N3) else {
            return false;
        };
        let message = format!("{what}, and of N3 bixi reads only what is Turtle");
        let mut span = self.token.span();
        if self.word() == b"=" {
            span.end += 1;
        }
        self.report(Fault::new("n3-only", message, span).with_hint(hint));
        self.in_n3 = true;
        true
    }

    fn n3_form(&self) -> Option<(&'static str, &'static str)> {
        let rule = "write rules as CONSTRUCT queries in `rules/`, or as SHACL rules";
        let variable = ("this is a variable", rule);
        Some(match (self.token.kind, self.word()) {
            (Kind::OpenBrace, _) => (
                "this is a formula, which quotes what is in it",
                "write rules as CONSTRUCT queries in `rules/`, and quote a triple as `<<( … )>>`",
            ),
            (Kind::Unknown, b"=") => ("`=>` makes this a rule", rule),
            (Kind::Unknown, b"?") => variable,
            (Kind::At, b"@forAll" | b"@forSome") => variable,
            (Kind::Unknown, b"!" | b"^") => (
                "this is a path",
                "write the nodes on the path, `[ … ]` where they have no name",
            ),
            (Kind::At, b"@keywords") => (
                "this is a declaration of keywords",
                "write `a` and prefixed names",
            ),
            (Kind::Word, b"has") => ("`has` before a predicate is N3", "leave it out"),
            (Kind::Word, b"is" | b"of") => {
                ("`is … of` is N3", "write the statement the other way round")
            }
            _ => return None,
        })
    }

    /// Goes to the statement that follows: after the next `.` that is not inside of a formula.
    pub(super) fn skip_n3(&mut self) {
        let mut open = 0_usize;
        while self.token.kind != Kind::End {
            match self.token.kind {
                Kind::OpenBrace => open += 1,
                Kind::CloseBrace => open = open.saturating_sub(1),
                Kind::Dot if open == 0 => return self.advance(),
                _ => {}
            }
            self.advance();
        }
    }
}
