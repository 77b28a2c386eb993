//! Names on the command line that are parts of the names of entities.

use super::terminal;
use bixi::Snapshot;
use bixi::errors::Suggestion;

/// Says which entities are meant by parts of their names.
pub fn say_taken(taken: &[(String, Suggestion)]) {
    for (value, entity) in taken {
        let label = entity.label.as_deref().unwrap_or_default();
        terminal::say(&format!("note: `{value}` is taken for {label}, {entity}"));
    }
}

/// Says which properties are meant by words of their names.
pub fn say_taken_properties(taken: &[(String, Suggestion)]) {
    for (name, property) in taken {
        let Suggestion {
            label, name: iri, ..
        } = property;
        let label = label.as_ref().filter(|label| *label != iri);
        let label = label.map_or(String::new(), |label| format!("{label}, "));
        terminal::say(&format!("note: `--{name}` is taken for {label}{iri}"));
    }
}

/// Returns what a name stands for: the name itself, or the identifier of the entity that it is taken for, which is said.
pub fn whole_name(snapshot: &Snapshot, name: &str) -> String {
    let Some(entity) = snapshot.taken_for(name) else {
        return name.to_owned();
    };
    let identifier = entity.name.clone();
    say_taken(&[(name.to_owned(), entity)]);
    identifier
}
