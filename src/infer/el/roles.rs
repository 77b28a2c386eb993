//! The hierarchy of properties, and what two links one after the other give.

use super::ontology::{ConceptId, Ontology, Reason, RoleId};
use rustc_hash::FxHashMap;

/// Two properties one after the other that give a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Composition {
    /// The first property.
    pub first: RoleId,
    /// The second.
    pub second: RoleId,
    /// What they give: a property, or the beginning of a longer chain, which is numbered on from the properties.
    pub sup: RoleId,
    /// What says so.
    pub reason: Reason,
}

/// How a property is below another: the last step of a shortest path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The property above.
    pub sup: RoleId,
    /// The property just below that, on the path.
    pub before: RoleId,
    /// What says so; none of the property itself.
    pub reason: Option<Reason>,
}

/// A domain or range of a property, also of one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The expression.
    pub concept: ConceptId,
    /// The property that has it.
    pub role: RoleId,
    /// What says so.
    pub reason: Reason,
}

/// The properties of an ontology.
pub struct Roles {
    /// For each property those above it, with itself, sorted.
    supers: Vec<Vec<Step>>,
    /// The compositions, by number.
    pub compositions: Vec<Composition>,
    by_first: FxHashMap<RoleId, Vec<u32>>,
    /// Whether a property may be the first or the second of a composition, also through one above it.
    may_be: [Vec<bool>; 2],
    /// For two properties the compositions that apply, as a part of `found`.
    known: FxHashMap<(RoleId, RoleId), (u32, u32)>,
    found: Vec<u32>,
    /// For each property the domains.
    pub domains: Vec<Vec<End>>,
    /// For each property the ranges.
    pub ranges: Vec<Vec<End>>,
    /// For each property the number of its set of ranges.
    range_of: Vec<u32>,
    /// The sets of ranges; the first is empty.
    pub range_sets: Vec<Vec<ConceptId>>,
}

impl Roles {
    /// The properties of an ontology, and the beginnings of its longer chains.
    pub fn of(ontology: &Ontology) -> Self {
        let mut count = ontology.roles;
        let mut below: Vec<Vec<(RoleId, Reason)>> = vec![Vec::new(); count as usize];
        let mut compositions = Vec::new();
        for chain in &ontology.chains {
            let mut links = chain.links.iter().copied();
            let Some(mut first) = links.next() else {
                continue;
            };
            let mut links = links.peekable();
            if links.peek().is_none() && first != chain.sup {
                below[first as usize].push((chain.sup, chain.reason));
            }
            while let Some(second) = links.next() {
                let mut sup = chain.sup;
                if links.peek().is_some() {
                    sup = count;
                    count += 1;
                }
                let reason = chain.reason;
                compositions.push(Composition {
                    first,
                    second,
                    sup,
                    reason,
                });
                first = sup;
            }
        }
        below.resize(count as usize, Vec::new());
        let supers: Vec<Vec<Step>> = (0..count).map(|role| above(role, &below)).collect();
        let mut by_first: FxHashMap<RoleId, Vec<u32>> = FxHashMap::default();
        let mut ends = [vec![false; count as usize], vec![false; count as usize]];
        for (number, composition) in compositions.iter().enumerate() {
            by_first
                .entry(composition.first)
                .or_default()
                .push(number as u32);
            ends[0][composition.first as usize] = true;
            ends[1][composition.second as usize] = true;
        }
        let may_be = ends.map(|ends| {
            let is_below = |steps: &Vec<Step>| steps.iter().any(|step| ends[step.sup as usize]);
            supers.iter().map(is_below).collect()
        });
        let domains = inherited(&ontology.domains, &supers);
        let ranges = inherited(&ontology.ranges, &supers);
        let (range_of, range_sets) = sets(&ranges);
        Self {
            supers,
            compositions,
            by_first,
            may_be,
            known: FxHashMap::default(),
            found: Vec::new(),
            domains,
            ranges,
            range_of,
            range_sets,
        }
    }

    /// Returns the properties above one, with itself, sorted.
    pub fn above(&self, role: RoleId) -> &[Step] {
        self.supers.get(role as usize).map_or(&[], Vec::as_slice)
    }

    /// Returns how a property is below another, if it is.
    pub fn step(&self, role: RoleId, sup: RoleId) -> Option<Step> {
        let above = self.above(role);
        let at = above.binary_search_by_key(&sup, |step| step.sup).ok()?;
        above.get(at).copied()
    }

