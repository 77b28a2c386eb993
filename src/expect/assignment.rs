//! Which of some things belong to which of others, so that as many as can be have one: a greatest flow between classes of alike
//! things, by the algorithm of [Hopcroft and Karp](https://doi.org/10.1137/0202019) with numbers in place of single things.

use super::steps::Steps;
use crate::error::Result;
use std::collections::VecDeque;

/// The classes of both sides, and which fit which.
pub struct Classes {
    /// The number of things in each class of the left side that have no other yet.
    pub left: Vec<usize>,
    /// The same of the right side.
    pub right: Vec<usize>,
    /// For each class of the left side, the classes of the right side that fit it.
    pub fits: Vec<Vec<u32>>,
    /// For each class of the right side, the classes of the left side that it is used by, with how many.
    used: Vec<Vec<(u32, usize)>>,
}

impl Classes {
    /// Returns classes of which nothing belongs together yet.
    pub fn new(left: Vec<usize>, right: Vec<usize>) -> Self {
        Self {
            fits: vec![Vec::new(); left.len()],
            used: vec![Vec::new(); right.len()],
            left,
            right,
        }
    }

    /// Gives a class of the left side what is left of some classes of the right side.
    pub fn take(&mut self, class: usize, fits: &[u32]) {
        for right in fits.iter().map(|right| *right as usize) {
            let number = self.left[class].min(self.right[right]);
            if number > 0 {
                self.left[class] -= number;
                self.right[right] -= number;
                self.change(right, class, number as isize);
            }
        }
    }

    fn change(&mut self, right: usize, left: usize, by: isize) {
        let used = &mut self.used[right];
        match used.iter_mut().find(|(class, _)| *class as usize == left) {
            Some((_, number)) => *number = number.saturating_add_signed(by),
            None => used.push((left as u32, by.max(0).unsigned_abs())),
        }
        used.retain(|(_, number)| *number > 0);
    }

    /// Lets as many things belong together as can, starting from those that do already.
    ///
    /// # Errors
    /// If it takes too much.
    pub fn complete(&mut self, steps: &mut Steps) -> Result<()> {
        while let Some(mut layers) = self.layers(steps)? {
            for class in 0..self.left.len() {
                while self.left[class] > 0 && self.augment(class, &mut layers, steps)? {}
            }
        }
        Ok(())
    }

    /// Returns how far classes of the left side are from one with something left, if a way leads from there to something that is left
    /// on the right side.
    fn layers(&self, steps: &mut Steps) -> Result<Option<Layers>> {
        let mut layers = Layers {
            of_left: vec![FAR; self.left.len()],
            of_right: vec![FAR; self.right.len()],
            next: vec![0; self.left.len()],
        };
        let mut queue = VecDeque::new();
        for (class, number) in self.left.iter().enumerate() {
            if *number > 0 {
                layers.of_left[class] = 0;
                queue.push_back(class);
            }
        }
        let mut last = FAR;
        while let Some(class) = queue.pop_front() {
            let layer = layers.of_left[class];
            if layer > last {
                break;
            }
            steps.take(self.fits[class].len())?;
            for right in self.fits[class].iter().map(|right| *right as usize) {
                if layers.of_right[right] != FAR {
                    continue;
                }
                layers.of_right[right] = layer;
                if self.right[right] > 0 {
                    last = layer;
                }
                for (other, _) in &self.used[right] {
                    let other = *other as usize;
                    if layers.of_left[other] == FAR {
                        layers.of_left[other] = layer + 1;
                        queue.push_back(other);
                    }
                }
            }
        }
        Ok((last != FAR).then_some(layers))
    }

    /// Finds a way from a class to something that is left on the right side, and moves what is on it by one.
    fn augment(&mut self, start: usize, layers: &mut Layers, steps: &mut Steps) -> Result<bool> {
        // The classes of the left side on the way, each with the class of the right side that leads on.
        let mut way: Vec<(usize, usize)> = Vec::new();
        let mut class = start;
        loop {
            let at = layers.next[class];
            let Some(right) = self.fits[class].get(at).map(|right| *right as usize) else {
                // No way leads on from here.
                layers.of_left[class] = FAR;
                let Some((before, _)) = way.pop() else {
                    return Ok(false);
                };
                class = before;
                continue;
            };
            steps.take(1)?;
            if layers.of_right[right] != layers.of_left[class] {
                layers.next[class] += 1;
                continue;
            }
            if self.right[right] > 0 {
                self.right[right] -= 1;
                self.left[start] -= 1;
                way.push((class, right));
                break;
            }
            let used = self.used[right].iter().map(|(other, _)| *other as usize);
            let further = layers.of_left[class] + 1;
            match used
                .into_iter()
                .find(|other| layers.of_left[*other] == further)
            {
                Some(other) => {
                    way.push((class, right));
                    class = other;
                }
                None => layers.next[class] += 1,
            }
        }
        // Each takes what the next on the way gives up.
        for (at, (class, right)) in way.iter().enumerate() {
            if let Some((next, _)) = way.get(at + 1) {
                self.change(*right, *next, -1);
            }
            self.change(*right, *class, 1);
        }
        Ok(true)
    }
}

/// What is farther than anything.
const FAR: usize = usize::MAX;

/// How far classes are from one with something left.
struct Layers {
    of_left: Vec<usize>,
    of_right: Vec<usize>,
    /// The next of the classes that fit one of the left side which is looked at.
    next: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_over(left: &[usize], right: &[usize], fits: &[&[u32]]) -> (Vec<usize>, Vec<usize>) {
        let mut classes = Classes::new(left.to_vec(), right.to_vec());
        classes.fits = fits.iter().map(|fits| fits.to_vec()).collect();
        for (class, fits) in fits.iter().enumerate() {
            classes.take(class, fits);
        }
        classes.complete(&mut Steps::default()).expect("few steps");
        (classes.left, classes.right)
    }

    #[test]
    fn what_was_taken_is_given_up_for_what_has_no_other() {
        assert_eq!(
            left_over(&[1, 1], &[1, 1], &[&[0, 1], &[0]]),
            (vec![0, 0], vec![0, 0])
        );
        assert_eq!(
            left_over(&[1, 1, 1], &[1, 1, 1], &[&[1, 2], &[0, 1], &[0]]),
            (vec![0, 0, 0], vec![0, 0, 0])
        );
        assert_eq!(
            left_over(&[2, 1], &[1, 1], &[&[0, 1], &[0]]),
            (vec![0, 1], vec![0, 0])
        );
    }

    #[test]
    fn a_long_way_is_found() {
        // Each fits the one at its place and the next; the first place is taken from the end.
        let count = 5_000_u32;
        let mut classes = Classes::new(vec![1; count as usize], vec![1; count as usize]);
        for class in 0..count {
            let next = (class + 1).min(count - 1);
            classes.fits[class as usize] = if class + 1 == count {
                vec![0]
            } else {
                vec![next, class]
            };
            let greedy = classes.fits[class as usize].clone();
            classes.take(class as usize, &greedy[..1]);
        }
        classes.complete(&mut Steps::default()).expect("few steps");
        assert!(classes.left.iter().all(|left| *left == 0));
    }
}
