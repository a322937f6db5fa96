//! A name to a territory at a date: by alias, by its words, by a likely misprint, or not at all.
//!
//! In: [`Asked`]. Out: an [`Answer`] with its reason. A name that may mean two territories of the
//! same kind means none; a pays, a valley or a bassin has no code.

use super::gazetteer::{Gazetteer, Kind, Territory};
use serde::Serialize;

/// Letters a name must have before a misprint is forgiven.
const FORGIVEN: usize = 6;
/// Candidates that an answer lists at most.
const LISTED: usize = 5;

/// A question.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The name as it is written.
    pub name: &'a str,
    /// The code of the department it lies in.
    pub department: Option<&'a str>,
    /// The day, `YYYY-MM-DD`.
    pub date: Option<&'a str>,
    /// The kind, where it is known.
    pub kind: Option<Kind>,
}

/// How sure the answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// One territory has this name.
    Exact,
    /// One territory has nearly this name.
    Probable,
    /// It does not exist on that day, but did before or does later.
    Expired,
    /// Several have this name.
    Ambiguous,
    /// A territory without code; `candidates` may be close to it.
    Informal,
    /// Nothing is known by this name.
    Unknown,
}

/// An answer: the territory, or why there is none.
#[derive(Debug, Clone, Serialize)]
pub struct Answer<'g> {
    /// How sure it is.
    pub verdict: Verdict,
    /// The territory meant; none unless the verdict is exact, probable or expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub territory: Option<&'g Territory>,
    /// What it might also be, or be close to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<&'g Territory>,
    /// Why, in one English sentence.
    pub reason: String,
}

