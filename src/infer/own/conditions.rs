//! [Conditions](https://www.w3.org/TR/shacl-af/#condition) of rules: a focus node must conform to shapes.
//!
//! What a shape asks for becomes patterns, filters and conditions on all values of a property, so that its premises are in
//! the proof. What would not be shown by any premises (`sh:not`, `sh:closed` …) is refused at its place.

use super::shapes::ShapeRules;
use super::{Closed, Draft, Expression, Part, Refusal};
use crate::dictionary::TermId;
use crate::infer::facts::Triple;
use crate::query::wrong_pattern;
use crate::rdf::{Literal, NamedNode, Term, vocab};
use crate::shapes::SH;
use spargebra::algebra::{Expression as Algebra, Function};
use spargebra::term::Variable;

/// Shapes refer to shapes, at most so deep.
const DEEPEST: usize = 16;
/// `sh:minCount` and `sh:qualifiedMinCount` are patterns, at most so many.
const MOST: usize = 8;

impl ShapeRules<'_> {
    /// Drafts that apply only where a node conforms to a shape; a shape with `sh:or` makes several of one.
    pub fn all_conforming(
        &self,
        drafts: Vec<Draft>,
        node: &Part,
        shape: TermId,
        depth: usize,
    ) -> Result<Vec<Draft>, Refusal> {
        let made = drafts
            .into_iter()
            .map(|draft| self.conforming(draft, node, shape, depth));
        Ok(made
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    fn conforming(
        &self,
        draft: Draft,
        node: &Part,
        shape: TermId,
        depth: usize,
    ) -> Result<Vec<Draft>, Refusal> {
        if self.is_true(shape, "deactivated") {
            return Ok(vec![draft]);
        }
        if self.value(shape, "path").is_some() {
            return self.with_property(draft, node, shape, depth);
        }
        let mut drafts = vec![draft];
        for (name, statement) in self.constraints(shape)? {
            drafts = self.with_constraint(drafts, node, &name, statement, depth)?;
        }
        Ok(drafts)
    }

    /// What a shape says, without what does not matter to whether a node conforms.
    fn constraints(&self, shape: TermId) -> Result<Vec<(String, Triple)>, Refusal> {
        const OTHER: [&str; 14] = [
            "path",
            "name",
            "description",
            "message",
            "severity",
            "order",
            "group",
            "defaultValue",
            "deactivated",
            "rule",
            "targetClass",
            "targetNode",
            "targetSubjectsOf",
            "targetObjectsOf",
        ];
        let mut constraints = Vec::new();
        for statement in self.graph.triples(Some(shape), None, None) {
            let property = self.graph.dictionary.text(statement[1]);
            if let Some(name) = property.strip_prefix(SH)
                && !OTHER.contains(&name)
            {
                self.check_form(name, statement)?;
                constraints.push((name.to_owned(), statement));
            }
        }
        if constraints.is_empty() && self.graph.triples(Some(shape), None, None).next().is_none() {
            let name = self.graph.display(shape);
            return Err(Refusal::new(format!(
                "nothing says what the shape `{name}` is"
            )));
        }
        Ok(constraints)
    }

    /// One constraint on a node itself.
    fn with_constraint(
        &self,
        mut drafts: Vec<Draft>,
        node: &Part,
        name: &str,
        statement: Triple,
        depth: usize,
    ) -> Result<Vec<Draft>, Refusal> {
        let object = statement[2];
        if depth > DEEPEST {
            return Err(Refusal::at(
                "these shapes refer to each other without end",
                statement,
            ));
        }
        match name {
            "class" => {
                let rdf_type = Part::Term(NamedNode::new_unchecked(vocab::RDF_TYPE).into());
                let class = Part::Term(self.graph.dictionary.term(object));
                for draft in &mut drafts {
                    draft
                        .body
                        .push([node.clone(), rdf_type.clone(), class.clone()]);
                }
                Ok(drafts)
            }
            "property" | "node" => self.all_conforming(drafts, node, object, depth + 1),
            "and" => {
                let shapes = self.members(object)?;
                let conform = |drafts, shape| self.all_conforming(drafts, node, shape, depth + 1);
                shapes.into_iter().try_fold(drafts, conform)
            }
            "or" => {
                let mut made = Vec::new();
                for shape in self.members(object)? {
                    made.extend(self.all_conforming(drafts.clone(), node, shape, depth + 1)?);
                }
                Ok(made)
            }
            _ => {
                let (variable, Part::Var(number)) = (Variable::new_unchecked("value"), node) else {
                    return Err(Refusal::at("a condition is on no variable", statement));
                };
                let test = self.test(name, statement, variable.into())?;
                if let Some(problem) = wrong_pattern(&test) {
                    return Err(Refusal::at(problem, statement));
                }
                let filter = Expression::new(&test, &mut |_| *number);
                let filter = filter.ok_or_else(|| unprovable(name, statement))?;
                for draft in &mut drafts {
                    draft.filters.push(filter.clone());
                }
                Ok(drafts)
            }
        }
    }

    /// A constraint on a value alone, as an expression.
    fn test(&self, name: &str, statement: Triple, value: Algebra) -> Result<Algebra, Refusal> {
        let (shape, object) = (statement[0], statement[2]);
        let constant = |id| match self.graph.dictionary.term(id) {
            Term::NamedNode(iri) => Ok(Algebra::NamedNode(iri)),
            Term::Literal(literal) => Ok(Algebra::Literal(literal)),
            _ => Err(Refusal::at(
                "a condition compares with IRIs and literals only",
                statement,
            )),
        };
        let call = |function, arguments| Algebra::FunctionCall(function, arguments);
        let text = || call(Function::Str, vec![value.clone()]);
        let boxed = Box::new;
        let is_one_of = |tests: Vec<Algebra>| {
            let none = Algebra::Literal(Literal::from(false));
            tests
                .into_iter()
                .fold(none, |one, other| Algebra::Or(boxed(one), boxed(other)))
        };
        Ok(match name {
            "hasValue" => Algebra::SameTerm(boxed(value), boxed(constant(object)?)),
            "in" => {
                let members = self.members(object)?.into_iter();
                let same = |member| {
                    Ok(Algebra::SameTerm(
                        boxed(value.clone()),
                        boxed(constant(member)?),
                    ))
                };
                is_one_of(members.map(same).collect::<Result<_, Refusal>>()?)
            }
            "datatype" => {
                let datatype = call(Function::Datatype, vec![value]);
                Algebra::Equal(boxed(datatype), boxed(constant(object)?))
            }
            "nodeKind" => {
                let kind = self.graph.dictionary.text(object);
                let kinds = [
                    ("IRI", Function::IsIri),
                    ("BlankNode", Function::IsBlank),
                    ("Literal", Function::IsLiteral),
                ];
                let named = kinds.into_iter().filter(|(name, _)| kind.contains(name));
                is_one_of(named.map(|(_, is)| call(is, vec![value.clone()])).collect())
            }
            "minExclusive" => Algebra::Greater(boxed(value), boxed(constant(object)?)),
            "minInclusive" => Algebra::GreaterOrEqual(boxed(value), boxed(constant(object)?)),
            "maxExclusive" => Algebra::Less(boxed(value), boxed(constant(object)?)),
            "maxInclusive" => Algebra::LessOrEqual(boxed(value), boxed(constant(object)?)),
            "minLength" | "maxLength" => {
                let length = boxed(call(Function::StrLen, vec![text()]));
                let bound = boxed(constant(object)?);
                match name {
                    "minLength" => Algebra::GreaterOrEqual(length, bound),
                    _ => Algebra::LessOrEqual(length, bound),
                }
            }
            "pattern" => {
                let mut arguments = vec![text(), constant(object)?];
                if let Some(flags) = self.value(shape, "flags") {
                    arguments.push(constant(flags)?);
                }
                call(Function::Regex, arguments)
            }
            // `sh:pattern` reads it.
            "flags" => Algebra::Literal(Literal::from(true)),
            "languageIn" => {
                let language = call(Function::Lang, vec![value]);
                let ranges = self.members(object)?.into_iter();
                let fits = |range| {
                    Ok(call(
                        Function::LangMatches,
                        vec![language.clone(), constant(range)?],
                    ))
                };
                is_one_of(ranges.map(fits).collect::<Result<_, Refusal>>()?)
            }
            _ => return Err(unprovable(name, statement)),
        })
    }

    /// A property shape: some values must be there, and all must be as it says.
    fn with_property(
        &self,
        mut draft: Draft,
        node: &Part,
        shape: TermId,
        depth: usize,
    ) -> Result<Vec<Draft>, Refusal> {
        let (Some(path), Part::Var(node_number)) = (self.value(shape, "path"), node) else {
            return Err(Refusal::new("a condition is on no variable"));
        };
        const OF_SOME: [&str; 4] = [
            "minCount",
            "hasValue",
            "qualifiedValueShape",
            "qualifiedMinCount",
        ];
        let (of_some, of_all): (Vec<_>, Vec<_>) = self
            .constraints(shape)?
            .into_iter()
            .partition(|(name, _)| OF_SOME.contains(&name.as_str()));
        if !of_all.is_empty() {
            self.close(&mut draft, *node_number, path, &of_all, depth)?;
        }
        let mut qualified: Vec<(TermId, usize)> = Vec::new();
        for (name, statement) in of_some {
            match name.as_str() {
                "minCount" => {
                    let count = self.count(statement)?;
                    self.ends(&mut draft, node, path, count, statement)?;
                }
                "hasValue" => {
                    let value = self.graph.dictionary.term(statement[2]);
                    if let Part::Var(end) = self.path(&mut draft, node.clone(), path)? {
                        draft.fix(end, &value);
                    }
                }
                "qualifiedMinCount" => {
                    let shape = self.value(shape, "qualifiedValueShape").ok_or_else(|| {
                        let message = "`sh:qualifiedMinCount` needs a `sh:qualifiedValueShape`";
                        Refusal::at(message, statement)
                    })?;
                    qualified.push((shape, self.count(statement)?));
                }
                _ => {}
            }
        }
        let mut drafts = vec![draft];
        for (shape, count) in qualified {
            let mut made = Vec::new();
            for mut draft in drafts {
                let ends = self.ends(&mut draft, node, path, count, [shape; 3])?;
                let conform = |drafts, end| self.all_conforming(drafts, &end, shape, depth + 1);
                made.extend(ends.into_iter().try_fold(vec![draft], conform)?);
            }
            drafts = made;
        }
        Ok(drafts)
    }

    /// Adds to a draft that all values of a path are as some constraints say.
    fn close(
        &self,
        draft: &mut Draft,
        node: u16,
        path: TermId,
        constraints: &[(String, Triple)],
        depth: usize,
    ) -> Result<(), Refusal> {
        let inverse = self.value(path, "inversePath");
        let mut closed = Closed {
            node,
            property: self.graph.dictionary.term(inverse.unwrap_or(path)),
            inverse: inverse.is_some(),
            at_most: None,
            equals: Vec::new(),
            value: draft.fresh(),
            body: Vec::new(),
            filters: Vec::new(),
        };
        // What is asked of each value, with variables of its own.
        let mut each = vec![Draft {
            variables: draft.variables.clone(),
            ..Draft::default()
        }];
        for (name, statement) in constraints {
            match name.as_str() {
                "maxCount" => closed.at_most = Some(self.count(*statement)?),
                "equals" => closed.equals.push(self.graph.dictionary.term(statement[2])),
                _ => {
                    let value = Part::Var(closed.value);
                    each = self.with_constraint(each, &value, name, *statement, depth)?;
                }
            }
            let is_plain = matches!(each.as_slice(), [one] if one.closed.is_empty() && one.different.is_empty());
            if !is_plain || !matches!(closed.property, Term::NamedNode(_)) {
                let message = format!(
                    "`sh:{name}` asks something of all values; a condition of a rule can ask that of one property, without alternatives"
                );
                return Err(Refusal::at(message, *statement));
            }
        }
        if let Some(one) = each.pop() {
            draft.variables = one.variables;
            (closed.body, closed.filters) = (one.body, one.filters);
        }
        draft.closed.push(closed);
        Ok(())
    }

    /// So many different values of a path.
    fn ends(
        &self,
        draft: &mut Draft,
        node: &Part,
        path: TermId,
        count: usize,
        statement: Triple,
    ) -> Result<Vec<Part>, Refusal> {
        if count > MOST {
            return Err(Refusal::at(
                format!("a condition can count to {MOST}"),
                statement,
            ));
        }
        let mut ends: Vec<Part> = Vec::new();
        for _ in 0..count {
            let end = self.path(draft, node.clone(), path)?;
            for other in &ends {
                if let (Part::Var(a), Part::Var(b)) = (other, &end) {
                    draft.different.push((*a, *b));
                }
            }
            ends.push(end);
        }
        Ok(ends)
    }

    /// Returns the members of a list, which was seen to be one.
    fn members(&self, head: TermId) -> Result<Vec<TermId>, Refusal> {
        let members = self.list(head);
        members.ok_or_else(|| Refusal::new("a list of a condition has no end"))
    }

    fn count(&self, statement: Triple) -> Result<usize, Refusal> {
        let text = self.graph.dictionary.text(statement[2]);
        text.parse()
            .map_err(|_| Refusal::at(format!("`{text}` is not a number of values"), statement))
    }
}

fn unprovable(name: &str, statement: Triple) -> Refusal {
    let why = match name {
        "not" | "xone" | "closed" | "disjoint" | "qualifiedMaxCount" | "uniqueLang" => {
            "no premises show that something is not so"
        }
        _ => "it is not one of those that can be shown by premises",
    };
    Refusal::at(
        format!("a condition of a rule cannot have `sh:{name}`: {why}"),
        statement,
    )
}
