//! How the data came to be (PROV-O): the program, its version, and each input with its hash.

use super::term;
use crate::catalog::Catalogue;
use crate::catalog::statements::{Statements, ns};

/// Says what the build used; nothing where the data was not built from tables.
pub fn describe(catalogue: &Catalogue<'_>, out: &mut Statements) {
    if catalogue.content.inputs.is_empty() {
        return;
    }
    let iri = catalogue.iri();
    let (build, program) = (format!("{iri}#build"), format!("{iri}#program"));
    let prov = |name| term(ns::PROV, name);
    let (title, identifier) = (term(ns::DCT, "title"), term(ns::DCT, "identifier"));
    out.class(&build, &prov("Activity"));
    out.said(
        &build,
        &title,
        "Construction du graphe à partir des tables",
        "fr",
    );
    out.said(&build, &title, "Building the graph from the tables", "en");
    out.link(&build, &prov("wasAssociatedWith"), &program);
    out.class(&program, &prov("SoftwareAgent"));
    out.plain(
        &program,
        &title,
        concat!("ptce ", env!("CARGO_PKG_VERSION")),
    );
    for (number, (path, hash)) in catalogue.content.inputs.iter().enumerate() {
        let input = format!("{iri}#input-{}", number + 1);
        out.link(&build, &prov("used"), &input);
        out.class(&input, &prov("Entity"));
        out.plain(&input, &title, path);
        out.plain(&input, &identifier, &format!("sha256:{hash}"));
    }
}
