//! Settings of a server that are numbers: limits, places, versions kept. Each is declared once, as
//! data, with unit, bounds, default and help in French and English.
//!
//! In: `[limits]` of `ptce.toml`, then `--set NAME=VALUE`, the later over the earlier. Out:
//! [`Settings`]. `docs/settings.md` shows the declaration; a test compares the two.

use std::collections::BTreeMap;

/// Names a setting; the order is that of [`ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// Places for queries of anonymous readers.
    Anonymous,
    /// Bytes of an answer.
    AnswerMib,
    /// Bytes of answers that are kept.
    CacheMib,
    /// Queries of one client.
    Client,
    /// Connections of one client.
    Connections,
    /// Quads in memory at once for downloads and the catalogue.
    Copied,
    /// Nesting of a query.
    Depth,
    /// Memory of a worker.
    MemoryMib,
    /// Bytes of a query.
    QueryBytes,
    /// Places for queries of readers with a token.
    Reader,
    /// Bytes of what a service elsewhere answers.
    RemoteMib,
    /// Time of a service elsewhere.
    RemoteTimeS,
    /// Rows of an answer.
    Rows,
    /// Time of a query.
    TimeS,
    /// Bytes of an update or a document.
    UploadMib,
    /// Versions that are kept.
    Versions,
    /// How long a request waits for a place.
    WaitS,
    /// Memory of a change.
    WriteMemoryMib,
    /// Time of a change.
    WriteTimeS,
    /// Changes that wait.
    Writer,
}

/// A setting as it is declared.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Which it is.
    pub key: Name,
    /// Its name in `ptce.toml` and for `--set`.
    pub name: &'static str,
    /// What it counts, in French and English.
    pub unit: (&'static str, &'static str),
    /// The value without any word about it.
    pub default: u64,
    /// The least and the most that it may be.
    pub bounds: (u64, u64),
    /// What it is for.
    pub fr: &'static str,
    /// The same in English.
    pub en: &'static str,
}

const MIB: (&str, &str) = ("Mio", "MiB");
const SECONDS: (&str, &str) = ("s", "s");
const PLACES: (&str, &str) = ("places", "places");

/// All settings, in alphabetical order.
pub const ALL: [Setting; 20] = [
    Setting {
        key: Name::Anonymous,
        name: "anonymous",
        unit: PLACES,
        default: 8,
        bounds: (1, 1024),
        fr: "requêtes évaluées à la fois pour qui n'a pas de jeton",
        en: "queries evaluated at once for those without a token",
    },
    Setting {
        key: Name::AnswerMib,
        name: "answer_mib",
        unit: MIB,
        default: 1024,
        bounds: (1, 1 << 20),
        fr: "taille d'une réponse",
        en: "size of an answer",
    },
    Setting {
        key: Name::CacheMib,
        name: "cache_mib",
        unit: MIB,
        default: 64,
        bounds: (0, 1 << 16),
        fr: "réponses gardées pour être redonnées",
        en: "answers that are kept to be given again",
    },
    Setting {
        key: Name::Client,
        name: "client",
        unit: ("requêtes", "queries"),
        default: 512,
        bounds: (1, 1 << 16),
        fr: "requêtes d'un même client à la fois, attente comprise, après quoi la réponse est 429",
        en: "queries of one client at once, waiting ones included, after which the answer is 429",
    },
    Setting {
        key: Name::Connections,
        name: "connections",
        unit: ("connexions", "connections"),
        default: 256,
        bounds: (1, 1024),
        fr: "connexions d'un même client à la fois, parmi 1 024, après quoi la réponse est 429 ; un mandataire sur la même machine (127.0.0.1, ::1) n'est pas compté, pour un mandataire ailleurs donner 1024",
        en: "connections of one client at once, among 1,024, after which the answer is 429; a proxy on the same machine (127.0.0.1, ::1) is not counted, for one elsewhere give 1024",
    },
    Setting {
        key: Name::Copied,
        name: "copied",
        unit: ("quadruplets", "quads"),
        default: 500_000,
        bounds: (1, 1 << 32),
        fr: "quadruplets tenus en mémoire à la fois pour les téléchargements RDF, ce que le catalogue en dit et la comparaison de deux versions, 1 à 2 Kio chacun ; au-delà il n'est offert que N-Quads, écrit au fur et à mesure",
        en: "quads held in memory at once for downloads of RDF, what the catalogue says of them and comparing two versions, 1 to 2 KiB each; beyond it there is N-Quads only, written as it is taken",
    },
    Setting {
        key: Name::Depth,
        name: "depth",
        unit: ("niveaux", "levels"),
        default: 100,
        bounds: (10, 200),
        fr: "imbrication d'une requête",
        en: "nesting of a query",
    },
    Setting {
        key: Name::MemoryMib,
        name: "memory_mib",
        unit: MIB,
        default: 192,
        bounds: (32, 1 << 20),
        fr: "mémoire de l'évaluation d'une requête, données lues non comprises",
        en: "memory of the evaluation of a query, besides the data it reads",
    },
    Setting {
        key: Name::QueryBytes,
        name: "query_bytes",
        unit: ("octets", "bytes"),
        default: 100_000,
        bounds: (1000, 4 << 20),
        fr: "taille d'une requête",
        en: "size of a query",
    },
    Setting {
        key: Name::Reader,
        name: "reader",
        unit: PLACES,
        default: 8,
        bounds: (1, 1024),
        fr: "requêtes évaluées à la fois pour qui a un jeton",
        en: "queries evaluated at once for those with a token",
    },
    Setting {
        key: Name::RemoteMib,
        name: "remote_mib",
        unit: MIB,
        default: 8,
        bounds: (1, 1 << 14),
        fr: "taille de ce que répond un service distant (SERVICE, LOAD)",
        en: "size of what a service elsewhere answers (SERVICE, LOAD)",
    },
    Setting {
        key: Name::RemoteTimeS,
        name: "remote_time_s",
        unit: SECONDS,
        default: 5,
        bounds: (1, 600),
        fr: "durée de la réponse d'un service distant",
        en: "time of the answer of a service elsewhere",
    },
    Setting {
        key: Name::Rows,
        name: "rows",
        unit: ("lignes", "rows"),
        default: 10_000_000,
        bounds: (1, u32::MAX as u64),
        fr: "lignes ou triplets d'une réponse",
        en: "rows or triples of an answer",
    },
    Setting {
        key: Name::TimeS,
        name: "time_s",
        unit: SECONDS,
        default: 10,
        bounds: (1, 3600),
        fr: "durée d'une requête, jusqu'au dernier octet de la réponse",
        en: "time of a query, up to the last byte of its answer",
    },
    Setting {
        key: Name::UploadMib,
        name: "upload_mib",
        unit: MIB,
        default: 64,
        bounds: (1, 1 << 16),
        fr: "taille d'une mise à jour ou d'un document reçu",
        en: "size of an update or of a document that is sent",
    },
    Setting {
        key: Name::Versions,
        name: "versions",
        unit: ("versions", "versions"),
        default: 10,
        bounds: (1, 10_000),
        fr: "versions gardées par un serveur qui écrit",
        en: "versions that a server which writes keeps",
    },
    Setting {
        key: Name::WaitS,
        name: "wait_s",
        unit: SECONDS,
        default: 2,
        bounds: (0, 600),
        fr: "attente d'une place, après quoi la réponse est 503",
        en: "waiting for a place, after which the answer is 503",
    },
    Setting {
        key: Name::WriteMemoryMib,
        name: "write_memory_mib",
        unit: MIB,
        default: 512,
        bounds: (64, 1 << 20),
        fr: "mémoire d'une écriture",
        en: "memory of a change",
    },
    Setting {
        key: Name::WriteTimeS,
        name: "write_time_s",
        unit: SECONDS,
        default: 60,
        bounds: (1, 86_400),
        fr: "durée d'une écriture",
        en: "time of a change",
    },
    Setting {
        key: Name::Writer,
        name: "writer",
        unit: PLACES,
        default: 16,
        bounds: (1, 1024),
        fr: "écritures reçues à la fois ; elles se font l'une après l'autre",
        en: "changes taken at once; they are made one after the other",
    },
];

