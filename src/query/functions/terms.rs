//! [Functions on RDF terms](https://www.w3.org/TR/sparql11-query/#func-rdfTerms), and those of
//! [SPARQL 1.2](https://www.w3.org/TR/sparql12-query/#func-triple-terms) on triple terms and base directions.

use super::value::{Seen, Value};
use crate::rdf::{BaseDirection, BlankNode, Literal, NamedOrBlankNode, Term, Triple, vocab};
use oxiri::Iri;
use rand::random;

/// [`isIRI`](https://www.w3.org/TR/sparql11-query/#func-isIRI)
pub fn is_iri(arguments: &[Value]) -> Option<Value> {
    Some(matches!(arguments.first()?.seen(), Seen::Iri(_)).into())
}

/// [`isBlank`](https://www.w3.org/TR/sparql11-query/#func-isBlank)
pub fn is_blank(arguments: &[Value]) -> Option<Value> {
    Some(matches!(arguments.first()?.seen(), Seen::Blank(_)).into())
}

/// [`isLiteral`](https://www.w3.org/TR/sparql11-query/#func-isLiteral)
pub fn is_literal(arguments: &[Value]) -> Option<Value> {
    let seen = arguments.first()?.seen();
    Some((!matches!(seen, Seen::Iri(_) | Seen::Blank(_) | Seen::Triple(_))).into())
}

/// [`isNumeric`](https://www.w3.org/TR/sparql11-query/#func-isNumeric)
pub fn is_numeric(arguments: &[Value]) -> Option<Value> {
    Some(arguments.first()?.number().is_some().into())
}

/// [`isTRIPLE`](https://www.w3.org/TR/sparql12-query/#func-isTRIPLE)
pub fn is_triple(arguments: &[Value]) -> Option<Value> {
    Some(matches!(arguments.first()?.seen(), Seen::Triple(_)).into())
}

/// [`STR`](https://www.w3.org/TR/sparql11-query/#func-str): the lexical form as it is written.
pub fn str(arguments: &[Value]) -> Option<Value> {
    match arguments.first()?.term() {
        Term::NamedNode(iri) => Some(Value::text(iri.into_string())),
        Term::Literal(literal) => Some(Value::text(literal.destruct().0)),
        Term::BlankNode(_) | Term::Triple(_) => None,
    }
}

/// A property of a literal; other terms do not have it.
fn of_literal(arguments: &[Value], ask: impl Fn(&Literal) -> Value) -> Option<Value> {
    match arguments.first()? {
        Value::Term(Term::Literal(literal)) => Some(ask(literal)),
        Value::Term(_) => None,
        computed => match computed.term() {
            Term::Literal(literal) => Some(ask(&literal)),
            _ => None,
        },
    }
}

/// [`LANG`](https://www.w3.org/TR/sparql11-query/#func-lang)
pub fn lang(arguments: &[Value]) -> Option<Value> {
    of_literal(arguments, |l| Value::text(l.language().unwrap_or_default()))
}

/// [`LANGDIR`](https://www.w3.org/TR/sparql12-query/#func-langdir)
pub fn lang_dir(arguments: &[Value]) -> Option<Value> {
    of_literal(arguments, |literal| {
        Value::text(literal.direction().map_or(String::new(), |d| d.to_string()))
    })
}

/// [`hasLANG`](https://www.w3.org/TR/sparql12-query/#func-haslang)
pub fn has_lang(arguments: &[Value]) -> Option<Value> {
    let text = arguments.first()?.string();
    Some(text.is_some_and(|text| text.language.is_some()).into())
}

/// [`hasLANGDIR`](https://www.w3.org/TR/sparql12-query/#func-haslangdir)
pub fn has_lang_dir(arguments: &[Value]) -> Option<Value> {
    let text = arguments.first()?.string();
    Some(text.is_some_and(|text| text.direction.is_some()).into())
}

/// [`DATATYPE`](https://www.w3.org/TR/sparql11-query/#func-datatype)
pub fn datatype(arguments: &[Value]) -> Option<Value> {
    of_literal(arguments, |l| Value::Term(l.datatype().into_owned().into()))
}

/// [`IRI`](https://www.w3.org/TR/sparql11-query/#func-iri): a relative one is resolved against the base of the query.
pub fn iri(value: &Value, base: Option<&Iri<String>>) -> Option<Value> {
    if let Value::Term(Term::NamedNode(_)) = value {
        return Some(value.clone());
    }
    let text = value.simple()?;
    let iri = match base {
        Some(base) => base.resolve(text),
        None => Iri::parse(text.to_owned()),
    };
    iri.ok().map(|iri| Value::iri(iri.into_inner()))
}

