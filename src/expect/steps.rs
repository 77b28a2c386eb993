//! How much the comparison of an answer with what is expected may take: that two sets are the same but for the names of blank nodes is
//! hard to know in general.

use crate::error::{Error, Limit, Result};

/// The most steps of a comparison, each a pair of rows that is looked at; some seconds.
const MOST: u64 = 200_000_000;

/// The steps that are left.
#[derive(Debug)]
pub struct Steps(u64);

impl Default for Steps {
    fn default() -> Self {
        Self(MOST)
    }
}

impl Steps {
    /// Takes some steps.
    ///
    /// # Errors
    /// If there are no more.
    pub fn take(&mut self, number: usize) -> Result<()> {
        let left = self.0.checked_sub(number as u64);
        self.0 = left.ok_or_else(|| Error::Limit {
            limit: Limit::Steps(MOST),
            operator: "the comparison with what is expected".to_owned(),
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_much_is_given_up() {
        let mut steps = Steps::default();
        assert!(steps.take(200_000_000).is_ok());
        let error = steps.take(1).expect_err("there are no more");
        assert_eq!(
            error.to_string(),
            "the query was stopped after 200,000,000 steps, while the comparison with what is expected was at work"
        );
    }
}
