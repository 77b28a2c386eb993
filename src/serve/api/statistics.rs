//! `/api/statistics`: what there is in the graph, counted, and what it rests on.

use super::asked::{Asked, json};
use super::term::named;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::Named;
use bixi::rdf::Term;
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    classes: Vec<Class>,
    properties: Vec<Property>,
    languages: Vec<Language>,
    sources: Vec<Source>,
    evidence: Evidence,
}

#[derive(Serialize)]
struct Class {
    term: Named,
    instances: usize,
    inferred: usize,
}

#[derive(Serialize)]
struct Property {
    term: Named,
    statements: usize,
    inferred: usize,
    subjects: usize,
    objects: usize,
}

#[derive(Serialize)]
struct Language {
    language: String,
    texts: usize,
}

#[derive(Serialize)]
struct Source {
    file: String,
    lines: usize,
    statements: usize,
    is_imported: bool,
}

#[derive(Serialize)]
struct Evidence {
    statements: usize,
    with_evidence: usize,
    certainties: Vec<Counted>,
    texts: Vec<Counted>,
}

#[derive(Serialize)]
struct Counted {
    term: Named,
    statements: usize,
}

/// Answers the call.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let snapshot = &asked.served.snapshot;
    let counted = asked.served.project.statistics(snapshot, asked.limits)?;
    let term = |term: &Term| named(snapshot, term);
    let by_term = |counts: Vec<(Term, usize)>| {
        let counts = counts.into_iter().map(|(of, statements)| Counted {
            term: term(&of),
            statements,
        });
        counts.collect()
    };
    let classes = counted.classes.into_iter().map(|count| Class {
        term: term(&count.class),
        instances: count.instances,
        inferred: count.inferred,
    });
    let properties = counted.properties.into_iter().map(|count| Property {
        term: term(&count.property),
        statements: count.statements,
        inferred: count.inferred,
        subjects: count.subjects,
        objects: count.objects,
    });
    let languages = counted.languages.into_iter().map(|count| Language {
        language: count.language,
        texts: count.texts,
    });
    let sources = counted.sources.into_iter().map(|count| Source {
        file: count.path,
        lines: count.lines,
        statements: count.statements,
        is_imported: count.is_imported,
    });
    let answer = Answer {
        classes: classes.collect(),
        properties: properties.collect(),
        languages: languages.collect(),
        sources: sources.collect(),
        evidence: Evidence {
            statements: counted.evidence.statements,
            with_evidence: counted.evidence.with_evidence,
            certainties: by_term(counted.evidence.certainties),
            texts: by_term(counted.evidence.texts),
        },
    };
    json(&answer, reply)
}
