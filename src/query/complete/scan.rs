//! Reads the tokens of a text that need not be a query: which triples its patterns have, and what stands at a place. What it does
//! not understand it passes over.

use super::place::{Node, Place, Step, Triple};
use crate::query::tokens::{Kind, Token};
use crate::rdf::{Prefixes, vocab};
use std::ops::Range;

/// What was read.
pub struct Scanned {
    /// The triples of all patterns.
    pub triples: Vec<Triple>,
    /// What the place is.
    pub place: Place,
}

/// What brackets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// The query, or a pattern, between `{` and `}` or not.
    Pattern,
    /// A list of properties of a node, between `[` and `]` or `{|` and `|}`.
    Properties,
    /// A triple term.
    TripleTerm,
    /// The alternatives of a path.
    Path,
    /// An expression.
    Expression,
    /// Values after `VALUES`, or a list.
    Values,
}

/// What comes next in a triple.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Subject,
    Property,
    Object,
    Nothing,
}

/// Brackets that are open.
#[derive(Clone, Debug)]
struct Frame {
    inside: Inside,
    next: Next,
    subject: Option<Node>,
    /// The node that the path has come to.
    from: Option<Node>,
    step: Step,
    is_inverse: bool,
    object: Option<Node>,
    /// The keyword that was read last, in upper case.
    keyword: String,
    /// Whether a query stands here, and whether its pattern was read.
    is_query: bool,
    has_pattern: bool,
}

impl Frame {
    fn new(inside: Inside) -> Self {
        Self {
            inside,
            next: Next::Subject,
            subject: None,
            from: None,
            step: Step::Other,
            is_inverse: false,
            object: None,
            keyword: String::new(),
            is_query: false,
            has_pattern: false,
        }
    }

    /// One whose subject is known.
    fn of(inside: Inside, node: Node) -> Self {
        Self {
            next: Next::Property,
            from: Some(node.clone()),
            subject: Some(node),
            ..Self::new(inside)
        }
    }
}

struct Scan<'t> {
    text: &'t str,
    prefixes: &'t Prefixes,
    frames: Vec<Frame>,
    triples: Vec<Triple>,
    /// How many nodes have no name.
    others: usize,
}

/// Reads a text; the place is where a word is written.
pub fn scan(text: &str, tokens: &[Token], written: &Range<usize>, prefixes: &Prefixes) -> Scanned {
    let query = Frame {
        is_query: true,
        ..Frame::new(Inside::Pattern)
    };
    let mut scan = Scan {
        text,
        prefixes,
        frames: vec![query],
        triples: Vec::new(),
        others: 0,
    };
    let mut place = None;
    for token in tokens {
        if token.range.start >= written.start && place.is_none() {
            place = Some(scan.place());
        }
        if token.range.end <= written.start || token.range.start >= written.end {
            scan.token(token);
        }
    }
    Scanned {
        place: place.unwrap_or_else(|| scan.place()),
        triples: scan.triples,
    }
}

