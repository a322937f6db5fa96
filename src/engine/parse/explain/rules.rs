//! What the grammar lets through and a rule beside it forbids (SPARQL 1.1 §19.8, notes).

use super::select::head;
use super::{Kind, Mistake, Token};
use crate::text::Bilingual;
use std::collections::HashSet;

/// How many BIND are looked at: each may be as far from its end as the text is long.
const LOOKED_AT: usize = 64;

/// The words of the parser for a rule, and what they mean.
const RULES: [(&str, &str, &str); 6] = [
    (
        "Duplicated variable name in SELECT",
        "SELECT nomme une variable deux fois",
        "SELECT names a variable twice",
    ),
    (
        "overrides an existing variable",
        "le nom après AS est déjà pris : en choisir un autre",
        "the name behind AS is taken already: choose another",
    ),
    (
        "SELECT * is not authorized with GROUP BY",
        "SELECT * ne va pas avec GROUP BY : nommer les variables",
        "SELECT * does not go with GROUP BY: name the variables",
    ),
    (
        "Repeated variables are not allowed in VALUES",
        "VALUES nomme une variable deux fois",
        "VALUES names a variable twice",
    ),
    (
        "VALUES clause rows should have",
        "chaque ligne de VALUES a autant de valeurs que de variables ; UNDEF pour celle qui manque",
        "each row of VALUES has as many values as variables; UNDEF for one that is missing",
    ),
    (
        "overridden in the right side of LATERAL",
        "ce qui suit LATERAL ne donne pas de valeur à une variable qui en a une",
        "what follows LATERAL gives no value to a variable that has one",
    ),
];

/// A change where a query is wanted, or a query where a change is.
pub(super) fn other_kind(tokens: &[Token<'_>], kind: Kind) -> Option<Mistake> {
    let declares = |token: &Token<'_>| {
        ["PREFIX", "BASE", "VERSION"]
            .iter()
            .any(|word| token.is(word))
    };
    let first = tokens
        .iter()
        .find(|token| token.is_word() && !declares(token))?;
    let word = first.text.to_ascii_uppercase();
    let message = match (kind, word.as_str()) {
        (
            Kind::Query,
            "INSERT" | "DELETE" | "LOAD" | "CLEAR" | "DROP" | "CREATE" | "ADD" | "MOVE" | "COPY"
            | "WITH",
        ) => Bilingual::new(
            format!(
                "{word} change les données : ce n'est pas une question, mais une mise à jour, pour /update"
            ),
            format!("{word} changes the data: that is no query but an update, for /update"),
        ),
        (Kind::Update, "SELECT" | "ASK" | "CONSTRUCT" | "DESCRIBE") => Bilingual::new(
            format!(
                "{word} pose une question : ce n'est pas une mise à jour, mais une requête, pour /sparql"
            ),
            format!("{word} asks a question: that is no update but a query, for /sparql"),
        ),
        _ => return None,
    };
    Some((first.at, message))
}

/// The rule that the parser names.
pub(super) fn broken(tokens: &[Token<'_>], said: &str) -> Option<Mistake> {
    let of = |word: &str| {
        tokens
            .iter()
            .find(|token| token.is(word))
            .map_or(0, |token| token.at)
    };
    if said.contains("contains a variable that is unbound") {
        return Some(ungrouped(tokens).unwrap_or_else(|| (of("SELECT"), outside(None))));
    }
    let (rule, french, english) = RULES.iter().find(|(rule, ..)| said.contains(rule))?;
    let word = match *rule {
        rule if rule.contains("VALUES") => "VALUES",
        rule if rule.contains("LATERAL") => "LATERAL",
        _ => "SELECT",
    };
    Some((of(word), Bilingual::new(*french, *english)))
}

/// The variable of the only SELECT that is not grouped by.
fn ungrouped(tokens: &[Token<'_>]) -> Option<Mistake> {
    let mut selects = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.is("SELECT"));
    let ((number, _), None) = (selects.next()?, selects.next()) else {
        return None;
    };
    let by = tokens.iter().position(|token| token.is("GROUP"));
    let by = by.map_or(&[][..], |at| &tokens[at..]);
    let ends = |token: &&Token<'_>| {
        !["HAVING", "ORDER", "LIMIT", "OFFSET"]
            .iter()
            .any(|word| token.is(word))
    };
    let grouped: HashSet<&str> = by.iter().take_while(ends).map(|token| token.text).collect();
    let mut depth = 0_i32;
    let outside_brackets = head(&tokens[number + 1..]).iter().filter(|token| {
        depth += i32::from(token.text == "(") - i32::from(token.text == ")");
        depth == 0
    });
    let mut free =
        outside_brackets.filter(|token| token.is_variable() && !grouped.contains(token.text));
    let token = free.next()?;
    Some((token.at, outside(Some(token.text))))
}

fn outside(variable: Option<&str>) -> Bilingual {
    let name: String = variable.unwrap_or_default().chars().take(40).collect();
    let (french, english) = match name.as_str() {
        "" => (
            "une variable de SELECT".to_owned(),
            "a variable of SELECT".to_owned(),
        ),
        name => (format!("`{name}`"), format!("`{name}`")),
    };
    Bilingual::new(
        format!(
            "{french} n'est ni dans GROUP BY ni dans un agrégat : l'ajouter à GROUP BY, ou prendre SAMPLE, MIN ou COUNT"
        ),
        format!(
            "{english} is neither in GROUP BY nor in an aggregate: add it to GROUP BY, or take SAMPLE, MIN or COUNT"
        ),
    )
}

/// A variable that BIND would give a second value.
pub(super) fn bound_again(tokens: &[Token<'_>]) -> Option<Mistake> {
    let binds = (0..tokens.len())
        .filter(|&at| tokens[at].is("BIND"))
        .take(LOOKED_AT);
    let again = |at: usize| {
        let to = tokens[at..].iter().position(|token| token.is("AS"))? + at + 1;
        let name = tokens.get(to).filter(|token| token.is_variable())?;
        let pattern = tokens[..at].iter().rposition(|token| token.text == "{")?;
        let before = tokens[pattern..at].iter();
        before
            .clone()
            .any(|token| token.text == name.text)
            .then_some(name)
    };
    let name = binds.into_iter().find_map(again)?;
    let shown: String = name.text.chars().take(40).collect();
    Some((
        name.at,
        Bilingual::new(
            format!("`{shown}` a déjà une valeur avant BIND : donner un autre nom"),
            format!("`{shown}` has a value before BIND already: give another name"),
        ),
    ))
}
