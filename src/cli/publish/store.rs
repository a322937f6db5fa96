//! `ptce publish --to sparql URL`: the public graphs of the publication into a store elsewhere.

use super::super::output::Output;
use super::super::{Failure, Outcome, standing};
use super::{Arguments, token};
use crate::build::build_as;
use crate::diag::Diagnostics;
use crate::publication::Publication;
use crate::publish::store::{self, Options, Pushed};
use std::time::Duration;

/// Loads the version.
///
/// # Errors
/// When the publication cannot be built; what is wrong with its tables and queries, and what the store
/// refuses, are an [`Outcome`].
pub fn run(
    arguments: &Arguments,
    url: &str,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    let options = options(arguments, url).map_err(|found| output.fail(found))?;
    let Some(seen) = standing::public(publication, output) else {
        return Ok(Outcome::Findings);
    };
    let built = build_as(publication, None, &seen).map_err(|found| output.fail(found))?;
    let version = built.public.version();
    let base = &publication.config.base;
    match store::push(&options, &built.public, base, &version) {
        Ok(pushed) => {
            told(&pushed, options.dry_run, &version, output);
            Ok(Outcome::Done)
        }
        Err(found) => {
            output.diagnostics(found.iter());
            Ok(Outcome::Findings)
        }
    }
}

fn told(pushed: &[Pushed], dry_run: bool, version: &str, output: &Output) {
    if pushed.is_empty() {
        output.say(&format!("unchanged: {version}"));
        return;
    }
    let shown = |count: Option<usize>| count.map_or_else(|| "—".to_owned(), |n| n.to_string());
    for one in pushed {
        let (before, now) = (shown(one.before), shown(one.now));
        output.say(&match one.others {
            true => format!("{}: {before}, left: no version put it there", one.graph),
            false => format!("{}: {before} → {now}", one.graph),
        });
    }
    let word = if dry_run {
        "would publish"
    } else {
        "published"
    };
    output.say(&format!("{word}: {version}"));
}

fn options(arguments: &Arguments, url: &str) -> Result<Options, Diagnostics> {
    let query = super::super::serve::web_address(url).map_err(|_| super::nowhere())?;
    let folder = query.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = |given: &Option<String>, name: &str| {
        given.clone().unwrap_or_else(|| format!("{folder}/{name}"))
    };
    // A store may be open to this machine alone, and ask for nothing.
    let given = arguments.token_file.is_some() || std::env::var_os(super::TOKEN).is_some();
    let secret = if given {
        token(arguments)?
    } else {
        String::new()
    };
    Ok(Options {
        update: beside(&arguments.update, "update"),
        store: beside(&arguments.graph_store, "store"),
        authorization: match secret.as_str() {
            "" => String::new(),
            // A whole value, such as `Basic …`, is sent as it stands.
            whole if whole.contains(' ') => whole.to_owned(),
            token => format!("Bearer {token}"),
        },
        query,
        dry_run: arguments.dry_run,
        wait: Duration::from_secs_f64(arguments.wait),
    })
}
