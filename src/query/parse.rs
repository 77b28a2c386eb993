//! From the text of a query to its algebra: what [SPARQL 1.1](https://www.w3.org/TR/sparql11-query/#sparqlGrammar) and
//! [1.2](https://www.w3.org/TR/sparql12-query/#sparqlGrammar) say and the parser does not know is done here.

use super::limits::{Budget, Limits};
use super::parser::Parser;
use super::syntax::Fault;
use super::tokens::{AGGREGATES, Kind, Token, tokens};
use super::{Graphs, Query, depth, grouped, syntax};
use crate::error::Result;
use crate::rdf::{NamedNode, Prefixes};
use rustc_hash::FxHashMap;
use spargebra::algebra::{GraphPattern, QueryDataset};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// The algebra of a query.
///
/// # Errors
/// If its text is not SPARQL, with the place and what was expected.
pub fn parse(query: &Query, prefixes: &Prefixes, base: Option<&str>) -> Result<spargebra::Query> {
    let budget = Budget::new(&Limits::default());
    depth::with_stack(depth::of_text(query.text()), || {
        parse_within(query, prefixes, base, &budget)
    })
}

/// The algebra of a query, within limits, on the stack of the caller.
///
/// # Errors
/// As [`parse`], and if a limit is passed.
pub fn parse_within(
    query: &Query,
    prefixes: &Prefixes,
    base: Option<&str>,
    budget: &Budget,
) -> Result<spargebra::Query> {
    budget.enter("the parsing of the query");
    budget.look()?;
    let text = query.text();
    let tokens = tokens(text);
    budget.look()?;
    if let Some(fault) = depth::too_deep(text, &tokens) {
        return Err(syntax::fault(query, fault));
    }
    budget.look()?;
    let base = base.or(query.base.as_deref());
    let parser = Parser::new(text, prefixes, base, budget)?;
    let lowered = lower_booleans(text, &tokens);
    let mut parsed = match parser.parse(&lowered)? {
        Err(error) => rewritten(&lowered, &tokens, &parser)?
            .ok_or_else(|| syntax::error(query, &error.to_string(), prefixes))?,
        Ok(parsed) => parsed,
    };
    budget.look()?;
    let fault = triple_term_without_subject(text, &tokens)
        .or_else(|| nested_aggregate(text, &tokens))
        .or_else(|| syntax::misplaced_aggregate(text, &tokens));
    let fault = match fault {
        None => iri_taken_for_less(&lowered, &tokens, &parser)?,
        fault => fault,
    };
    if let Some(fault) = fault {
        return Err(syntax::fault(query, fault));
    }
    if selects_all(text, &tokens) {
        order_by_appearance(&mut parsed, text, &tokens);
    }
    if let Some(graphs) = &query.graphs {
        ask_of(&mut parsed, graphs);
    }
    Ok(parsed)
}

/// Replaces the graphs that a query is asked of.
fn ask_of(parsed: &mut spargebra::Query, graphs: &Graphs) {
    let names = |iris: &[String]| -> Vec<NamedNode> {
        let names = iris.iter().cloned();
        names.map(NamedNode::new_unchecked).collect()
    };
    let (spargebra::Query::Select { dataset, .. }
    | spargebra::Query::Construct { dataset, .. }
    | spargebra::Query::Describe { dataset, .. }
    | spargebra::Query::Ask { dataset, .. }) = parsed;
    *dataset = Some(QueryDataset {
        default: names(&graphs.default),
        named: Some(names(&graphs.named)),
    });
}

/// The algebra of a query that the parser refuses although the specification has it: of the first way to write it
/// otherwise that the parser takes.
fn rewritten(text: &str, known: &[Token], parser: &Parser) -> Result<Option<spargebra::Query>> {
    let named = named_keys(text, known).map(|text| (tokens(&text), text));
    if let Some((_, text)) = &named
        && let Ok(parsed) = parser.parse(text)?
    {
        return Ok(Some(parsed));
    }
    let (known, text) = named.as_ref().map_or((known, text), |(known, text)| {
        (known.as_slice(), text.as_str())
    });
    let other = inline_aliases(text, known).or_else(|| grouped::with_subquery(text, known));
    let parsed = other.map(|other| parser.parse(&other)).transpose()?;
    Ok(parsed.and_then(std::result::Result::ok))
}

