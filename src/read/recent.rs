//! Remembers what a few tokens stood for, by their text as written.

use crate::dictionary::same_bytes;

const SLOTS: usize = 64;

/// The last value of each of 64 groups of texts.
pub struct Recent<V> {
    slots: Vec<Option<(Box<[u8]>, V)>>,
}

impl<V> Default for Recent<V> {
    fn default() -> Self {
        Self {
            slots: (0..SLOTS).map(|_| None).collect(),
        }
    }
}

impl<V: Copy> Recent<V> {
    /// What a text stood for, if it is remembered.
    #[inline]
    pub fn find(&self, text: &[u8]) -> Option<V> {
        match self.slots.get(slot(text)) {
            Some(Some((known, value))) if same_bytes(known, text) => Some(*value),
            _ => None,
        }
    }

    /// Remembers what a text stands for.
    pub fn keep(&mut self, text: &[u8], value: V) {
        if let Some(kept) = self.slots.get_mut(slot(text)) {
            *kept = Some((text.into(), value));
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.slots.fill_with(|| None);
    }
}

/// By length and the last eight bytes, where names of one namespace differ.
#[inline]
fn slot(text: &[u8]) -> usize {
    let end = match text.last_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => text
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    };
    let mixed = (end ^ text.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 58) as usize
}
