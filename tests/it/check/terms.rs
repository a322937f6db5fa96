//! Terms of the publication's own ontology that a mapping makes up.

use super::Publication;

const MAPPING: &str = "@prefix rml: <http://w3id.org/rml/> .
@prefix o: <https://example.org/ontology#> .
<#m> rml:logicalSource [ rml:source \"data/projects.csv\" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template \"https://example.org/id/{key}\" ;
    rml:class o:Project ] ;
  rml:predicateObjectMap [ rml:predicate o:name ; rml:objectMap [ rml:reference \"name_printed\" ] ] ,
    [ rml:predicateMap [ rml:template \"https://example.org/ontology#{status}\" ] ; rml:object \"x\" ] .
";
const ONTOLOGY: &str = "@prefix o: <https://example.org/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
o:Project a owl:Class .
o:Nomen a owl:Class .
o:name a owl:DatatypeProperty .
o:laureate a owl:DatatypeProperty .
o:eligible a owl:DatatypeProperty .
";

/// A publication with this mapping and this ontology.
fn publication(mapping: &str, ontology: &str) -> Publication {
    let build = "mappings = [\"m.ttl\"]\nshapes = [\"shapes.ttl\"]\n\n\
        [[build.rdf]]\ngraph = \"graph/ontology\"\nfiles = [\"o.ttl\"]";
    Publication::valid()
        .change("ptce.toml", "mappings = []", build)
        .write("m.ttl", mapping.as_bytes())
        .write("o.ttl", ontology.as_bytes())
        .write("shapes.ttl", b"")
}

#[test]
fn a_class_or_property_that_no_ontology_declares_is_told_where_it_stands() {
    publication(MAPPING, ONTOLOGY).says(&[]);
    let mapping = MAPPING
        .replace("rml:class o:Project", "rml:class o:Projct")
        .replace("rml:predicate o:name", "rml:predicate o:nome")
        .replace("ontology#{status}", "ontology#is{status}");
    let publication = publication(&mapping, ONTOLOGY);
    publication.says(&[
        "m.ttl:5:15: error[M023]: the ontology declares no term `Projct`",
        "m.ttl:6:42: error[M023]: the ontology declares no term `nome`",
        "m.ttl:7:39: error[M023]: the ontology declares no term that begins with `is`",
    ]);
    let said = publication.check(&[]).lines.join("\n");
    assert!(
        said.contains("aide : écrire Project, ou déclarer"),
        "{said}"
    );
    assert!(said.contains("help: write Project, or declare"), "{said}");
    assert!(said.contains("help: write name, or declare"), "{said}");
}

#[test]
fn a_term_made_of_a_value_is_told_at_its_template() {
    let ontology = ONTOLOGY.replace("o:eligible", "o:eligble");
    let subject = "<https://example.org/id/";
    let said = publication(MAPPING, &ontology).check(&["--format", "short", "--quiet"]);
    assert_eq!((said.status, said.lines.len()), (1, 1), "{said:?}");
    let expected = format!(
        "m.ttl:7:39: error[M023]: the ontology declares no term `eligible`, which {subject}"
    );
    assert!(said.lines[0].starts_with(&expected), "{said:?}");
}

#[test]
fn a_publication_without_terms_of_its_own_may_name_any() {
    publication(MAPPING, "").says(&[]);
}