impl Gazetteer {
    /// Answers a question.
    pub fn resolve(&self, asked: &Asked<'_>) -> Answer<'_> {
        let answer = self.resolve_whole(asked);
        // "La CCVD - Communauté de communes du Val de Drôme": the part that says more stands last.
        match asked.name.rsplit_once(" - ") {
            Some((_, last)) if answer.territory.is_none() => {
                let part = self.resolve_whole(&Asked {
                    name: last,
                    ..*asked
                });
                if part.territory.is_some() {
                    part
                } else {
                    answer
                }
            }
            _ => answer,
        }
    }

    fn resolve_whole(&self, asked: &Asked<'_>) -> Answer<'_> {
        let words = self.lexicon.words(asked.name);
        if words.is_empty() {
            return nothing(Verdict::Unknown, Vec::new(), "the name has no word");
        }
        let (said, bare) = self.kind_of(words.clone());
        let kind = asked.kind.or(said);
        // "Haute" and "Pays" are a part of what "Haute-Garonne" and "Pays de la Loire" are called.
        let own = if said == Some(Kind::Informal) {
            &words
        } else {
            &bare
        };
        // A name that is an alias as it stands says what it means; what stays of one without its kind
        // has to be of that kind: "département de Paris" is not the city.
        let alias = self.by_alias(&words, asked, asked.kind);
        if let Some(territory) = alias.or_else(|| self.by_alias(own, asked, kind)) {
            return at_date(territory, asked.date, "the table of aliases says so");
        }
        // "Pays de la Loire" is a region although it begins like a pays; "Pays de Saugues" is none,
        // although a grouping bears that name after its kind.
        let mut found = self.with_words(&words, asked, asked.kind);
        let close = found.clone();
        if kind == Some(Kind::Informal) {
            found.retain(|territory| territory.kind != Kind::Epci);
        } else if found.is_empty() {
            found = self.with_words(own, asked, kind);
        }
        // A landscape may bear the name of a small commune or of its grouping: "Anjou", "Caux".
        if kind.is_none() && asked.department.is_none() && self.is_landscape(&words) {
            return nothing(Verdict::Informal, close, "it is the name of a landscape");
        }
        // One word is the name of a landscape as often as that of its grouping.
        let vague = kind.is_none() && asked.department.is_none() && words.len() == 1;
        if vague && found.iter().all(|territory| territory.kind == Kind::Epci) {
            found.clear();
        }
        if !found.is_empty() {
            return decide(found, asked.date, kind.is_none());
        }
        if let Some(territory) = self.by_number(&bare, said) {
            return at_date(territory, asked.date, "its code");
        }
        if kind == Some(Kind::Informal) || is_list(asked.name) {
            return nothing(
                Verdict::Informal,
                close,
                "it is no administrative territory",
            );
        }
        if let Some(territory) = self.by_initials(asked, &words) {
            return probable(at_date(territory, asked.date, "its initials"));
        }
        if said == Some(Kind::Epci)
            && let Some(territory) = self.around(&words, &bare, asked)
        {
            return probable(at_date(territory, asked.date, "the commune lies in it"));
        }
        let answer = self.misprint(own, asked, kind);
        match self.holding_all(&bare, asked, kind) {
            Some(territory) if answer.territory.is_none() => probable(at_date(
                territory,
                asked.date,
                "its name holds all these words",
            )),
            _ => answer,
        }
    }

    fn by_alias(
        &self,
        words: &[String],
        asked: &Asked<'_>,
        kind: Option<Kind>,
    ) -> Option<&Territory> {
        let territory = self.alias(words)?;
        self.fits(territory, asked, kind).then_some(territory)
    }

    /// `Département 94`, `CD 67`.
    fn by_number(&self, bare: &[String], said: Option<Kind>) -> Option<&Territory> {
        let ([code], Some(Kind::Departement)) = (bare, said) else {
            return None;
        };
        self.by_code(Kind::Departement, &code.to_uppercase())
    }

    /// The grouping that the only commune of this name lies in: "agglomération du Havre". A communauté
    /// de communes is no agglomération.
    fn around(&self, words: &[String], bare: &[String], asked: &Asked<'_>) -> Option<&Territory> {
        let commune = only(
            self.with_words(bare, asked, Some(Kind::Commune))
                .into_iter(),
        )?;
        let code = self.grouping_of(&commune.code, asked.date)?;
        let territory = self.by_code(Kind::Epci, code)?;
        let small = |words: &[String]| {
            words.first().is_some_and(|word| word == "cc") || words.iter().any(|w| w == "communes")
        };
        let fits = small(words) == small(&self.lexicon.words(&territory.name));
        fits.then_some(territory)
    }

    /// The only grouping of the department with these initials, kind first: `CCVD`.
    fn by_initials(&self, asked: &Asked<'_>, words: &[String]) -> Option<&Territory> {
        let [short] = words else { return None };
        asked.department?;
        let of = self
            .initials
            .get(short)?
            .iter()
            .filter_map(|at| self.all.get(*at));
        only(of.filter(|territory| {
            self.lies_in(territory, asked.department) && territory.exists(asked.date)
        }))
    }

    /// The only territory of the kind or the department whose name holds all the words.
    fn holding_all(
        &self,
        words: &[String],
        asked: &Asked<'_>,
        kind: Option<Kind>,
    ) -> Option<&Territory> {
        if kind.is_none() && asked.department.is_none() {
            return None;
        }
        let (first, rest) = words.split_first()?;
        let all = self.holding.get(first)?.iter().filter(|at| {
            let holds =
                |word: &String| self.holding.get(word).is_some_and(|list| list.contains(at));
            rest.iter().all(holds)
        });
        only(
            all.filter_map(|at| self.all.get(*at)).filter(|territory| {
                self.fits(territory, asked, kind) && territory.exists(asked.date)
            }),
        )
    }

    /// True for a territory of the kind, in the department.
    fn fits(&self, territory: &Territory, asked: &Asked<'_>, kind: Option<Kind>) -> bool {
        kind.is_none_or(|kind| kind == territory.kind) && self.lies_in(territory, asked.department)
    }

    fn with_words(
        &self,
        words: &[String],
        asked: &Asked<'_>,
        kind: Option<Kind>,
    ) -> Vec<&Territory> {
        let named = self.named(words).iter().filter_map(|at| self.all.get(*at));
        named
            .filter(|territory| self.fits(territory, asked, kind))
            .collect()
    }

    /// The only territory whose name differs by one letter.
    fn misprint(&self, words: &[String], asked: &Asked<'_>, kind: Option<Kind>) -> Answer<'_> {
        let written = words.join(" ");
        let length = written.chars().count();
        let reason = match asked.department {
            Some(department) => format!("nothing has this name in department {department}"),
            None => "nothing has this name".to_owned(),
        };
        if length < FORGIVEN {
            return nothing(Verdict::Unknown, Vec::new(), &reason);
        }
        let mut near: Vec<&Territory> = Vec::new();
        for near_length in [length.saturating_sub(1), length, length + 1] {
            for (spelling, at) in self.spellings.get(&near_length).into_iter().flatten() {
                if let Some(territory) = self.all.get(*at)
                    && self.fits(territory, asked, kind)
                    && misprinted(&written, spelling, asked.department.is_some())
                {
                    near.push(territory);
                }
            }
        }
        match near.as_slice() {
            [one] if asked.department.is_some() || kind.is_some() || length > 2 * FORGIVEN => {
                probable(at_date(one, asked.date, "one letter differs"))
            }
            _ => nothing(Verdict::Unknown, near, &reason),
        }
    }
}

/// Which kind a name without a word for its kind means first: "Creuse" the department, "Strasbourg"
/// the commune and not its metropolis.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Region => 0,
        Kind::Departement => 1,
        Kind::Commune => 2,
        Kind::Epci => 3,
        Kind::Informal => 4,
    }
}

/// One of several: the likeliest kind when `any` is asked for, then those that exist on the day.
/// "Bourgogne" stays the region on a day after its end, and does not become a village.
fn decide<'g>(mut found: Vec<&'g Territory>, date: Option<&str>, any: bool) -> Answer<'g> {
    if any && let Some(first) = found.iter().map(|territory| rank(territory.kind)).min() {
        found.retain(|territory| rank(territory.kind) == first);
    }
    if found.iter().any(|territory| territory.exists(date)) {
        found.retain(|territory| territory.exists(date));
    }
    // Of two that followed each other under one name, the one that goes on.
    if found.iter().any(|territory| territory.until.is_empty()) {
        found.retain(|territory| territory.until.is_empty());
    }
    match found.as_slice() {
        [one] => at_date(one, date, "the name is the same"),
        several => {
            let reason = format!(
                "{} territories have this name: give the department",
                several.len()
            );
            nothing(Verdict::Ambiguous, several.to_vec(), &reason)
        }
    }
}