/// `GROUP BY (?x AS ?y)` with an expression in the place of the variable, which is all that the parser takes there.
fn named_keys(text: &str, tokens: &[Token]) -> Option<String> {
    let mut rewritten = text.to_owned();
    let mut groups = false;
    let mut places = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.text(text) {
            word if word.eq_ignore_ascii_case("GROUP") => groups = true,
            word if ["HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"]
                .iter()
                .any(|next| word.eq_ignore_ascii_case(next)) =>
            {
                groups = false;
            }
            "{" | "}" => groups = false,
            "(" if groups => {
                let rest = tokens.get(at + 1..)?;
                let opened = rest
                    .iter()
                    .take_while(|token| token.text(text) == "(")
                    .count();
                let closed = rest.get(opened + 1..).into_iter().flatten();
                let closed = closed.take_while(|token| token.text(text) == ")").count();
                let alias = rest.get(opened + 1 + closed);
                let is_named = alias.is_some_and(|word| word.text(text).eq_ignore_ascii_case("AS"));
                if let Some(key) = rest.get(opened)
                    && key.kind == Kind::Variable
                    && opened == closed
                    && is_named
                {
                    places.push(key.range.clone());
                }
            }
            _ => {}
        }
    }
    for place in places.iter().rev() {
        let key = text.get(place.clone())?;
        rewritten.replace_range(place.clone(), &format!("COALESCE({key})"));
    }
    (!places.is_empty()).then_some(rewritten)
}

/// Whether a query is `SELECT *`.
fn selects_all(text: &str, tokens: &[Token]) -> bool {
    let is = |token: &&Token, word: &str| token.text(text).eq_ignore_ascii_case(word);
    let mut after = tokens
        .iter()
        .skip_while(|token| !is(token, "SELECT"))
        .skip(1);
    let all = after.find(|token| !is(token, "DISTINCT") && !is(token, "REDUCED"));
    all.is_some_and(|token| is(&token, "*"))
}

/// The columns of `SELECT *` are in the order in which the query names them, not in that of the alphabet.
fn order_by_appearance(parsed: &mut spargebra::Query, text: &str, tokens: &[Token]) {
    let spargebra::Query::Select { pattern, .. } = parsed else {
        return;
    };
    let mut pattern = pattern;
    while let GraphPattern::Slice { inner, .. }
    | GraphPattern::Distinct { inner }
    | GraphPattern::Reduced { inner } = pattern
    {
        pattern = inner;
    }
    if let GraphPattern::Project { variables, .. } = pattern {
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        for (place, token) in tokens.iter().enumerate() {
            if let (Kind::Variable, Some(name)) = (token.kind, token.text(text).get(1..)) {
                places.entry(name).or_insert(place);
            }
        }
        variables.sort_by_key(|variable| places.get(variable.as_str()).copied());
    }
}

/// `TRUE` and `False` are booleans too: [keywords are matched in a case-insensitive manner](https://www.w3.org/TR/sparql11-query/#grammarNotes).
fn lower_booleans<'t>(text: &'t str, tokens: &[Token]) -> Cow<'t, str> {
    let mut lowered = Cow::Borrowed(text);
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        let word = token.text(text);
        if ["true", "false"]
            .iter()
            .any(|b| word.eq_ignore_ascii_case(b))
        {
            let word = word.to_ascii_lowercase();
            lowered.to_mut().replace_range(token.range.clone(), &word);
        }
    }
    lowered
}

/// An alias of a SELECT clause may be used [further on in the same clause](https://www.w3.org/TR/sparql11-query/#selectExpressions),
/// with aggregates too: it stands for its expression. `None` if that is nowhere the case.
fn inline_aliases(text: &str, tokens: &[Token]) -> Option<String> {
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_select = tokens[at].text(text).eq_ignore_ascii_case("SELECT");
        at += 1;
        if !is_select {
            continue;
        }
        let mut aliases: BTreeMap<&str, String> = BTreeMap::new();
        while let Some(inner) = tokens.get(at..).and_then(|rest| parenthesised(text, rest)) {
            let item = &tokens[at + 1..at + inner];
            let (expression, alias) = match item {
                [expression @ .., as_, alias]
                    if as_.text(text).eq_ignore_ascii_case("AS") && !expression.is_empty() =>
                {
                    (expression, &alias.text(text)[1..])
                }
                _ => break,
            };
            let mut inlined = String::new();
            let mut copied = expression.first()?.range.start;
            let mut braces = 0;
            for token in expression {
                match token.text(text) {
                    "{" => braces += 1,
                    "}" => braces -= 1,
                    _ => {}
                }
                if token.kind == Kind::Variable
                    && braces == 0
                    && let Some(meaning) = aliases.get(&token.text(text)[1..])
                {
                    inlined.push_str(&text[copied..token.range.start]);
                    inlined.push_str(meaning);
                    copied = token.range.end;
                    changes.push((token.range.clone(), meaning.clone()));
                }
            }
            inlined.push_str(&text[copied..expression.last()?.range.end]);
            let is_fixed = !expression.iter().any(|token| {
                let function = token.text(text);
                ["RAND", "UUID", "STRUUID", "BNODE"]
                    .iter()
                    .any(|f| function.eq_ignore_ascii_case(f))
            });
            if is_fixed {
                aliases.insert(alias, format!("({inlined})"));
            }
            at += inner + 1;
            // Variables may stand between.
            while tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Variable)
            {
                at += 1;
            }
        }
    }
    if changes.is_empty() {
        return None;
    }
    let mut rewritten = text.to_owned();
    for (range, meaning) in changes.into_iter().rev() {
        rewritten.replace_range(range, &meaning);
    }
    Some(rewritten)
}

