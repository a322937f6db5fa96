//! All territories, and the words that lead to them.
//!
//! In: territories and aliases, one by one. Out: candidates for a list of words.

use crate::name::{Lexicon, initials, plain_words};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// What kind of territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A region of the official geographic code.
    Region,
    /// A department.
    Departement,
    /// A grouping of communes with own taxation (EPCI).
    Epci,
    /// A commune.
    Commune,
    /// A territory without code: a pays, a valley, a part of a department.
    Informal,
}

impl Kind {
    /// The words for kinds, as an error lists them.
    pub const WORDS: &'static str = "region, departement, epci, commune or informal";

    /// The kind by its word in tables and IRIs, with or without accents and capitals.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match plain_words(word).join(" ").as_str() {
            "region" => Self::Region,
            "departement" => Self::Departement,
            "epci" => Self::Epci,
            "commune" => Self::Commune,
            "informal" => Self::Informal,
            _ => return None,
        })
    }

    /// The word for the kind in tables and IRIs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Departement => "departement",
            Self::Epci => "epci",
            Self::Commune => "commune",
            Self::Informal => "informal",
        }
    }
}

/// A territory of the official codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Territory {
    /// What it is.
    pub kind: Kind,
    /// The INSEE code, or the SIREN of a grouping.
    pub code: String,
    /// The official name.
    pub name: String,
    /// The department of a commune, or of the seat of a grouping.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub department: String,
    /// The SIREN of a grouping or a commune.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub siren: String,
    /// The first day it is known to exist; empty when before the tables begin.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// Its last day; empty when it goes on after the tables end.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub until: String,
    /// What follows it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub successor: String,
    /// IRIs of the same thing elsewhere, INSEE's by code first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub iris: Vec<String>,
}

impl Territory {
    /// True when it exists on a day `YYYY-MM-DD`; any day is good when none is given.
    pub fn exists(&self, date: Option<&str>) -> bool {
        date.is_none_or(|date| {
            (self.from.is_empty() || self.from.as_str() <= date)
                && (self.until.is_empty() || date <= self.until.as_str())
        })
    }
}

/// The territories of a publication and the ways their names are written.
#[derive(Debug, Default)]
pub struct Gazetteer {
    pub(super) lexicon: Lexicon,
    pub(super) all: Vec<Territory>,
    by_words: HashMap<String, Vec<usize>>,
    by_code: HashMap<(Kind, String), usize>,
    aliases: HashMap<String, usize>,
    /// What stands in capitals in the name of a grouping.
    acronyms: HashMap<String, usize>,
    /// Names of landscapes, as words.
    landscapes: HashSet<String>,
    /// The grouping of a commune by its code, in 2015 and since 2016.
    groupings: HashMap<String, [String; 2]>,
    /// The regions that a department lies in by its code, in 2015 and since 2016.
    regions: HashMap<String, [String; 2]>,
    /// Words that begin a name and say its kind, the longest first.
    pub(super) kinds: Vec<(Vec<String>, Kind)>,
    /// Which names hold a word.
    pub(super) holding: HashMap<String, Vec<usize>>,
    /// Groupings by the initials of their kind and name: `ccvd`.
    pub(super) initials: HashMap<String, Vec<usize>>,
    /// The words of names by their length in letters, for misprints.
    pub(super) spellings: HashMap<usize, Vec<(String, usize)>>,
}

impl Gazetteer {
    /// An empty gazetteer that compares by these words.
    pub(super) fn new(lexicon: Lexicon) -> Self {
        Self {
            lexicon,
            ..Self::default()
        }
    }

    /// Words that say a kind; rows may come in any order.
    pub(super) fn add_kind(&mut self, words: Vec<String>, kind: Kind) {
        self.kinds.push((words, kind));
        self.kinds
            .sort_by(|a, b| (b.0.len(), &a.0).cmp(&(a.0.len(), &b.0)));
    }

    /// A territory; what its name holds in brackets is an alias of its own.
    pub(super) fn add(&mut self, territory: Territory) {
        let at = self.all.len();
        let name = self.lexicon.name(&territory.name);
        let outside = territory.name.split('(').next().unwrap_or_default();
        let whole = self.lexicon.words(&territory.name);
        let bare = self.without_kind(whole.clone(), territory.kind);
        let own = self.without_kind(self.lexicon.words(outside), territory.kind);
        for word in &own {
            self.holding.entry(word.clone()).or_default().push(at);
        }
        if territory.kind == Kind::Epci {
            let short = whole.first().map_or("", String::as_str);
            let short = format!("{short}{}", initials(&own));
            self.initials.entry(short).or_default().push(at);
        }
        let spelling = own.join(" ");
        let length = spelling.chars().count();
        self.spellings
            .entry(length)
            .or_default()
            .push((spelling, at));
        for words in [bare, whole, own] {
            let list = self.by_words.entry(words.join(" ")).or_default();
            if !list.contains(&at) {
                list.push(at);
            }
        }
        if territory.kind == Kind::Epci {
            for acronym in name.acronyms.into_iter().filter(|short| short.len() > 3) {
                self.acronyms.entry(acronym).or_insert(at);
            }
        }
        self.by_code
            .insert((territory.kind, territory.code.clone()), at);
        self.all.push(territory);
    }

