//! From tokens to the numbers of terms ([Turtle, 7.2](https://www.w3.org/TR/rdf12-turtle/#sec-parsing-terms)).

use super::FINDINGS_KEPT;
use super::escapes::unescape_local_name;
use super::fault::Fault;
use super::iri::Base;
use super::lexer::Lexer;
use super::recent::Recent;
use super::token::{Kind, Token};
use crate::dictionary::{Interner, Tag, TermId, same_bytes};
use crate::error::Error;
use crate::rdf::vocab;
use rustc_hash::FxHashMap;
use std::ops::Range;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// The number that stands for a term that is none; the statement it is in is not kept.
pub const NO_TERM: TermId = 0;

/// A declared prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// Its name without the colon.
    pub name: Vec<u8>,
    /// Its namespace IRI; `None` if that was declared but is wrong.
    pub namespace: Option<Vec<u8>>,
    /// Whether a plain local name cannot make the namespace IRI wrong.
    pub is_plain: bool,
}

/// A prefix that is used but not declared.
#[derive(Clone, Debug)]
pub struct Undeclared {
    /// Its name without the colon.
    pub name: String,
    /// Where it is used, the first places.
    pub uses: Vec<Range<usize>>,
    /// How often it is used.
    pub count: usize,
}

/// How many uses of a prefix that is not declared are kept.
pub const USES_KEPT: usize = 20;

/// What the tokens of a text mean, as far as it was read.
pub struct Terms<'r> {
    /// The terms.
    pub interner: Interner,
    /// The IRI that relative ones are resolved against.
    pub base: Base,
    /// The prefixes, in the order of their names' first declaration.
    pub prefixes: Vec<Prefix>,
    /// The prefixes that are used but not declared.
    pub undeclared: Vec<Undeclared>,
    /// Why reading cannot go on: there are more terms than numbers.
    pub stopped: Option<Error>,
    /// Labels of blank nodes.
    labels: FxHashMap<Box<[u8]>, TermId>,
    blank_node_prefix: &'r str,
    blank_nodes: usize,
    predicates: Recent<TermId>,
    /// The IRI that was a subject last, and where it stands.
    subject: Option<(Range<usize>, TermId)>,
    pub(super) types: Recent<Tag>,
    pub(super) scratch: Vec<u8>,
    pub(super) simple: Option<Tag>,
    pub(super) numeric: [Option<Tag>; 4],
    reifies: Option<TermId>,
    rdf_type: Option<TermId>,
    list_words: Option<ListWords>,
}

/// `rdf:first`, `rdf:rest` and `rdf:nil`
#[derive(Clone, Copy)]
pub struct ListWords {
    pub first: TermId,
    pub rest: TermId,
    pub nil: TermId,
}

impl<'r> Terms<'r> {
    /// Nothing is known yet but a base and prefixes.
    pub fn new(blank_node_prefix: &'r str, base: Base, prefixes: Vec<Prefix>) -> Self {
        Self {
            interner: Interner::default(),
            base,
            prefixes,
            undeclared: Vec::new(),
            stopped: None,
            labels: FxHashMap::default(),
            blank_node_prefix,
            blank_nodes: 0,
            predicates: Recent::default(),
            subject: None,
            types: Recent::default(),
            scratch: Vec::new(),
            simple: None,
            numeric: [None; 4],
            reifies: None,
            rdf_type: None,
            list_words: None,
        }
    }

    /// The number of a term that may be known.
    #[inline]
    pub(super) fn intern(&mut self, tag: Tag, text: &[u8]) -> TermId {
        let hash = Interner::hash(tag, text);
        match self.interner.find(hash, tag, text) {
            Some(id) => id,
            None => self.insert(hash, tag, text),
        }
    }

    fn insert(&mut self, hash: u32, tag: Tag, text: &[u8]) -> TermId {
        match self.interner.insert(hash, tag, text) {
            Ok(id) => id,
            Err(error) => {
                self.stopped = Some(error);
                NO_TERM
            }
        }
    }

    /// The number of an IRI that is right.
    pub fn known_iri(&mut self, iri: &str) -> TermId {
        self.intern(Tag::IRI, iri.as_bytes())
    }

    /// `rdf:reifies`
    pub fn reifies(&mut self) -> TermId {
        if let Some(id) = self.reifies {
            return id;
        }
        let id = self.known_iri(vocab::RDF_REIFIES);
        self.reifies = Some(id);
        id
    }

