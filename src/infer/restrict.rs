//! Restricts the patterns of rules to the [roles](super::role) of statements that suffice.

use super::join::Join;
use super::pattern::{Pattern, Slot};
use super::role::{Conclusion, Role, Roles};
use super::rule::Rule;

/// Returns the axioms of a rule, of which those that are looked at suffice.
pub fn axioms(rule: &Rule) -> Join {
    let mut axioms = Join::new(rule.axioms.clone(), Vec::new());
    let roles = match rule.name.as_str() {
        _ if rule.place.is_some() => return axioms,
        "cax-sco" | "prp-spo1" | "rdfs7" | "rdfs9" => Roles::ALL.without(Role::Composed),
        // Of classes that are subclasses of each other `cax-sco` gives the same.
        "cax-eqc1" | "cax-eqc2" | "prp-eqp1" | "prp-eqp2" => Roles::ALL.without(Role::Equal),
        _ => return axioms,
    };
    axioms.restrict(0, roles);
    axioms
}

/// Restricts the body of a clause to the statements that suffice; returns the role of what the clause concludes.
pub fn restrict_body(rule: &Rule, body: &mut Join, heads: &[Pattern]) -> Conclusion {
    let is_of_the_w3c = rule.place.is_none();
    let without_same = Roles::ALL
        .without(Role::Equal)
        .without(Role::ObjectReplaced);
    match rule.name.as_str() {
        "eq-rep-p" if is_of_the_w3c => {
            let roles = Roles::ALL.without(Role::PredicateReplaced);
            let roles = roles.without(Role::SubjectReplaced);
            body.restrict(1, roles.without(Role::ObjectReplaced));
            return Conclusion::Role(Role::PredicateReplaced);
        }
        "eq-rep-s" if is_of_the_w3c => {
            body.restrict(1, without_same.without(Role::SubjectReplaced));
            return Conclusion::Role(Role::SubjectReplaced);
        }
        "eq-rep-o" if is_of_the_w3c => {
            body.restrict(1, without_same);
            return Conclusion::Role(Role::ObjectReplaced);
        }
        "scm-eqc2" | "scm-eqp2" if is_of_the_w3c => return Conclusion::Role(Role::Equal),
        _ => {}
    }
    let is_plain = rule.is_plain() && (is_of_the_w3c || rule.different.is_empty());
    match body.patterns.as_slice() {
        [only] if is_plain && heads.iter().all(|head| is_renaming(only, head)) => {
            Conclusion::Renamed
        }
        [a, b] if is_plain && heads.len() == 1 => {
            let head = &heads[0];
            let composition = if is_path([a, b], head) {
                [0, 1]
            } else if is_path([b, a], head) {
                [1, 0]
            } else {
                return Conclusion::Role(Role::Step);
            };
            let [first, second] = composition.map(|index| body.patterns[index][1]);
            if first == second && first == head[1] {
                body.restrict(composition[0], Roles::STEPS);
                return Conclusion::Role(Role::Composed);
            }
            // The one that is not part of the conclusion is what the other is carried along.
            if first == head[1] {
                body.restrict(composition[1], Roles::ALL.without(Role::Composed));
            } else if second == head[1] {
                body.restrict(composition[0], Roles::ALL.without(Role::Composed));
            }
            Conclusion::Role(Role::Step)
        }
        _ => Conclusion::Role(Role::Step),
    }
}

/// Whether a pattern is that of all statements of one property.
fn of_property([subject, predicate, object]: &Pattern) -> Option<(Slot, Slot)> {
    let is_variable = |slot: &Slot| matches!(slot, Slot::Var(_));
    let is_open = is_variable(subject) && is_variable(object) && subject != object;
    (is_open && !is_variable(predicate)).then_some((*subject, *object))
}

fn is_renaming(body: &Pattern, head: &Pattern) -> bool {
    let ends = of_property(body).zip(of_property(head));
    ends.is_some_and(|((a, b), head)| head == (a, b) || head == (b, a))
}

/// Whether two patterns are the steps of a path from the subject of a conclusion to its object.
fn is_path([first, second]: [&Pattern; 2], head: &Pattern) -> bool {
    let ends = [first, second, head].map(of_property);
    let [Some((a, b)), Some((c, d)), Some((from, to))] = ends else {
        return false;
    };
    b == c && (a, d) == (from, to) && from != to
}
