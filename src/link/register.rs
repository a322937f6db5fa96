//! The registers whose columns are known, and any other table by naming its columns.
//!
//! In: a CSV file (comma, semicolon or tab; `.gz` too). Out: its rows as [`Record`]s, one by one, so
//! that a register of any length is read in constant memory.

use super::{Record, keys};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::table::csv::{CsvReader, Dialect};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// Bytes of a header that are looked at to tell the delimiter.
const HEADER: usize = 1 << 16;

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

/// A register being read.
pub struct Register {
    reader: CsvReader,
    kind: Kind,
    /// Columns by role.
    columns: [Vec<usize>; 12],
}

impl Register {
    /// Opens a register; `named` are the columns given by hand, by role.
    ///
    /// # Errors
    /// `N011` when it cannot be read or has no column of identifiers or names.
    pub fn open(
        path: &Path,
        kind: Kind,
        named: &BTreeMap<String, String>,
    ) -> Result<Self, Diagnostics> {
        let shown = path.display().to_string();
        let file = File::open(path).map_err(|error| unreadable(&shown, &error))?;
        let packed = path.extension().is_some_and(|extension| extension == "gz");
        if packed {
            Self::over(flate2::read::MultiGzDecoder::new(file), &shown, kind, named)
        } else {
            Self::over(file, &shown, kind, named)
        }
    }

    /// The same over any bytes; `shown` is what they are called in messages.
    ///
    /// # Errors
    /// As [`Register::open`].
    pub fn over(
        mut read: impl Read + Send + 'static,
        shown: &str,
        kind: Kind,
        named: &BTreeMap<String, String>,
    ) -> Result<Self, Diagnostics> {
        let mut head = Vec::new();
        read.by_ref()
            .take(HEADER as u64)
            .read_to_end(&mut head)
            .map_err(|error| unreadable(shown, &error))?;
        let dialect = Dialect {
            delimiter: delimiter(&head),
            ..Dialect::default()
        };
        let reader = CsvReader::new(Cursor::new(head).chain(read), shown, dialect)?;
        let columns = columns(&reader, kind, named)?;
        Ok(Self {
            reader,
            kind,
            columns,
        })
    }

    /// Reads the next row into `record`; false at the end.
    ///
    /// # Errors
    /// What the table reader says.
    pub fn next(&mut self, record: &mut Record) -> Result<bool, Diagnostic> {
        let Some(row) = self.reader.next_row()? else {
            return Ok(false);
        };
        let first = |role: usize| {
            let cells = self.columns[role]
                .iter()
                .map(|column| row.get(*column).trim());
            cells
                .into_iter()
                .find(|cell| !cell.is_empty())
                .unwrap_or_default()
        };
        record.names.clear();
        for column in &self.columns[1] {
            let cell = row.get(*column).trim();
            if !cell.is_empty() && !record.names.iter().any(|name| name == cell) {
                record.names.push(cell.to_owned());
            }
        }
        first(0).clone_into(&mut record.id);
        // The list leaves zeros at the beginning of a SIREN out.
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if self.kind == Kind::EssFrance && (5..9).contains(&record.id.len()) && digits(&record.id) {
            record.id = format!("{:0>9}", record.id);
        }
        first(2).clone_into(&mut record.acronym);
        record.category.clear();
        record.category.push_str(if self.kind == Kind::Rna {
            "9220"
        } else {
            first(3)
        });
        first(4).clone_into(&mut record.form);
        first(5).clone_into(&mut record.commune);
        record.department.clear();
        match (first(7), first(5), first(6)) {
            ("", "", postal) => record.department.push_str(department_of(postal)),
            ("", commune, _) => record.department.push_str(department_of(commune)),
            (department, _, _) => record.department.push_str(department),
        }
        let siren = match self.kind {
            Kind::EssFrance if first(8) == first(0) => &record.id,
            _ => first(8),
        };
        record.siren = keys::siren_of(siren).unwrap_or_default();
        record.rna.clear();
        if keys::is_rna(first(9)) {
            record.rna.push_str(first(9));
        }
        record.ess.clear();
        for (role, evidence) in [(10, "declared"), (11, "family")] {
            if !first(role).is_empty() {
                record.ess.push(format!("{evidence} {}", first(role)));
            }
        }
        Ok(true)
    }
}

fn unreadable(shown: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("N011", format!("the register cannot be read: {error}"))
        .at(Place::file(shown))
        .help(
            "vérifier le chemin, donné à --target ou à --source",
            "check the path, given to --target or --source",
        )
}

/// The columns of each role: those given by hand, else those that the kind of register has.
fn columns(
    reader: &CsvReader,
    kind: Kind,
    named: &BTreeMap<String, String>,
) -> Result<[Vec<usize>; 12], Diagnostics> {
    let mut columns: [Vec<usize>; 12] = Default::default();
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

/// The department of an INSEE or postal code; Corsica only where the code says which.
pub fn department_of(code: &str) -> &str {
    let length = if code.starts_with("97") || code.starts_with("98") {
        3
    } else {
        2
    };
    match code.get(..length) {
        Some("20") | None => "",
        Some(department) => department,
    }
}

/// The sign that the first line holds most often.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| line.iter().filter(|byte| **byte == sign).count();
    let signs = [b',', b';', b'\t'];
    signs
        .into_iter()
        .max_by_key(|sign| (count(*sign), *sign == b','))
        .unwrap_or(b',')
}
