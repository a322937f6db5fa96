//! A command line that is refused, said again in French below what clap says in English; as a
//! diagnostic where these are asked for in a form for programs.
//!
//! In: the error. Out: what is wrong and where help is.

use super::format::Word;
use crate::diag::Diagnostic;
use crate::diag::render::{self, Format};
use crate::text::visible;
use clap::ValueEnum as _;
use clap::error::{ContextKind, ErrorKind};
use std::ffi::OsString;
use std::io::{self, Write as _};

/// Where help is.
const HELP: [&str; 2] = [
    "voir ptce --help, ou ptce COMMANDE --help",
    "see ptce --help, or ptce COMMAND --help",
];

/// Shows it; help that was asked for goes to standard output. A closed stream is nobody's fault.
pub fn show(error: &clap::Error) {
    let form = asked(std::env::args_os()).unwrap_or_default();
    if form != Format::Text && error.use_stderr() {
        let _ = render::write(&mut io::stderr().lock(), [&told(error)], form, false);
        return;
    }
    let _ = error.print();
    let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if let Some(what) = french(error).filter(|_| !is_help) {
        let line = format!("aide : {what} ; {}", HELP[0]);
        let _ = writeln!(io::stderr(), "\n{}", visible(&line));
    }
}

/// The last form of diagnostics that the command line names, which clap does not tell with an error.
fn asked(arguments: impl Iterator<Item = OsString>) -> Option<Format> {
    let mut arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    let mut asked = None;
    while let Some(argument) = arguments.next().filter(|argument| argument != "--") {
        let word = match argument.strip_prefix("--format=") {
            Some(word) => word.to_owned(),
            None if argument == "--format" => arguments.next().unwrap_or_default(),
            None => continue,
        };
        let word = Word::from_str(&word, false).ok();
        asked = word.and_then(Word::diagnostics).or(asked);
    }
    asked
}

/// What clap says, on one line, and what can be done.
fn told(error: &clap::Error) -> Diagnostic {
    let said = match error.kind() {
        // Clap shows help instead, and says no word.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "a command is missing".to_owned(),
        _ => error.render().to_string(),
    };
    let said = said.split("\n\n").next().unwrap_or_default();
    let said = said.strip_prefix("error: ").unwrap_or(said);
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    let fr = french(error).map_or(String::new(), |what| format!("{what} ; "));
    let en = near(error).map_or(String::new(), |near| format!("perhaps {near}; "));
    let [voir, see] = HELP;
    Diagnostic::error("C002", lines.join(" ")).help(format!("{fr}{voir}"), format!("{en}{see}"))
}

/// What is meant in all likelihood.
fn near(error: &clap::Error) -> Option<String> {
    let kinds = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    kinds
        .into_iter()
        .find_map(|kind| error.get(kind).map(ToString::to_string))
}

/// What is wrong; none where clap has nothing against the command line.
fn french(error: &clap::Error) -> Option<String> {
    let known = |kind| error.get(kind).map(ToString::to_string);
    let argument = known(ContextKind::InvalidArg).unwrap_or_default();
    let value = known(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = known(ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("la commande « {name} » n'existe pas")
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "il manque une commande".to_owned()
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
    Some(match near(error) {
        Some(near) => format!("{what}, sans doute {near}"),
        None => what,
    })
}
