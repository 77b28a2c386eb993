//! Reads the [constraints](https://www.w3.org/TR/shacl12-core/#constraints) of a shape: the parameters of the components of SHACL.

use super::fault::{Fault, FaultKind};
use super::model::{
    Allowed, Constraint, Kind, NodeKinds, Path, Qualified, Reifier, Shape, ShapeId,
};
use super::reader::{Reader, Said};
use super::terms::SH;
use crate::dictionary::TermId;
use crate::query::functions::regex::Pattern;
use crate::rdf::vocab;
use std::sync::Arc;

impl Reader<'_> {
    /// Reads the constraints of a shape whose path is known.
    pub(super) fn read_constraints(&mut self, shape: &mut Shape, said: &[Said]) {
        self.check_single_values(said);
        self.check_places(shape, said);
        for one in said {
            if let Some(kind) = self.kind(shape, *one, said) {
                let others = said.iter().filter(|other| is_with(one.name, other.name));
                let others: Vec<[TermId; 3]> = others.map(|other| other.statement).collect();
                let constraint = self.constraint(kind, one.statement, &others);
                shape.constraints.extend(constraint);
            }
        }
    }

    /// Returns a constraint with what reifiers of its statement, and of those with its other parameters, say of it; `None` if
    /// one deactivates it.
    pub(super) fn constraint(
        &mut self,
        kind: Kind,
        statement: [TermId; 3],
        others: &[[TermId; 3]],
    ) -> Option<Constraint> {
        let mut constraint = Constraint {
            kind,
            statement,
            severity: None,
            messages: Vec::new(),
        };
        let statements = [statement].into_iter().chain(others.iter().copied());
        let reifiers: Vec<TermId> = statements.flat_map(|one| self.reifiers(one)).collect();
        for reifier in reifiers {
            for said in self.said(reifier) {
                match said.name {
                    "severity" => constraint.severity = Some(self.severity(said.statement)),
                    "message" => constraint.messages.extend(self.message(said)),
                    "deactivated" if self.is_true(said) => return None,
                    _ => {}
                }
            }
        }
        Some(constraint)
    }

    fn reifiers(&self, statement: [TermId; 3]) -> Vec<TermId> {
        let dictionary = &self.graph.dictionary;
        let reifies = dictionary.find_iri(vocab::RDF_REIFIES);
        let (Some(reifies), Some(term)) = (reifies, dictionary.find_triple(statement)) else {
            return Vec::new();
        };
        let reifiers = self.graph.triples(None, Some(reifies), Some(term));
        reifiers.map(|[reifier, ..]| reifier).collect()
    }

    /// Finds parameters that have several values and may have one.
    fn check_single_values(&mut self, said: &[Said]) {
        for pair in said.windows(2) {
            if let [first, second] = pair
                && first.name == second.name
                && SINGLE.contains(&second.name)
            {
                let message = format!("a shape has one `sh:{}` at most", second.name);
                let mut fault = Fault::new(FaultKind::IllFormed, message, second.statement);
                fault.related = vec![(first.statement, "the other value".to_owned())];
                self.faults.push(fault);
            }
        }
    }

    /// Finds parameters of property shapes in a node shape.
    fn check_places(&mut self, shape: &Shape, said: &[Said]) {
        if shape.path.is_some() || shape.is_refused {
            return;
        }
        for one in said.iter().filter(|said| OF_PROPERTY.contains(&said.name)) {
            let message = format!("`sh:{}` needs the `sh:path` of a property shape", one.name);
            self.ill_formed(one.statement, message);
        }
    }

    /// Returns what a parameter demands, or `None` if it is none, is read with another, or is wrong.
    fn kind(&mut self, shape: &Shape, said: Said, all: &[Said]) -> Option<Kind> {
        let value = said.value();
        if shape.path.is_none() && OF_PROPERTY.contains(&said.name) {
            return None;
        }
        Some(match said.name {
            "class" => Kind::Class(self.iris(said)?),
            "datatype" => Kind::Datatype(self.iris(said)?),
            "nodeKind" => Kind::NodeKind(self.node_kinds(said)?),
            "minCount" => Kind::MinCount(self.number(said)?),
            "maxCount" => Kind::MaxCount(self.number(said)?),
            "minExclusive" => Kind::MinExclusive(self.literal(said)?),
            "minInclusive" => Kind::MinInclusive(self.literal(said)?),
            "maxExclusive" => Kind::MaxExclusive(self.literal(said)?),
            "maxInclusive" => Kind::MaxInclusive(self.literal(said)?),
            "minLength" => Kind::MinLength(self.number(said)?),
            "maxLength" => Kind::MaxLength(self.number(said)?),
            "minListLength" => Kind::MinListLength(self.number(said)?),
            "maxListLength" => Kind::MaxListLength(self.number(said)?),
            "pattern" => self.pattern(said, all)?,
            "singleLine" => self.if_true(said, Kind::SingleLine)?,
            "uniqueLang" => self.if_true(said, Kind::UniqueLang)?,
            "uniqueMembers" => Kind::UniqueMembers(self.is_true(said)),
            "languageIn" => {
                let members = self.members(said)?;
                Kind::LanguageIn(members.into_iter().map(|tag| self.text(tag)).collect())
            }
            "equals" => Kind::Equals(self.path(said)?),
            "disjoint" => Kind::Disjoint(self.path(said)?),
            "subsetOf" => Kind::SubsetOf(self.path(said)?),
            "lessThan" => Kind::LessThan(self.path(said)?),
            "lessThanOrEquals" => Kind::LessThanOrEquals(self.path(said)?),
            "not" => Kind::Not(self.named_shape(said)?),
            "and" => Kind::And(self.named_shapes(said)?),
            "or" => Kind::Or(self.named_shapes(said)?),
            "xone" => Kind::Xone(self.named_shapes(said)?),
            "node" => Kind::Node(self.named_shape(said)?),
            "property" => Kind::Property(self.property_shape(said)?),
            "someValue" => Kind::SomeValue(self.named_shape(said)?),
            "memberShape" => Kind::MemberShape(self.named_shape(said)?),
            "qualifiedMinCount" => Kind::QualifiedMinCount(self.qualified(said, all)?),
            "qualifiedMaxCount" => Kind::QualifiedMaxCount(self.qualified(said, all)?),
            "closed" => Kind::Closed(self.allowed(said, all)?),
            "hasValue" => Kind::HasValue(value),
            "in" => Kind::In(self.members(said)?),
            "rootClass" => Kind::RootClass(self.iris(said)?),
            "uniqueValuesFor" => Kind::UniqueValuesFor(self.key(said)?),
            "reifierShape" | "reificationRequired" => self.reifier(said, all)?,
            "sparql" => self.sparql(shape, said)?,
            "js" | "expression" | "nodeByExpression" => {
                let message = format!("`sh:{}` is not validated", said.name);
                let fault = Fault::new(FaultKind::NotSupported, message, said.statement);
                self.faults.push(fault);
                return None;
            }
            _ => return None,
        })
    }

    fn wrong<T>(&mut self, said: Said, expected: &str) -> Option<T> {
        let value = self.name(said.value());
        let message = format!("`sh:{}` is {expected}, not {value}", said.name);
        self.ill_formed(said.statement, message);
        None
    }

    fn if_true(&mut self, said: Said, kind: Kind) -> Option<Kind> {
        self.is_true(said).then_some(kind)
    }

    fn number(&mut self, said: Said) -> Option<u64> {
        let dictionary = &self.graph.dictionary;
        let is_integer = dictionary
            .literal_type(said.value())
            .is_some_and(|one| one.datatype == vocab::XSD_INTEGER);
        let text = self.text(said.value());
        let digits = text.trim_start_matches('+');
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        match is_integer && is_number {
            // Nothing has more values than that.
            true => Some(digits.parse().unwrap_or(u64::MAX)),
            false => self.wrong(said, "an integer that is not negative"),
        }
    }

    fn literal(&mut self, said: Said) -> Option<TermId> {
        match self.graph.dictionary.is_literal(said.value()) {
            true => Some(said.value()),
            false => self.wrong(said, "a literal"),
        }
    }

    /// Returns the members of the list that a parameter is.
    fn members(&mut self, said: Said) -> Option<Vec<TermId>> {
        match self.lists.members(said.value()) {
            Ok(members) => Some(members),
            Err(_) if !self.lists.is_list(said.value()) => self.wrong(said, "a list"),
            Err(fault) => {
                let message = format!("`sh:{}` needs a list, and {}", said.name, fault.said());
                self.ill_formed(said.statement, message);
                None
            }
        }
    }

    /// Returns an IRI, or those of a list.
    fn iris(&mut self, said: Said) -> Option<Vec<TermId>> {
        let iris = match self.lists.is_list(said.value()) {
            true => self.members(said)?,
            false => vec![said.value()],
        };
        match iris.iter().all(|iri| self.graph.dictionary.is_iri(*iri)) {
            true => Some(iris),
            false => self.wrong(said, "an IRI"),
        }
    }

    fn node_kinds(&mut self, said: Said) -> Option<NodeKinds> {
        let mut kinds = NodeKinds::default();
        for iri in self.iris(said)? {
            let name = self.text(iri);
            let (iri, blank, literal, triple) = match name.strip_prefix(SH).unwrap_or(&name) {
                "IRI" => (true, false, false, false),
                "BlankNode" => (false, true, false, false),
                "Literal" => (false, false, true, false),
                "TripleTerm" => (false, false, false, true),
                "BlankNodeOrIRI" => (true, true, false, false),
                "BlankNodeOrLiteral" => (false, true, true, false),
                "IRIOrLiteral" => (true, false, true, false),
                _ => return self.wrong(said, "a kind of node such as `sh:IRI`"),
            };
            kinds.iri |= iri;
            kinds.blank |= blank;
            kinds.literal |= literal;
            kinds.triple |= triple;
        }
        Some(kinds)
    }

    fn pattern(&mut self, said: Said, all: &[Said]) -> Option<Kind> {
        self.literal(said)?;
        let flags = all.iter().find(|said| said.name == "flags");
        let flags = flags.map_or_else(String::new, |said| self.text(said.value()));
        let pattern = self.text(said.value());
        if let Err(error) = Pattern::new(&pattern, &flags) {
            self.ill_formed(said.statement, format!("`sh:pattern` is wrong: {error}"));
            return None;
        }
        Some(Kind::Pattern { pattern, flags })
    }

    fn path(&mut self, said: Said) -> Option<Path> {
        match Path::read(self.graph, &self.lists, said.value()) {
            Ok(path) => Some(path),
            Err(problem) => {
                self.ill_formed(said.statement, problem);
                None
            }
        }
    }

    /// Returns the properties whose values together are a key: a path, or a list of paths.
    fn key(&mut self, said: Said) -> Option<Vec<Path>> {
        let paths = match self.lists.is_list(said.value()) {
            true => self.members(said)?,
            false => vec![said.value()],
        };
        let read = |path| Path::read(self.graph, &self.lists, path);
        match paths
            .into_iter()
            .map(read)
            .collect::<Result<Vec<Path>, _>>()
        {
            Ok(paths) => Some(paths),
            Err(problem) => {
                self.ill_formed(said.statement, problem);
                None
            }
        }
    }

    /// Returns the shape that a parameter names, if something describes it.
    pub(super) fn named_shape(&mut self, said: Said) -> Option<ShapeId> {
        self.shape_in(said, said.value())
    }

    fn shape_in(&mut self, said: Said, node: TermId) -> Option<ShapeId> {
        if self.graph.dictionary.is_literal(node) {
            return self.wrong(said, "a shape");
        }
        let is_blank = self.graph.dictionary.is_blank_node(node);
        let is_described = self.graph.triples(Some(node), None, None).next().is_some();
        if !is_described && !is_blank {
            let name = self.graph.display(node);
            let message =
                format!("nothing describes the shape `{name}`, so this statement demands nothing");
            let fault = Fault::new(FaultKind::Dangling, message, said.statement);
            self.faults.push(fault);
            return None;
        }
        Some(self.shape_of(node))
    }

    fn property_shape(&mut self, said: Said) -> Option<ShapeId> {
        let shape = self.named_shape(said)?;
        if self.values(said.value(), "path").is_empty() {
            let name = self.name(said.value());
            let message =
                format!("`sh:property` leads to a property shape, and {name} has no `sh:path`");
            self.ill_formed(said.statement, message);
            return None;
        }
        Some(shape)
    }

    fn named_shapes(&mut self, said: Said) -> Option<Vec<ShapeId>> {
        let members = self.members(said)?.into_iter();
        members.map(|node| self.shape_in(said, node)).collect()
    }

    fn qualified(&mut self, said: Said, all: &[Said]) -> Option<Qualified> {
        let count = self.number(said)?;
        let shape = all.iter().find(|said| said.name == "qualifiedValueShape");
        let Some(shape) = shape else {
            let message = format!("`sh:{}` needs a `sh:qualifiedValueShape`", said.name);
            self.ill_formed(said.statement, message);
            return None;
        };
        Some(Qualified {
            shape: self.named_shape(*shape)?,
            siblings: Vec::new(),
            count,
        })
    }

    /// Returns the properties that a closed shape allows.
    fn allowed(&mut self, said: Said, all: &[Said]) -> Option<Allowed> {
        let by_types = self.text(said.value()).strip_prefix(SH) == Some("ByTypes");
        if !by_types && !self.is_true(said) {
            return None;
        }
        let mut properties = Vec::new();
        for one in all {
            match one.name {
                "property" if !by_types => properties.extend(self.values(one.value(), "path")),
                "ignoredProperties" => properties.extend(self.members(*one)?),
                _ => {}
            }
        }
        properties.sort_unstable();
        properties.dedup();
        Some(Allowed {
            properties,
            by_types,
        })
    }

    /// Returns the constraint of reifiers, once for both of its parameters.
    fn reifier(&mut self, said: Said, all: &[Said]) -> Option<Kind> {
        let first = |name| all.iter().find(|said| said.name == name).copied();
        let is_required = match first("reificationRequired") {
            Some(required) => self.is_true(required),
            None => false,
        };
        if said.name == "reifierShape" {
            let shape = self.named_shape(said)?;
            // It is required once, whatever the number of shapes.
            let is_first = first("reifierShape").map(|first| first.value()) == Some(said.value());
            return Some(Kind::Reifier(Reifier {
                shape: Some(shape),
                is_required: is_required && is_first,
            }));
        }
        if is_required && first("reifierShape").is_none() {
            let message =
                "`sh:reificationRequired` needs a `sh:reifierShape`, so it demands nothing";
            self.ill_formed(said.statement, message);
        }
        None
    }

    fn sparql(&mut self, shape: &Shape, said: Said) -> Option<Kind> {
        let node = said.value();
        let deactivated = self.said(node);
        let deactivated = deactivated.iter().find(|said| said.name == "deactivated");
        if let Some(deactivated) = deactivated
            && self.is_true(*deactivated)
        {
            return None;
        }
        let path = shape.path.as_ref().map(|(_, path)| path.clone());
        let Some(select) = self.select(node, "select", path.as_ref()) else {
            let message = "the `sh:sparql` has no `sh:select`, so it demands nothing";
            self.ill_formed(said.statement, message);
            return None;
        };
        Some(Kind::Sparql(Arc::new(select)))
    }

    /// Adds to qualified shapes those of their siblings, where they are disjoint
    /// ([SHACL Core, 4.7.3](https://www.w3.org/TR/shacl12-core/#QualifiedValueShapeConstraintComponent)).
    pub(super) fn qualify(&mut self) {
        let mut of_shape: Vec<Vec<ShapeId>> = vec![Vec::new(); self.shapes.len()];
        let children: Vec<Vec<ShapeId>> = self.shapes.iter().map(property_shapes).collect();
        for children in &children {
            for child in children {
                let siblings = children.iter().filter(|sibling| *sibling != child);
                of_shape[*child].extend(siblings.filter_map(|sibling| {
                    let node = self.shapes[*sibling].node;
                    let shape = self.values(node, "qualifiedValueShape").first().copied()?;
                    self.by_node.get(&shape).copied()
                }));
            }
        }
        for (id, siblings) in of_shape.into_iter().enumerate() {
            let node = self.shapes[id].node;
            let said = self.said(node);
            let disjoint = said
                .iter()
                .find(|said| said.name == "qualifiedValueShapesDisjoint");
            let is_disjoint = match disjoint {
                Some(disjoint) => self.is_true(*disjoint),
                None => false,
            };
            if !is_disjoint {
                continue;
            }
            for constraint in &mut self.shapes[id].constraints {
                if let Kind::QualifiedMinCount(qualified) | Kind::QualifiedMaxCount(qualified) =
                    &mut constraint.kind
                {
                    let mut siblings = siblings.clone();
                    siblings.sort_unstable();
                    siblings.dedup();
                    siblings.retain(|sibling| *sibling != qualified.shape);
                    qualified.siblings = siblings;
                }
            }
        }
    }
}

