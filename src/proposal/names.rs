//! Names of properties, classes and entities: those that the graph has, else new ones that are made of the words of a header or a
//! file.

use super::forms::XSD;
use crate::graph::Graph;
use crate::query::{EntityKind, meanings_of_kind};
use crate::rdf::{NamedNode, Prefixes, vocab};
use std::collections::BTreeMap;

/// Where names are when nothing says where they should be.
const EXAMPLE: &str = "http://example.org/";

/// Headers of columns with the name of what a row is.
const LABELS: [&str; 17] = [
    "name",
    "label",
    "title",
    "名称",
    "姓名",
    "名字",
    "标题",
    "名",
    "标签",
    "企业名称",
    "公司名称",
    "机构名称",
    "bezeichnung",
    "titel",
    "nom",
    "nombre",
    "full name",
];

/// What a project says of its names.
#[derive(Clone, Debug, Default)]
pub struct Settled<'s> {
    /// The namespaces of its own vocabulary.
    pub own: &'s [String],
    /// The IRI under which its files are.
    pub base: Option<&'s str>,
    /// The prefixes of its settings.
    pub prefixes: Option<&'s BTreeMap<String, String>>,
}

/// The names that a proposal may use.
pub struct Names<'g> {
    /// The graph, if there is one.
    pub graph: Option<&'g Graph>,
    /// The prefixes, with one for each namespace of new names.
    pub prefixes: Prefixes,
    /// The namespace of new classes and properties.
    pub vocabulary: String,
    /// The namespace of new entities, unless their class has instances elsewhere.
    pub entities: String,
    /// Whether nothing says which namespaces to use.
    pub is_example: bool,
}

/// A name with the reason why it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The IRI.
    pub iri: String,
    /// Why, as a part of a sentence.
    pub why: String,
}

impl<'g> Names<'g> {
    /// Returns the names of a project, given its graph if there is one.
    pub fn of(graph: Option<&'g Graph>, settled: &Settled) -> Self {
        let mut prefixes = graph.map_or_else(Prefixes::default, |graph| graph.prefixes.clone());
        for (name, namespace) in settled.prefixes.into_iter().flatten() {
            prefixes.declare(name, namespace);
        }
        let is_namespace = |iri: &&str| iri.ends_with(['/', '#']) && NamedNode::new(*iri).is_ok();
        let plain = prefixes.namespace("").map(str::to_owned);
        let plain = plain.filter(|iri| is_namespace(&iri.as_str()));
        let base = settled.base.filter(is_namespace).map(str::to_owned);
        let own = settled.own.iter().map(String::as_str).find(is_namespace);
        let own = own.map(str::to_owned);
        let own = own.or_else(|| graph.and_then(|graph| of_most_terms(graph, &prefixes)));
        let vocabulary = own.clone().or(plain.clone()).or(base.clone());
        let entities = plain.or(base).or(own);
        let is_example = vocabulary.is_none();
        let vocabulary = vocabulary.unwrap_or_else(|| EXAMPLE.to_owned());
        let entities = entities.unwrap_or_else(|| EXAMPLE.to_owned());
        for namespace in [&vocabulary, &entities] {
            name_namespace(&mut prefixes, namespace);
        }
        Self {
            graph,
            prefixes,
            vocabulary,
            entities,
            is_example,
        }
    }

