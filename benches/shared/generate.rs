//! The data that the typical queries ask: projects, their partnerships, organisations and territories,
//! as many as wanted and the same every time.

use oxigraph::model::{Literal, NamedNode, Quad};

/// What all IRIs start with.
pub const BASE: &str = "https://w3id.org/ptce/";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
/// Numbers that look random and are the same every time (Knuth's constants).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// All quads in memory.
pub fn generate(projects: u64) -> Vec<Quad> {
    let mut all = Vec::new();
    each_quad(projects, |quad| all.push(quad));
    all
}

/// Projects, their partnerships, organisations and territories.
#[expect(clippy::too_many_lines, reason = "one paragraph for each table")]
pub fn each_quad(projects: u64, take: impl FnMut(Quad)) {
    let mut seeded = Seeded(2015);
    let mut quads = Quads {
        take,
        graph: "ptce-2015",
    };
    let organisations = projects * 3;
    for i in 0..organisations {
        let id = format!("organisation/o{i}");
        quads.thing(
            &id,
            "Organisation",
            &format!("Organisation {i} de l'économie sociale"),
        );
        quads.link(
            &id,
            "within",
            &format!("territory/commune-{}", seeded.below(2000)),
        );
        quads.link(&id, "kind", &format!("kind/{}", seeded.below(9)));
    }
    for i in 0..projects {
        let id = format!("project/p{i}");
        quads.thing(&id, "Project", &format!("Pôle territorial numéro {i}"));
        quads.link(
            &id,
            "region",
            &format!("territory/region-{}", seeded.below(18)),
        );
        quads.link(
            &id,
            "within",
            &format!("territory/commune-{}", seeded.below(2000)),
        );
        quads.link(&id, "sector", &format!("sector/{}", seeded.below(24)));
        quads.value(&id, "date", "2016-01-14", "date");
        quads.value(
            &id,
            "lat",
            &format!("{}.{:04}", 42 + seeded.below(9), seeded.below(10_000)),
            "decimal",
        );
        quads.value(
            &id,
            "long",
            &format!("{}.{:04}", seeded.below(8), seeded.below(10_000)),
            "decimal",
        );
        if seeded.below(7) == 0 {
            quads.value(
                &id,
                "grant",
                &(1000 * (20 + seeded.below(300))).to_string(),
                "integer",
            );
        }
        for _ in 0..5 + seeded.below(8) {
            let (organisation, role) = (seeded.below(organisations), seeded.below(4));
            let partnership = format!("partnership/p{i}--o{organisation}--r{role}");
            quads.link(&partnership, "type", "ontology#Partnership");
            quads.link(&partnership, "project", &id);
            quads.link(
                &partnership,
                "organisation",
                &format!("organisation/o{organisation}"),
            );
            quads.link(&partnership, "role", &format!("role/{role}"));
        }
    }
    quads.graph = "territories";
    for i in 0..2000 {
        let id = format!("territory/commune-{i}");
        quads.thing(&id, "Commune", &format!("Commune {i}"));
        quads.link(&id, "within", &format!("territory/departement-{}", i % 100));
    }
    for i in 0..100 {
        let id = format!("territory/departement-{i}");
        quads.thing(&id, "Departement", &format!("Département {i}"));
        quads.link(&id, "within", &format!("territory/region-{}", i % 18));
    }
}

struct Quads<T> {
    take: T,
    graph: &'static str,
}

/// What a property is called.
fn named(name: &str) -> NamedNode {
    match name {
        "type" => oxigraph::model::vocab::rdf::TYPE.into_owned(),
        "label" => oxigraph::model::vocab::rdfs::LABEL.into_owned(),
        name => NamedNode::new_unchecked(format!("{BASE}ontology#{name}")),
    }
}

impl<T: FnMut(Quad)> Quads<T> {
    fn push(
        &mut self,
        subject: &str,
        property: NamedNode,
        object: impl Into<oxigraph::model::Term>,
    ) {
        let subject = NamedNode::new_unchecked(format!("{BASE}id/{subject}"));
        let graph = NamedNode::new_unchecked(format!("{BASE}graph/{}", self.graph));
        (self.take)(Quad::new(subject, property, object, graph));
    }

    fn thing(&mut self, subject: &str, class: &str, label: &str) {
        self.link(subject, "type", &format!("ontology#{class}"));
        self.push(subject, named("label"), Literal::new_simple_literal(label));
    }

    fn link(&mut self, subject: &str, property: &str, object: &str) {
        let folder = if object.starts_with("ontology#") {
            ""
        } else {
            "id/"
        };
        let object = NamedNode::new_unchecked(format!("{BASE}{folder}{object}"));
        self.push(subject, named(property), object);
    }

    fn value(&mut self, subject: &str, property: &str, text: &str, datatype: &str) {
        let datatype = NamedNode::new_unchecked(format!("{XSD}{datatype}"));
        self.push(
            subject,
            named(property),
            Literal::new_typed_literal(text, datatype),
        );
    }
}
