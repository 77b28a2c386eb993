//! Lowers `SERVICE`.

use super::Lowering;
use crate::error::{Error, Result};
use crate::query::logical::{Operator, Service, Var, VarSet};
use crate::query::service::Request;
use crate::rdf::Variable;
use spargebra::algebra::GraphPattern;
use spargebra::term::NamedNodePattern;

impl Lowering<'_, '_> {
    /// The pattern of a `SERVICE` is lowered for its variables only.
    pub(super) fn service(
        &mut self,
        name: &NamedNodePattern,
        inner: &GraphPattern,
        is_silent: bool,
    ) -> Result<Operator> {
        let unrefused = || Error::internal("a SERVICE was not refused");
        let engines = self.budget.engines().ok_or_else(unrefused)?;
        let NamedNodePattern::NamedNode(iri) = name else {
            return Err(unrefused());
        };
        let (engine, known) = engines.named(iri.as_str()).ok_or_else(unrefused)?;
        let request = Request::new(inner, &known.graphs, engines);
        let named = iri.to_string();
        let number = self.services.iter().filter(|of| **of == named).count();
        self.services.push(named.clone());
        let engine = engine.to_owned();
        let pattern = self.pattern(inner)?;
        let visible = self.visible(&pattern).into_iter();
        let named_by = |of: Var| Some((Variable::new_unchecked(self.variables.name(of)?), of));
        let variables: Vec<(Variable, Var)> = visible.filter_map(named_by).collect();
        let shown = VarSet::of(variables.iter().map(|(_, of)| *of));
        Ok(Operator::Service(Box::new(Service {
            engine,
            named,
            number,
            is_silent,
            request,
            certain: pattern.certain.intersection(&shown),
            variables,
        })))
    }
}
