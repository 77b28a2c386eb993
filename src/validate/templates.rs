//! Fills the variables of `sh:message` with values ([SHACL SPARQL](https://www.w3.org/TR/shacl12-sparql/#message-templates)).

use super::result::{Found, Node, ResultPath};
use super::words::Words;
use crate::dictionary::TermId;
use crate::rdf::Term;
use crate::shapes::{Kind, SH};

impl Words<'_> {
    /// Returns a message with the values of `{?name}` and `{$name}` in their places. A variable without a value stays as `?name`.
    pub fn filled(&self, found: &Found, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, from)) = rest.split_once('{') {
            filled.push_str(before);
            let inner = from.split_once('}').and_then(|(inner, after)| {
                let name = inner.strip_prefix(['?', '$'])?;
                let is_name = |c: char| c.is_alphanumeric() || c == '_';
                (!name.is_empty() && name.chars().all(is_name)).then_some((name, after))
            });
            rest = match inner {
                Some((name, after)) => {
                    let value = self.value_of(found, name);
                    filled.push_str(&value.unwrap_or_else(|| format!("?{name}")));
                    after
                }
                None => {
                    filled.push('{');
                    from
                }
            };
        }
        filled.push_str(rest);
        filled
    }

    /// Returns the value of a variable: one of the solution, of what SHACL binds, or of a parameter of the constraint.
    fn value_of(&self, found: &Found, name: &str) -> Option<String> {
        let of_solution = found.solution.iter().find(|(known, _)| known == name);
        if let Some((_, term)) = of_solution {
            return Some(self.plain(term));
        }
        let known = |id: TermId| self.plain(&self.graph.dictionary.term(id));
        let shape = &self.evaluation.shapes.shapes[found.shape];
        let constraint = &shape.constraints[found.constraint];
        match (name, &found.value) {
            ("this", _) => return Some(known(found.focus)),
            ("currentShape", _) => return Some(known(shape.node)),
            ("value", Some(Node::Known(id))) => return Some(known(*id)),
            ("value", Some(Node::Made(term))) => return Some(self.plain(term)),
            ("path" | "PATH", _) => return self.plain_path(found),
            _ => {}
        }
        if let Kind::Component(component) = &constraint.kind {
            let mut parameters = component.parameters.iter();
            let parameter = parameters.find(|parameter| parameter.name == name)?;
            return Some(known(parameter.value));
        }
        // The parameters of SHACL's own components are variables, too.
        let [_, property, value] = constraint.statement;
        let property = self.graph.dictionary.text(property);
        (property.strip_prefix(SH) == Some(name)).then(|| known(value))
    }

    fn plain_path(&self, found: &Found) -> Option<String> {
        let display = |property: TermId| self.graph.display(property);
        match found.path.as_ref()? {
            ResultPath::Property(property) => Some(display(*property)),
            ResultPath::Other(term) => Some(self.plain(term)),
            ResultPath::OfShape => {
                let path = self.evaluation.shapes.shapes[found.shape].path.as_ref();
                path.map(|(_, path)| path.write(&display))
            }
        }
    }

    /// Returns a term as it stands in a text: the text of a literal, and a blank node by what leads to it.
    fn plain(&self, term: &Term) -> String {
        match term {
            Term::Literal(literal) => literal.value().to_owned(),
            Term::BlankNode(_) => self.term(term),
            term => self.graph.prefixes.display(term),
        }
    }
}
