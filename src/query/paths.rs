//! Paths as [SPARQL 1.1, 18.4](https://www.w3.org/TR/sparql11-query/#sparqlPropertyPaths) defines them: an alternative is a
//! union and keeps duplicates, and a repetition of a repetition is one.
//!
//! It is done so on columns; this is for the queries that oxigraph evaluates, which gives each end of an alternative once.

use super::algebra::{Part, pattern_of, walk};
use spargebra::Query;
use spargebra::algebra::{GraphPattern, PropertyPathExpression as Path};
use spargebra::term::{TermPattern, TriplePattern, Variable};

/// Makes unions of the alternatives of paths, and one repetition of those that stand directly in each other.
pub fn take_apart(query: &mut Query) {
    let mut made = 0;
    walk(pattern_of(query), &mut |part| {
        let Part::Pattern(pattern) = part else { return };
        if let GraphPattern::Path {
            subject,
            path,
            object,
        } = pattern
        {
            *pattern = union_of(subject, path, object, &mut made);
        }
    });
}

/// The solutions of a path as a pattern; the number is that of the variables that were made.
fn union_of(
    subject: &TermPattern,
    path: &Path,
    object: &TermPattern,
    made: &mut usize,
) -> GraphPattern {
    match path {
        Path::NamedNode(property) => GraphPattern::Bgp {
            patterns: vec![TriplePattern {
                subject: subject.clone(),
                predicate: property.clone().into(),
                object: object.clone(),
            }],
        },
        Path::Reverse(path) => union_of(object, path, subject, made),
        Path::Alternative(a, b) => GraphPattern::Union {
            left: Box::new(union_of(subject, a, object, made)),
            right: Box::new(union_of(subject, b, object, made)),
        },
        Path::Sequence(a, b) => {
            // A name that no query can write.
            *made += 1;
            let middle = Variable::new_unchecked(format!(" between {made}")).into();
            GraphPattern::Join {
                left: Box::new(union_of(subject, a, &middle, made)),
                right: Box::new(union_of(&middle, b, object, made)),
            }
        }
        path => GraphPattern::Path {
            subject: subject.clone(),
            path: once(path),
            object: object.clone(),
        },
    }
}

/// A path without repetitions directly in repetitions.
fn once(path: &Path) -> Path {
    let both = |a: &Path, b: &Path| (Box::new(once(a)), Box::new(once(b)));
    match path {
        Path::NamedNode(_) | Path::NegatedPropertySet(_) => path.clone(),
        Path::Reverse(path) => Path::Reverse(Box::new(once(path))),
        Path::Sequence(a, b) => {
            let (a, b) = both(a, b);
            Path::Sequence(a, b)
        }
        Path::Alternative(a, b) => {
            let (a, b) = both(a, b);
            Path::Alternative(a, b)
        }
        Path::ZeroOrMore(inner) => match once(inner) {
            Path::ZeroOrMore(inner) | Path::OneOrMore(inner) | Path::ZeroOrOne(inner) => {
                Path::ZeroOrMore(inner)
            }
            inner => Path::ZeroOrMore(Box::new(inner)),
        },
        Path::OneOrMore(inner) => match once(inner) {
            Path::ZeroOrMore(inner) | Path::ZeroOrOne(inner) => Path::ZeroOrMore(inner),
            Path::OneOrMore(inner) => Path::OneOrMore(inner),
            inner => Path::OneOrMore(Box::new(inner)),
        },
        Path::ZeroOrOne(inner) => match once(inner) {
            Path::ZeroOrMore(inner) | Path::OneOrMore(inner) => Path::ZeroOrMore(inner),
            Path::ZeroOrOne(inner) => Path::ZeroOrOne(inner),
            inner => Path::ZeroOrOne(Box::new(inner)),
        },
    }
}
