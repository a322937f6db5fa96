//! Communes by postal code and by name.
//!
//! In: a CSV file whose first columns are `code,name,departement,postal` (INSEE code, name, code of the department, postal
//! code). Out: the communes that a postal code or the beginning of a name stands for.

use crate::text::fold::folded;
use std::collections::HashMap;

/// Communes that a name may lead to at most; France has fewer of any name.
const FOUND: usize = 40;

/// The first columns of the file; more may follow.
const COLUMNS: &str = "code,name,departement,postal";

/// A commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    /// The INSEE code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The code of its department.
    pub department: String,
    /// Its postal code.
    pub postal: String,
}

impl Commune {
    /// The postal code, where there is one, and the name: `23000 Guéret`.
    pub fn titled(&self) -> String {
        format!("{} {}", self.postal, self.name).trim().to_owned()
    }
}

/// All communes.
#[derive(Debug, Default)]
pub struct Communes {
    /// In the order of their plain names.
    all: Vec<(String, Commune)>,
    by_postal: HashMap<String, Vec<usize>>,
}

impl Communes {
    /// Reads the file.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut lines = text.lines();
        if !lines
            .next()
            .is_some_and(|line| line.trim_end().starts_with(COLUMNS))
        {
            return Err(format!("the first line must begin with {COLUMNS}"));
        }
        let mut all = Vec::new();
        for (number, line) in lines.enumerate() {
            let parts: Vec<&str> = line.split(',').collect();
            let [code, name, department, postal, ..] = parts.as_slice() else {
                return Err(format!(
                    "line {}: four values at least are expected",
                    number + 2
                ));
            };
            let commune = Commune {
                code: (*code).to_owned(),
                name: (*name).to_owned(),
                department: (*department).to_owned(),
                postal: (*postal).to_owned(),
            };
            all.push((plain(name), commune));
        }
        all.sort_by(|a, b| (&a.0, &a.1.code).cmp(&(&b.0, &b.1.code)));
        let mut by_postal: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (_, commune)) in all.iter().enumerate() {
            by_postal
                .entry(commune.postal.clone())
                .or_default()
                .push(at);
        }
        Ok(Self { all, by_postal })
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The commune of an INSEE code.
    pub fn coded(&self, code: &str) -> Option<&Commune> {
        let mut all = self.all.iter().map(|(_, commune)| commune);
        all.find(|commune| commune.code == code)
    }

    /// The communes of a postal code, by name.
    pub fn by_postal(&self, postal: &str) -> Vec<&Commune> {
        let found = self.by_postal.get(postal).into_iter().flatten();
        found
            .filter_map(|at| self.all.get(*at).map(|(_, commune)| commune))
            .collect()
    }

    /// The communes of exactly this name, accents, case and signs aside.
    pub fn named(&self, name: &str) -> Vec<&Commune> {
        let wanted = plain(name);
        let start = self.all.partition_point(|(plain, _)| *plain < wanted);
        let rest = self.all.iter().skip(start);
        rest.take_while(|(plain, _)| *plain == wanted)
            .take(FOUND)
            .map(|(_, commune)| commune)
            .collect()
    }

    /// The communes whose name begins so, the shortest names first.
    pub fn beginning(&self, name: &str, limit: usize) -> Vec<&Commune> {
        let wanted = plain(name);
        if wanted.is_empty() {
            return Vec::new();
        }
        let start = self.all.partition_point(|(plain, _)| *plain < wanted);
        let rest = self.all.iter().skip(start);
        let mut found: Vec<_> = rest
            .take_while(|(plain, _)| plain.starts_with(&wanted))
            .collect();
        found.sort_by_key(|(plain, commune)| (plain.len(), plain.clone(), commune.code.clone()));
        found
            .into_iter()
            .take(limit)
            .map(|(_, commune)| commune)
            .collect()
    }

    /// The department of a postal code: that of its communes, else what its first digits say; none
    /// for what is no postal code.
    pub fn department(&self, postal: &str) -> Option<String> {
        if postal.len() != 5 || !postal.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        if let Some(commune) = self.by_postal(postal).first() {
            return Some(commune.department.clone());
        }
        let (two, three) = (postal.get(..2)?, postal.get(..3)?);
        Some(match (two, three) {
            // Collectivities that were communes of Guadeloupe until 2007 have kept their codes.
            _ if postal == "97133" => "977".to_owned(),
            _ if postal == "97150" => "978".to_owned(),
            (_, "200" | "201") => "2A".to_owned(),
            ("20", _) => "2B".to_owned(),
            ("97" | "98", _) => three.to_owned(),
            _ => two.to_owned(),
        })
    }
}

/// A name as it is compared: folded, hyphens and apostrophes as spaces, saint written out.
pub fn plain(name: &str) -> String {
    let folded = folded(name);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    let words = words.map(|word| match word {
        "st" => "saint",
        "ste" => "sainte",
        word => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn communes() -> Communes {
        let text = "code,name,departement,postal\n23096,Guéret,23,23000\n23176,La Souterraine,23,23300\n\
                    2A004,Ajaccio,2A,20000\n75056,Paris,75,75001\n35288,Saint-Malo,35,35400\n";
        Communes::parse(text).expect("well formed")
    }

    #[test]
    fn names_are_found_without_accents_hyphens_and_in_short() {
        let names = |text: &str| -> Vec<String> {
            let communes = communes();
            let found = communes.named(text);
            found.iter().map(|commune| commune.name.clone()).collect()
        };
        assert_eq!(names("gueret"), ["Guéret"]);
        assert_eq!(names("la souterraine"), ["La Souterraine"]);
        assert_eq!(names("St Malo"), ["Saint-Malo"]);
        assert!(names("guere").is_empty());
        let communes = communes();
        assert_eq!(communes.beginning("gue", 5).len(), 1);
        let coded = communes.coded("2A004").map(Commune::titled);
        assert_eq!(coded.as_deref(), Some("20000 Ajaccio"));
        assert!(communes.coded("20000").is_none());
    }

    #[test]
    fn a_postal_code_leads_to_its_department() {
        let communes = communes();
        let department = |postal| communes.department(postal);
        assert_eq!(department("23300").as_deref(), Some("23"));
        assert_eq!(department("75020").as_deref(), Some("75"));
        assert_eq!(department("20200").as_deref(), Some("2B"));
        assert_eq!(department("20190").as_deref(), Some("2A"));
        assert_eq!(department("97410").as_deref(), Some("974"));
        assert_eq!(department("97150").as_deref(), Some("978"));
        assert_eq!(department("2330"), None);
        assert_eq!(department("23 300"), None);
    }

    #[test]
    fn a_file_of_another_form_is_refused() {
        assert!(Communes::parse("a,b\n").is_err());
        let error = Communes::parse("code,name,departement,postal\n1,2\n").expect_err("two values");
        assert!(error.contains("line 2"), "{error}");
    }
}
