//! `rml:logicalSource`: where the records come from.

use super::{Reader, as_node, short, unknown};
use crate::diag::{Diagnostic, Place};
use crate::mapping::dialect;
use crate::mapping::document::Statement;
use crate::mapping::encoding;
use crate::mapping::model::{Access, Formulation, LogicalSource, Root};
use crate::mapping::packing::Packing;
use crate::mapping::vocabulary::{self as rml, csvw};
use encoding_rs::Encoding;
use oxigraph::model::{NamedOrBlankNode, Term};

/// The most columns that a list names.
const COLUMN_LIMIT: usize = 1000;

impl Reader<'_> {
    /// The source of a triples map, as an index; the same source is kept once.
    pub(super) fn logical_source(
        &mut self,
        map: &NamedOrBlankNode,
        place: &Place,
    ) -> Option<usize> {
        let statement = self.exactly_one(map, &[rml::LOGICAL_SOURCE], place, "M004")?;
        let node = self.node(statement)?;
        let place = self.document.place_of(&node);
        let formulation = self
            .exactly_one(&node, &[rml::REFERENCE_FORMULATION], &place, "M004")
            .and_then(|statement| self.formulation(statement));
        let iterator = self.optional(&node, rml::ITERATOR);
        let iterator_place = iterator.map_or_else(|| place.clone(), |s| self.document.place(s));
        let iterator = iterator.map(text_of);
        let source = self.exactly_one(&node, &[rml::SOURCE], &place, "M004")?;
        let (path, path_place, root, mut access) = self.access(source)?;
        access.is_plain = source.is_legacy;
        let source = LogicalSource {
            place,
            path,
            path_place,
            root,
            formulation: formulation?,
            iterator,
            iterator_place,
            access,
        };
        Some(
            match self.sources.iter().position(|known| known.is_same(&source)) {
                Some(index) => index,
                None => {
                    self.sources.push(source);
                    self.sources.len() - 1
                }
            },
        )
    }

    fn formulation(&mut self, statement: &Statement) -> Option<Formulation> {
        let iri = match &statement.triple.object {
            Term::NamedNode(node) => node.as_str(),
            _ => "",
        };
        match iri {
            rml::CSV => Some(Formulation::Csv),
            rml::JSON_PATH => Some(Formulation::JsonPath),
            _ => {
                let object = &statement.triple.object;
                self.found.push(
                    Diagnostic::error("M011", format!("sources of the kind {object} are not read"))
                        .at(self.document.place(statement))
                        .help(
                            "écrire rml:CSV ou rml:JSONPath",
                            "write rml:CSV or rml:JSONPath",
                        ),
                );
                None
            }
        }
    }

    /// How the file is found: its path, where the path stands, what it starts from, how its bytes
    /// are read.
    fn access(&mut self, statement: &Statement) -> Option<(String, Place, Root, Access)> {
        let document = self.document;
        if let Term::Literal(path) = &statement.triple.object {
            let place = document.place(statement);
            return Some((
                path.value().to_owned(),
                place,
                Root::Unsaid,
                Access::default(),
            ));
        }
        let node = self.node(statement)?;
        let place = document.place_of(&node);
        let mut access = Access::default();
        access
            .nulls
            .extend(document.objects(&node, rml::NULL).map(text_of));
        access
            .nulls
            .extend(document.objects(&node, csvw::NULL).map(text_of));
        access.encoding = self
            .optional(&node, rml::ENCODING)
            .and_then(|s| self.encoding(s));
        access.packing = self
            .optional(&node, rml::COMPRESSION)
            .and_then(|s| self.packing(s));
        if let Some(dialect) = self
            .optional(&node, csvw::DIALECT)
            .and_then(|s| self.node(s))
        {
            self.dialect(&dialect, &mut access);
        }
        if let Some(schema) = self
            .optional(&node, csvw::TABLE_SCHEMA)
            .and_then(|s| self.node(s))
        {
            access.dialect.columns = self.columns(&schema);
        }
        let root = match self.optional(&node, rml::ROOT) {
            None => Root::Unsaid,
            Some(root) => self.root(root),
        };
        let path = self.exactly_one(&node, &[rml::PATH, csvw::URL], &place, "M004")?;
        Some((text_of(path), document.place(path), root, access))
    }

    pub(super) fn root(&mut self, statement: &Statement) -> Root {
        match &statement.triple.object {
            Term::NamedNode(n) if n.as_str() == rml::CURRENT_WORKING_DIRECTORY => Root::Working,
            Term::NamedNode(n) if n.as_str() == rml::MAPPING_DIRECTORY => Root::Mapping,
            Term::Literal(folder) => Root::Folder(folder.value().to_owned()),
            other => {
                let message = format!("{} cannot be {other}", short(rml::ROOT));
                let place = self.document.place(statement);
                self.found
                    .push(Diagnostic::error("M016", message).at(place).help(
                        "écrire rml:MappingDirectory, rml:CurrentWorkingDirectory ou un chemin",
                        "write rml:MappingDirectory, rml:CurrentWorkingDirectory or a path",
                    ));
                Root::Unsaid
            }
        }
    }

    /// A declared encoding by its name or IRI.
    pub(super) fn encoding(&mut self, statement: &Statement) -> Option<&'static Encoding> {
        let name = text_of(statement);
        let encoding = encoding::of_name(&name);
        if encoding.is_none() {
            self.found.push(
                Diagnostic::error("M020", format!("`{name}` is no encoding that is known"))
                    .at(self.document.place(statement))
                    .help(
                        "écrire par exemple rml:UTF-8, rml:UTF-16 ou \"ISO-8859-1\"",
                        "write rml:UTF-8, rml:UTF-16 or \"ISO-8859-1\", for instance",
                    ),
            );
        }
        encoding
    }

    /// A declared compression by its IRI.
    pub(super) fn packing(&mut self, statement: &Statement) -> Option<Packing> {
        let name = text_of(statement);
        let packing = name.strip_prefix(rml::RML).and_then(Packing::of_rml);
        if packing.is_none() {
            self.found.push(
                Diagnostic::error("M020", format!("`{name}` is no compression that is known"))
                    .at(self.document.place(statement))
                    .help(
                        "écrire rml:none, rml:gzip, rml:zip, rml:targz ou rml:tarxz",
                        "write rml:none, rml:gzip, rml:zip, rml:targz or rml:tarxz",
                    ),
            );
        }
        packing
    }

    /// How a table is written, in the terms of CSVW.
    fn dialect(&mut self, node: &NamedOrBlankNode, access: &mut Access) {
        if let Some(statement) = self.optional(node, csvw::ENCODING)
            && access.encoding.is_none()
        {
            access.encoding = self.encoding(statement);
        }
        if let Some(statement) = self.optional(node, csvw::DELIMITER) {
            access.dialect.delimiter = self.byte(statement);
        }
        if let Some(statement) = self.optional(node, csvw::QUOTE_CHAR) {
            access.dialect.quote = self.byte(statement).unwrap_or(b'"');
        }
        access.dialect.comment = self.optional(node, csvw::COMMENT_PREFIX).map(text_of);
        let trim = self.optional(node, csvw::TRIM).map(text_of);
        let trim = trim.as_deref().unwrap_or("false");
        access.dialect.trim_start = matches!(trim, "true" | "1" | "start");
        access.dialect.trim_end = matches!(trim, "true" | "1" | "end");
        let header = self.optional(node, csvw::HEADER).map(text_of);
        let rows = self.optional(node, csvw::HEADER_ROW_COUNT).map(text_of);
        access.dialect.has_header =
            !matches!(header.as_deref(), Some("false" | "0")) && rows.as_deref() != Some("0");
        self.only_carried_out(node);
    }

    /// Refuses what a dialect says and would be read past.
    fn only_carried_out(&mut self, dialect: &NamedOrBlankNode) {
        let document = self.document;
        for statement in document.about(dialect) {
            let property = statement.triple.predicate.as_str();
            let Some(name) = property.strip_prefix(csvw::CSVW) else {
                continue;
            };
            let value = text_of(statement);
            if let Err(refused) = dialect::check(name, &value) {
                let place = document.place(statement);
                self.found
                    .push(unknown::of_dialect(name, &value, &refused).at(place));
            }
        }
    }

    /// The names of columns, from a list of CSVW columns.
    fn columns(&mut self, schema: &NamedOrBlankNode) -> Vec<String> {
        let mut names = Vec::new();
        let mut cell = self
            .optional(schema, csvw::COLUMN)
            .and_then(|statement| as_node(&statement.triple.object));
        while let Some(node) = cell.filter(|_| names.len() < COLUMN_LIMIT) {
            let column = self
                .optional(&node, rml::RDF_FIRST)
                .and_then(|statement| as_node(&statement.triple.object));
            if let Some(column) = column {
                let named = self.optional(&column, csvw::NAME);
                let named = named.or_else(|| self.optional(&column, csvw::TITLE));
                names.push(named.map(text_of).unwrap_or_default());
            }
            cell = self
                .optional(&node, rml::RDF_REST)
                .and_then(|statement| as_node(&statement.triple.object));
        }
        names
    }

    fn byte(&mut self, statement: &Statement) -> Option<u8> {
        let text = text_of(statement);
        if let [byte] = text.as_bytes()
            && byte.is_ascii()
        {
            return Some(*byte);
        }
        self.found.push(
            Diagnostic::error("M020", format!("`{text}` is not one ASCII character"))
                .at(self.document.place(statement))
                .help(
                    "écrire un caractère, comme \";\" ou \"\\t\"",
                    "write one character, such as \";\" or \"\\t\"",
                ),
        );
        None
    }
}

/// The object as text: the lexical form of a literal, the IRI of a node.
pub(super) fn text_of(statement: &Statement) -> String {
    match &statement.triple.object {
        Term::Literal(literal) => literal.value().to_owned(),
        Term::NamedNode(node) => node.as_str().to_owned(),
        other => other.to_string(),
    }
}