    /// `rdf:type`, which `a` stands for.
    #[inline]
    pub fn rdf_type(&mut self) -> TermId {
        if let Some(id) = self.rdf_type {
            return id;
        }
        let id = self.known_iri(vocab::RDF_TYPE);
        self.rdf_type = Some(id);
        id
    }

    /// What lists are made of.
    pub fn list_words(&mut self) -> ListWords {
        if let Some(words) = self.list_words {
            return words;
        }
        let mut word = |name: &str| self.known_iri(&format!("{RDF}{name}"));
        let words = ListWords {
            first: word("first"),
            rest: word("rest"),
            nil: word("nil"),
        };
        self.list_words = Some(words);
        words
    }

    /// `rdf:nil`, the list without items: the words of the others are not terms of a text that has only this one.
    pub fn nil(&mut self) -> TermId {
        match self.list_words {
            Some(words) => words.nil,
            None => self.known_iri(&format!("{RDF}nil")),
        }
    }

    /// The number of a triple term.
    pub fn triple(&mut self, triple: [TermId; 3]) -> TermId {
        self.interner.intern_triple(triple).unwrap_or_else(|error| {
            self.stopped = Some(error);
            NO_TERM
        })
    }

    /// An IRI that is a predicate; there are few of them, and they come again and again.
    #[inline]
    pub fn predicate(&mut self, lexer: &mut Lexer, token: &Token) -> Option<TermId> {
        let raw = lexer.bytes(token.span());
        if let Some(id) = self.predicates.find(raw) {
            return Some(id);
        }
        let id = self.iri(lexer, token)?;
        self.predicates.keep(raw, id);
        Some(id)
    }

    /// An IRI that is a subject; often it is the one before, above all in N-Triples.
    #[inline]
    pub fn subject(&mut self, lexer: &mut Lexer, token: &Token) -> Option<TermId> {
        if let Some((before, id)) = &self.subject
            && same_bytes(lexer.bytes(before.clone()), lexer.bytes(token.span()))
        {
            return Some(*id);
        }
        let id = self.iri(lexer, token)?;
        self.subject = Some((token.span(), id));
        Some(id)
    }

    /// An [`iri`](https://www.w3.org/TR/rdf12-turtle/#grammar-production-iri).
    ///
    /// `None` if it is none; the fault is reported, by the lexer or here.
    #[inline]
    pub fn iri(&mut self, lexer: &mut Lexer, token: &Token) -> Option<TermId> {
        if token.faulty {
            return None;
        }
        if token.kind == Kind::IriRef {
            self.iri_ref(lexer, token)
        } else {
            self.prefixed_name(lexer, token)
        }
    }

