//! A command line that is refused, said again in French below what clap says in English.
//!
//! In: the error. Out: one line with what is wrong and where help is.

use clap::error::{ContextKind, ErrorKind};

/// The line; none where clap shows help or has nothing against the command line.
pub fn french(error: &clap::Error) -> Option<String> {
    let known = |kind| error.get(kind).map(ToString::to_string);
    let argument = known(ContextKind::InvalidArg).unwrap_or_default();
    let value = known(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = known(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("la commande « {name} » n'existe pas")
        }
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!("l'option « {argument} » n'existe pas ici")
        }
        ErrorKind::UnknownArgument => format!(
            "« {argument} » est de trop ici ; le dossier d'une publication s'indique par --publication {argument}"
        ),
        ErrorKind::MissingRequiredArgument => format!("il manque {argument}"),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("il manque une valeur après {argument}")
        }
        ErrorKind::InvalidValue => format!("« {value} » ne convient pas à {argument}"),
        ErrorKind::ValueValidation if argument.starts_with("--bind") => format!(
            "« {value} » n'est pas une adresse et un port, par exemple --bind 127.0.0.1:7878"
        ),
        ErrorKind::ValueValidation => format!("« {value} » ne convient pas à {argument}"),
        ErrorKind::ArgumentConflict => format!("{argument} ne va pas avec le reste"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("le nombre de valeurs ne convient pas à {argument}")
        }
        ErrorKind::InvalidUtf8 => "un argument n'est pas de l'UTF-8".to_owned(),
        _ => return None,
    };
    let near = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    let near = near.into_iter().find_map(known);
    let near = near.map_or(String::new(), |near| format!(", sans doute {near}"));
    Some(format!(
        "aide : {what}{near} ; voir ptce --help, ou ptce COMMANDE --help"
    ))
}
