//! Numbers [triple terms](https://www.w3.org/TR/rdf12-concepts/#section-triple-terms): those without triple terms inside
//! first, then those that hold them; each depth is sorted by the numbers of the parts.

use super::sorted::partition_point;
use super::{Dictionary, Interner, TermId};
use std::ops::Range;

impl Dictionary {
    /// The numbers of the triple terms of each depth that have these parts: a subject, or also a predicate, or all three.
    pub fn triples_with(&self, parts: &[TermId]) -> Vec<Range<TermId>> {
        let ends = self.depths.iter().skip(1).chain([&self.bounds[3]]);
        let first_parts = |id: TermId| self.triple(id).unwrap_or_default();
        let first_with = |range: Range<TermId>, is_before: &dyn Fn(&[TermId]) -> bool| {
            partition_point(range, |id| {
                let other = first_parts(id);
                is_before(other.get(..parts.len()).unwrap_or(&other))
            })
        };
        let of_depth = |(start, end): (&TermId, &TermId)| {
            let start = first_with(*start..*end, &|other| other < parts);
            start..first_with(start..*end, &|other| other <= parts)
        };
        let ranges = self.depths.iter().zip(ends).map(of_depth);
        ranges.filter(|range| !range.is_empty()).collect()
    }
}

/// The triple terms of an interner or a dictionary that are to be numbered.
pub struct Numbering<'a> {
    /// By depth of nesting.
    by_depth: Vec<Vec<TermId>>,
    parts: Box<dyn Fn(TermId) -> Option<[TermId; 3]> + 'a>,
    /// By number there the new number; those of all other terms are known.
    numbers: &'a mut [TermId],
}

impl<'a> Numbering<'a> {
    /// All triple terms of an interner.
    pub fn of_interner(interner: &'a Interner, numbers: &'a mut [TermId]) -> Self {
        let mut depths = vec![0_u32; interner.len()];
        let mut by_depth: Vec<Vec<TermId>> = Vec::new();
        for id in 0..interner.len() as TermId {
            // Parts have smaller numbers than the triple term that they are in, so their depths are known.
            if let Some(parts) = interner.triple(id) {
                let depth_of = |part: &TermId| depths[*part as usize];
                let depth = 1 + parts.iter().map(depth_of).max().unwrap_or(0);
                depths[id as usize] = depth;
                by_depth.resize(by_depth.len().max(depth as usize), Vec::new());
                by_depth[depth as usize - 1].push(id);
            }
        }
        Self {
            by_depth,
            parts: Box::new(|id| interner.triple(id)),
            numbers,
        }
    }

    /// The triple terms of a dictionary that are marked.
    pub fn of_dictionary(
        dictionary: &'a Dictionary,
        is_kept: &[bool],
        numbers: &'a mut [TermId],
    ) -> Self {
        let starts = dictionary.depths.iter();
        let ends = starts.clone().skip(1).chain([&dictionary.bounds[3]]);
        let of_depth = |(start, end): (&TermId, &TermId)| -> Vec<TermId> {
            (*start..*end).filter(|id| is_kept[*id as usize]).collect()
        };
        Self {
            by_depth: starts.zip(ends).map(of_depth).collect(),
            parts: Box::new(|id| dictionary.triple(id)),
            numbers,
        }
    }
}

/// Numbers triple terms after the `first` other terms; one that is in several numberings has one number.
/// Gives the parts of all, and where each depth starts.
pub fn number_triples<const N: usize>(
    first: TermId,
    numberings: [Numbering; N],
) -> (Vec<TermId>, Vec<TermId>) {
    let deepest = numberings.iter().map(|of| of.by_depth.len()).max();
    let (mut triples, mut starts) = (Vec::new(), Vec::new());
    for depth in 0..deepest.unwrap_or(0) {
        let mut sorted: Vec<([TermId; 3], usize, TermId)> = Vec::new();
        for (index, of) in numberings.iter().enumerate() {
            for id in of.by_depth.get(depth).into_iter().flatten() {
                let parts = (of.parts)(*id).unwrap_or_default();
                sorted.push((parts.map(|part| of.numbers[part as usize]), index, *id));
            }
        }
        if sorted.is_empty() {
            break;
        }
        starts.push(first + (triples.len() / 3) as TermId);
        sorted.sort();
        for same in sorted.chunk_by(|a, b| a.0 == b.0) {
            let number = first + (triples.len() / 3) as TermId;
            for (_, index, id) in same {
                numberings[*index].numbers[*id as usize] = number;
            }
            triples.extend(same[0].0);
        }
    }
    (triples, starts)
}
