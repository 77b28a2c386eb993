//! What is judged: the namespaces and the files of the project, apart from those that others maintain.

use super::known;
use crate::dictionary::TermId;
use crate::graph::{Acceptance as Levels, Graph, Place};
use crate::imports::is_well_known;
use crate::infer::Sources;
use crate::project::{Acceptance, CheckConfig};
use crate::rdf::vocab;
use rustc_hash::FxHashSet;

/// What the checks are made of.
pub struct Context<'c> {
    /// The graph with what follows.
    pub graph: &'c Graph,
    /// The namespaces that the settings name as the project's own.
    pub own: &'c [String],
    /// The languages that labels must have, the preferred one first.
    pub languages: &'c [String],
    /// What the settings say of certainty, if they do.
    pub acceptance: Option<&'c Acceptance>,
    /// What is meant to be acyclic, evidenced or in order.
    pub settings: &'c CheckConfig,
    /// Whether the graph has all that the sources say.
    pub is_whole: bool,
    /// Says of the path of a source whether it is the project's own.
    pub is_own_file: &'c dyn Fn(&str) -> bool,
    /// Gives a source by its path.
    pub files: Sources<'c>,
}

/// IRIs with the same namespace: what stands before the last `#`, `/` or `:` and that character.
pub struct Namespace {
    pub iri: String,
    /// The number of its IRIs that are subjects of statements in files of the project.
    pub described: usize,
    /// How many of these are instances of classes.
    pub typed: usize,
    /// How many of these are classes or properties that are declared.
    pub declared: usize,
    /// Whether its terms are the project's.
    pub is_own: bool,
}

/// Of more uses of a term, the first one is not looked for.
const MOST_USES: usize = 1000;

/// What is judged of a graph.
pub struct Scope<'s> {
    pub context: &'s Context<'s>,
    pub graph: &'s Graph,
    pub rdf_type: Option<TermId>,
    /// The namespaces of all IRIs, sorted.
    pub namespaces: Vec<Namespace>,
    /// For each IRI, the index of its namespace.
    of_iri: Vec<u32>,
    is_own_source: Vec<bool>,
    /// Whether each origin of statements is a file of the project.
    is_own_origin: Vec<bool>,
}

impl<'s> Scope<'s> {
    pub fn of(context: &'s Context<'s>) -> Self {
        let graph = context.graph;
        let sources = graph.sources.iter();
        let is_own_source: Vec<bool> = sources
            .map(|source| (context.is_own_file)(&source.path))
            .collect();
        let origins = graph.places.origins.iter();
        let is_own_origin = origins
            .map(|origin| is_own_source.get(origin.source as usize) == Some(&true))
            .collect();
        let (namespaces, of_iri) = namespaces(graph);
        let mut scope = Self {
            context,
            graph,
            rdf_type: graph.dictionary.find_iri(vocab::RDF_TYPE),
            namespaces,
            of_iri,
            is_own_source,
            is_own_origin,
        };
        scope.count();
        scope.choose();
        scope
    }

    /// Counts what the files of the project describe in each namespace.
    fn count(&mut self) {
        let declaring = self.declaring_classes();
        let dictionary = &self.graph.dictionary;
        let mut counts = vec![[0; 3]; self.namespaces.len()];
        for id in dictionary.iris() {
            let rows = self.graph.spo.rows(id);
            let mut described = rows.clone().filter(|row| self.is_judged(*row));
            let (Some(_), Some(namespace)) = (described.next(), self.of_iri.get(id as usize))
            else {
                continue;
            };
            let [described, typed, declared] = &mut counts[*namespace as usize];
            *described += 1;
            let mut classes = self.types(id).peekable();
            *typed += usize::from(classes.peek().is_some());
            *declared += usize::from(classes.any(|class| declaring.contains(&class)));
        }
        for (namespace, [described, typed, declared]) in self.namespaces.iter_mut().zip(counts) {
            (namespace.described, namespace.typed, namespace.declared) =
                (described, typed, declared);
        }
    }

    /// Decides which namespaces are the project's: those of the settings, and those of the instances of their classes. Without
    /// settings, those in which the files of the project describe something, apart from well-known vocabularies.
    fn choose(&mut self) {
        let own = self.context.own;
        let mut of_instances: FxHashSet<u32> = FxHashSet::default();
        if !own.is_empty() {
            for class in self.graph.dictionary.iris() {
                let namespace = &self.namespaces[self.of_iri[class as usize] as usize];
                let is_class = own
                    .iter()
                    .any(|own| namespace.iri.starts_with(own.as_str()));
                let Some(rdf_type) = self.rdf_type.filter(|_| is_class) else {
                    continue;
                };
                let instances = self.graph.all_triples(None, Some(rdf_type), Some(class));
                let instances =
                    instances.filter(|[instance, ..]| self.graph.dictionary.is_iri(*instance));
                of_instances.extend(instances.map(|[instance, ..]| self.of_iri[instance as usize]));
            }
        }
        for (namespace, index) in self.namespaces.iter_mut().zip(0..) {
            let is_known =
                known::vocabulary(&namespace.iri).is_some() || is_well_known(&namespace.iri);
            namespace.is_own = match own.is_empty() {
                true => namespace.described > 0 && !is_known,
                false => {
                    own.iter()
                        .any(|own| namespace.iri.starts_with(own.as_str()))
                        || of_instances.contains(&index) && !is_known
                }
            };
        }
    }

