//! Words that SPARQL has not, and words that stand without what belongs to them.

use super::{Mistake, Token};
use crate::text::Bilingual;
use crate::text::nearest::nearest;

/// All words of SPARQL 1.1 and 1.2, queries and updates (§19.8), functions last.
const WORDS: &str = "BASE PREFIX VERSION SELECT DISTINCT REDUCED AS CONSTRUCT DESCRIBE ASK FROM NAMED \
    WHERE GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES LOAD SILENT INTO CLEAR DROP CREATE ADD MOVE \
    COPY TO INSERT DELETE DATA WITH USING DEFAULT ALL GRAPH OPTIONAL SERVICE LATERAL BIND UNDEF MINUS UNION \
    FILTER NOT IN EXISTS SEPARATOR TRUE FALSE A \
    STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE \
    LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS \
    TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRLANGDIR STRDT SAMETERM \
    ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC HASLANG HASLANGDIR REGEX SUBSTR REPLACE TRIPLE SUBJECT PREDICATE \
    OBJECT ISTRIPLE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT ADJUST";

/// Words that something has to follow, and what.
const OPENING: [(&str, &str, &str); 8] = [
    ("LIMIT", "un nombre entier", "a whole number"),
    ("OFFSET", "un nombre entier", "a whole number"),
    ("GROUP", "BY et une variable", "BY and a variable"),
    ("ORDER", "BY et une variable", "BY and a variable"),
    ("BY", "une variable", "a variable"),
    ("FROM", "l'IRI d'un graphe", "the IRI of a graph"),
    ("AS", "une variable", "a variable"),
    (
        "FILTER",
        "une condition entre parenthèses",
        "a condition in brackets",
    ),
];

/// A word that SPARQL has not.
pub(super) fn unknown(tokens: &[Token<'_>]) -> Option<Mistake> {
    let known = |token: &Token<'_>| WORDS.split_whitespace().any(|word| token.is(word));
    let token = tokens
        .iter()
        .find(|token| token.is_word() && !known(token))?;
    let word: String = token.text.chars().take(40).collect();
    let near = nearest(&word, WORDS.split_whitespace());
    let (french, english) = match near {
        Some(near) => (
            format!(" : peut-être {near}"),
            format!(": {near} may be meant"),
        ),
        None => (
            " : une variable commence par `?`, un nom par un préfixe, un texte par `\"`".to_owned(),
            ": a variable begins with `?`, a name with a prefix, a text with `\"`".to_owned(),
        ),
    };
    Some((
        token.at,
        Bilingual::new(
            format!("`{word}` n'est pas un mot de SPARQL{french}"),
            format!("`{word}` is no word of SPARQL{english}"),
        ),
    ))
}

/// A word without what has to follow it.
pub(super) fn alone(tokens: &[Token<'_>]) -> Option<Mistake> {
    let mut found = tokens.iter().enumerate().filter_map(|(number, token)| {
        let (word, french, english) = OPENING.iter().find(|(word, ..)| token.is(word))?;
        let next = tokens.get(number + 1);
        let follows = next.is_some_and(|next| match *word {
            "LIMIT" | "OFFSET" => next.text.bytes().all(|b| b.is_ascii_digit()),
            "GROUP" | "ORDER" => next.is("BY"),
            "AS" => next.is_variable(),
            "FROM" => next.is("NAMED") || next.text.contains(':'),
            _ => next.text != "}" && next.text != "{",
        });
        (!follows).then_some((token.at, word, french, english))
    });
    let (at, word, french, english) = found.next()?;
    Some((
        at,
        Bilingual::new(
            format!("après {word} il faut {french}"),
            format!("{word} is followed by {english}"),
        ),
    ))
}

/// A number of rows that no machine counts.
pub(super) fn too_large(tokens: &[Token<'_>]) -> Option<Mistake> {
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    let (word, number) = pairs
        .filter(|(word, _)| word.is("LIMIT") || word.is("OFFSET"))
        .find(|(_, number)| {
            let digits = number.text.bytes().all(|byte| byte.is_ascii_digit());
            digits && number.text.parse::<usize>().is_err()
        })?;
    let (word, most) = (word.text.to_ascii_uppercase(), usize::MAX);
    Some((
        number.at,
        Bilingual::new(
            format!("le nombre après {word} est trop grand : au plus {most}"),
            format!("the number behind {word} is too large: {most} at most"),
        ),
    ))
}