    /// Returns whether links of a property are links of another one.
    pub fn is_below(&self, role: RoleId, sup: RoleId) -> bool {
        role == sup || self.step(role, sup).is_some()
    }

    /// Returns whether a property may be the first or the second of a composition.
    pub fn may_be(&self, place: usize, role: RoleId) -> bool {
        self.may_be[place][role as usize]
    }

    /// Returns the number of the set of ranges of a property.
    pub fn range_of(&self, role: RoleId) -> u32 {
        self.range_of[role as usize]
    }

    /// Returns the numbers of the compositions that apply to links of two properties, without those whose property is above that of
    /// another.
    pub fn composed(&mut self, first: RoleId, second: RoleId) -> std::ops::Range<usize> {
        if !self.may_be(0, first) || !self.may_be(1, second) {
            return 0..0;
        }
        if let Some((start, end)) = self.known.get(&(first, second)) {
            return *start as usize..*end as usize;
        }
        let mut all: Vec<u32> = Vec::new();
        for step in self.above(first) {
            let numbers = self.by_first.get(&step.sup).into_iter().flatten();
            let fits =
                |number: &&u32| self.is_below(second, self.compositions[**number as usize].second);
            all.extend(numbers.filter(fits));
        }
        let sup = |number: &u32| self.compositions[*number as usize].sup;
        let mut kept: Vec<u32> = Vec::new();
        for number in &all {
            if kept
                .iter()
                .any(|other| self.is_below(sup(other), sup(number)))
            {
                continue;
            }
            kept.retain(|other| !self.is_below(sup(number), sup(other)));
            kept.push(*number);
        }
        let start = self.found.len();
        self.found.extend(kept);
        let end = self.found.len();
        self.known
            .insert((first, second), (start as u32, end as u32));
        start..end
    }

    /// Returns the composition of a place that [`composed`](Self::composed) gave: its number, and the property that it gives.
    pub fn composition(&self, place: usize) -> (u32, RoleId) {
        let number = self.found[place];
        (number, self.compositions[number as usize].sup)
    }
}

/// The properties above one, by breadth-first search, sorted.
fn above(role: RoleId, below: &[Vec<(RoleId, Reason)>]) -> Vec<Step> {
    let mut steps = vec![Step {
        sup: role,
        before: role,
        reason: None,
    }];
    let mut next = 0;
    let mut known: rustc_hash::FxHashSet<RoleId> = [role].into_iter().collect();
    while let Some(step) = steps.get(next).copied() {
        for (sup, reason) in &below[step.sup as usize] {
            if known.insert(*sup) {
                steps.push(Step {
                    sup: *sup,
                    before: step.sup,
                    reason: Some(*reason),
                });
            }
        }
        next += 1;
    }
    steps.sort_unstable_by_key(|step| step.sup);
    steps
}

/// What is said of the ends of each property or of one above it, each expression once.
fn inherited(said: &[(RoleId, ConceptId, Reason)], supers: &[Vec<Step>]) -> Vec<Vec<End>> {
    let mut of_role: FxHashMap<RoleId, Vec<End>> = FxHashMap::default();
    for (role, concept, reason) in said {
        of_role.entry(*role).or_default().push(End {
            concept: *concept,
            role: *role,
            reason: *reason,
        });
    }
    let of_supers = |(role, steps): (usize, &Vec<Step>)| {
        let own = of_role.get(&(role as RoleId)).into_iter().flatten();
        let others = steps.iter().filter(|step| step.sup as usize != role);
        let others = others.filter_map(|step| of_role.get(&step.sup)).flatten();
        let mut ends: Vec<End> = own.chain(others).copied().collect();
        ends.sort_by_key(|end| end.concept);
        ends.dedup_by_key(|end| end.concept);
        ends
    };
    supers.iter().enumerate().map(of_supers).collect()
}

/// Numbers sets of expressions: for each property the number of its set, and the sets.
fn sets(of_roles: &[Vec<End>]) -> (Vec<u32>, Vec<Vec<ConceptId>>) {
    let mut numbers: FxHashMap<Vec<ConceptId>, u32> = FxHashMap::default();
    numbers.insert(Vec::new(), 0);
    let mut sets = vec![Vec::new()];
    let number = |ends: &Vec<End>| {
        let set: Vec<ConceptId> = ends.iter().map(|end| end.concept).collect();
        *numbers.entry(set.clone()).or_insert_with(|| {
            sets.push(set);
            (sets.len() - 1) as u32
        })
    };
    (of_roles.iter().map(number).collect(), sets)
}
