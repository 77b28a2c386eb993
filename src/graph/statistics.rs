//! What is known of each predicate before a query comes: how many different subjects and objects it has.

use super::{Components, Order};
use crate::column::Column;
use crate::dictionary::TermId;

/// Counts by predicate.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    /// Predicate, number of its subjects, number of its objects; one after the other, by predicate.
    pub counts: Column<u32>,
}

impl Statistics {
    /// Counts what the two orders hold, which must have been made or checked in this process.
    pub fn of(spo: &Order, pos: &Order) -> Self {
        debug_assert_eq!(spo.components, Components::SPO);
        let (subjects, objects) = rayon::join(|| subjects_of(spo), || objects_of(pos));
        let counts = objects
            .into_iter()
            .flat_map(|(predicate, objects)| [predicate, subjects[predicate as usize], objects]);
        let counts: Vec<u32> = counts.collect();
        Self {
            counts: counts.into(),
        }
    }

    /// How many different subjects and objects the triples of a predicate have.
    pub fn distinct(&self, predicate: TermId) -> Option<(usize, usize)> {
        let predicates = self.counts.len() / 3;
        let at = |index: usize| self.counts.get(index * 3).copied();
        let (mut low, mut high) = (0, predicates);
        while low < high {
            let middle = low + (high - low) / 2;
            if at(middle)? < predicate {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let [found, subjects, objects] = self.counts.get(low * 3..low * 3 + 3)? else {
            return None;
        };
        (*found == predicate).then_some((*subjects as usize, *objects as usize))
    }

    /// The predicates that are used.
    pub fn predicates(&self) -> impl Iterator<Item = TermId> + '_ {
        self.counts.chunks_exact(3).map(|counts| counts[0])
    }
}

/// By number of a term, how many subjects it is a predicate of.
fn subjects_of(spo: &Order) -> Vec<u32> {
    let mut subjects = vec![0_u32; spo.offsets.len().saturating_sub(1)];
    let predicates = &spo.second[..];
    for rows in spo.offsets.windows(2) {
        let [start, end] = [rows[0] as usize, rows[1] as usize];
        let mut before = None;
        for predicate in &predicates[start..end] {
            if before != Some(*predicate) {
                subjects[*predicate as usize] += 1;
            }
            before = Some(*predicate);
        }
    }
    subjects
}

/// Each predicate with the number of its objects.
fn objects_of(pos: &Order) -> Vec<(TermId, u32)> {
    let objects = &pos.second[..];
    let counts = (0..).zip(pos.offsets.windows(2)).map(|(predicate, rows)| {
        let of_predicate = &objects[rows[0] as usize..rows[1] as usize];
        let runs = of_predicate.chunk_by(|a, b| a == b);
        (predicate, runs.count() as u32)
    });
    counts.filter(|(_, objects)| *objects > 0).collect()
}