impl Scan<'_> {
    fn token(&mut self, token: &Token) {
        let shown = token.text(self.text);
        match token.kind {
            Kind::Sign => self.sign(shown),
            Kind::Word if !shown.contains(':') => self.word(shown),
            Kind::Word => {
                let known = self.prefixes.expand(&shown.replace('\\', ""));
                let node = match known.filter(|_| !shown.starts_with("_:")) {
                    Some(iri) => Node::Iri(iri),
                    None => self.other(),
                };
                self.node(node);
            }
            Kind::Variable => self.node(Node::Variable(
                shown.trim_start_matches(['?', '$']).to_owned(),
            )),
            Kind::Iri => self.node(Node::Iri(shown.trim_matches(['<', '>']).to_owned())),
            Kind::String | Kind::OpenString | Kind::Number => {
                let node = self.other();
                self.node(node);
            }
            Kind::Language => {}
        }
    }

    fn other(&mut self) -> Node {
        self.others += 1;
        Node::Other(self.others)
    }

    fn word(&mut self, word: &str) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if word == "a" && frame.next == Next::Property {
            return self.node(Node::Iri(vocab::RDF_TYPE.to_owned()));
        }
        if frame.inside == Inside::Expression {
            frame.keyword = word.to_ascii_uppercase();
            return;
        }
        if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") {
            let node = self.other();
            return self.node(node);
        }
        frame.keyword = word.to_ascii_uppercase();
        frame.is_query |= frame.keyword == "SELECT";
        (frame.next, frame.subject) = (Next::Subject, None);
    }

    fn sign(&mut self, sign: &str) {
        match sign {
            "{" => self.open_pattern(),
            "(" => self.open_bracket(),
            "[" | "<<(" | "<<" | "{|" => self.open_node(sign),
            "}" | ")" | "]" | ")>>" | ">>" | "|}" => self.close(),
            "." => self.next(Next::Subject),
            ";" => self.next(Next::Property),
            "," => self.next(Next::Object),
            "/" => self.slash(),
            "|" => {
                if let Some(frame) = self.path() {
                    (frame.next, frame.step, frame.object) = (Next::Property, Step::Other, None);
                }
            }
            "^" => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.is_inverse = true;
                }
            }
            "*" | "+" | "?" => {
                if let Some(frame) = self.path()
                    && let Step::Property(iri) = &frame.step
                {
                    frame.step = Step::Steps(iri.clone());
                }
            }
            "~" => self.next(Next::Nothing),
            _ => {}
        }
    }

    /// The frame in whose path a property was read.
    fn path(&mut self) -> Option<&mut Frame> {
        let frame = self.frames.last_mut()?;
        (frame.next == Next::Object && frame.object.is_none()).then_some(frame)
    }

    fn slash(&mut self) {
        let middle = self.other();
        let Some(frame) = self.path() else {
            return;
        };
        let from = frame.from.replace(middle.clone());
        let (step, is_inverse) = (frame.step.clone(), frame.is_inverse);
        (frame.next, frame.step, frame.is_inverse) = (Next::Property, Step::Other, false);
        self.add(from, step, is_inverse, middle);
    }

    fn next(&mut self, next: Next) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if frame.inside == Inside::Expression || frame.inside == Inside::Values {
            return;
        }
        let is_list = frame.inside == Inside::Properties && next == Next::Subject;
        if !is_list {
            frame.next = next;
        }
        match next {
            Next::Subject if !is_list => (frame.subject, frame.keyword) = (None, String::new()),
            Next::Property => {
                frame.from.clone_from(&frame.subject);
                (frame.step, frame.is_inverse) = (Step::Other, false);
            }
            _ => {}
        }
        frame.object = None;
    }

    fn open_pattern(&mut self) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        let inside = match frame.keyword.as_str() {
            "VALUES" => Inside::Values,
            _ => Inside::Pattern,
        };
        // A template is not the pattern.
        let is_template = frame.keyword == "CONSTRUCT";
        if frame.inside == Inside::Pattern {
            frame.has_pattern |= frame.is_query && inside == Inside::Pattern && !is_template;
            frame.keyword.clear();
            (frame.next, frame.subject) = (Next::Subject, None);
        }
        self.frames.push(Frame::new(inside));
    }

    fn open_bracket(&mut self) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let inside = match frame.inside {
            Inside::Expression => Inside::Expression,
            Inside::Values => Inside::Values,
            _ if frame.keyword == "VALUES" => Inside::Values,
            _ if frame.next == Next::Property && frame.subject.is_some() => Inside::Path,
            _ if frame.next == Next::Object => Inside::Values,
            _ => Inside::Expression,
        };
        self.frames.push(match (inside, frame.from.clone()) {
            (Inside::Path, Some(node)) => Frame::of(inside, node),
            _ => Frame::new(inside),
        });
    }

    fn open_node(&mut self, sign: &str) {
        let node = self.other();
        if sign.starts_with("<<") {
            self.node(node);
            return self.frames.push(Frame::new(Inside::TripleTerm));
        }
        // What is between `{|` and `|}` is said of a reifier.
        if sign == "[" {
            self.node(node.clone());
        }
        self.frames.push(Frame::of(Inside::Properties, node));
    }

    fn close(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        let closed = self.frames.pop();
        let Some((frame, closed)) = self.frames.last_mut().zip(closed) else {
            return;
        };
        match closed.inside {
            Inside::Path => {
                (frame.next, frame.step, frame.object) = (Next::Object, Step::Other, None);
            }
            // `FILTER(…)` is over, `ORDER BY (…)` is not.
            Inside::Expression
                if frame.inside == Inside::Pattern
                    && (!frame.is_query || frame.has_pattern && frame.keyword == "FILTER") =>
            {
                frame.keyword.clear();
            }
            Inside::Pattern | Inside::Values => {
                if closed.inside == Inside::Pattern || frame.keyword == "VALUES" {
                    let is_list = frame.keyword == "VALUES" && closed.next == Next::Nothing;
                    if !is_list && frame.inside == Inside::Pattern {
                        (frame.next, frame.subject) = (Next::Subject, None);
                    }
                } else if frame.next == Next::Object {
                    frame.object = Some(Node::Other(0));
                }
            }
            _ => {}
        }
    }

    /// Takes a node where it stands.
    fn node(&mut self, node: Node) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if matches!(frame.inside, Inside::Expression | Inside::Values) {
            return;
        }
        if frame.is_query && !frame.has_pattern && frame.inside == Inside::Pattern {
            // What is selected, or an IRI of the prologue.
            if ["PREFIX", "BASE"].contains(&frame.keyword.as_str()) && matches!(node, Node::Iri(_))
            {
                frame.keyword.clear();
            }
            return;
        }
        if ["GRAPH", "SERVICE", "SILENT"].contains(&frame.keyword.as_str()) {
            return frame.keyword.clear();
        }
        match frame.next {
            Next::Subject => {
                (frame.from, frame.subject) = (Some(node.clone()), Some(node));
                frame.next = Next::Property;
                (frame.step, frame.is_inverse) = (Step::Other, false);
            }
            Next::Property => {
                frame.step = match node {
                    Node::Iri(iri) if !matches!(frame.inside, Inside::Path) => Step::Property(iri),
                    _ => Step::Other,
                };
                (frame.next, frame.object) = (Next::Object, None);
            }
            Next::Object => {
                frame.object = Some(node.clone());
                let (from, step) = (frame.from.clone(), frame.step.clone());
                let is_inverse = frame.is_inverse;
                self.add(from, step, is_inverse, node);
            }
            Next::Nothing => {}
        }
    }

    fn add(&mut self, from: Option<Node>, step: Step, is_inverse: bool, to: Node) {
        let Some(from) = from else {
            return;
        };
        let (subject, object) = match is_inverse {
            true => (to, from),
            false => (from, to),
        };
        self.triples.push(Triple {
            subject,
            step,
            object,
        });
    }

    /// What stands here.
    fn place(&self) -> Place {
        let Some(frame) = self.frames.last() else {
            return Place::Nothing;
        };
        match frame.inside {
            Inside::Expression if frame.keyword == "AS" => Place::Nothing,
            Inside::Expression => Place::Expression,
            Inside::Values => Place::Value,
            Inside::Pattern if frame.is_query => Self::place_in_query(frame),
            _ => match frame.keyword.as_str() {
                "FILTER" | "NOT" | "BIND" => Place::Constraint,
                "GRAPH" => Place::Graph,
                "VALUES" => Place::Selected,
                _ => Self::place_in_pattern(frame),
            },
        }
    }

    fn place_in_query(frame: &Frame) -> Place {
        match frame.keyword.as_str() {
            "" if frame.has_pattern => Place::Modifier,
            "" => Place::Start,
            "PREFIX" => Place::Prefix,
            "BASE" | "LIMIT" | "OFFSET" | "VERSION" => Place::Modifier,
            "FROM" | "NAMED" => Place::Graph,
            "GROUP" | "ORDER" | "BY" | "ASC" | "DESC" => Place::Key,
            "HAVING" => Place::Expression,
            "ASK" | "CONSTRUCT" | "WHERE" => Place::BeforePattern,
            _ if frame.has_pattern => Place::Modifier,
            _ => Place::Selected,
        }
    }

    fn place_in_pattern(frame: &Frame) -> Place {
        match (frame.next, &frame.from) {
            (Next::Property, Some(of)) => Place::Property {
                of: of.clone(),
                is_reached: frame.is_inverse,
            },
            (Next::Object, Some(_)) if frame.object.is_some() => Place::AfterTriple,
            (Next::Object, Some(subject)) if !frame.is_inverse => Place::Object {
                subject: subject.clone(),
                step: frame.step.clone(),
            },
            (Next::Object, _) => Place::Object {
                subject: Node::Other(0),
                step: Step::Other,
            },
            (Next::Nothing, _) => Place::Selected,
            _ => Place::Subject,
        }
    }
}
