//! The editable tables behind the comparison of names.
//!
//! In: four CSV files named by the settings `[names]`. Out: a [`Lexicon`].

use super::split::plain_words;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Publication;
use crate::publication::config::Names;
use crate::table::csv::{CsvReader, Dialect};
use crate::table::separator::{self, Declared};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is known of words: short forms, particles, legal forms, words that say little.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    abbreviations: HashMap<String, Vec<String>>,
    particles: HashSet<String>,
    /// Words of a legal form to its name, the longest first.
    forms: Vec<(Vec<String>, String)>,
    categories: BTreeMap<String, Vec<String>>,
    weak: HashMap<String, f32>,
}

impl Lexicon {
    /// Reads the tables of a publication.
    ///
    /// # Errors
    /// Every table that cannot be read, and every row of it, with its place.
    pub fn read(publication: &Publication) -> Result<Self, Diagnostics> {
        let mut lexicon = Self::default();
        let mut found = Diagnostics::new();
        let names: &Names = &publication.config.names;
        let tables = [
            (&names.particles, ["word", "", ""]),
            (&names.abbreviations, ["short", "long", ""]),
            (&names.legal_forms, ["words", "form", "categories"]),
            (&names.weak_words, ["word", "weight", ""]),
        ];
        for (number, (path, columns)) in tables.into_iter().enumerate() {
            let Some(path) = path else { continue };
            let result = rows(publication, path, columns, |place, cells| {
                lexicon.add(number, cells).map_err(|message| {
                    Diagnostic::error("N002", message).at(place).help(
                        "corriger cette cellule ; voir data/names/README.md",
                        "correct this cell; see data/names/README.md",
                    )
                })
            });
            if let Err(more) = result {
                found.append(more);
            }
        }
        lexicon
            .forms
            .sort_by(|a, b| (b.0.len(), &a.0).cmp(&(a.0.len(), &b.0)));
        found.into_result().map(|()| lexicon)
    }

    fn add(&mut self, table: usize, cells: [&str; 3]) -> Result<(), String> {
        let first = plain_words(cells[0]);
        if first.is_empty() {
            return Err("the first cell names no word".to_owned());
        }
        match table {
            0 => {
                self.particles.extend(first);
            }
            1 => {
                self.abbreviations
                    .insert(first.join(" "), plain_words(cells[1]));
            }
            2 => {
                let form = cells[1].to_owned();
                let categories = cells[2].split_whitespace().map(str::to_owned);
                self.categories
                    .entry(form.clone())
                    .or_default()
                    .extend(categories);
                self.forms.push((first, form));
            }
            _ => {
                let weight = cells[1].parse::<f32>().ok();
                let weight = weight
                    .filter(|weight| (0.0..=1.0).contains(weight))
                    .ok_or_else(|| {
                        format!(
                            "`weight` must be a number from 0 to 1, found `{}`",
                            cells[1]
                        )
                    })?;
                self.weak.insert(first.join(" "), weight);
            }
        }
        Ok(())
    }

    /// What an abbreviation stands for.
    pub fn long(&self, word: &str) -> Option<&[String]> {
        self.abbreviations.get(word).map(Vec::as_slice)
    }

    /// How much a word says, from 0 to 1, before its rarity is looked at.
    pub fn weight(&self, word: &str) -> f32 {
        self.weak.get(word).copied().unwrap_or(1.0)
    }

    /// True when a register's legal category (INSEE, 4 digits) can be that form; none when one of
    /// both is not known.
    pub fn category_fits(&self, form: &str, category: &str) -> Option<bool> {
        let starts = self
            .categories
            .get(form)
            .filter(|starts| !starts.is_empty())?;
        if category.is_empty() {
            return None;
        }
        Some(
            starts
                .iter()
                .any(|start| category.starts_with(start.as_str())),
        )
    }

