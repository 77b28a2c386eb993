//! The functions that mappings have besides those of every query: `bixi:node`, `bixi:entity` and `bixi:label`.

use super::columns::ROW;
use super::lookup::{Fault, Faults, Lookup};
use crate::error::{Error, QueryError};
use crate::finding::nearest;
use crate::query::{AlgebraPart, CustomFunction, parts, walk_algebra};
use crate::rdf::{BlankNode, Literal, NamedNode, Term, vocab};
use sha2::{Digest, Sha256};
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::Variable;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The names of the functions that a mapping may call with `bixi:`.
const NAMES: [&str; 11] = [
    "slug",
    "found",
    "hasWords",
    "node",
    "entity",
    "label",
    "number",
    "least",
    "most",
    "unit",
    "qualifier",
];

/// `bixi:entity` with the number of the row and the column; no query can write this name.
const ENTITY_IN_ROW: &str = " entity";

/// What the labels of the nodes of `bixi:node` begin with, and no other label of a mapping does.
pub const NODE: &str = "node-x";

/// Returns the functions, by name, which look entities up and note in `faults` what they do not find.
pub fn functions(lookup: &Arc<Lookup>, faults: &Arc<Faults>) -> [(NamedNode, CustomFunction); 3] {
    let node: CustomFunction = Arc::new(|arguments| match arguments {
        [Term::Literal(text)] => {
            let digest = Sha256::digest(text.value());
            let digest: String = digest[..12].iter().map(|b| format!("{b:02x}")).collect();
            Some(BlankNode::new_unchecked(format!("{NODE}{digest}")).into())
        }
        _ => None,
    });
    let labels = Arc::clone(lookup);
    let label: CustomFunction = Arc::new(move |arguments| match arguments {
        [Term::NamedNode(entity), Term::Literal(language)] => {
            let label = labels.label(entity, language.value())?;
            Some(Literal::new_simple_literal(label).into())
        }
        _ => None,
    });
    let (lookup, faults) = (Arc::clone(lookup), Arc::clone(faults));
    let entity: CustomFunction = Arc::new(move |arguments| {
        let (arguments, class) = match arguments {
            [arguments @ .., Term::NamedNode(class)] => (arguments, Some(class)),
            _ => (arguments, None),
        };
        let [
            Term::Literal(row),
            Term::Literal(variable),
            Term::Literal(name),
        ] = arguments
        else {
            return None;
        };
        let row: u32 = row.value().parse().ok()?;
        match lookup.entity(name.value(), class) {
            Ok(entity) => Some(entity.into()),
            Err(id) => {
                faults.note(row, Fault::of(id, variable.value(), name.value(), class));
                None
            }
        }
    });
    let [node_name, label_name] =
        ["node", "label"].map(|name| format!("{}{name}", vocab::FUNCTIONS));
    [
        (NamedNode::new_unchecked(node_name), node),
        (NamedNode::new_unchecked(label_name), label),
        (NamedNode::new_unchecked(ENTITY_IN_ROW), entity),
    ]
}

/// Returns the name of a function that mappings have besides those of every query.
fn own_name(function: &Function) -> Option<&str> {
    let Function::Custom(iri) = function else {
        return None;
    };
    let name = iri.as_str().strip_prefix(vocab::FUNCTIONS)?;
    ["node", "entity", "label"].contains(&name).then_some(name)
}

/// Returns what is wrong with a call of these functions: its name as it is usually written, and a sentence.
pub fn wrong_call(function: &Function, count: usize) -> Option<(String, String)> {
    let name = own_name(function)?;
    let takes = match (name, count) {
        ("node", 1) | ("entity", 1 | 2) | ("label", 2) => return None,
        ("node", _) => "a text",
        ("label", _) => "an entity and a language",
        _ => "a text, and a class if it is to be of one",
    };
    let name = format!("bixi:{name}");
    let message = format!("`{name}` takes {takes}");
    Some((name, message))
}

/// Gives each call of `bixi:entity` the number of its row and the variable that its text is made of, and returns whether there is
/// one, or one of `bixi:label`.
pub fn give_rows(pattern: &mut GraphPattern) -> bool {
    let mut has_call = false;
    walk_algebra(pattern, &mut |part| {
        let AlgebraPart::Expression(Expression::FunctionCall(function, arguments)) = part else {
            return;
        };
        let name = own_name(function);
        has_call |= matches!(name, Some("entity" | "label"));
        if name == Some("entity") {
            *function = Function::Custom(NamedNode::new_unchecked(ENTITY_IN_ROW));
            let row = Expression::Variable(Variable::new_unchecked(ROW));
            let variable = Literal::new_simple_literal(only_variable(arguments.first()));
            arguments.splice(0..0, [row, variable.into()]);
        }
    });
    has_call
}

/// Returns the only variable of an expression, or no text.
fn only_variable(expression: Option<&Expression>) -> String {
    let mut variables = BTreeSet::new();
    let mut open: Vec<&Expression> = expression.into_iter().collect();
    while let Some(expression) = open.pop() {
        if let Expression::Variable(variable) = expression {
            variables.insert(variable.as_str());
        }
        open.extend(parts(expression));
    }
    match Vec::from_iter(variables)[..] {
        [only] => only.to_owned(),
        _ => String::new(),
    }
}

/// Returns whether a function asks the graph: a call that has its row, or one of `bixi:label`.
pub fn looks_up(function: &Function) -> bool {
    let is_in_row = matches!(function, Function::Custom(iri) if iri.as_str() == ENTITY_IN_ROW);
    is_in_row || matches!(own_name(function), Some("entity" | "label"))
}

/// Returns which function may be meant by an unknown one.
pub fn near_function(error: &Error) -> Option<String> {
    let Error::Query(error) = error else {
        return None;
    };
    let QueryError::UnknownFunction { iri, .. } = &**error else {
        return None;
    };
    let near = nearest(iri.strip_prefix(vocab::FUNCTIONS)?, NAMES)?;
    Some(format!("did you mean `bixi:{near}`?"))
}
