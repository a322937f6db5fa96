//! What `#+ param.NAME` lines say of a parameter: its kind and default, then what it is called and what
//! may be chosen.
//!
//! In: the part after `param.` and the value of a line. Out: a new parameter, or one with more known of
//! it.

use super::{Parameter, ParameterKind, StoredQuery};
use crate::diag::Diagnostic;
use crate::text::Bilingual;

/// Takes a line: `NAME: kind = default` declares, `NAME.fr`, `NAME.en`, `NAME.of` and `NAME.one-of` add.
///
/// # Errors
/// `Q005` an unknown kind, a parameter that no line above declares or that one declares already, an unknown
/// word after its name.
pub(super) fn take(query: &mut StoredQuery, key: &str, value: &str) -> Result<(), Diagnostic> {
    let Some((name, word)) = key.split_once('.') else {
        if query.parameters.iter().any(|one| one.name == key) {
            let message = format!("the parameter `{key}` is declared already");
            return Err(Diagnostic::error("Q005", message).help(
                "supprimer l'une des deux lignes, ou donner un autre nom",
                "delete one of the two lines, or give another name",
            ));
        }
        query.parameters.push(declared(key, value)?);
        return Ok(());
    };
    let known = query.parameters.iter_mut().find(|one| one.name == name);
    let Some(parameter) = known else {
        let message = format!("no line above declares the parameter `{name}`");
        return Err(Diagnostic::error("Q005", message).help(
            format!("écrire d'abord : #+ param.{name}: iri, string ou integer"),
            format!("write first: #+ param.{name}: iri, string or integer"),
        ));
    };
    match word {
        "fr" => parameter.title.fr = value.to_owned(),
        "en" => parameter.title.en = value.to_owned(),
        "of" if parameter.kind == ParameterKind::Iri => parameter.of = Some(value.to_owned()),
        "one-of" if parameter.kind == ParameterKind::String => {
            parameter.one_of = value.split(',').map(|one| one.trim().to_owned()).collect();
        }
        _ => {
            let message = format!("`{word}` says nothing of the parameter `{name}`");
            return Err(Diagnostic::error("Q005", message).help(
                "mots possibles : fr et en (ce qu'il est), of (une classe ou un schéma, pour iri), one-of (des valeurs, pour string)",
                "words: fr and en (what it is), of (a class or a scheme, for iri), one-of (values, for string)",
            ));
        }
    }
    Ok(())
}

fn declared(name: &str, value: &str) -> Result<Parameter, Diagnostic> {
    let (kind, default) = match value.split_once('=') {
        Some((kind, default)) => (kind.trim(), Some(default.trim().to_owned())),
        None => (value, None),
    };
    let kind = match kind {
        "iri" => ParameterKind::Iri,
        "string" => ParameterKind::String,
        "integer" => ParameterKind::Integer,
        _ => {
            let message = format!("unknown kind `{kind}` of parameter `{name}`");
            return Err(Diagnostic::error("Q005", message).help(
                "écrire iri, string ou integer, puis si besoin = et la valeur par défaut",
                "write iri, string or integer, then = and the default value if there is one",
            ));
        }
    };
    Ok(Parameter {
        name: name.to_owned(),
        kind,
        default,
        title: Bilingual::default(),
        of: None,
        one_of: Vec::new(),
    })
}