    /// The legal form that one word stands for; empty when it is none.
    pub(super) fn form(&self, word: &str) -> String {
        let mut forms = self.forms.iter();
        let found = forms.find(|(words, _)| words.len() == 1 && words[0] == word);
        found.map_or_else(String::new, |(_, form)| form.clone())
    }

    pub(super) fn is_form(&self, word: &str) -> bool {
        !self.form(word).is_empty()
    }

    /// Drops the article before a legal form: "l'association", "la SCIC".
    pub(super) fn drop_article(&self, words: &mut Vec<String>) {
        let article = words
            .first()
            .is_some_and(|word| self.particles.contains(word));
        let said = |(form, _): &(Vec<String>, String)| words[1..].starts_with(form);
        if article && self.forms.iter().any(said) {
            words.remove(0);
        }
    }

    /// True for the form of a public body (INSEE's legal categories from 7).
    pub fn is_public(&self, form: &str) -> bool {
        let categories = self.categories.get(form).into_iter().flatten();
        categories.into_iter().any(|start| start.starts_with('7'))
    }

    /// Takes the legal form at the beginning or the end out of the words, unless nothing would stay.
    pub(super) fn take_form(&self, words: &mut Vec<String>) -> String {
        for (form, name) in &self.forms {
            if words.len() <= form.len() {
                continue;
            }
            let rest = words.len() - form.len();
            let says = |rest: &[String]| rest.iter().any(|word| !self.particles.contains(word));
            if words.starts_with(form) && says(&words[form.len()..]) {
                words.drain(..form.len());
                return name.clone();
            }
            if words.ends_with(form) && says(&words[..rest]) {
                words.truncate(rest);
                return name.clone();
            }
        }
        String::new()
    }

    /// Leaves particles out, unless nothing would stay.
    pub(super) fn drop_particles(&self, words: &mut Vec<String>) {
        if words.iter().any(|word| !self.particles.contains(word)) {
            words.retain(|word| !self.particles.contains(word));
        }
    }
}

/// `N001` for a column that the header has not.
pub fn no_column(name: &str, header: Place) -> Diagnostic {
    Diagnostic::error("N001", format!("the table has no column `{name}`"))
        .at(header)
        .help(
            format!("ajouter la colonne {name}"),
            format!("add the column {name}"),
        )
}

/// Opens an editable table of the publication.
///
/// # Errors
/// `N001` where it cannot be read, what is wrong with its header.
pub fn open(publication: &Publication, path: &str) -> Result<CsvReader, Diagnostics> {
    let shown = publication.files.display(path);
    let open = publication.files.open(path).map_err(|error| {
        Diagnostic::error("N001", format!("the table cannot be read: {error}"))
            .at(Place::file(&shown))
            .help_with(
                &error,
                "vérifier le chemin dans ptce.toml",
                "check the path in ptce.toml",
            )
    })?;
    Ok(CsvReader::new(open, &shown, Dialect::default())?)
}

/// Reads three columns of a table of the publication, row by row; a column `""` is not asked for.
pub fn rows(
    publication: &Publication,
    path: &str,
    columns: [&str; 3],
    mut each: impl FnMut(Place, [&str; 3]) -> Result<(), Diagnostic>,
) -> Result<(), Diagnostics> {
    let mut reader = open(publication, path)?;
    let mut at = [usize::MAX; 3];
    for (slot, name) in at.iter_mut().zip(columns) {
        if name.is_empty() {
            continue;
        }
        *slot = reader.column(name).ok_or_else(|| {
            let other =
                separator::wrong(&reader, (b',', Declared::Nowhere), !columns[1].is_empty());
            other.unwrap_or_else(|| no_column(name, reader.header_place(0)))
        })?;
    }
    let mut found = Diagnostics::new();
    while let Some(row) = reader.next_row()? {
        let cells = at.map(|column| {
            if column == usize::MAX {
                ""
            } else {
                row.get(column)
            }
        });
        if let Err(wrong) = each(row.place(0), cells) {
            found.push(wrong);
        }
    }
    found.into_result()
}
