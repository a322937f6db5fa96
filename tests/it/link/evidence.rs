//! What says that an organisation belongs to the social and solidarity economy: each evidence apart.

use super::ptce;
use std::fs;

#[test]
fn the_family_of_the_list_and_what_sirene_says_are_kept_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let source = "id,name,department\nhttps://example.org/id/a,La passerelle des ocres,84\n";
    fs::write(at.join("sources.csv"), source).expect("written");
    // The list as ESS France gives it, a SIREN without the zero that it begins with.
    let list = "SIREN,Nom ou raison sociale de l'entreprise,Famille juridique de l'entreprise,Code postal,Libellé de la commune de l'établissement,Code du département de l'établissement\n5520134,LA PASSERELLE DES OCRES,Associations,84400,APT,84\n";
    fs::write(at.join("list.csv"), list).expect("written");
    let stock = "siren,denominationUniteLegale,categorieJuridiqueUniteLegale,codeCommuneEtablissement,economieSocialeSolidaireUniteLegale\n732829320,LA PASSERELLE DES OCRES,5710,84003,O\n";
    fs::write(at.join("stock.csv"), stock).expect("written");
    for (kind, target, said, object) in [
        (
            "ess-france",
            "list.csv",
            "; ESS family Associations",
            "005520134",
        ),
        ("sirene", "stock.csv", "; ESS declared O", "732829320"),
    ] {
        let from = [
            "--kind",
            kind,
            "--target",
            target,
            "--source",
            "sources.csv",
        ];
        let run = ptce(at, &[&["link", "run", "--out", "-"][..], &from].concat());
        let review = String::from_utf8_lossy(&run.stdout).into_owned();
        assert!(review.contains(said) && review.contains(object), "{review}");
        assert_eq!(review.matches("; ESS ").count(), 1, "{review}");
        let explain = ptce(at, &[&["link", "explain", "a", object][..], &from].concat());
        let text = String::from_utf8_lossy(&explain.stdout).into_owned();
        assert!(text.contains(said), "{text}");
        // Parts of a register hand the evidence on.
        let part = ptce(
            at,
            &[&["link", "run", "--candidates", "part"][..], &from].concat(),
        );
        assert!(part.status.success());
        let merge = [
            "link",
            "merge",
            "part",
            "--kind",
            kind,
            "--source",
            "sources.csv",
            "--out",
            "-",
        ];
        assert_eq!(ptce(at, &merge).stdout, run.stdout);
    }
}