    /// Returns the class that is meant by the name of a file or a sheet: one that the graph calls so, or a new one. `by` says which
    /// of them has the name.
    pub fn class(&self, stem: &str, by: &str) -> Chosen {
        let singular = singular(stem);
        for name in [stem, &singular] {
            if let Some(iri) = self.meant(name, &EntityKind::Class, pascal_case) {
                let why = format!("the class that is called like the {by}");
                return Chosen { iri, why };
            }
        }
        let name = Some(pascal_case(&singular)).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| "Row".to_owned());
        let unknown = match self.graph {
            Some(_) => ": the graph has none of this name",
            None => "",
        };
        Chosen {
            iri: self.new_term(&name, "Row"),
            why: format!("a new class, from the name of the {by}{unknown}"),
        }
    }

    /// Returns the IRI that a name of a class stands for that the graph does not have: one in angle brackets, or a prefixed name.
    pub fn new_class(&self, name: &str) -> Option<String> {
        let in_brackets = name
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        let iri = in_brackets.map(str::to_owned);
        let iri = iri.or_else(|| self.prefixes.expand(name));
        iri.filter(|iri| NamedNode::new(iri).is_ok())
    }

    /// Returns the property that is meant by a header without its language: one that the graph calls so, `rdfs:label` for names,
    /// or a new one. `position` is that of the column.
    pub fn property(&self, header: &str, position: usize) -> Chosen {
        let header = header.trim();
        if let Some(iri) = self.meant(header, &EntityKind::Property, camel_case) {
            let why = "the property of this name".to_owned();
            return Chosen { iri, why };
        }
        let well_known = header.contains(':').then(|| self.prefixes.expand(header));
        if let Some(iri) = well_known
            .flatten()
            .filter(|iri| NamedNode::new(iri).is_ok())
        {
            let why = "the property that the header names".to_owned();
            return Chosen { iri, why };
        }
        if is_label(header) {
            return Chosen {
                iri: vocab::RDFS_LABEL.to_owned(),
                why: "the name of the entity".to_owned(),
            };
        }
        let name = Some(camel_case(header)).filter(|name| !name.is_empty());
        let fallback = format!("column{position}");
        let iri = self.new_term(name.as_deref().unwrap_or(&fallback), &fallback);
        let why = match self.graph {
            Some(_) => "a new property: the graph has none of this name",
            None => "a new property",
        };
        let why = why.to_owned();
        Chosen { iri, why }
    }

    /// Returns the datatype of XML Schema that the graph knows for a property, as `xsd:NAME`: its range, or that of all its values. A
    /// text has none.
    pub fn datatype(&self, property: &str) -> Option<String> {
        let graph = self.graph?;
        let property = graph.dictionary.find_iri(property)?;
        let range = graph.objects(property, vocab::RDFS_RANGE).next();
        let range = range.map(|range| graph.dictionary.text(range));
        let datatype = range.or_else(|| {
            let values = graph.triples(None, Some(property), None);
            let mut types = values.map(|[_, _, value]| graph.dictionary.literal_type(value));
            let first = types.next()??;
            let is_same = types.all(|other| other.is_some_and(|other| other == first));
            is_same.then(|| first.datatype.clone())
        })?;
        let name = datatype.strip_prefix(XSD)?;
        (name != "string").then(|| format!("xsd:{name}"))
    }

    /// Returns the namespace of most instances of a class, or the one of new entities.
    pub fn namespace_of_instances(&self, class: &str) -> String {
        let known = self.graph.and_then(|graph| {
            let class = graph.dictionary.find_iri(class)?;
            let property = graph.dictionary.find_iri(vocab::RDF_TYPE)?;
            let instances = graph.triples(None, Some(property), Some(class));
            let instances = instances.map(|[subject, ..]| subject);
            let instances = instances.filter(|one| graph.dictionary.is_iri(*one));
            let iris = instances.map(|one| graph.dictionary.text(one));
            of_most(iris, &self.prefixes)
        });
        known.unwrap_or_else(|| self.entities.clone())
    }

    /// Returns the one term of a kind that a name stands for, in the vocabulary of the project; `style` makes a local name of words.
    fn meant(&self, name: &str, kind: &EntityKind, style: fn(&str) -> String) -> Option<String> {
        let graph = self.graph?;
        let is_prefixed = name.contains(':');
        let well_known = Prefixes::default();
        let is_own = |iri: &String| is_prefixed || well_known.compact(iri).is_none();
        for name in [name.to_owned(), style(name)] {
            if name.is_empty() {
                continue;
            }
            let meant = meanings_of_kind(graph, &name, kind).into_iter();
            let meant = meant.filter(|term| graph.dictionary.is_iri(*term));
            let meant = meant.map(|term| graph.dictionary.text(term));
            let meant: Vec<String> = meant.filter(is_own).collect();
            if let [only] = meant.as_slice() {
                return Some(only.clone());
            }
        }
        None
    }

    fn new_term(&self, name: &str, fallback: &str) -> String {
        let iri = format!("{}{name}", self.vocabulary);
        match NamedNode::new(&iri) {
            Ok(_) => iri,
            Err(_) => format!("{}{fallback}", self.vocabulary),
        }
    }
}

