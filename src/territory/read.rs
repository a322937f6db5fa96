//! The tables of the settings `[gazetteer]` as a [`Gazetteer`].
//!
//! In: the publication. Out: the gazetteer, or everything that is wrong with its tables.

use super::gazetteer::{Gazetteer, Kind, Territory};
use crate::diag::{Diagnostic, Diagnostics};
use crate::name::{Lexicon, plain_words, tables};
use crate::publication::Publication;
use crate::table::separator::{self, Declared};

/// A row as the names of columns and their values.
struct Cells<'a> {
    names: &'a [String],
    values: Vec<&'a str>,
}

impl Cells<'_> {
    fn get(&self, column: &str) -> &str {
        let at = self.names.iter().position(|name| name == column);
        at.and_then(|at| self.values.get(at))
            .copied()
            .unwrap_or_default()
    }

    fn owned(&self, column: &str) -> String {
        self.get(column).to_owned()
    }
}

impl Gazetteer {
    /// Reads the tables of a publication.
    ///
    /// # Errors
    /// `N001` for a table that cannot be read, `N002` for a row that says what cannot be, all at once.
    pub fn read(publication: &Publication) -> Result<Self, Diagnostics> {
        let settings = &publication.config.gazetteer;
        let mut gazetteer = Self::new(Lexicon::read(publication)?);
        let mut found = Diagnostics::new();
        type Add = fn(&mut Gazetteer, &Cells<'_>) -> Result<(), String>;
        // Kinds first: the names of territories are cut by them. Aliases point at what is there.
        type Table<'t> = (&'t Option<String>, &'t [&'t str], Add);
        let naming: [Table<'_>; 5] = [
            (&settings.kinds, &["words", "kind"], kind),
            (
                &settings.regions,
                &["code", "name", "end", "successor"],
                region,
            ),
            (&settings.departments, &["code", "name"], department),
            (
                &settings.groupings,
                &["siren", "name", "years", "departement"],
                grouping,
            ),
            (
                &settings.communes,
                &["code", "name", "departement"],
                commune,
            ),
        ];
        let pointing: [Table<'_>; 2] = [
            (&settings.aliases, &["alias", "kind", "code"], alias),
            (
                &settings.successors,
                &["kind", "code", "until", "successor"],
                successor,
            ),
        ];
        let mut read = |tables: &[Table<'_>], found: &mut Diagnostics| {
            for (path, columns, add) in tables {
                if let Some(path) = path
                    && let Err(more) = each_row(publication, path, columns, |cells| {
                        add(&mut gazetteer, cells)
                    })
                {
                    found.append(more);
                }
            }
        };
        read(&naming, &mut found);
        // What they point at is missing because of what is told already.
        if !found.has_errors() {
            read(&pointing, &mut found);
        }
        found.into_result().map(|()| gazetteer)
    }
}