    /// The classes of classes, properties and datatypes that the graph uses.
    pub fn declaring_classes(&self) -> Vec<TermId> {
        let more = [
            "http://www.w3.org/2002/07/owl#FunctionalProperty",
            "http://www.w3.org/2002/07/owl#TransitiveProperty",
            "http://www.w3.org/2002/07/owl#SymmetricProperty",
            "http://www.w3.org/2002/07/owl#DeprecatedClass",
            "http://www.w3.org/2002/07/owl#DeprecatedProperty",
        ];
        let ontology = |iri: &&&str| **iri != vocab::OWL_ONTOLOGY;
        let all = vocab::DECLARED.iter().filter(ontology).chain(&more);
        all.filter_map(|iri| self.graph.dictionary.find_iri(iri))
            .collect()
    }

    /// Returns whether files assert the triple in a row, one of the project among them.
    pub fn is_judged(&self, row: usize) -> bool {
        if self.graph.marked_level(row) & (Levels::REIFIED | Levels::INFERRED) != 0 {
            return false;
        }
        let mut is_own = false;
        self.graph.places.each_origin(row, |origin| {
            is_own |= self.is_own_origin.get(origin) == Some(&true);
        });
        is_own
    }

    /// Returns the triples of a property that files assert.
    pub fn asserted(&self, property: Option<TermId>) -> impl Iterator<Item = [TermId; 3]> + '_ {
        let triples = property.map(|property| self.graph.all_triples(None, Some(property), None));
        let triples = triples.into_iter().flatten();
        triples.filter(|triple| self.graph.is_asserted(*triple))
    }

    /// Returns the statements of files that make something an instance of a class, given by its IRI.
    pub fn instances(&self, class: &str) -> impl Iterator<Item = [TermId; 3]> + '_ {
        let both = self.rdf_type.zip(self.find(class));
        let triples = both.map(|(of, class)| self.graph.all_triples(None, Some(of), Some(class)));
        let triples = triples.into_iter().flatten();
        triples.filter(|triple| self.graph.is_asserted(*triple))
    }

    /// Returns the triples of a property, by its IRI, that files assert.
    pub fn asserted_of(&self, property: &str) -> impl Iterator<Item = [TermId; 3]> + '_ {
        self.asserted(self.find(property))
    }

    /// Returns the triples of a subject that files assert.
    pub fn statements(&self, subject: TermId) -> impl Iterator<Item = [TermId; 3]> + '_ {
        let triples = self.graph.all_triples(Some(subject), None, None);
        triples.filter(|triple| self.graph.is_asserted(*triple))
    }

    /// Returns the objects of a subject and a property that files assert.
    pub fn objects(
        &self,
        subject: TermId,
        property: Option<TermId>,
    ) -> impl Iterator<Item = TermId> + '_ {
        let triples =
            property.map(|property| self.graph.all_triples(Some(subject), Some(property), None));
        let triples = triples.into_iter().flatten();
        let asserted = triples.filter(|triple| self.graph.is_asserted(*triple));
        asserted.map(|[.., object]| object)
    }

    /// Returns the classes of a node that files assert.
    pub fn types(&self, node: TermId) -> impl Iterator<Item = TermId> + '_ {
        self.objects(node, self.rdf_type)
    }

    /// Returns the number of an IRI.
    pub fn find(&self, iri: &str) -> Option<TermId> {
        self.graph.dictionary.find_iri(iri)
    }

    /// Returns whether this many IRIs, which nothing describes, can be slips beside the ones of their kind that are described.
    pub fn are_slips(&self, count: usize, described: usize) -> bool {
        count * 4 <= described || count <= 3 && count * 2 <= described
    }

    /// Returns the namespace of an IRI.
    pub fn namespace(&self, id: TermId) -> Option<&Namespace> {
        let index = self.of_iri.get(id as usize)?;
        self.namespaces.get(*index as usize)
    }

    /// Returns the index of the namespace of an IRI.
    pub fn namespace_index(&self, id: TermId) -> Option<u32> {
        self.of_iri.get(id as usize).copied()
    }

    /// Returns whether an IRI is in a namespace of the project.
    pub fn is_own(&self, id: TermId) -> bool {
        self.namespace(id).is_some_and(|namespace| namespace.is_own)
    }

    /// Returns the first statement by place that has an IRI as subject, property or object, of the first of each.
    pub fn first_use(&self, id: TermId) -> Option<[TermId; 3]> {
        let patterns = [
            (Some(id), None, None),
            (None, Some(id), None),
            (None, None, Some(id)),
        ];
        let uses = patterns.into_iter().flat_map(|(s, p, o)| {
            let triples = self.graph.all_triples(s, p, o);
            triples
                .filter(|triple| self.graph.is_asserted(*triple))
                .take(MOST_USES)
        });
        self.first_by_place(uses)
    }

    /// Returns the first of some statements by its place in files of the project.
    pub fn first_by_place(
        &self,
        triples: impl Iterator<Item = [TermId; 3]>,
    ) -> Option<[TermId; 3]> {
        let placed = triples.filter_map(|at| Some((self.places(at).into_iter().next()?, at)));
        placed.min().map(|(_, at)| at)
    }

    /// Returns whether the file of a statement declares prefixes for both of two namespaces.
    pub fn are_declared(&self, at: [TermId; 3], namespaces: [&str; 2]) -> bool {
        let place = self.places(at).into_iter().next();
        let prefixes = place.map_or(&[][..], |place| {
            self.graph.prefixes_of(place.source as usize)
        });
        namespaces
            .iter()
            .all(|wanted| prefixes.iter().any(|(_, namespace)| namespace == wanted))
    }

    /// Returns the places of a statement in files of the project.
    pub fn places(&self, triple: [TermId; 3]) -> Vec<Place> {
        let mut places = self.graph.places_of(triple);
        places.retain(|place| self.is_own_source.get(place.source as usize) == Some(&true));
        places
    }

    /// Returns the numbers of the sources that are the project's own.
    pub fn own_sources(&self) -> impl Iterator<Item = usize> + '_ {
        let sources = self.is_own_source.iter().enumerate();
        sources
            .filter(|(_, is_own)| **is_own)
            .map(|(index, _)| index)
    }

    /// Returns an IRI that the settings give as one or as a prefixed name.
    pub fn expanded(&self, name: &str) -> String {
        self.graph
            .prefixes
            .expand(name)
            .unwrap_or_else(|| name.to_owned())
    }

    /// Returns whether a statement leads from one of some entities to another one.
    pub fn are_linked(&self, entities: &[TermId]) -> bool {
        let mut statements = entities.iter().flat_map(|one| self.statements(*one));
        statements.any(|[subject, _, object]| subject != object && entities.contains(&object))
    }

    /// Returns a term in backticks: its label, or its prefixed name.
    pub fn name(&self, term: TermId) -> String {
        let dictionary = &self.graph.dictionary;
        let name = match self.label(term) {
            Some(label) => dictionary.text(label),
            None if dictionary.is_blank_node(term) => {
                match self.graph.expression(term, self.context.languages) {
                    Some(words) => words,
                    None => return "a node without a name".to_owned(),
                }
            }
            None => self.graph.display(term),
        };
        let words: Vec<&str> = name.split_whitespace().collect();
        format!("`{}`", words.join(" "))
    }

    /// Returns the label of a term that files assert, in the language that the reader prefers.
    fn label(&self, term: TermId) -> Option<TermId> {
        let dictionary = &self.graph.dictionary;
        vocab::LABELS
            .iter()
            .filter(|_| dictionary.is_iri(term))
            .find_map(|property| {
                let labels = self.objects(term, self.find(property));
                let labels = labels.filter(|label| dictionary.is_literal(*label));
                labels.min_by_key(|label| self.graph.language_rank(*label, self.context.languages))
            })
    }

    /// Returns the prefixed name of a term in backticks.
    pub fn code(&self, term: TermId) -> String {
        let name = self.graph.display(term);
        let words: Vec<&str> = name.split_whitespace().collect();
        format!("`{}`", words.join(" "))
    }
}

