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
    /// How many are told one by one.
    limit: usize,
    told: Diagnostics,
    count: u64,
    is_fatal: bool,
}

impl Problems {
    /// No faults so far; of values so many are told one by one, and the others counted.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            told: Diagnostics::new(),
            count: 0,
            is_fatal: false,
        }
    }

    /// Notes a value that no term could be made of.
    pub fn value(&mut self, fault: &Fault<'_>, located: &dyn Located) {
        self.count += 1;
        if self.count > self.limit as u64 {
            return;
        }
        let slot = fault.value.find_slot(&mut |_| true);
        self.told.push(explained(fault).at(located.place(slot)));
    }

    /// Notes what is wrong with a source.
    pub fn source(&mut self, diagnostic: Diagnostic) {
        self.count += 1;
        self.is_fatal = true;
        self.told.push(diagnostic);
    }

    /// Notes what is wrong with a mapping or a source that cannot be opened.
    pub fn all(&mut self, diagnostics: Diagnostics) {
        self.count += diagnostics.iter().count() as u64;
        self.is_fatal = true;
        self.told.append(diagnostics);
    }

    /// Adds the faults of a part that comes after.
    pub fn append(&mut self, other: Self) {
        let told = self.told.iter().count();
        self.count += other.count;
        self.is_fatal |= other.is_fatal;
        let mut left = self.limit.saturating_sub(told);
        for diagnostic in other.told {
            // What ends the run is told in any case.
            if left > 0 || !diagnostic.code.starts_with("M1") {
                left = left.saturating_sub(1);
                self.told.push(diagnostic);
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

    fn into_told(mut self) -> Diagnostics {
        let told = self.told.iter().count() as u64;
        if self.count > told {
            let more = self.count - told;
            self.told.push(Diagnostic::error(
                "M100",
                format!("{more} more values are wrong"),
            ));
        }
        self.told
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
            FaultKind::Cell => {
                Diagnostic::error("M107", format!("the spreadsheet shows the error `{value}`"))
                    .label("no value")
                    .help(
                        format!("corriger la formule dans le tableur (règle : {rule})"),
                        format!("mend the formula in the spreadsheet (rule: {rule})"),
                    )
            }
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
