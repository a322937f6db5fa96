//! Sources: `structures.csv~csv`, a list with an iterator, or keys.
//!
//! In: how a source is written. Out: a logical source with its file and dialect.

use super::Writer;
use super::yaml::{Kind, Node};
use crate::mapping::vocabulary::{self as rml, csvw};
use oxigraph::model::NamedOrBlankNode;

const KEYS: [&str; 15] = [
    "access",
    "referenceFormulation",
    "iterator",
    "type",
    "delimiter",
    "quote",
    "encoding",
    "null",
    "nulls",
    "compression",
    "header",
    "columns",
    "sheet",
    "trim",
    "comment",
];
const REFUSED: [&str; 4] = ["credentials", "query", "queryFormulation", "security"];

impl Writer<'_> {
    /// Writes a logical source.
    pub(super) fn source(&mut self, source: &Node) -> Option<NamedOrBlankNode> {
        let (access, formulation, iterator) = match &source.kind {
            Kind::Text(_) => (source, None, None),
            Kind::List(parts) => (parts.first()?, None, parts.get(1)),
            Kind::Map(_) => (
                self.access(source)?,
                source.get(&["referenceFormulation"]),
                source.get(&["iterator"]),
            ),
        };
        let text = self.text(access)?;
        let (path, short) = match text.rsplit_once('~') {
            Some((path, short)) => (path, Some(short)),
            None => (text, None),
        };
        let named = match formulation {
            Some(formulation) => self.text(formulation)?,
            None => short.unwrap_or(ending(path.split('#').next().unwrap_or(path))),
        };
        let iri = self.formulation(named, formulation.unwrap_or(access))?;
        let node = self.node("LogicalSource", source);
        self.say_iri(
            &node,
            rml::REFERENCE_FORMULATION,
            iri,
            formulation.unwrap_or(access),
        );
        if let Some(at) = iterator
            && let Some(iterator) = self.text(at)
        {
            self.say_text(&node, rml::ITERATOR, iterator, at);
        }
        let file = self.node("FilePath", access);
        self.say(&node, rml::SOURCE, file.clone(), access);
        let sheet = source.get(&["sheet"]).and_then(|at| self.text(at));
        let path = sheet.map_or_else(|| path.to_owned(), |sheet| format!("{path}#{sheet}"));
        self.say_text(&file, rml::PATH, &path, access);
        self.dialect(&file, source);
        self.columns(&file, source);
        Some(node)
    }

    /// The path of a source described by keys.
    fn access<'n>(&mut self, source: &'n Node) -> Option<&'n Node> {
        self.keys(source, &KEYS, &REFUSED);
        if let Some(kind) = source.get(&["type"])
            && !matches!(kind.text(), Some("localfile" | "csvw"))
        {
            self.wrong(
                kind,
                "only files are read",
                "écrire type: localfile, ou retirer cette ligne",
                "write type: localfile, or remove this line",
            );
        }
        let access = source.get(&["access"]);
        if access.is_none() {
            self.wrong(
                source,
                "the source has no access",
                "ajouter access: et le chemin du fichier",
                "add access: and the path of the file",
            );
        }
        access
    }

    fn formulation(&mut self, name: &str, at: &Node) -> Option<&'static str> {
        match name {
            "csv" | "tsv" | "xlsx" | "ods" | "spreadsheet" => Some(rml::CSV),
            "json" | "jsonpath" | "ndjson" | "jsonl" => Some(rml::JSON_PATH),
            other => {
                self.wrong(
                    at,
                    format!("sources of the kind `{other}` are not read"),
                    "écrire ~csv, ~tsv, ~xlsx, ~ods, ~jsonpath ou ~ndjson",
                    "write ~csv, ~tsv, ~xlsx, ~ods, ~jsonpath or ~ndjson",
                );
                None
            }
        }
    }

    fn dialect(&mut self, file: &NamedOrBlankNode, source: &Node) {
        for null in source
            .get(&["null", "nulls"])
            .map(nulls)
            .unwrap_or_default()
        {
            if let Some(text) = self.text(null) {
                self.say_text(file, rml::NULL, text, null);
            }
        }
        if let Some(at) = source.get(&["compression"])
            && let Some(name) = self.text(at)
        {
            self.say_iri(file, rml::COMPRESSION, &format!("{}{name}", rml::RML), at);
        }
        let properties = [
            ("delimiter", csvw::DELIMITER),
            ("quote", csvw::QUOTE_CHAR),
            ("encoding", csvw::ENCODING),
            ("header", csvw::HEADER),
            ("trim", csvw::TRIM),
            ("comment", csvw::COMMENT_PREFIX),
        ];
        if properties
            .iter()
            .all(|(key, _)| source.get(&[key]).is_none())
        {
            return;
        }
        let dialect = self.node("Dialect", source);
        self.say(file, csvw::DIALECT, dialect.clone(), source);
        for (key, property) in properties {
            if let Some(at) = source.get(&[key])
                && let Some(text) = self.text(at)
            {
                let text = if key == "delimiter" && matches!(text, "tab" | "\\t") {
                    "\t"
                } else {
                    text
                };
                self.say_text(&dialect, property, text, at);
            }
        }
    }
}

impl Writer<'_> {
    /// The names of the columns of a table without header, as a list of CSVW columns.
    fn columns(&mut self, file: &NamedOrBlankNode, source: &Node) {
        let Some(columns) = source.get(&["columns"]) else {
            return;
        };
        let schema = self.node("Schema", columns);
        self.say(file, csvw::TABLE_SCHEMA, schema.clone(), columns);
        let (mut owner, mut property) = (schema, csvw::COLUMN);
        for item in columns.items() {
            let (cell, column) = (self.node("List", item), self.node("Column", item));
            self.say(&owner, property, cell.clone(), item);
            self.say(&cell, rml::RDF_FIRST, column.clone(), item);
            if let Some(name) = self.text(item) {
                self.say_text(&column, csvw::NAME, name, item);
            }
            (owner, property) = (cell, rml::RDF_REST);
        }
        self.say_iri(&owner, property, rml::RDF_NIL, columns);
    }
}

/// The texts that mean nothing: one, of which the empty one counts too, or a list.
fn nulls(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// The ending of a file's name, without that of its packing.
fn ending(path: &str) -> &str {
    let packings = [".gz", ".zst", ".zip"];
    let path = packings
        .iter()
        .find_map(|end| path.strip_suffix(end))
        .unwrap_or(path);
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}
