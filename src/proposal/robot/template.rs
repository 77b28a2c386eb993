//! The strings of a template row of [ROBOT](https://robot.obolibrary.org/template): what the cells below each are.

/// What the cells of a column are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What they say.
    pub says: Says,
    /// What separates several values in a cell.
    pub split: Option<String>,
}

/// What a cell says of the entity of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// Its identifier.
    Id,
    /// Its label.
    Label,
    /// What it is: a class, a property of some kind, or an instance of a class.
    Type,
    /// What a property is: functional, transitive and so on.
    Characteristic,
    /// A value of an annotation property, by the name of the property.
    Annotation(String, Written),
    /// An entity, by a property with this IRI.
    Entity(&'static str),
    /// A value of a property, by the name of the property.
    Assertion(String),
    /// What a mapping does not say, and why.
    LeftOut(&'static str),
}

/// How the values of an annotation property are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// As texts.
    Text,
    /// As literals of a datatype, by its name.
    Typed(String),
    /// As texts in a language.
    Tagged(String),
    /// As names of entities.
    Iri,
}

/// The words before `%`, with the property that says so.
const ENTITIES: [(&str, &str); 14] = [
    ("C", "http://www.w3.org/2000/01/rdf-schema#subClassOf"),
    ("SC", "http://www.w3.org/2000/01/rdf-schema#subClassOf"),
    ("EC", "http://www.w3.org/2002/07/owl#equivalentClass"),
    ("DC", "http://www.w3.org/2002/07/owl#disjointWith"),
    ("P", "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"),
    ("SP", "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"),
    ("EP", "http://www.w3.org/2002/07/owl#equivalentProperty"),
    ("DP", "http://www.w3.org/2002/07/owl#propertyDisjointWith"),
    ("IP", "http://www.w3.org/2002/07/owl#inverseOf"),
    ("DOMAIN", "http://www.w3.org/2000/01/rdf-schema#domain"),
    ("RANGE", "http://www.w3.org/2000/01/rdf-schema#range"),
    ("SI", "http://www.w3.org/2002/07/owl#sameAs"),
    ("DI", "http://www.w3.org/2002/07/owl#differentFrom"),
    ("TI", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
];

/// Returns what a string of a template row means; `None` if it is none.
pub fn template(text: &str) -> Option<Template> {
    let text = text.trim();
    let (text, split) = match text.split_once("SPLIT=") {
        Some((text, between)) if !between.is_empty() => (text.trim_end(), Some(between.to_owned())),
        _ => (text, None),
    };
    let says = says(text)?;
    Some(Template { says, split })
}

fn says(text: &str) -> Option<Says> {
    match text {
        "ID" => return Some(Says::Id),
        "LABEL" => return Some(Says::Label),
        "TYPE" => return Some(Says::Type),
        "CHARACTERISTIC" => return Some(Says::Characteristic),
        "CLASS_TYPE" | "PROPERTY_TYPE" | "INDIVIDUAL_TYPE" => {
            return Some(Says::LeftOut(
                "a mapping takes `C %` for superclasses and `P %` for superproperties in all rows",
            ));
        }
        _ if text.starts_with('>') => {
            return Some(Says::LeftOut("annotations of axioms are not proposed"));
        }
        _ => {}
    }
    let (word, rest) = text.split_once(' ').unwrap_or((text, "%"));
    let rest = rest.trim();
    if let Some((_, iri)) = ENTITIES.iter().find(|(known, _)| *known == word) {
        let why = "a mapping makes no class expressions, only names of classes and properties";
        return Some(match rest {
            "%" => Says::Entity(iri),
            _ => Says::LeftOut(why),
        });
    }
    // Without a name of a property it is not a template.
    let name = Some(rest).filter(|name| !name.is_empty() && *name != "%")?;
    let (property, written) = match word {
        "A" => (name, Written::Text),
        "AI" => (name, Written::Iri),
        "AT" => {
            let (name, datatype) = name.split_once("^^")?;
            (name, Written::Typed(datatype.trim().to_owned()))
        }
        "AL" => {
            let (name, tag) = name.rsplit_once('@')?;
            (name, Written::Tagged(tag.trim().to_owned()))
        }
        "I" => {
            let name = name.strip_suffix('%').unwrap_or(name).trim();
            return Some(Says::Assertion(name.to_owned()));
        }
        _ => return None,
    };
    Some(Says::Annotation(property.trim().to_owned(), written))
}

/// Returns whether a text is an expression in Manchester syntax and not a name.
pub fn is_expression(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "some", "only", "and", "or", "not", "value", "min", "max", "exactly", "that", "inverse",
    ];
    let is_quoted =
        text.starts_with('\'') && text.ends_with('\'') && text.matches('\'').count() == 2;
    let mut words = text.split_whitespace();
    !is_quoted && (text.contains(['(', '{']) || words.any(|word| WORDS.contains(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_a_template_row() {
        let annotation = |name: &str, written| Says::Annotation(name.to_owned(), written);
        let cases = [
            ("ID", Says::Id, None),
            (
                "A rdfs:comment",
                annotation("rdfs:comment", Written::Text),
                None,
            ),
            (
                "A alternative term SPLIT=|",
                annotation("alternative term", Written::Text),
                Some("|"),
            ),
            (
                "AT dc:date^^xsd:date",
                annotation("dc:date", Written::Typed("xsd:date".to_owned())),
                None,
            ),
            (
                "AL rdfs:label@zh-Hans",
                annotation("rdfs:label", Written::Tagged("zh-Hans".to_owned())),
                None,
            ),
            (
                "AI rdfs:seeAlso",
                annotation("rdfs:seeAlso", Written::Iri),
                None,
            ),
            (
                "SC %",
                Says::Entity("http://www.w3.org/2000/01/rdf-schema#subClassOf"),
                None,
            ),
            ("I part_of %", Says::Assertion("part_of".to_owned()), None),
        ];
        for (text, says, split) in cases {
            let expected = Template {
                says,
                split: split.map(str::to_owned),
            };
            assert_eq!(template(text), Some(expected), "{text}");
        }
        for text in ["SC 'part of' some %", ">A rdfs:comment", "CLASS_TYPE"] {
            let is_left_out = matches!(
                template(text),
                Some(Template {
                    says: Says::LeftOut(_),
                    ..
                })
            );
            assert!(is_left_out, "{text}");
        }
        for text in ["", "A", "a b", "AT x", "Chengdu", "42"] {
            assert_eq!(template(text), None, "{text}");
        }
    }

    #[test]
    fn expressions_are_no_names() {
        for text in ["part_of some EX:1", "not EX:1", "(EX:1)"] {
            assert!(is_expression(text), "{text}");
        }
        for text in ["EX:1", "'bone and joint'", "axial skeleton"] {
            assert!(!is_expression(text), "{text}");
        }
    }
}
