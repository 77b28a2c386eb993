//! What SHACL does not allow in a query with variables that are bound before
//! ([SHACL SPARQL, appendix: pre-binding](https://www.w3.org/TR/shacl12-sparql/#pre-binding)).

use crate::query::algebra::{self, Part, walk};
use spargebra::Query;
use spargebra::algebra::GraphPattern;

/// The version of SHACL whose rules on variables that are bound before hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PreBinding {
    /// [1.0](https://www.w3.org/TR/shacl/#pre-binding): no `VALUES`, and each subquery selects `$this`.
    #[default]
    Strict,
    /// [1.2](https://www.w3.org/TR/shacl12-sparql/#pre-binding): `VALUES` of other variables, and any subquery.
    Lenient,
}

/// Returns why a query cannot be evaluated with variables that are bound before.
pub fn refused_prebound(query: &Query, variables: &[String], rules: PreBinding) -> Option<String> {
    let is_strict = rules == PreBinding::Strict;
    let mut query = query.clone();
    let is_prebound = |name: &str| variables.iter().any(|variable| variable == name);
    let mut refused = None;
    let mut is_top = true;
    let pattern = algebra::pattern_of(&mut query);
    // The outermost projection comes last.
    let mut projections = 0;
    walk(pattern, &mut |part| {
        if let Part::Pattern(GraphPattern::Project { .. }) = part {
            projections += 1;
        }
    });
    walk(pattern, &mut |part| {
        let Part::Pattern(pattern) = part else {
            return;
        };
        let problem = match pattern {
            GraphPattern::Minus { .. } => Some("`MINUS`".to_owned()),
            GraphPattern::Values { variables, .. }
                if is_strict || variables.iter().any(|one| is_prebound(one.as_str())) =>
            {
                Some("`VALUES`".to_owned())
            }
            GraphPattern::Service { .. } => Some("`SERVICE`".to_owned()),
            GraphPattern::Extend { variable, .. } if is_prebound(variable.as_str()) => {
                Some(format!("`AS ?{}`", variable.as_str()))
            }
            GraphPattern::Project {
                variables: selected,
                ..
            } => {
                projections -= 1;
                is_top = projections == 0;
                let lacks = |name: &&str| !selected.iter().any(|one| one.as_str() == *name);
                let lacking = Some("this").filter(lacks).filter(|_| !is_top && is_strict);
                lacking.map(|name| format!("a subquery that does not select `${name}`"))
            }
            _ => None,
        };
        if refused.is_none() {
            refused = problem;
        }
    });
    refused.map(|what| {
        format!("the query has {what}, which SHACL does not allow where values are bound before")
    })
}
