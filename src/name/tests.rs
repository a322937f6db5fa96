//! Names as people write them, by the tables of the bundled publication.

use super::*;
use crate::publication::Publication;

fn lexicon() -> Lexicon {
    let publication = Publication::open(None).expect("the bundled publication");
    Lexicon::read(&publication).expect("its tables")
}

#[test]
fn words_are_plain_and_whole() {
    let words = |text: &str| plain_words(text).join(" ");
    assert_eq!(words("CA Havraise (Co.D.A.H.)"), "ca havraise codah");
    assert_eq!(
        words("L'Œuvre d’Aixe s/ Vienne"),
        "l oeuvre d aixe sur vienne"
    );
    assert_eq!(words("St-Amé & Cie."), "st ame cie");
    assert_eq!(words(""), "");
}

#[test]
fn a_legal_form_is_told_apart_wherever_it_stands() {
    let lexicon = lexicon();
    for text in [
        "SCIC Enercoop Paca",
        "Enercoop Paca (SCIC)",
        "Enercoop PACA, société coopérative d'intérêt collectif",
    ] {
        let name = lexicon.name(text);
        assert_eq!(name.words, ["enercoop", "paca"], "{text}");
        assert_eq!(name.form, "scic", "{text}");
    }
    // A name that is nothing but a form keeps its words.
    assert_eq!(lexicon.name("La Fondation").words, ["fondation"]);
}

#[test]
fn abbreviations_are_written_out_and_acronyms_kept() {
    let lexicon = lexicon();
    let name = lexicon.name("M.J.C. de St Malo");
    assert_eq!(name.words, ["maison", "jeunes", "culture", "saint", "malo"]);
    assert_eq!(name.acronyms, ["mjc"]);
    assert_eq!(initials(&name.words[..3]), "mjc");
}

#[test]
fn a_legal_category_fits_a_form_or_not() {
    let lexicon = lexicon();
    assert_eq!(lexicon.category_fits("association", "9220"), Some(true));
    assert_eq!(lexicon.category_fits("association", "5710"), Some(false));
    assert_eq!(lexicon.category_fits("association", ""), None);
}