/// The value of every setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings([u64; ALL.len()]);

impl Default for Settings {
    fn default() -> Self {
        Self(ALL.map(|setting| setting.default))
    }
}

impl Settings {
    /// The value of a setting, in its unit.
    pub fn get(&self, name: Name) -> u64 {
        self.0[name as usize]
    }

    /// Gives a setting another value.
    ///
    /// # Errors
    /// A sentence that says what is wrong, for a name that there is not or a value out of bounds.
    pub fn set(&mut self, name: &str, value: u64) -> Result<(), String> {
        let Some(setting) = ALL.iter().find(|setting| setting.name == name) else {
            let names = ALL.map(|setting| setting.name).join(", ");
            return Err(format!("`{name}` is no setting; there are {names}"));
        };
        let (least, most) = setting.bounds;
        if value < least || value > most {
            return Err(format!(
                "`{name}` must be from {least} to {most} {}, found {value}",
                setting.unit.1
            ));
        }
        self.0[setting.key as usize] = value;
        Ok(())
    }

    /// The same with the values that a table gives.
    ///
    /// # Errors
    /// As [`Settings::set`], the first.
    pub fn with(mut self, values: &BTreeMap<String, u64>) -> Result<Self, String> {
        for (name, value) in values {
            self.set(name, *value)?;
        }
        Ok(self)
    }
}

/// The rows of the table in `docs/settings.md`.
pub fn documentation() -> String {
    let row = |setting: &Setting| {
        let (unit, unit_en) = setting.unit;
        let unit = if unit == unit_en {
            unit.to_owned()
        } else {
            format!("{unit} · {unit_en}")
        };
        let (least, most) = setting.bounds;
        format!(
            "| `{}` | {unit} | {} | {least}–{most} | {} | {} |\n",
            setting.name, setting.default, setting.fr, setting.en
        )
    };
    ALL.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_order_and_the_defaults_within_bounds() {
        assert!(ALL.is_sorted_by_key(|setting| setting.name));
        for (at, setting) in ALL.iter().enumerate() {
            assert_eq!(setting.key as usize, at, "{}", setting.name);
            let (least, most) = setting.bounds;
            assert!(
                (least..=most).contains(&setting.default),
                "{}",
                setting.name
            );
        }
    }

    #[test]
    fn the_document_shows_the_declaration() {
        let document = include_str!("../docs/settings.md");
        assert!(document.contains(&documentation()), "{}", documentation());
    }

    #[test]
    fn what_is_no_setting_is_told() {
        let mut settings = Settings::default();
        assert!(
            settings
                .set("colour", 1)
                .is_err_and(|said| said.contains("time_s"))
        );
        assert!(
            settings
                .set("time_s", 0)
                .is_err_and(|said| said.contains("1 to 3600"))
        );
        assert_eq!(settings.set("time_s", 3), Ok(()));
        assert_eq!(settings.get(Name::TimeS), 3);
    }
}