    #[inline]
    fn iri_ref(&mut self, lexer: &mut Lexer, token: &Token) -> Option<TermId> {
        let raw = lexer.bytes(token.inner());
        let hash = Interner::hash(Tag::IRI, raw);
        // Only IRIs that were looked at are known, so one that is known needs no second look.
        if let Some(id) = self.interner.find(hash, Tag::IRI, raw) {
            return Some(id);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        let id = match self.base.resolve(raw, token.start + 1, &mut scratch) {
            Ok(()) if scratch.as_slice() == raw => Some(self.insert(hash, Tag::IRI, raw)),
            Ok(()) => Some(self.intern(Tag::IRI, &scratch)),
            Err(fault) => {
                lexer.faults.extend(fault);
                None
            }
        };
        self.scratch = scratch;
        id
    }

    #[inline]
    fn prefixed_name(&mut self, lexer: &mut Lexer, token: &Token) -> Option<TermId> {
        let name = lexer.bytes(token.start..token.colon);
        let mut prefixes = self.prefixes.iter();
        let Some(prefix) = prefixes.find(|prefix| same_bytes(&prefix.name, name)) else {
            self.use_undeclared(lexer.str(token.start..token.colon), token);
            return None;
        };
        let namespace = prefix.namespace.as_deref()?;
        let local = lexer.bytes(token.colon + 1..token.end);
        self.scratch.clear();
        self.scratch.extend_from_slice(namespace);
        if token.escaped {
            unescape_local_name(local, &mut self.scratch);
        } else {
            self.scratch.extend_from_slice(local);
        }
        let hash = Interner::hash(Tag::IRI, &self.scratch);
        if let Some(id) = self.interner.find(hash, Tag::IRI, &self.scratch) {
            return Some(id);
        }
        let is_plain = prefix.is_plain && !token.escaped && super::iri::is_plain_local(local);
        if !is_plain && let Err(why) = super::iri::check(&self.scratch) {
            let name = lexer.str(token.span());
            let iri = String::from_utf8_lossy(&self.scratch);
            let message = format!("`{name}` stands for `{iri}`, which is not an IRI: {why}");
            lexer
                .faults
                .push(Fault::new("invalid-iri", message, token.span()));
            return None;
        }
        let scratch = std::mem::take(&mut self.scratch);
        let id = self.insert(hash, Tag::IRI, &scratch);
        self.scratch = scratch;
        Some(id)
    }

    fn use_undeclared(&mut self, name: &str, token: &Token) {
        let index = match self
            .undeclared
            .iter()
            .position(|prefix| prefix.name == name)
        {
            Some(index) => index,
            None if self.undeclared.len() >= FINDINGS_KEPT => return,
            None => {
                self.undeclared.push(Undeclared {
                    name: name.to_owned(),
                    uses: Vec::new(),
                    count: 0,
                });
                self.undeclared.len() - 1
            }
        };
        let Some(prefix) = self.undeclared.get_mut(index) else {
            return;
        };
        prefix.count += 1;
        if prefix.uses.len() < USES_KEPT {
            prefix.uses.push(token.start..token.colon + 1);
        }
    }

    /// Declares a prefix, or gives it another namespace.
    pub fn declare(&mut self, name: &[u8], namespace: Option<Vec<u8>>) {
        self.predicates.clear();
        self.subject = None;
        self.types.clear();
        let is_plain = namespace
            .as_deref()
            .is_some_and(super::iri::is_plain_namespace);
        let declared = Prefix {
            name: name.to_owned(),
            namespace,
            is_plain,
        };
        match self.prefixes.iter_mut().find(|prefix| prefix.name == name) {
            Some(prefix) => *prefix = declared,
            None => self.prefixes.push(declared),
        }
    }

    /// Relative IRIs are resolved against another IRI from here on.
    pub fn set_base(&mut self, base: Base) {
        self.predicates.clear();
        self.subject = None;
        self.types.clear();
        self.base = base;
    }

    /// The blank node of a label.
    #[inline]
    pub fn blank_node(&mut self, lexer: &Lexer, token: &Token) -> Option<TermId> {
        if token.faulty {
            return None;
        }
        let label = lexer.bytes(token.start + 2..token.end);
        if let Some(id) = self.labels.get(label) {
            return Some(*id);
        }
        let id = self.fresh_blank_node();
        self.labels.insert(label.into(), id);
        Some(id)
    }

    /// A blank node that nothing before stands for, named by how many came before it.
    pub fn fresh_blank_node(&mut self) -> TermId {
        self.blank_nodes += 1;
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        push_name(self.blank_node_prefix, self.blank_nodes, &mut scratch);
        let id = self.intern(Tag::BLANK, &scratch);
        self.scratch = scratch;
        id
    }

    /// The labels of the blank nodes, in the order of their appearance; one without a label has `None`.
    pub fn take_labels(&mut self) -> Vec<Option<Box<[u8]>>> {
        if self.blank_nodes == 0 {
            return Vec::new();
        }
        let labels = std::mem::take(&mut self.labels).into_iter();
        let mut by_id: FxHashMap<TermId, Box<[u8]>> =
            labels.map(|(label, id)| (id, label)).collect();
        (0..self.interner.len() as TermId)
            .filter(|id| self.interner.get(*id).0 == Tag::BLANK)
            .map(|id| by_id.remove(&id))
            .collect()
    }
}

/// Appends the name of a blank node: a prefix and a number.
pub fn push_name(prefix: &str, number: usize, into: &mut Vec<u8>) {
    into.extend_from_slice(prefix.as_bytes());
    into.extend_from_slice(decimal(number, &mut [0; 20]));
}

/// The decimal digits of a number.
fn decimal(mut number: usize, digits: &mut [u8; 20]) -> &[u8] {
    let mut start = digits.len();
    while let Some(digit) = start.checked_sub(1).and_then(|at| digits.get_mut(at)) {
        *digit = b'0' + (number % 10) as u8;
        start -= 1;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    digits.get(start..).unwrap_or_default()
}

/// Name and namespace of prefixes that are right, by name.
pub fn by_name(prefixes: &[Prefix]) -> Vec<(String, String)> {
    let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut by_name: Vec<(String, String)> = prefixes
        .iter()
        .filter_map(|prefix| Some((string(&prefix.name), string(prefix.namespace.as_deref()?))))
        .collect();
    by_name.sort();
    by_name
}