fn property_shapes(shape: &Shape) -> Vec<ShapeId> {
    let constraints = shape.constraints.iter();
    let properties = constraints.filter_map(|constraint| match constraint.kind {
        Kind::Property(shape) => Some(shape),
        _ => None,
    });
    properties.collect()
}

/// Returns whether a parameter belongs to the constraint of another one.
fn is_with(parameter: &str, other: &str) -> bool {
    matches!(
        (parameter, other),
        ("pattern", "flags")
            | ("closed", "ignoredProperties")
            | ("reifierShape", "reificationRequired")
            | (
                "qualifiedMinCount" | "qualifiedMaxCount",
                "qualifiedValueShape" | "qualifiedValueShapesDisjoint"
            )
    )
}

/// Parameters of which a shape has one at most.
const SINGLE: [&str; 24] = [
    "closed",
    "datatype",
    "deactivated",
    "flags",
    "ignoredProperties",
    "in",
    "languageIn",
    "maxCount",
    "maxExclusive",
    "maxInclusive",
    "maxLength",
    "maxListLength",
    "minCount",
    "minExclusive",
    "minInclusive",
    "minLength",
    "minListLength",
    "nodeKind",
    "qualifiedMaxCount",
    "qualifiedMinCount",
    "qualifiedValueShapesDisjoint",
    "severity",
    "singleLine",
    "uniqueLang",
];

/// Parameters that only property shapes may have.
const OF_PROPERTY: [&str; 9] = [
    "lessThan",
    "lessThanOrEquals",
    "maxCount",
    "minCount",
    "qualifiedMaxCount",
    "qualifiedMinCount",
    "reificationRequired",
    "reifierShape",
    "uniqueLang",
];