/// [`BNODE`](https://www.w3.org/TR/sparql11-query/#func-bnode) where the solutions have no numbers.
pub fn blank_node(arguments: &[Value]) -> Option<Value> {
    let node = match arguments.first() {
        Some(label) => BlankNode::new(label.simple()?).ok()?,
        None => BlankNode::default(),
    };
    Some(Value::Term(node.into()))
}

/// [`STRDT`](https://www.w3.org/TR/sparql11-query/#func-strdt)
pub fn str_dt(arguments: &[Value]) -> Option<Value> {
    let [text, Value::Term(Term::NamedNode(datatype))] = arguments else {
        return None;
    };
    let needs_language = [vocab::RDF_LANG_STRING, vocab::RDF_DIR_LANG_STRING];
    if needs_language.contains(&datatype.as_str()) {
        return None;
    }
    let literal = Literal::new_typed_literal(text.simple()?, datatype.clone());
    Some(Value::Term(literal.into()))
}

/// [`STRLANG`](https://www.w3.org/TR/sparql11-query/#func-strlang)
pub fn str_lang(arguments: &[Value]) -> Option<Value> {
    let [text, language] = arguments else {
        return None;
    };
    let literal = Literal::new_language_tagged_literal(text.simple()?, language.simple()?);
    Some(Value::Term(literal.ok()?.into()))
}

/// [`STRLANGDIR`](https://www.w3.org/TR/sparql12-query/#func-strlangdir)
pub fn str_lang_dir(arguments: &[Value]) -> Option<Value> {
    let [text, language, direction] = arguments else {
        return None;
    };
    let direction = match direction.simple()? {
        "ltr" => BaseDirection::Ltr,
        "rtl" => BaseDirection::Rtl,
        _ => return None,
    };
    let (text, language) = (text.simple()?, language.simple()?);
    let literal = Literal::new_directional_language_tagged_literal(text, language, direction);
    Some(Value::Term(literal.ok()?.into()))
}

/// [`UUID`](https://www.w3.org/TR/sparql11-query/#func-uuid)
pub fn uuid(_: &[Value]) -> Option<Value> {
    Some(Value::iri(format!("urn:uuid:{}", random_uuid())))
}

/// [`STRUUID`](https://www.w3.org/TR/sparql11-query/#func-struuid)
pub fn str_uuid(_: &[Value]) -> Option<Value> {
    Some(Value::text(random_uuid()))
}

/// A random [UUID](https://www.rfc-editor.org/rfc/rfc9562#section-5.4).
fn random_uuid() -> String {
    let version = 0xF << 76;
    let variant = 3 << 62;
    let bits = random::<u128>() & !version & !variant | 4 << 76 | 2 << 62;
    let digits = format!("{bits:032x}");
    let mut uuid = String::with_capacity(36);
    for (at, digit) in digits.chars().enumerate() {
        if matches!(at, 8 | 12 | 16 | 20) {
            uuid.push('-');
        }
        uuid.push(digit);
    }
    uuid
}

/// [`TRIPLE`](https://www.w3.org/TR/sparql12-query/#func-triple)
pub fn triple(arguments: &[Value]) -> Option<Value> {
    let [subject, predicate, object] = arguments else {
        return None;
    };
    let triple = Triple::from_terms(subject.term(), predicate.term(), object.term()).ok()?;
    Some(Value::Term(Term::Triple(Box::new(triple))))
}

fn of_triple(arguments: &[Value], part: impl Fn(&Triple) -> Term) -> Option<Value> {
    match arguments.first()? {
        Value::Term(Term::Triple(triple)) => Some(Value::Term(part(triple))),
        _ => None,
    }
}

/// [`SUBJECT`](https://www.w3.org/TR/sparql12-query/#func-subject)
pub fn subject(arguments: &[Value]) -> Option<Value> {
    of_triple(arguments, |triple| match &triple.subject {
        NamedOrBlankNode::NamedNode(iri) => iri.clone().into(),
        NamedOrBlankNode::BlankNode(node) => node.clone().into(),
    })
}

/// [`PREDICATE`](https://www.w3.org/TR/sparql12-query/#func-predicate)
pub fn predicate(arguments: &[Value]) -> Option<Value> {
    of_triple(arguments, |triple| triple.predicate.clone().into())
}

/// [`OBJECT`](https://www.w3.org/TR/sparql12-query/#func-object)
pub fn object(arguments: &[Value]) -> Option<Value> {
    of_triple(arguments, |triple| triple.object.clone())
}
