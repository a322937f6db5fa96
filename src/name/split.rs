//! A text cut into plain words: lower case, no accents, ligatures opened, dotted letters joined.

use crate::text::nfd;

/// Letters of the longest acronym.
const ACRONYM: usize = 8;

/// The words of a text: `Co.D.A.H. d'Ô-Cœur s/ Mer` to `codah d o coeur sur mer`.
pub fn plain_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in text.split_whitespace() {
        let part = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '/');
        if matches!(part, "s/" | "S/") {
            words.push("sur".to_owned());
            continue;
        }
        if is_dotted(part) {
            words.push(squeezed(part));
            continue;
        }
        let plain = plain(part);
        let pieces = plain.split(|c: char| !c.is_alphanumeric());
        words.extend(pieces.filter(|piece| !piece.is_empty()).map(str::to_owned));
    }
    words
}

/// The letters and digits alone, as plain letters.
pub fn squeezed(text: &str) -> String {
    plain(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Lower case without accents, ligatures opened.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
        return out;
    }
    for c in nfd(text).chars().flat_map(char::to_lowercase) {
        match c {
            '\u{300}'..='\u{36f}' => {}
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            c => out.push(c),
        }
    }
    out
}

/// `Co.D.A.H.` or `S.C.O.P`: short pieces between full stops.
fn is_dotted(part: &str) -> bool {
    let pieces: Vec<&str> = part.split('.').filter(|piece| !piece.is_empty()).collect();
    let short = |piece: &&str| piece.chars().count() <= 2 && piece.chars().all(char::is_alphabetic);
    part.contains('.') && pieces.len() > 1 && pieces.iter().all(short)
}

/// Two to eight capitals, with or without full stops.
pub fn looks_like_acronym(part: &str) -> bool {
    let letters = part.chars().filter(|c| c.is_alphanumeric()).count();
    let capitals = part.chars().filter(|c| c.is_uppercase()).count();
    let plain = part
        .chars()
        .all(|c| c.is_alphanumeric() || c == '.' || c == '-' || c == '\'');
    plain && (2..=ACRONYM).contains(&letters) && capitals >= 2 && capitals * 2 > letters
}

/// What stands outside brackets, and what stands in each of them.
pub fn brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(start) = rest.find('(') {
        outside.push_str(&rest[..start]);
        outside.push(' ');
        let after = &rest[start + 1..];
        match after.find(')') {
            Some(end) => {
                inside.push(after[..end].to_owned());
                rest = &after[end + 1..];
            }
            None => rest = after,
        }
    }
    outside.push_str(rest);
    (outside, inside)
}
