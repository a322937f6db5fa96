//! The registers whose columns are known, and any other table by naming its columns.
//!
//! In: the header of a table. Out: the columns that hold what, by [`ROLES`].

use crate::diag::{Diagnostic, Diagnostics};
use crate::table::csv::CsvReader;
use std::collections::BTreeMap;

/// A register whose columns are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Stock files of SIRENE: legal units or establishments.
    Sirene,
    /// Files of the register of associations, import or waldec.
    Rna,
    /// The list of ESS France.
    EssFrance,
    /// A CSV export of the Wikidata query service: item, itemLabel, siren.
    Wikidata,
    /// A CSV export of ESSGlobal organisations: id, name.
    Essglobal,
    /// Any table: its columns are named by --column.
    Csv,
}

impl Kind {
    /// What identifiers of the register become IRIs with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Sirene | Self::EssFrance => {
                "https://annuaire-entreprises.data.gouv.fr/entreprise/"
            }
            Self::Rna => "https://www.data-asso.fr/annuaire/association/",
            Self::Wikidata => "http://www.wikidata.org/entity/",
            Self::Essglobal | Self::Csv => "urn:ptce:register:",
        }
    }
}

/// What a column holds. The words are those of `--column ROLE=HEADER`.
pub const ROLES: [&str; 12] = [
    "id",
    "name",
    "acronym",
    "category",
    "form",
    "commune",
    "postal",
    "department",
    "siren",
    "rna",
    "ess",
    "family",
];

/// The columns of a table by role, in the order of the roles.
pub type Columns = [Vec<usize>; 12];

/// Headers by role, in the order of the roles; several may hold names.
#[expect(clippy::too_many_lines, reason = "a table of headers")]
fn known(kind: Kind) -> [&'static [&'static str]; 12] {
    match kind {
        Kind::Sirene => [
            &["siren"],
            &[
                "denominationUniteLegale",
                "denominationUsuelle1UniteLegale",
                "denominationUsuelle2UniteLegale",
                "denominationUsuelle3UniteLegale",
                "denominationUsuelleEtablissement",
                "enseigne1Etablissement",
            ],
            &["sigleUniteLegale"],
            &["categorieJuridiqueUniteLegale"],
            &[],
            &["codeCommuneEtablissement"],
            &["codePostalEtablissement"],
            &[],
            &["siren", "siret"],
            &["identifiantAssociationUniteLegale"],
            &["economieSocialeSolidaireUniteLegale"],
            &[],
        ],
        Kind::Rna => [
            &["id"],
            &["titre"],
            &["titre_court"],
            &[],
            &[],
            &["adrs_codeinsee"],
            &["adrs_codepostal"],
            &[],
            &["siret"],
            &["id"],
            &[],
            &[],
        ],
        Kind::EssFrance => [
            &["siren", "SIREN", "Siren", "siret", "SIRET", "Siret"],
            &[
                "denomination",
                "Dénomination",
                "DENOMINATION",
                "Nom",
                "nom",
                "raison_sociale",
                "Raison sociale",
                "Nom ou raison sociale de l'entreprise",
            ],
            &["sigle", "Sigle", "SIGLE"],
            &["categorie_juridique", "Catégorie juridique", "cj", "CJ"],
            &[],
            &["code_commune", "Code commune", "depcom", "DEPCOM"],
            &["code_postal", "Code postal", "CP"],
            &[
                "Code du département de l'établissement",
                "departement",
                "Département",
                "dep",
                "DEP",
            ],
            &["siren", "SIREN", "Siren", "siret", "SIRET", "Siret"],
            &["rna", "RNA"],
            &[],
            &[
                "Famille juridique de l'entreprise",
                "famille",
                "Famille",
                "Famille ESS",
                "famille_ess",
            ],
        ],
        Kind::Wikidata => [
            &["item"],
            &["itemLabel", "itemAltLabel"],
            &["shortName"],
            &[],
            &[],
            &["insee"],
            &[],
            &[],
            &["siren"],
            &["rna"],
            &[],
            &[],
        ],
        Kind::Essglobal | Kind::Csv => [
            &["id", "uri"],
            &["name", "label"],
            &["acronym"],
            &["category"],
            &["form"],
            &["commune"],
            &["postal"],
            &["department"],
            &["siren"],
            &["rna"],
            &["ess"],
            &["family"],
        ],
    }
}

/// The columns of each role: those given by hand, else those that the kind of register has.
///
/// # Errors
/// `N011` for a column that is not there, or when none holds identifiers or names.
pub fn columns(
    reader: &CsvReader,
    kind: Kind,
    named: &BTreeMap<String, String>,
) -> Result<Columns, Diagnostics> {
    let mut columns = Columns::default();
    let mut found = Diagnostics::new();
    for ((slot, role), headers) in columns.iter_mut().zip(ROLES).zip(known(kind)) {
        match named.get(role) {
            Some(header) => match reader.column(header) {
                Some(column) => slot.push(column),
                None => found.push(
                    Diagnostic::error("N011", format!("the register has no column `{header}`"))
                        .at(reader.header_place(0))
                        .help(
                            "voir la première ligne du fichier",
                            "see the first line of the file",
                        ),
                ),
            },
            None => slot.extend(headers.iter().filter_map(|header| reader.column(header))),
        }
    }
    found.into_result()?;
    for (slot, role) in columns.iter().zip(ROLES).take(2) {
        if slot.is_empty() {
            return Err(
                Diagnostic::error("N011", format!("no column holds the {role}"))
                    .at(reader.header_place(0))
                    .help(
                        format!("la nommer : --column {role}=EN-TÊTE"),
                        format!("name it: --column {role}=HEADER"),
                    )
                    .into(),
            );
        }
    }
    Ok(columns)
}
