//! The reconciliation service in the description of the interface: `/reconcile` of 0.2 and
//! `/reconcile/1.0` of the draft, each with the routes below it.
//!
//! In: a site and who asks. Out: paths, and the schemas that they refer to. The examples are answered
//! as they stand.

mod schemas;

pub use schemas::schemas;

use super::refused;
use crate::serve::reconcile::settings;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use serde_json::{Map, Value, json};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
/// Why a question in an address is refused.
const ASKED: [&str; 4] = ["400", "404", "429", "503"];
/// Why a question in a body is refused.
const SENT: [&str; 6] = ["400", "404", "413", "415", "429", "503"];

/// What is done at an address.
struct Operation<'a> {
    id: String,
    summary: &'a str,
    parameters: Value,
    /// The body of the request: its media type and schema, with an example.
    body: Option<(&'a str, Value, Value)>,
    /// The body of the answer, by media type.
    answer: Value,
    refusals: &'a [&'a str],
}

impl<'a> Operation<'a> {
    /// A question in an address.
    fn asked(id: String, summary: &'a str, parameters: Value, answer: Value) -> Self {
        Self {
            id,
            summary,
            parameters,
            body: None,
            answer,
            refusals: &ASKED,
        }
    }

    /// A question in a body: its media type, its schema, an example.
    fn sent(id: String, summary: &'a str, body: (&'a str, Value, Value), answer: Value) -> Self {
        Self {
            id,
            summary,
            parameters: json!([]),
            body: Some(body),
            answer,
            refusals: &SENT,
        }
    }

    fn json(self) -> Value {
        let answer = json!({ "description": self.summary, "content": self.answer });
        let refusals = self.refusals.iter();
        let refusals = refusals.map(|status| ((*status).to_owned(), refused(status)));
        let responses: Map<String, Value> = [("200".to_owned(), answer)]
            .into_iter()
            .chain(refusals)
            .collect();
        let mut all = json!({
            "operationId": self.id,
            "summary": self.summary,
            "tags": ["reconcile"],
            "parameters": self.parameters,
            "responses": responses,
        });
        if let (Some((media_type, schema, example)), Some(all)) = (self.body, all.as_object_mut()) {
            let content = json!({ media_type: { "schema": schema, "example": example } });
            let body = json!({ "required": true, "content": content });
            all.insert("requestBody".to_owned(), body);
        }
        all
    }
}

/// The paths of the service.
pub fn paths(site: &Site, visit: &Visit) -> Vec<(String, Value)> {
    let property = settings(site).first().map(|one| one.name.clone());
    let asked = json!({ "ids": ["organisation/example"], "properties": property.iter().map(|name| json!({ "id": name })).collect::<Vec<_>>() });
    let mut paths = vec![
        ("/reconcile".to_owned(), old(visit)),
        ("/reconcile/1.0".to_owned(), json!({ "get": draft(visit) })),
    ];
    for (root, id) in [
        ("/reconcile", "reconcile"),
        ("/reconcile/1.0", "reconcile-1.0"),
    ] {
        let below = [
            ("/match", json!({ "post": matching(visit, id) })),
            ("/suggest/{what}", json!({ "get": suggest(visit, id) })),
            ("/preview", json!({ "get": preview(visit, id) })),
            ("/extend", json!({ "post": extend(visit, id, &asked) })),
            ("/extend/propose", json!({ "get": propose(visit, id) })),
        ];
        let below = below.into_iter();
        paths.extend(below.map(|(path, operations)| (format!("{root}{path}"), operations)));
    }
    paths
}

fn part(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/Reconcile{name}") })
}

fn content(schema: &Value) -> Value {
    json!({ JSON: { "schema": schema } })
}

fn parameter(name: &str, schema: &Value, about: &str) -> Value {
    json!({ "name": name, "in": "query", "description": about, "schema": schema })
}

fn whole() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn limit(visit: &Visit) -> Value {
    let about = visit.lang.pick("combien au plus", "how many at most");
    parameter("limit", &whole(), about)
}