/// Where the parenthesis that these tokens begin with is closed.
fn parenthesised(text: &str, tokens: &[Token]) -> Option<usize> {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate() {
        match token.text(text) {
            "(" | "<<(" => depth += 1,
            ")" | ")>>" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (index > 0).then_some(index);
        }
    }
    None
}

/// In an expression, the subject of a [triple term](https://www.w3.org/TR/sparql12-query/#rExprTripleTermSubject) is an
/// IRI or a variable.
fn triple_term_without_subject(text: &str, tokens: &[Token]) -> Option<Fault> {
    // For each bracket that is open, whether an expression stands in it.
    let mut open: Vec<bool> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let is_inside = open.last().copied().unwrap_or(false);
        match token.text(text) {
            "{" => open.push(false),
            "(" => {
                let before = index.checked_sub(1).and_then(|before| tokens.get(before));
                let is_call = before.is_some_and(|word| {
                    let name = word.text(text);
                    word.kind == Kind::Word && !name.contains(':') && name != "a"
                });
                open.push(is_inside || is_call);
            }
            "<<(" => {
                open.push(is_inside);
                let subject = tokens.get(index + 1)?;
                let is_literal = matches!(subject.kind, Kind::String | Kind::Number)
                    || ["<<(", "true", "false"].contains(&subject.text(text));
                if is_inside && is_literal {
                    let problem = "the subject of a triple term is an IRI or a variable here";
                    return Some(Fault::new(subject.range.start, problem));
                }
            }
            "}" | ")" | ")>>" => drop(open.pop()),
            _ => {}
        }
    }
    None
}

/// An aggregate of an aggregate needs a subquery.
fn nested_aggregate(text: &str, tokens: &[Token]) -> Option<Fault> {
    // For each parenthesis or brace that is open, whether an aggregate is around what stands in it.
    let mut open: Vec<bool> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.text(text) {
            "{" => open.push(false),
            "(" | "<<(" => {
                let around = open.last().copied().unwrap_or(false);
                let before = index.checked_sub(1).and_then(|before| tokens.get(before));
                let aggregate = before.filter(|word| {
                    AGGREGATES
                        .iter()
                        .any(|name| word.text(text).eq_ignore_ascii_case(name))
                });
                if let Some(aggregate) = aggregate.filter(|_| around) {
                    let name = aggregate.text(text);
                    let problem = format!("`{name}` stands inside another aggregate");
                    let fault = Fault::new(aggregate.range.start, problem);
                    return Some(fault.with_hint("compute it in a subquery `{ SELECT … }`"));
                }
                open.push(around || aggregate.is_some());
            }
            "}" | ")" | ")>>" => drop(open.pop()),
            _ => {}
        }
    }
    None
}

/// `?x<?a&&?b>?y` has an IRI in it, by the rule of [the longest token](https://www.w3.org/TR/sparql11-query/#grammarNotes);
/// the parser reads two comparisons. With another IRI in its place only an IRI can be read there.
fn iri_taken_for_less(text: &str, tokens: &[Token], parser: &Parser) -> Result<Option<Fault>> {
    let is_doubtful = |token: &&Token| {
        token.kind == Kind::Iri && token.text(text).contains(['&', ',', ')', '?', '$'])
    };
    let doubtful: Vec<&Token> = tokens.iter().filter(is_doubtful).collect();
    let is_refused = |replaced: &[&Token]| {
        let (mut other, mut copied) = (String::with_capacity(text.len()), 0);
        for token in replaced {
            other.push_str(&text[copied..token.range.start]);
            other.push_str("<urn:x>");
            copied = token.range.end;
        }
        other.push_str(&text[copied..]);
        parser.parse(&other).map(|parsed| parsed.is_err())
    };
    // Where all of them can be IRIs, each can.
    if doubtful.is_empty() || !is_refused(&doubtful)? {
        return Ok(None);
    }
    for token in doubtful {
        if is_refused(&[token])? {
            let problem = format!("`{}` is read as an IRI", token.text(text));
            let fault = Fault::new(token.range.start, problem);
            return Ok(Some(fault.with_hint("put a space after `<`")));
        }
    }
    Ok(None)
}
