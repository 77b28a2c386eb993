//! Inferred triples in three orders, of which those with two given terms are found in one probe.
//!
//! New triples join sorted runs that grow like the digits of a number (the logarithmic method of
//! [Bentley and Saxe 1980](https://doi.org/10.1016/0196-6774(80)90015-2)): `n` triples are sorted in `O(n log n)`, however
//! many rounds bring them. Rules ask mostly for triples that are not there, and a binary search in each run made most of
//! the time of a closure. So a hash table counts the triples of each two leading terms, and each run has a directory of
//! where these start: a look-up that finds nothing costs one probe, and another one a probe in each run.

use super::role::{Role, Roles};
use crate::dictionary::TermId;
use crate::graph::Components;
use hashbrown::HashTable;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Three terms. While rules are applied a subject may be a literal, as in the W3C's tables.
pub type Triple = [TermId; 3];

/// The first two components of a triple in some order.
type Lead = (TermId, TermId);

fn lead([first, second, _]: &Triple) -> Lead {
    (*first, *second)
}

/// Sorted triples, and where those of each lead start.
struct Run {
    triples: Vec<Triple>,
    starts: HashTable<u32>,
}

impl Run {
    /// Makes a run of sorted triples.
    fn new(triples: Vec<Triple>) -> Self {
        let mut starts = HashTable::with_capacity(groups(&triples).count());
        for group in groups(&triples) {
            let hash = hash_of(lead(&triples[group.start]));
            let hash_at = |start: &u32| hash_of(lead(&triples[*start as usize]));
            starts.insert_unique(hash, group.start as u32, hash_at);
        }
        Self { triples, starts }
    }

    /// Returns the triples of a lead.
    fn of(&self, sought: Lead, hash: u64) -> &[Triple] {
        let is_sought = |start: &u32| lead(&self.triples[*start as usize]) == sought;
        let Some(start) = self.starts.find(hash, is_sought) else {
            return &[];
        };
        let rest = &self.triples[*start as usize..];
        let others = rest.iter().position(|triple| lead(triple) != sought);
        &rest[..others.unwrap_or(rest.len())]
    }

    /// Returns the triples of a first component.
    fn of_first(&self, first: TermId) -> &[Triple] {
        let start = self.triples.partition_point(|triple| triple[0] < first);
        let rest = &self.triples[start..];
        &rest[..rest.partition_point(|triple| triple[0] == first)]
    }
}

/// Returns the ranges of triples of one lead.
fn groups(sorted: &[Triple]) -> impl Iterator<Item = Range<usize>> + '_ {
    let same = sorted.chunk_by(|a, b| lead(a) == lead(b));
    same.scan(0, |end, group| {
        let start = *end;
        *end += group.len();
        Some(start..*end)
    })
}

/// Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4): the table takes the place from the lower bits and
/// seven of the upper ones to compare.
fn hash_of((first, second): Lead) -> u64 {
    let mixed = (u64::from(first) << 32 | u64::from(second)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 32
}

/// Triples in one order of their components.
struct Sorted {
    components: Components,
    /// The runs of each role, the longest first.
    runs: [Vec<Run>; Role::ALL.len()],
    /// The number of triples of each first component, whatever the second is.
    firsts: FxHashMap<TermId, u32>,
    /// The number of triples of each lead.
    leads: FxHashMap<Lead, u32>,
}

impl Sorted {
    fn new(components: Components) -> Self {
        Self {
            components,
            runs: Default::default(),
            firsts: FxHashMap::default(),
            leads: FxHashMap::default(),
        }
    }

    fn add(&mut self, role: Role, triples: &[Triple]) {
        let arranged = triples.iter();
        let arranged = arranged.map(|triple| self.components.arrange(*triple));
        let mut new: Vec<Triple> = arranged.collect();
        new.sort_unstable();
        for group in groups(&new) {
            let (first, second) = lead(&new[group.start]);
            *self.firsts.entry(first).or_default() += group.len() as u32;
            *self.leads.entry((first, second)).or_default() += group.len() as u32;
        }
        let runs = &mut self.runs[role as usize];
        while let Some(last) = runs.pop_if(|last| last.triples.len() <= new.len() * 2) {
            new.extend(last.triples);
        }
        // Its parts are sorted, which this sort makes use of.
        new.sort();
        runs.push(Run::new(new));
    }

    /// Returns the runs of some roles, role by role.
    fn runs_of(&self, roles: Roles) -> impl Iterator<Item = &Run> {
        let runs = Role::ALL.into_iter().zip(&self.runs);
        let runs = runs.filter(move |(role, _)| roles.contains(*role));
        runs.flat_map(|(_, runs)| runs)
    }

    /// Visits the triples of some roles and a lead.
    fn each(&self, roles: Roles, sought: Lead, visit: &mut dyn FnMut(Triple)) {
        if self.leads.contains_key(&sought) {
            let hash = hash_of(sought);
            let found = self.runs_of(roles).flat_map(|run| run.of(sought, hash));
            found.for_each(|triple| visit(self.components.restore(*triple)));
        }
    }

    /// Visits the triples of some roles and a first component.
    fn each_of_first(&self, roles: Roles, first: TermId, visit: &mut dyn FnMut(Triple)) {
        if self.firsts.contains_key(&first) {
            let found = self.runs_of(roles).flat_map(|run| run.of_first(first));
            found.for_each(|triple| visit(self.components.restore(*triple)));
        }
    }

    /// Returns whether there is a triple in some roles.
    fn contains(&self, roles: Roles, triple: Triple) -> bool {
        let arranged = self.components.arrange(triple);
        let sought = lead(&arranged);
        let hash = hash_of(sought);
        let has = |run: &Run| run.of(sought, hash).binary_search(&arranged).is_ok();
        self.leads.contains_key(&sought) && self.runs_of(roles).any(has)
    }

    fn count(&self, sought: Lead) -> usize {
        self.leads.get(&sought).map_or(0, |count| *count as usize)
    }

    fn count_of_first(&self, first: TermId) -> usize {
        self.firsts.get(&first).map_or(0, |count| *count as usize)
    }
}

/// Inferred triples in three orders.
pub struct Index {
    spo: Sorted,
    pos: Sorted,
    /// Only if something was looked for by its object alone.
    osp: OnceLock<Sorted>,
}

impl Default for Index {
    fn default() -> Self {
        Self {
            spo: Sorted::new(Components::SPO),
            pos: Sorted::new(Components::POS),
            osp: OnceLock::new(),
        }
    }
}

impl Index {
    /// Adds triples of a role.
    pub fn add(&mut self, role: Role, new: &[Triple]) {
        rayon::join(|| self.spo.add(role, new), || self.pos.add(role, new));
        if let Some(osp) = self.osp.get_mut() {
            osp.add(role, new);
        }
    }

    fn osp(&self) -> &Sorted {
        self.osp.get_or_init(|| {
            let mut osp = Sorted::new(Components::OSP);
            for (role, runs) in Role::ALL.into_iter().zip(&self.spo.runs) {
                let all: Vec<Triple> = runs.iter().flat_map(|run| &run.triples).copied().collect();
                osp.add(role, &all);
            }
            osp
        })
    }

    /// Returns whether a triple is there in some roles.
    pub fn contains(&self, roles: Roles, triple: Triple) -> bool {
        self.spo.contains(roles, triple)
    }

    /// Visits the triples of some roles that match: role by role, and those of a role in the order of their runs.
    pub fn each(&self, roles: Roles, bound: [Option<TermId>; 3], visit: &mut dyn FnMut(Triple)) {
        match bound {
            [Some(s), Some(p), Some(o)] if self.contains(roles, [s, p, o]) => visit([s, p, o]),
            [Some(_), Some(_), Some(_)] => {}
            [Some(s), None, Some(o)] => self.osp().each(roles, (o, s), visit),
            [Some(s), Some(p), None] => self.spo.each(roles, (s, p), visit),
            [Some(s), None, None] => self.spo.each_of_first(roles, s, visit),
            [None, Some(p), Some(o)] => self.pos.each(roles, (p, o), visit),
            [None, Some(p), None] => self.pos.each_of_first(roles, p, visit),
            [None, None, Some(o)] => self.osp().each_of_first(roles, o, visit),
            [None, None, None] => {
                let all = self.spo.runs_of(roles).flat_map(|run| &run.triples);
                all.for_each(|triple| visit(*triple));
            }
        }
    }

    /// Returns about how many triples match: an object beside a subject is not looked at.
    pub fn count(&self, bound: [Option<TermId>; 3]) -> usize {
        match bound {
            [Some(s), Some(p), _] => self.spo.count((s, p)),
            [Some(s), None, _] => self.spo.count_of_first(s),
            [None, Some(p), Some(o)] => self.pos.count((p, o)),
            [None, Some(p), None] => self.pos.count_of_first(p),
            [None, None, Some(o)] => self.osp().count_of_first(o),
            [None, None, None] => self.spo.firsts.values().map(|count| *count as usize).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns distinct triples of few terms, so that each pattern matches several.
    fn triples() -> Vec<Triple> {
        let triple = |n: u32| [n * 7 % 11, n / 11 % 3, n / 33];
        (0..330).map(triple).collect()
    }

    fn role_of(batch: usize) -> Role {
        [Role::Step, Role::Composed, Role::Equal][batch % 3]
    }

    /// Returns an index that got the triples in batches of growing and of falling size.
    fn index() -> Index {
        let (mut index, triples) = (Index::default(), triples());
        let mut rest = triples.as_slice();
        for batch in 0.. {
            let (new, after) = rest.split_at((batch * 5 % 17 + 1).min(rest.len()));
            index.add(role_of(batch), new);
            rest = after;
            if batch == 3 {
                // From here on the third order gets what is new, too.
                assert!(index.count([None, None, Some(0)]) > 0);
            }
            if rest.is_empty() {
                return index;
            }
        }
        index
    }

    #[test]
    fn what_is_found_is_what_matches() {
        let (index, all) = (index(), triples());
        let terms = || [None].into_iter().chain((0..12).map(Some));
        for bound in
            terms().flat_map(|s| terms().flat_map(move |p| terms().map(move |o| [s, p, o])))
        {
            let fits = |triple: &&Triple| {
                let mut pairs = bound.iter().zip(triple.iter());
                pairs.all(|(sought, term)| sought.is_none_or(|sought| sought == *term))
            };
            let mut expected: Vec<Triple> = all.iter().filter(fits).copied().collect();
            let mut found = Vec::new();
            index.each(Roles::ALL, bound, &mut |triple| found.push(triple));
            let is_counted_exactly = bound[2].is_none() || bound[0].is_none();
            assert!(!is_counted_exactly || index.count(bound) == found.len());
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{bound:?}");
        }
    }

    #[test]
    fn a_triple_is_found_in_its_role_only() {
        let index = index();
        let mut found = 0;
        for triple in triples() {
            let of_steps = index.contains(Roles::STEPS, triple);
            let of_others = index.contains(Roles::ALL.without(Role::Step), triple);
            assert!(of_steps != of_others);
            found += usize::from(of_steps);
        }
        assert!(found > 50 && found < 280);
    }

    #[test]
    fn there_are_few_runs_however_many_batches_come() {
        let runs = |batches: u32| {
            let mut index = Index::default();
            (0..batches).for_each(|n| index.add(Role::Step, &[[n * 31 % batches, 0, n]]));
            index.spo.runs_of(Roles::ALL).count()
        };
        for batches in [64, 512, 4096] {
            assert!(runs(batches) <= batches.ilog2() as usize);
        }
    }
}