/// The length of the namespace of an IRI.
fn namespace_length(iri: &[u8]) -> usize {
    let end = iri.len().saturating_sub(1);
    let inner = iri.get(..end).unwrap_or_default();
    let last = memchr::memrchr2(b'#', b'/', inner).or_else(|| memchr::memrchr(b':', inner));
    // An IRI that ends in `#` or `/` is a namespace itself.
    match iri.last() {
        Some(b'#' | b'/') => iri.len(),
        _ => last.map_or(iri.len(), |at| at + 1),
    }
}

/// Returns the namespaces of the IRIs of a graph, sorted, and for each IRI the index of its own.
fn namespaces(graph: &Graph) -> (Vec<Namespace>, Vec<u32>) {
    let mut found: Vec<Namespace> = Vec::new();
    let mut by_text: rustc_hash::FxHashMap<Vec<u8>, u32> = Default::default();
    let mut of_iri = Vec::with_capacity(graph.dictionary.iris().len());
    let mut last: Option<(Vec<u8>, u32)> = None;
    graph
        .dictionary
        .each_text(graph.dictionary.iris(), |_, iri| {
            let text = iri.get(..namespace_length(iri)).unwrap_or_default();
            let index = match &last {
                Some((known, index)) if known == text => *index,
                _ => {
                    let next = found.len() as u32;
                    let index = *by_text.entry(text.to_vec()).or_insert(next);
                    if index == next {
                        found.push(Namespace {
                            iri: String::from_utf8_lossy(text).into_owned(),
                            described: 0,
                            typed: 0,
                            declared: 0,
                            is_own: false,
                        });
                    }
                    last = Some((text.to_vec(), index));
                    index
                }
            };
            of_iri.push(index);
        });
    (found, of_iri)
}
