//! Anonymous classes, data ranges, properties and lists in words, much as the
//! [Manchester syntax](https://www.w3.org/TR/owl2-manchester-syntax/) of OWL writes them: `hasPart some (Wheel or Track)`.

#[cfg(test)]
mod tests;

use super::Graph;
use crate::dictionary::TermId;

const OWL: &str = "http://www.w3.org/2002/07/owl#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The most names and expressions in an expression; `…` stands for the others.
const MOST_PARTS: usize = 40;
/// The most members of a list that are written.
const MOST_MEMBERS: usize = 8;
/// The most expressions around another one; `…` stands for those within.
const DEEPEST: usize = 8;
/// The most classes of a union or an intersection that are looked at one by one.
const MOST_OPERANDS: usize = 1000;
/// The most characters of a name.
const LONGEST: usize = 100;

/// What the only property of a node that makes it an expression says, by
/// [the mapping of OWL 2 to RDF](https://www.w3.org/TR/owl2-mapping-to-rdf/).
#[derive(Clone, Copy)]
enum Constructor {
    /// The members of a list with a word between them.
    Joined(&'static str),
    Not,
    OneOf,
    /// A restriction on values: `hasPart some Wheel`.
    Values(&'static str),
    HasSelf,
    /// A restriction on the number of values of any class.
    Number(&'static str),
    /// A restriction on the number of values of one class or data range.
    Qualified(&'static str),
    /// A datatype with facets.
    Facets,
    Inverse,
}

/// Constructors by the local names of their properties.
const CONSTRUCTORS: [(&str, Constructor); 17] = [
    ("intersectionOf", Constructor::Joined(" and ")),
    ("unionOf", Constructor::Joined(" or ")),
    ("complementOf", Constructor::Not),
    ("datatypeComplementOf", Constructor::Not),
    ("oneOf", Constructor::OneOf),
    ("someValuesFrom", Constructor::Values("some")),
    ("allValuesFrom", Constructor::Values("only")),
    ("hasValue", Constructor::Values("value")),
    ("hasSelf", Constructor::HasSelf),
    ("minCardinality", Constructor::Number("min")),
    ("maxCardinality", Constructor::Number("max")),
    ("cardinality", Constructor::Number("exactly")),
    ("minQualifiedCardinality", Constructor::Qualified("min")),
    ("maxQualifiedCardinality", Constructor::Qualified("max")),
    ("qualifiedCardinality", Constructor::Qualified("exactly")),
    ("onDatatype", Constructor::Facets),
    ("inverseOf", Constructor::Inverse),
];

/// The signs or names of [facets](https://www.w3.org/TR/owl2-manchester-syntax/#Data_Ranges) by their IRIs.
const FACETS: [(&str, &str); 11] = [
    ("http://www.w3.org/2001/XMLSchema#minInclusive", ">="),
    ("http://www.w3.org/2001/XMLSchema#minExclusive", ">"),
    ("http://www.w3.org/2001/XMLSchema#maxInclusive", "<="),
    ("http://www.w3.org/2001/XMLSchema#maxExclusive", "<"),
    ("http://www.w3.org/2001/XMLSchema#length", "length"),
    ("http://www.w3.org/2001/XMLSchema#minLength", "minLength"),
    ("http://www.w3.org/2001/XMLSchema#maxLength", "maxLength"),
    ("http://www.w3.org/2001/XMLSchema#pattern", "pattern"),
    (
        "http://www.w3.org/2001/XMLSchema#totalDigits",
        "totalDigits",
    ),
    (
        "http://www.w3.org/2001/XMLSchema#fractionDigits",
        "fractionDigits",
    ),
    (
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langRange",
        "langRange",
    ),
];

impl Graph {
    /// Returns what a blank node stands for in words, with labels in the first of the languages that has any: a class expression, a
    /// data range, an inverse property, a chain of properties, or a list. `None` if it is none of these, or malformed: with
    /// another number of values of a property than an expression has, or a list that is broken.
    pub fn expression(&self, node: TermId, languages: &[String]) -> Option<String> {
        Words::new(self, Some(languages)).of_node(node)
    }

    /// Returns the members of the union or intersection that a blank node is; none if it is neither.
    pub fn operands(&self, node: TermId) -> Vec<TermId> {
        match Words::new(self, None).constructor(node) {
            Some((Constructor::Joined(_), list)) if self.dictionary.is_blank_node(node) => {
                let members = self.members(list).take(MOST_OPERANDS);
                members.collect::<Option<_>>().unwrap_or_else(Vec::new)
            }
            _ => Vec::new(),
        }
    }

    /// Returns the members of a list, and last `None` if it is broken. A cyclic list has no end.
    fn members(&self, list: TermId) -> impl Iterator<Item = Option<TermId>> + '_ {
        let end = self.dictionary.find_iri(&format!("{RDF}nil"));
        let mut next = Some(list);
        std::iter::from_fn(move || {
            let cell = next.take().filter(|cell| Some(*cell) != end)?;
            let of_cell = |name: &str| only(self.said_objects(cell, &format!("{RDF}{name}")));
            let member = of_cell("first");
            next = of_cell("rest");
            Some(member.filter(|_| next.is_some()))
        })
    }

    /// A term for people: its prefixed name or its text; what a blank node stands for [in words](Self::expression), if it does.
    pub fn display(&self, term: TermId) -> String {
        let words = self.dictionary.is_blank_node(term);
        let words = words.then(|| Words::new(self, None).of_node(term));
        words.flatten().unwrap_or_else(|| self.identifier(term))
    }

    /// The prefixed name of a term, or its text: for a blank node its label.
    pub fn identifier(&self, term: TermId) -> String {
        self.prefixes.display(&self.dictionary.term(term))
    }
}

/// An expression while it is written.
struct Words<'g> {
    graph: &'g Graph,
    /// The languages of labels; without them, names are prefixed names.
    languages: Option<&'g [String]>,
    /// The blank nodes whose expressions are being written, the outermost first.
    within: Vec<TermId>,
    /// How many parts may still be written.
    left: usize,
}

/// The words of an expression.
struct Written {
    text: String,
    /// Whether it needs parentheses as a part of another.
    is_compound: bool,
}

impl Written {
    fn simple(text: String) -> Self {
        let is_compound = false;
        Self { text, is_compound }
    }

    fn compound(text: String) -> Self {
        let is_compound = true;
        Self { text, is_compound }
    }
}

impl<'g> Words<'g> {
    fn new(graph: &'g Graph, languages: Option<&'g [String]>) -> Self {
        Self {
            graph,
            languages,
            within: Vec::new(),
            left: MOST_PARTS,
        }
    }

    fn of_node(&mut self, node: TermId) -> Option<String> {
        let is_blank = self.graph.dictionary.is_blank_node(node);
        let written = is_blank.then(|| self.expression(node));
        Some(written.flatten()?.text)
    }

    /// Returns a part of an expression, in parentheses if it needs them.
    fn part(&mut self, term: TermId) -> String {
        if self.left == 0 || self.within.contains(&term) || self.within.len() == DEEPEST {
            return "…".to_owned();
        }
        self.left -= 1;
        if !self.graph.dictionary.is_blank_node(term) {
            return self.name(term);
        }
        match self.expression(term) {
            Some(Written { text, is_compound }) if is_compound => format!("({text})"),
            Some(Written { text, .. }) => text,
            None => self.name(term),
        }
    }

    /// Returns the label of a term, in quotes if it has several words, or its prefixed name.
    fn name(&self, term: TermId) -> String {
        let dictionary = &self.graph.dictionary;
        let label = self.languages.filter(|_| !dictionary.is_literal(term));
        let label = label.and_then(|languages| self.graph.label_id(term, languages));
        let Some(label) = label else {
            return shortened(&self.graph.identifier(term));
        };
        let label = dictionary.text(label);
        let words: Vec<&str> = label.split_whitespace().collect();
        match words.as_slice() {
            [] => shortened(&self.graph.identifier(term)),
            [word] => shortened(word),
            words => format!("'{}'", shortened(&words.join(" "))),
        }
    }

    /// Returns a number or another value that needs no quotes as it is, and a text in quotes.
    fn value(&self, term: TermId) -> String {
        let literal_type = self.graph.dictionary.literal_type(term);
        match literal_type.is_some_and(|of| !of.datatype.is_empty() && !is_text(&of.datatype)) {
            true => shortened(&self.graph.dictionary.text(term)),
            false => self.name(term),
        }
    }

    fn expression(&mut self, node: TermId) -> Option<Written> {
        self.within.push(node);
        let written = match self.constructor(node) {
            Some((constructor, value)) => self.constructed(node, constructor, value),
            None => self.list(node),
        };
        self.within.pop();
        written
    }

    /// Returns the only constructor of a node with its value; `None` if there are several.
    fn constructor(&self, node: TermId) -> Option<(Constructor, TermId)> {
        let mut found = CONSTRUCTORS.iter().flat_map(|(name, constructor)| {
            let values = self.graph.said_objects(node, &format!("{OWL}{name}"));
            values.into_iter().map(|value| (*constructor, value))
        });
        found.next().filter(|_| found.next().is_none())
    }

    fn constructed(
        &mut self,
        node: TermId,
        constructor: Constructor,
        value: TermId,
    ) -> Option<Written> {
        let written = match constructor {
            Constructor::Joined(word) => {
                let members = self.members(value, |words, member| Some(words.part(member)))?;
                return match members.as_slice() {
                    [] => None,
                    [only] => Some(Written::simple(only.clone())),
                    members => Some(Written::compound(members.join(word))),
                };
            }
            Constructor::Not => Written::simple(format!("not {}", self.part(value))),
            Constructor::OneOf => {
                let members = self.members(value, |words, member| Some(words.part(member)))?;
                Written::simple(format!("{{{}}}", members.join(", ")))
            }
            Constructor::Values(word) => {
                let property = self.property(node)?;
                Written::compound(format!("{property} {word} {}", self.part(value)))
            }
            Constructor::HasSelf => Written::compound(format!("{} Self", self.property(node)?)),
            Constructor::Number(word) => {
                let property = self.property(node)?;
                Written::compound(format!("{property} {word} {}", self.value(value)))
            }
            Constructor::Qualified(word) => {
                let property = self.property(node)?;
                let of = self.one_of(node, &["onClass", "onDataRange"])?;
                let (number, of) = (self.value(value), self.part(of));
                Written::compound(format!("{property} {word} {number} {of}"))
            }
            Constructor::Facets => {
                let datatype = self.part(value);
                let facets = self.one_of(node, &["withRestrictions"])?;
                let facets = self.members(facets, |words, facet| words.facet(facet))?;
                Written::simple(format!("{datatype}[{}]", facets.join(", ")))
            }
            Constructor::Inverse => Written::simple(format!("inverse {}", self.part(value))),
        };
        Some(written)
    }

    /// Returns the property of a restriction, or the properties with commas between them.
    fn property(&mut self, node: TermId) -> Option<String> {
        if let Some(property) = self.one_of(node, &["onProperty"]) {
            return Some(self.part(property));
        }
        let properties = self.one_of(node, &["onProperties"])?;
        let properties = self.members(properties, |words, member| Some(words.part(member)))?;
        Some(properties.join(", "))
    }

    /// Returns the conditions that one node of a list of facets has.
    fn facet(&mut self, node: TermId) -> Option<String> {
        self.left = self.left.saturating_sub(1);
        let mut conditions = Vec::new();
        for (iri, sign) in FACETS {
            let values = self.graph.said_objects(node, iri);
            if !values.is_empty() {
                conditions.push(format!("{sign} {}", self.value(only(values)?)));
            }
        }
        (!conditions.is_empty()).then(|| conditions.join(", "))
    }

    /// Returns a list: a chain of properties `hasPart o hasPart`, or any other `(a b c)`.
    fn list(&mut self, node: TermId) -> Option<Written> {
        let graph = self.graph;
        let chain = format!("{OWL}propertyChainAxiom");
        let chain = graph.dictionary.find_iri(&chain);
        let is_chain = chain.is_some_and(|property| {
            let mut chains = graph.triples(None, Some(property), Some(node));
            chains.next().is_some()
        });
        graph.objects(node, &format!("{RDF}first")).next()?;
        let members = self.members(node, |words, member| Some(words.part(member)))?;
        Some(match is_chain {
            true => Written::compound(members.join(" o ")),
            false => Written::simple(format!("({})", members.join(" "))),
        })
    }

    /// Returns what is written of the members of a list, with `…` if there are too many; `None` if the list is broken.
    fn members(
        &mut self,
        list: TermId,
        mut written: impl FnMut(&mut Self, TermId) -> Option<String>,
    ) -> Option<Vec<String>> {
        let mut members = Vec::new();
        for member in self.graph.members(list) {
            if members.len() == MOST_MEMBERS || self.left == 0 {
                members.push("…".to_owned());
                break;
            }
            members.push(written(self, member?)?);
        }
        Some(members)
    }

    /// Returns the only value that a node has of some properties of OWL.
    fn one_of(&self, node: TermId, properties: &[&str]) -> Option<TermId> {
        let values = properties.iter().flat_map(|property| {
            let property = format!("{OWL}{property}");
            self.graph.said_objects(node, &property)
        });
        only(values.collect())
    }
}

/// Returns the only one of some values.
fn only(values: Vec<TermId>) -> Option<TermId> {
    <[TermId; 1]>::try_from(values).ok().map(|[only]| only)
}

/// Returns whether literals of a datatype are texts.
fn is_text(datatype: &str) -> bool {
    use crate::rdf::vocab::{RDF_DIR_LANG_STRING, RDF_LANG_STRING, XSD_STRING};
    [XSD_STRING, RDF_LANG_STRING, RDF_DIR_LANG_STRING].contains(&datatype)
}

/// Returns a name without what is beyond its longest part.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
