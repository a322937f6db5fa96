//! What is wrong with the data while a mapping runs.
//!
//! In: faults of values and of sources. Out: diagnostics with their places, as many as a person
//! can use, and a count of all.

use super::iri::Safety;
use super::program::{ValueKind, ValueOp};
use super::source::Located;
use super::term::{Fault, FaultKind};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::text::{shortened, visible};

/// How many faults are told one by one unless asked otherwise.
pub const TOLD: usize = 100;

/// The faults of a run.
#[derive(Debug)]
pub struct Problems {
    /// How many are told one by one, besides those that end the run.
    limit: usize,
    told: Vec<Told>,
    count: u64,
    is_fatal: bool,
}

/// A fault that is told.
#[derive(Debug)]
struct Told {
    fault: Diagnostic,
    is_fatal: bool,
}

impl Problems {
    /// No faults so far; so many are told one by one, and the others counted.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            told: Vec::new(),
            count: 0,
            is_fatal: false,
        }
    }

    /// Notes a value that no term could be made of.
    pub fn value(&mut self, fault: &Fault<'_>, located: &dyn Located) {
        self.note(|| {
            let slot = fault.value.find_slot(&mut |_| true);
            explained(fault).at(located.place(slot))
        });
    }

    /// Notes a record that is none, such as a row with too few cells.
    pub fn record(&mut self, fault: Diagnostic) {
        self.note(|| fault);
    }

    fn note(&mut self, fault: impl FnOnce() -> Diagnostic) {
        self.count += 1;
        if self.count <= self.limit as u64 {
            let (fault, is_fatal) = (fault(), false);
            self.told.push(Told { fault, is_fatal });
        }
    }

    /// Notes what is wrong with a source.
    pub fn source(&mut self, fault: Diagnostic) {
        self.all(fault.into());
    }

    /// Notes what is wrong with a mapping or a source that cannot be opened.
    pub fn all(&mut self, faults: Diagnostics) {
        let before = self.told.len();
        let is_fatal = true;
        let faults = faults.into_iter();
        self.told
            .extend(faults.map(|fault| Told { fault, is_fatal }));
        self.count += (self.told.len() - before) as u64;
        self.is_fatal = true;
    }

    /// Adds the faults of a part that comes after.
    pub fn append(&mut self, other: Self) {
        self.count += other.count;
        self.is_fatal |= other.is_fatal;
        for told in other.told {
            if told.is_fatal || self.told.len() < self.limit {
                self.told.push(told);
            }
        }
    }

    /// True when a source could not be read to its end.
    pub fn is_fatal(&self) -> bool {
        self.is_fatal
    }

    /// How many faults there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The result of a run that any fault ends.
    ///
    /// # Errors
    /// All that was told, and how many more there are.
    pub fn into_result(self) -> Result<(), Diagnostics> {
        self.into_told().into_result()
    }

    /// The result of a run that passes over values that are wrong: what was passed over.
    ///
    /// # Errors
    /// All that was told, when a source could not be read.
    pub fn into_skipped(self) -> Result<Diagnostics, Diagnostics> {
        let is_fatal = self.is_fatal;
        let told = self.into_told();
        if is_fatal {
            return Err(told);
        }
        let mut skipped = Diagnostics::new();
        let as_warning = |told| Diagnostic {
            severity: Severity::Warning,
            ..told
        };
        skipped.extend(told.into_iter().map(as_warning));
        Ok(skipped)
    }

    fn into_told(self) -> Diagnostics {
        let more = self.count - self.told.len() as u64;
        let mut told = Diagnostics::new();
        told.extend(self.told.into_iter().map(|told| told.fault));
        if more > 0 {
            let message = format!("{more} more values or rows are wrong");
            told.push(Diagnostic::error("M100", message));
        }
        told
    }
}

/// What a fault of a value is called, and the way out.
fn explained(fault: &Fault<'_>) -> Diagnostic {
    let place = &fault.value.place;
    let rule = format!("{}:{}", place.file, place.line);
    let value = visible(&fault.text);
    let value = shortened(&value, 80);
    match fault.kind {
            FaultKind::Iri if is_unsafe(fault.value) => not_an_iri(&value).help(
                format!("corriger la valeur, ou écrire rml:IRI au lieu de rml:UnsafeIRI dans la règle ({rule}), qui encode ce qui doit l'être"),
                format!("mend the value, or write rml:IRI instead of rml:UnsafeIRI in the rule ({rule}), which encodes what must be"),
            ),
            FaultKind::Iri => not_an_iri(&value).help(
                    format!("corriger la valeur, ou employer rml:template dans la règle ({rule}), qui encode ce qui doit l'être"),
                    format!("mend the value, or use rml:template in the rule ({rule}), which encodes what must be"),
                ),
            FaultKind::Function => Diagnostic::error("M104", fault.text.clone())
                .label("refused by a function")
                .help(
                    format!("corriger la valeur, ou la règle ({rule})"),
                    format!("mend the value, or the rule ({rule})"),
                ),
            FaultKind::Combinations => {
                Diagnostic::error("M106", "more than a million combinations of values")
                    .label("lists in one template or function")
                    .help(
                        format!("ne réunir que des valeurs simples dans une même règle ({rule})"),
                        format!("bring only single values together in one rule ({rule})"),
                    )
            }
            FaultKind::Datatype => {
                Diagnostic::error("M105", format!("{} is not valid", visible(&fault.text)))
                    .label("not of its datatype")
                    .help(
                        format!("corriger la valeur, ou le type que donne la règle ({rule})"),
                        format!("mend the value, or the datatype that the rule ({rule}) gives"),
                    )
            }
            FaultKind::Cell => cell(&value, &rule),
            FaultKind::Structure => {
                Diagnostic::error("M103", format!("`{value}` is not a single value"))
                    .label("an array or an object")
                    .help(
                        format!("désigner les valeurs elles-mêmes, par exemple avec [*] (règle : {rule})"),
                        format!("point at the values themselves, with [*] for instance (rule: {rule})"),
                    )
            }
            FaultKind::Language => {
                Diagnostic::error("M102", format!("`{value}` is not a language tag"))
                    .label("not a language tag")
                    .help(
                        format!("écrire une étiquette BCP 47 comme fr ou fr-FR (règle : {rule})"),
                        format!("write a BCP 47 tag such as fr or fr-FR (rule: {rule})"),
                    )
            }
        }
}

/// What stands in the cell of a sheet in the place of its value: an error, or a formula that was not
/// computed, with its equals sign.
fn cell(value: &str, rule: &str) -> Diagnostic {
    let told = match value.starts_with('=') {
        true => Diagnostic::error("M107", format!("the formula `{value}` has no saved value")).help(
            "ouvrir le classeur dans un tableur et l'enregistrer, pour que les formules aient leurs valeurs",
            "open the workbook in a spreadsheet program and save it, so that formulas have their values",
        ),
        false => Diagnostic::error("M107", format!("the spreadsheet shows the error `{value}`")).help(
            format!("corriger la formule dans le tableur (règle : {rule})"),
            format!("mend the formula in the spreadsheet (rule: {rule})"),
        ),
    };
    told.label("no value")
}

fn not_an_iri(value: &str) -> Diagnostic {
    Diagnostic::error("M101", format!("`{value}` is not a valid IRI")).label("makes an illegal IRI")
}

/// True for a template whose values are put in as they are.
fn is_unsafe(value: &ValueOp) -> bool {
    matches!(
        value.kind,
        ValueKind::Template {
            safety: Safety::None,
            ..
        }
    )
}
