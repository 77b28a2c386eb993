//! Whether the constraints of [conditions](https://www.w3.org/TR/shacl-af/#condition) are well-formed: a rule with one that is not
//! does not run, since nobody knows for which nodes it was meant.

use super::Refusal;
use super::shapes::ShapeRules;
use crate::infer::facts::Triple;
use crate::rdf::vocab;
use crate::shapes::SH;

/// The kinds of nodes that a condition can tell.
const NODE_KINDS: [&str; 6] = [
    "IRI",
    "BlankNode",
    "Literal",
    "BlankNodeOrIRI",
    "BlankNodeOrLiteral",
    "IRIOrLiteral",
];

impl ShapeRules<'_> {
    /// Refuses a constraint whose value is not what SHACL demands of its parameter, by the local name of this.
    pub(super) fn check_form(&self, name: &str, statement: Triple) -> Result<(), Refusal> {
        let value = statement[2];
        let dictionary = &self.graph.dictionary;
        let (is_right, expected) = match name {
            "and" | "or" | "in" | "languageIn" => (self.list(value).is_some(), "a list"),
            "class" | "datatype" => (dictionary.is_iri(value), "an IRI"),
            "nodeKind" => {
                let iri = self.iri(value);
                let kind = iri.as_deref().and_then(|iri| iri.strip_prefix(SH));
                let is_kind = kind.is_some_and(|kind| NODE_KINDS.contains(&kind));
                (is_kind, "a kind of node such as `sh:IRI`")
            }
            "minCount" | "maxCount" | "minLength" | "maxLength" | "qualifiedMinCount" => {
                let datatype = dictionary.literal_type(value);
                let is_integer = datatype.is_some_and(|one| one.datatype == vocab::XSD_INTEGER);
                let text = dictionary.text(value);
                let is_number = text.parse::<usize>().is_ok();
                (is_integer && is_number, "an integer that is not negative")
            }
            "minExclusive" | "minInclusive" | "maxExclusive" | "maxInclusive" | "pattern"
            | "flags" => (dictionary.is_literal(value), "a literal"),
            "property" => {
                let is_known = self.graph.triples(Some(value), None, None).next().is_some();
                // What nothing describes is said elsewhere.
                let has_path = !is_known || self.value(value, "path").is_some();
                (has_path, "a property shape, with `sh:path`")
            }
            _ => return Ok(()),
        };
        if is_right {
            return Ok(());
        }
        let shown = match dictionary.is_blank_node(value) {
            true => "a blank node".to_owned(),
            false => format!("`{}`", self.graph.display(value)),
        };
        let message = format!("`sh:{name}` is {expected}, not {shown}");
        Err(Refusal::at(message, statement))
    }
}
