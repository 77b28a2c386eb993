//! Variables of a query by number, and sets of them.

/// A variable, by its number in the table of variables of its query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Var(pub u32);

/// A set of variables. The first 128 are kept inline, which is all of nearly every query.
#[derive(Clone, Debug, Default)]
pub struct VarSet {
    first: u128,
    /// The words of variables from 128 on; missing words are zero.
    further: Vec<u128>,
}

/// The number of variables in a word of a set.
const WORD: u32 = u128::BITS;

impl VarSet {
    /// Returns the set of some variables.
    pub fn of(variables: impl IntoIterator<Item = Var>) -> Self {
        let mut set = Self::default();
        variables
            .into_iter()
            .for_each(|variable| set.insert(variable));
        set
    }

    /// The word with a variable, and its bit there; the inline word has no index.
    fn place(Var(number): Var) -> (Option<usize>, u128) {
        let word = (number / WORD) as usize;
        (word.checked_sub(1), 1 << (number % WORD))
    }

    /// Adds a variable.
    pub fn insert(&mut self, variable: Var) {
        match Self::place(variable) {
            (None, bit) => self.first |= bit,
            (Some(index), bit) => {
                if self.further.len() <= index {
                    self.further.resize(index + 1, 0);
                }
                self.further[index] |= bit;
            }
        }
    }

    /// Removes a variable.
    pub fn remove(&mut self, variable: Var) {
        match Self::place(variable) {
            (None, bit) => self.first &= !bit,
            (Some(index), bit) => {
                if let Some(word) = self.further.get_mut(index) {
                    *word &= !bit;
                }
            }
        }
    }

    /// Returns whether a variable is in the set.
    pub fn contains(&self, variable: Var) -> bool {
        match Self::place(variable) {
            (None, bit) => self.first & bit != 0,
            (Some(index), bit) => self.word(index) & bit != 0,
        }
    }

    fn word(&self, index: usize) -> u128 {
        self.further.get(index).copied().unwrap_or(0)
    }

    fn combined(&self, other: &Self, combine: fn(u128, u128) -> u128) -> Self {
        let words = self.further.len().max(other.further.len());
        let word = |index| combine(self.word(index), other.word(index));
        Self {
            first: combine(self.first, other.first),
            further: (0..words).map(word).collect(),
        }
    }

    /// Returns the variables that are in one of two sets.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a | b)
    }

    /// Returns the variables that are in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a & b)
    }

    /// Returns the variables that are in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a & !b)
    }

    /// Adds the variables of another set.
    pub fn extend(&mut self, other: &Self) {
        self.first |= other.first;
        if self.further.len() < other.further.len() {
            self.further.resize(other.further.len(), 0);
        }
        for (word, added) in self.further.iter_mut().zip(&other.further) {
            *word |= added;
        }
    }

    /// Returns whether the set has no variable.
    pub fn is_empty(&self) -> bool {
        self.first == 0 && self.further.iter().all(|word| *word == 0)
    }

    /// Returns whether all variables are in another set, too.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.first & !other.first == 0
            && (0..self.further.len()).all(|index| self.word(index) & !other.word(index) == 0)
    }

    /// Returns whether two sets have no variable in common.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        let mut words = self.further.iter().zip(&other.further);
        self.first & other.first == 0 && words.all(|(a, b)| a & b == 0)
    }

    /// Returns the number of variables.
    pub fn len(&self) -> usize {
        let further = self.further.iter().map(|word| word.count_ones());
        (self.first.count_ones() + further.sum::<u32>()) as usize
    }

    /// Iterates over the variables in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = Var> + Clone + '_ {
        let words = std::iter::once(&self.first).chain(&self.further);
        words.zip(0..).flat_map(|(word, index): (&u128, u32)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (bit < WORD).then_some(Var(index * WORD + bit))
            })
        })
    }
}

impl PartialEq for VarSet {
    fn eq(&self, other: &Self) -> bool {
        self.is_subset(other) && other.is_subset(self)
    }
}

impl Eq for VarSet {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn set(numbers: &BTreeSet<u32>) -> VarSet {
        VarSet::of(numbers.iter().copied().map(Var))
    }

    fn numbers(set: &VarSet) -> BTreeSet<u32> {
        set.iter().map(|Var(number)| number).collect()
    }

    proptest! {
        #[test]
        fn sets_are_sets(
            a in proptest::collection::btree_set(0_u32..400, 0..40),
            b in proptest::collection::btree_set(0_u32..400, 0..40),
            removed in 0_u32..400,
        ) {
            let (of_a, of_b) = (set(&a), set(&b));
            prop_assert_eq!(numbers(&of_a.union(&of_b)), &a | &b);
            prop_assert_eq!(numbers(&of_a.intersection(&of_b)), &a & &b);
            prop_assert_eq!(numbers(&of_a.difference(&of_b)), &a - &b);
            prop_assert_eq!(of_a.is_subset(&of_b), a.is_subset(&b));
            prop_assert_eq!(of_a.is_disjoint(&of_b), a.is_disjoint(&b));
            prop_assert_eq!(of_a == of_b, a == b);
            prop_assert_eq!(of_a.len(), a.len());
            prop_assert_eq!(of_a.contains(Var(removed)), a.contains(&removed));
            let mut without = of_a.clone();
            without.remove(Var(removed));
            let expected: BTreeSet<u32> = a.iter().copied().filter(|n| *n != removed).collect();
            prop_assert_eq!(numbers(&without), expected);
        }
    }
}