fn each_row(
    publication: &Publication,
    path: &str,
    columns: &[&str],
    mut add: impl FnMut(&Cells<'_>) -> Result<(), String>,
) -> Result<(), Diagnostics> {
    let mut reader = tables::open(publication, path)?;
    let names = reader.headers().to_vec();
    if let Some(told) = separator::wrong(&reader, (b',', Declared::Nowhere), columns.len() > 1) {
        return Err(told.into());
    }
    let mut found = Diagnostics::new();
    for column in columns
        .iter()
        .filter(|column| reader.column(column).is_none())
    {
        found.push(tables::no_column(column, reader.header_place(0)));
    }
    found.into_result()?;
    let mut found = Diagnostics::new();
    while let Some(row) = reader.next_row()? {
        let cells = Cells {
            names: &names,
            values: row.cells().collect(),
        };
        if let Err(message) = add(&cells) {
            found.push(Diagnostic::error("N002", message).at(row.place(0)).help(
                "corriger cette ligne ; voir data/reference/README.md",
                "correct this row; see data/reference/README.md",
            ));
        }
    }
    found.into_result()
}

fn kind_cell(cells: &Cells<'_>) -> Result<Kind, String> {
    let word = cells.get("kind");
    Kind::parse(word).ok_or_else(|| format!("`kind` must be {}, found `{word}`", Kind::WORDS))
}

fn kind(gazetteer: &mut Gazetteer, cells: &Cells<'_>) -> Result<(), String> {
    let kind = kind_cell(cells)?;
    // The same cut as for names, so that "communauté de communes" meets its words.
    let words = gazetteer.lexicon.words(cells.get("words"));
    if words.is_empty() {
        return Err("`words` is empty".to_owned());
    }
    let plain = plain_words(cells.get("words"));
    if plain != words {
        gazetteer.add_kind(plain, kind);
    }
    gazetteer.add_kind(words, kind);
    Ok(())
}

fn iris(cells: &Cells<'_>) -> Vec<String> {
    let mut iris: Vec<String> = ["iri_code", "iri_uuid", "atu"]
        .map(|column| cells.owned(column))
        .into();
    let nuts = cells.get("nuts2");
    if !nuts.is_empty() {
        iris.push(format!("http://data.europa.eu/nuts/code/{nuts}"));
    }
    iris.retain(|iri| !iri.is_empty());
    iris
}

fn region(gazetteer: &mut Gazetteer, cells: &Cells<'_>) -> Result<(), String> {
    gazetteer.add(Territory {
        kind: Kind::Region,
        code: cells.owned("code"),
        name: cells.owned("name"),
        department: String::new(),
        siren: String::new(),
        from: cells.owned("start"),
        until: cells.owned("end"),
        successor: match cells.get("successor") {
            "" => String::new(),
            code => format!("region {code}"),
        },
        iris: iris(cells),
    });
    Ok(())
}

fn department(gazetteer: &mut Gazetteer, cells: &Cells<'_>) -> Result<(), String> {
    let code = cells.owned("code");
    gazetteer.add_regions(
        code.clone(),
        [cells.owned("region2015"), cells.owned("region2016")],
    );
    gazetteer.add(Territory {
        kind: Kind::Departement,
        department: code.clone(),
        code,
        name: cells.owned("name"),
        siren: String::new(),
        from: String::new(),
        until: String::new(),
        successor: String::new(),
        iris: iris(cells),
    });
    Ok(())
}

fn grouping(gazetteer: &mut Gazetteer, cells: &Cells<'_>) -> Result<(), String> {
    let siren = cells.owned("siren");
    // Two lists are known, of 1 January 2015 and of 1 January 2016.
    let (from, until) = match cells.get("years") {
        "2015" => ("", "2015-12-31"),
        "2016" => ("2016-01-01", ""),
        "2015|2016" => ("", ""),
        other => {
            return Err(format!(
                "`years` must be 2015, 2016 or 2015|2016, found `{other}`"
            ));
        }
    };
    gazetteer.add(Territory {
        kind: Kind::Epci,
        code: siren.clone(),
        name: cells.owned("name"),
        department: cells.owned("departement"),
        siren,
        from: from.to_owned(),
        until: until.to_owned(),
        successor: String::new(),
        iris: Vec::new(),
    });
    Ok(())
}

fn commune(gazetteer: &mut Gazetteer, cells: &Cells<'_>) -> Result<(), String> {
    let code = cells.owned("code");
    gazetteer.add_groupings(
        code.clone(),
        [cells.owned("epci2015"), cells.owned("epci2016")],
    );
    gazetteer.add(Territory {
        kind: Kind::Commune,
        iris: vec![format!("http://id.insee.fr/geo/commune/{code}")],
        code,
        name: cells.owned("name"),
        department: cells.owned("departement"),
        siren: cells.owned("siren"),
        from: String::new(),
        until: String::new(),
        successor: String::new(),
    });
    Ok(())
}

fn alias(gazetteer: &mut Gazetteer, cells: &Cells<'_>) -> Result<(), String> {
    gazetteer.add_alias(cells.get("alias"), kind_cell(cells)?, cells.get("code"))
}

fn successor(gazetteer: &mut Gazetteer, cells: &Cells<'_>) -> Result<(), String> {
    gazetteer.add_successor(
        kind_cell(cells)?,
        cells.get("code"),
        cells.get("until"),
        cells.get("successor"),
    )
}