fn only<'g>(mut found: impl Iterator<Item = &'g Territory>) -> Option<&'g Territory> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// An answer by likeness is never exact.
fn probable(mut answer: Answer<'_>) -> Answer<'_> {
    if answer.verdict == Verdict::Exact {
        answer.verdict = Verdict::Probable;
    }
    answer
}

/// True when one word differs, by one letter, and is long enough to be known by the others. Where the
/// department is known, a short word may differ if a long one is the same: "Aix sur Vienne".
fn misprinted(written: &str, spelling: &str, placed: bool) -> bool {
    let pairs = || written.split(' ').zip(spelling.split(' '));
    let long = |word: &str| word.chars().count() >= FORGIVEN;
    let anchored = placed && pairs().any(|(a, b)| a == b && long(a));
    written.matches(' ').count() == spelling.matches(' ').count()
        && pairs().all(|(a, b)| a == b || anchored || (long(a) && long(b)))
        && strsim::damerau_levenshtein(written, spelling) == 1
}

/// The territory on the day, or that it is gone.
fn at_date<'g>(territory: &'g Territory, date: Option<&str>, reason: &str) -> Answer<'g> {
    let (verdict, reason) = if territory.exists(date) {
        (Verdict::Exact, reason.to_owned())
    } else if date.is_some_and(|date| date < territory.from.as_str()) {
        let reason = format!("{reason}, but it begins on {}", territory.from);
        (Verdict::Expired, reason)
    } else if territory.successor.is_empty() {
        let reason = format!("{reason}, but it does not exist on that day");
        (Verdict::Expired, reason)
    } else {
        let followed = format!(
            "{reason}, but it ended on {}; followed by {}",
            territory.until, territory.successor
        );
        (Verdict::Expired, followed)
    };
    Answer {
        verdict,
        territory: Some(territory),
        candidates: Vec::new(),
        reason,
    }
}

fn nothing<'g>(verdict: Verdict, mut candidates: Vec<&'g Territory>, reason: &str) -> Answer<'g> {
    candidates.truncate(LISTED);
    Answer {
        verdict,
        territory: None,
        candidates,
        reason: reason.to_owned(),
    }
}

/// `Pays de Vannes, d'Auray et Presqu'île de Rhuys`: several names at once.
fn is_list(name: &str) -> bool {
    name.contains(',') || name.contains(';')
}
