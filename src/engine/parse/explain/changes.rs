//! What updates forbid in their data and templates (SPARQL 1.1 §19.8, notes 6 to 8).

use super::{Mistake, Token};
use crate::text::Bilingual;

/// A block of triples that are inserted or deleted.
struct Block<'t, 'a> {
    /// INSERT or DELETE.
    word: &'t Token<'a>,
    /// Whether it is DATA.
    data: bool,
    tokens: &'t [Token<'a>],
}

/// The blocks of all operations, up to where their brackets close.
fn blocks<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = Block<'t, 'a>> {
    let words = tokens.iter().enumerate();
    let words = words.filter(|(_, token)| token.is("INSERT") || token.is("DELETE"));
    words.filter_map(|(at, word)| {
        let data = tokens.get(at + 1)?.is("DATA");
        let open = at + 1 + usize::from(data || tokens.get(at + 1)?.is("WHERE"));
        tokens.get(open).filter(|token| token.text == "{")?;
        let mut depth = 0_usize;
        let length = tokens[open..].iter().take_while(|token| {
            depth += usize::from(token.text == "{");
            depth -= usize::from(token.text == "}");
            depth > 0
        });
        let tokens = &tokens[open..open + length.count()];
        Some(Block { word, data, tokens })
    })
}

/// A variable in data, or a blank node in what is deleted.
pub(super) fn misplaced(tokens: &[Token<'_>]) -> Option<Mistake> {
    blocks(tokens).find_map(|block| {
        let deletes = block.word.is("DELETE");
        let is_wrong = |token: &&Token<'_>| {
            let blank = token.text.starts_with("_:") || token.text == "[";
            block.data && token.is_variable() || deletes && blank
        };
        let token = block.tokens.iter().find(is_wrong)?;
        let shown: String = token.text.chars().take(40).collect();
        let word = block.word.text.to_ascii_uppercase();
        let message = if token.is_variable() {
            Bilingual::new(
                format!("pas de variable dans {word} DATA : `{shown}` va dans {word} {{…}} WHERE {{…}}"),
                format!("no variable in {word} DATA: `{shown}` goes into {word} {{…}} WHERE {{…}}"),
            )
        } else {
            Bilingual::new(
                format!("pas de nœud anonyme dans ce que DELETE enlève : remplacer `{shown}` par une variable que WHERE trouve"),
                format!("no blank node in what DELETE takes away: put a variable that WHERE finds in place of `{shown}`"),
            )
        };
        Some((token.at, message))
    })
}

/// The label of a blank node that the parser found in two blocks of data.
pub(super) fn shared_label(tokens: &[Token<'_>], said: &str) -> Option<Mistake> {
    let (_, rest) = said.split_once("The blank node ")?;
    let label = rest.split_whitespace().next()?;
    let inserted = blocks(tokens).filter(|block| block.data);
    let mut found =
        inserted.filter_map(|block| block.tokens.iter().find(|token| token.text == label));
    let token = found.nth(1)?;
    let shown: String = label.chars().take(40).collect();
    let message = Bilingual::new(
        format!(
            "`{shown}` nomme déjà un nœud d'un autre INSERT DATA de cette demande : donner un autre nom, ou réunir les deux"
        ),
        format!(
            "`{shown}` names a node of another INSERT DATA of this request already: give another name, or make one of the two"
        ),
    );
    Some((token.at, message))
}