/// Declares a prefix for a namespace that has none: the empty one if it is free.
fn name_namespace(prefixes: &mut Prefixes, namespace: &str) {
    if prefixes.iter().any(|(_, known)| known == namespace) {
        return;
    }
    let mut names = ["", "v", "ns"].map(str::to_owned).into_iter();
    let mut names = names
        .by_ref()
        .chain((1..).map(|number| format!("ns{number}")));
    if let Some(free) = names.find(|name| prefixes.namespace(name).is_none()) {
        prefixes.declare(&free, namespace);
    }
}

/// Returns the namespace that most declared classes and properties are in, apart from well-known vocabularies.
fn of_most_terms(graph: &Graph, prefixes: &Prefixes) -> Option<String> {
    let property = graph.dictionary.find_iri(vocab::RDF_TYPE)?;
    let kinds = vocab::CLASSES.iter().chain(&vocab::PROPERTIES);
    let kinds = kinds.filter_map(|iri| graph.dictionary.find_iri(iri));
    let terms = kinds.flat_map(|kind| graph.triples(None, Some(property), Some(kind)));
    let terms = terms.map(|[subject, ..]| subject);
    let iris = terms.filter(|term| graph.dictionary.is_iri(*term));
    let iris = iris.map(|term| graph.dictionary.text(term));
    let well_known = Prefixes::default();
    let own = iris.filter(|iri| well_known.compact(iri).is_none());
    of_most(own, prefixes)
}

/// Returns the namespace with a prefix that most IRIs are in; of several the first by its prefix.
fn of_most(iris: impl Iterator<Item = String>, prefixes: &Prefixes) -> Option<String> {
    let mut counts: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for iri in iris {
        let around = prefixes
            .iter()
            .filter(|(_, namespace)| iri.starts_with(namespace));
        if let Some((name, namespace)) = around.max_by_key(|(_, namespace)| namespace.len()) {
            counts.entry(name).or_insert((0, namespace)).0 += 1;
        }
    }
    let most = counts.values().map(|(count, _)| *count).max()?;
    let first = counts.into_values().find(|(count, _)| *count == most);
    first.map(|(_, namespace)| namespace.to_owned())
}

/// Returns whether a header is that of a column with names.
pub fn is_label(header: &str) -> bool {
    let header = header.trim().to_lowercase();
    LABELS.contains(&header.as_str())
}

/// Returns the words of a header: runs of letters and digits.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

/// Returns words as the local name of a property: `Country Code` is `countryCode`.
fn camel_case(text: &str) -> String {
    let mut name = String::new();
    for word in words(text) {
        let is_shouted = word.chars().all(|c| !c.is_lowercase());
        let mut letters = word.chars();
        let Some(first) = letters.next() else {
            continue;
        };
        match name.is_empty() {
            true => name.extend(first.to_lowercase()),
            false => name.extend(first.to_uppercase()),
        }
        match is_shouted {
            true => name.push_str(&letters.as_str().to_lowercase()),
            false => name.push_str(letters.as_str()),
        }
    }
    name
}

/// Returns words as the local name of a class: `listed firm` is `ListedFirm`.
fn pascal_case(text: &str) -> String {
    let name = camel_case(text);
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.collect::<String>() + letters.as_str()
}

/// Returns an English plural without its ending.
fn singular(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let cut = |end: usize, with: &str| {
        let kept = word.get(..word.len() - end).unwrap_or(word);
        format!("{kept}{with}")
    };
    match lower.as_str() {
        _ if !lower.is_ascii() || lower.len() < 4 => word.to_owned(),
        "series" | "species" | "news" => word.to_owned(),
        _ if lower.ends_with("ies") => cut(3, "y"),
        _ if ["sses", "shes", "ches", "xes"]
            .iter()
            .any(|end| lower.ends_with(end)) =>
        {
            cut(2, "")
        }
        _ if lower.ends_with('s') && !["ss", "us", "is"].iter().any(|end| lower.ends_with(end)) => {
            cut(1, "")
        }
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_local_names() {
        let names = [
            ("Country Code", "countryCode"),
            ("GDP (bn)", "gdpBn"),
            ("所在地", "所在地"),
            ("Gründung", "gründung"),
            ("foundedIn", "foundedIn"),
            ("  ", ""),
        ];
        for (header, name) in names {
            assert_eq!(camel_case(header), name);
        }
        let classes = [
            ("firms", "Firm"),
            ("listed companies", "ListedCompany"),
            ("bus", "Bus"),
            ("企业", "企业"),
        ];
        for (stem, name) in classes {
            assert_eq!(pascal_case(&singular(stem)), name);
        }
    }
}