    /// The words without those that say the territory's own kind. What says another belongs to the
    /// name: "Pays de la Loire" is no Loire. So does what begins a commune's: "Ville-d'Avray".
    fn without_kind(&self, words: Vec<String>, kind: Kind) -> Vec<String> {
        match self.kind_of(words.clone()) {
            (Some(said), bare) if said == kind && kind != Kind::Commune => bare,
            _ => words,
        }
    }

    /// Another way to write a territory's name; with the kind informal, the name of a landscape.
    ///
    /// # Errors
    /// When there is no territory of that kind and code.
    pub(super) fn add_alias(&mut self, alias: &str, kind: Kind, code: &str) -> Result<(), String> {
        let key = self.lexicon.words(alias).join(" ");
        if kind == Kind::Informal {
            self.landscapes.insert(key);
            return Ok(());
        }
        let at = self.position(kind, code)?;
        self.aliases.insert(key, at);
        Ok(())
    }

    pub(super) fn is_landscape(&self, words: &[String]) -> bool {
        self.landscapes.contains(&words.join(" "))
    }

    /// Which groupings a commune lies in, by its code: in 2015 and since 2016.
    pub(super) fn add_groupings(&mut self, commune: String, groupings: [String; 2]) {
        self.groupings.insert(commune, groupings);
    }

    /// The SIREN of the grouping that a commune lay in on a day; the last known without a day.
    pub(super) fn grouping_of(&self, commune: &str, date: Option<&str>) -> Option<&str> {
        let [before, since] = self.groupings.get(commune)?;
        let old = date.is_some_and(|date| date < "2016-01-01");
        Some(if old { before } else { since })
    }

    /// The regions that a department lies in, by its code: in 2015 and since 2016.
    pub(super) fn add_regions(&mut self, department: String, regions: [String; 2]) {
        self.regions.insert(department, regions);
    }

    /// True when a territory lies in a department, or no department is given. A region may hold any
    /// department whose regions the tables do not tell.
    pub(super) fn lies_in(&self, territory: &Territory, department: Option<&str>) -> bool {
        let holds = |[before, since]: &[String; 2]| {
            before == &territory.code
                || since == &territory.code
                || (before.is_empty() && since.is_empty())
        };
        department.is_none_or(|department| match territory.kind {
            Kind::Region => self.regions.get(department).is_some_and(holds),
            _ => territory.department == department,
        })
    }

    /// What follows a territory, from the day after `until`.
    ///
    /// # Errors
    /// When there is no territory of that kind and code.
    pub(super) fn add_successor(
        &mut self,
        kind: Kind,
        code: &str,
        until: &str,
        successor: &str,
    ) -> Result<(), String> {
        let at = self.position(kind, code)?;
        if let Some(territory) = self.all.get_mut(at) {
            until.clone_into(&mut territory.until);
            successor.clone_into(&mut territory.successor);
        }
        Ok(())
    }

    fn position(&self, kind: Kind, code: &str) -> Result<usize, String> {
        let found = self.by_code.get(&(kind, code.to_owned())).copied();
        found.ok_or_else(|| format!("there is no {} `{code}` in the tables", kind.word()))
    }

    /// The territory of a kind with a code.
    pub fn by_code(&self, kind: Kind, code: &str) -> Option<&Territory> {
        self.all.get(*self.by_code.get(&(kind, code.to_owned()))?)
    }

    /// What an alias means, or an acronym that is no name of another: "LYON" in "Métropole de LYON"
    /// is the city.
    pub(super) fn alias(&self, words: &[String]) -> Option<&Territory> {
        let key = words.join(" ");
        let acronym = || {
            let at = self.acronyms.get(&key)?;
            let alone = self.named(words).iter().all(|other| other == at);
            alone.then_some(at)
        };
        self.all.get(*self.aliases.get(&key).or_else(acronym)?)
    }

    pub(super) fn named(&self, words: &[String]) -> &[usize] {
        self.by_words
            .get(&words.join(" "))
            .map_or(&[], Vec::as_slice)
    }

    /// The kind that the first words say, and the words without them; all words when nothing
    /// would stay. "Intercommunalité SAN Ouest Provence" says it twice.
    pub(super) fn kind_of(&self, words: Vec<String>) -> (Option<Kind>, Vec<String>) {
        let (kind, bare) = self.kind_once(words);
        match kind {
            Some(Kind::Epci) => {
                let barer = self.without_grouping(&bare);
                (kind, barer.unwrap_or(bare))
            }
            _ => (kind, bare),
        }
    }

    fn without_grouping(&self, words: &[String]) -> Option<Vec<String>> {
        let says = |(start, kind): &&(Vec<String>, Kind)| {
            *kind == Kind::Epci && words.len() > start.len() && words.starts_with(start)
        };
        let (start, _) = self.kinds.iter().find(says)?;
        Some(words[start.len()..].to_vec())
    }

    fn kind_once(&self, words: Vec<String>) -> (Option<Kind>, Vec<String>) {
        for (start, kind) in &self.kinds {
            if words.len() > start.len() && words.starts_with(start) {
                return (Some(*kind), words[start.len()..].to_vec());
            }
        }
        for (end, kind) in &self.kinds {
            // "Rennes Métropole", "Alès Agglomération": only a grouping says its kind at the end.
            let grouping = *kind == Kind::Epci && end.len() == 1 && end[0].len() > 3;
            if grouping && words.len() > 1 && words.ends_with(end) {
                return (Some(*kind), words[..words.len() - 1].to_vec());
            }
        }
        (None, words)
    }
}
