//! A digit tells names apart: one that differs is no misprint.

use super::{links, ptce};
use std::fs;

#[test]
fn names_with_other_numbers_are_not_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    // Source, register, department, band.
    let pairs = [
        ("Université de Rennes 1", "UNIVERSITE DE RENNES 2", "35", ""),
        ("Université de Lyon 2", "UNIVERSITE LYON III", "69", ""),
        ("Coup de Pouce 49", "COUP DE POUCE 44", "", ""),
        ("Régie de la 2e ruelle", "REGIE DE LA 3E RUELLE", "59", ""),
        (
            "Association des parents de l'école des Trois Tilleuls 11",
            "ASSOCIATION DES PARENTS DE L ECOLE DES TROIS TILLEULS 12",
            "21",
            "",
        ),
        (
            "Université de Brest V",
            "UNIVERSITE DE BREST 5",
            "29",
            "accept",
        ),
        (
            "Fabrique 27 des ocres",
            "FABIRQUE 27 DES OCRES",
            "84",
            "accept",
        ),
        ("Ruche 9 et argiles", "RUCHE 9 ET ARGILE", "87", "accept"),
    ];
    let (mut sources, mut register) = ["id,name,department\n"; 2].map(str::to_owned).into();
    for (number, (ours, theirs, department, _)) in pairs.iter().enumerate() {
        sources += &format!("{number},{ours},{department}\n");
        register += &format!("{number},{theirs},{department}\n");
    }
    fs::write(at.join("sources.csv"), sources).expect("written");
    fs::write(at.join("register.csv"), register).expect("written");
    let arguments = ["--source", "sources.csv", "--target", "register.csv"];
    let ran = ptce(
        at,
        &[&["link", "run", "--out", "-"], &arguments[..]].concat(),
    );
    let review = String::from_utf8(ran.stdout).expect("UTF-8");
    let links = links(&review);
    for (number, (ours, theirs, _, band)) in pairs.iter().enumerate() {
        let accepted = links
            .get(&number.to_string())
            .filter(|(object, band)| *object == number.to_string() && band == "accept");
        assert_eq!(
            accepted.is_some(),
            *band == "accept",
            "{ours}, {theirs}\n{review}"
        );
    }
    assert!(review.contains(", other number"), "{review}");
}
