//! One misprint in a mapping is one error.

use super::{PREFIXES, map, run_all, told};

/// What is said of a mapping with a word written otherwise.
fn misspelt(from: &str, to: &str) -> Vec<String> {
    let rules = map(
        "rml:template \"http://ex.org/{id}\"",
        "rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference \"v\" ] ] ,\n\
         [ rml:predicate ex:q ; rml:objectMap [ rml:parentTriplesMap ex:Map ; \
         rml:joinCondition [ rml:child \"id\" ; rml:parent \"id\" ] ] ]",
    );
    assert!(rules.contains(from), "{from}");
    let mapping = format!("{PREFIXES}{}", rules.replacen(from, to, 1));
    told(&run_all(&mapping, &[("data/t.csv", "id,v\n1,a\n")]).expect_err(to))
}

#[test]
fn what_a_misspelt_property_says_is_not_missing() {
    for (from, to) in [
        ("rml:source", "rml:sorce"),
        ("rml:path", "rml:pth"),
        ("rml:referenceFormulation", "rml:referenceFormulatoin"),
        ("rml:logicalSource", "rml:logicalSorce"),
        ("rml:subjectMap", "rml:subjetMap"),
        ("rml:template", "rml:tempalte"),
        ("rml:reference \"", "rml:refrence \""),
        ("rml:predicate ", "rml:predicat "),
        ("rml:objectMap", "rml:objetMap"),
        ("rml:parentTriplesMap", "rml:parentTripleMap"),
        ("rml:child", "rml:chlid"),
    ] {
        let said = misspelt(from, to);
        assert_eq!(said.len(), 1, "{said:#?}");
        let expected = format!(
            "error[M019]: RML has no property {}",
            to.trim_end_matches([' ', '"'])
        );
        assert!(said[0].ends_with(&expected), "{said:?}");
    }
    // What stands for nothing that is needed hides nothing.
    let said = misspelt("rml:source [", "rml:nul \"\" ; ex:sorce [");
    let codes: Vec<_> = ["M019", "M004"]
        .into_iter()
        .filter(|code| said.iter().any(|one| one.contains(code)))
        .collect();
    assert_eq!((said.len(), codes), (2, vec!["M019", "M004"]), "{said:#?}");
}
