//! Text as people search and sort it: without accents, in lower case.
//!
//! In: a text with its accents on their letters or apart from them. Out: the same letters either way.

use super::nfc;

/// A text without accents and in lower case, to sort and search by.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Some keyboards and file systems write `é` as `e` and an accent of its own.
    for c in nfc(text).chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'î' | 'ï' | 'í' | 'ì' => out.push('i'),
            'ô' | 'ö' | 'ó' | 'ò' | 'õ' => out.push('o'),
            'û' | 'ü' | 'ù' | 'ú' => out.push('u'),
            'ÿ' => out.push('y'),
            'ç' => out.push('c'),
            'ñ' => out.push('n'),
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            '’' | 'ʼ' => out.push('\''),
            // Accents that no letter is made with, such as those of a capital with two.
            '\u{300}'..='\u{36F}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_accents_and_case() {
        assert_eq!(folded("Cœur d’Hérault"), "coeur d'herault");
        assert_eq!(folded("Ne\u{301}o, C\u{327}a, q\u{301}"), "neo, ca, q");
    }
}