/// `/reconcile`: manifest, page or batch by GET, batch or extension by POST.
fn old(visit: &Visit) -> Value {
    let lang = visit.lang;
    let batch = json!({ "q0": { "query": "Rennes", "limit": 3 } });
    let encoded = |name: &str, schema: &str, about: &str| json!({ "name": name, "in": "query", "description": about, "content": content(&part(schema)) });
    let answers = json!({ "anyOf": [part("Manifest"), part("Answers"), part("Values")] });
    let mut answer = content(&answers);
    if let Some(answer) = answer.as_object_mut() {
        answer.insert(
            "text/html".to_owned(),
            json!({ "schema": { "type": "string" } }),
        );
    }
    let get = Operation {
        id: "reconcile".to_owned(),
        summary: lang.pick(
            "Sans paramètre : le manifeste (0.2), ou la page qui l'explique. Avec `queries` : des candidats ; avec `extend` : des valeurs",
            "Without a parameter: the manifest (0.2), or the page that explains it. With `queries`: candidates; with `extend`: values",
        ),
        parameters: json!([
            encoded("queries", "Queries", lang.pick("un lot de questions", "a batch of queries")),
            encoded("extend", "Extension", lang.pick("choses et propriétés", "things and properties")),
        ]),
        body: None,
        answer,
        refusals: &["400", "404", "406", "413", "414", "429", "503"],
    };
    // Objects in a form are JSON unless told otherwise (OpenAPI 3.1.1, Encoding Object).
    let form = json!({
        "type": "object",
        "properties": { "queries": part("Queries"), "extend": part("Extension") },
        "anyOf": [{ "required": ["queries"] }, { "required": ["extend"] }],
    });
    let summary = lang.pick(
        "Un lot de questions, ou une extension (0.2)",
        "A batch of queries, or an extension (0.2)",
    );
    let body = (FORM, form, json!({ "queries": batch }));
    let answer = content(&json!({ "anyOf": [part("Answers"), part("Values")] }));
    let post = Operation::sent("reconcile-batch".to_owned(), summary, body, answer);
    json!({ "get": get.json(), "post": post.json() })
}

fn draft(visit: &Visit) -> Value {
    let summary = visit
        .lang
        .pick("Le manifeste (brouillon 1.0)", "The manifest (1.0 draft)");
    let answer = content(&part("DraftManifest"));
    Operation::asked("reconcile-1.0".to_owned(), summary, json!([]), answer).json()
}

fn matching(visit: &Visit, id: &str) -> Value {
    let summary = visit.lang.pick(
        "Un lot de questions (brouillon 1.0)",
        "A batch of queries (1.0 draft)",
    );
    let name = json!({ "matchType": "name", "propertyValue": "Rennes" });
    let example = json!({ "queries": [{ "limit": 3, "conditions": [name] }] });
    let body = (JSON, part("DraftQueries"), example);
    let answer = content(&part("DraftAnswers"));
    Operation::sent(format!("{id}-match"), summary, body, answer).json()
}

fn suggest(visit: &Visit, id: &str) -> Value {
    let lang = visit.lang;
    let summary = lang.pick(
        "Ce qu'un début de nom peut devenir",
        "What the beginning of a name may become",
    );
    let text = json!({ "type": "string" });
    let what = json!({ "type": "string", "enum": ["entity", "property", "type"] });
    let parameters = json!([
        { "name": "what", "in": "path", "required": true, "schema": what },
        parameter("prefix", &text, lang.pick("un début de nom, ou un identifiant", "the beginning of a name, or an identifier")),
        parameter("type", &text, lang.pick("un type, pour les choses", "a type, for things")),
        limit(visit),
        parameter("offset", &whole(), lang.pick("combien passer", "how many to skip")),
    ]);
    let answer = content(&part("Suggestions"));
    Operation::asked(format!("{id}-suggest"), summary, parameters, answer).json()
}

fn preview(visit: &Visit, id: &str) -> Value {
    let lang = visit.lang;
    let summary = lang.pick(
        "Une chose en quelques lignes, à montrer dans un cadre",
        "A thing in a few lines, to be shown in a frame",
    );
    let text = json!({ "type": "string" });
    let parameters = json!([
        { "name": "id", "in": "query", "required": true, "schema": text },
        { "name": "view", "in": "query", "allowEmptyValue": true, "description": lang.pick("mène à la page de la chose (303)", "leads to the page of the thing (303)"), "schema": text },
    ]);
    let answer = json!({ "text/html": { "schema": text } });
    let mut shown = Operation::asked(format!("{id}-preview"), summary, parameters, answer).json();
    let responses = shown.get_mut("responses").and_then(Value::as_object_mut);
    if let Some(responses) = responses {
        responses.insert(
            "303".to_owned(),
            json!({ "description": lang.pick("La page de la chose", "The page of the thing") }),
        );
    }
    shown
}

fn extend(visit: &Visit, id: &str, example: &Value) -> Value {
    let summary = visit.lang.pick(
        "Les valeurs de propriétés (brouillon 1.0)",
        "Values of properties (1.0 draft)",
    );
    let body = (JSON, part("Extension"), example.clone());
    let answer = content(&part("DraftValues"));
    Operation::sent(format!("{id}-extend"), summary, body, answer).json()
}

fn propose(visit: &Visit, id: &str) -> Value {
    let lang = visit.lang;
    let summary = lang.pick(
        "Les propriétés qu'ont les choses d'un type",
        "The properties that things of a type have",
    );
    let kind = json!({ "type": "string" });
    let kind = parameter("type", &kind, lang.pick("un type", "a type"));
    let answer = content(&part("Proposal"));
    let parameters = json!([kind, limit(visit)]);
    Operation::asked(format!("{id}-propose"), summary, parameters, answer).json()
}
