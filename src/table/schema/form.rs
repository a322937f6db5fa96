//! The form of a data package: which properties there are, and what each is (Data Package v1, Table
//! Schema v1).
//!
//! In: the description as JSON. Out: every property that is missing, misspelt where nothing of one's own
//! is allowed, said twice or of another kind, each with its place.

use super::locate::Description;
use super::located::{Member, Node, Value};
use crate::text::nearest::nearest;
use crate::text::shortened;
use serde_json::Value as Json;

/// The most faults that are told.
const TOLD: usize = 100;
/// Characters of a value that a message shows.
const SHOWN: usize = 40;

/// What a value has to be.
enum Form {
    Any,
    Text,
    /// A name, or a list of names.
    Names,
    Flag,
    /// A whole number from 0.
    Count,
    List(&'static Form),
    Object(&'static Object),
}

/// An object with properties.
struct Object {
    /// What it is called in a sentence.
    name: &'static str,
    /// Whether a publication may have properties of its own in it.
    is_open: bool,
    required: &'static [(&'static str, Form)],
    optional: &'static [(&'static str, Form)],
}

static TEXTS: Form = Form::List(&Form::Text);

static WHOLE: Form = Form::Object(&PACKAGE);

static PACKAGE: Object = Object {
    name: "the description",
    is_open: true,
    required: &[("resources", Form::List(&Form::Object(&RESOURCE)))],
    optional: &[],
};

static RESOURCE: Object = Object {
    name: "the table",
    is_open: true,
    required: &[
        ("name", Form::Text),
        ("path", Form::Names),
        ("schema", Form::Object(&SCHEMA)),
    ],
    optional: &[
        ("encoding", Form::Text),
        ("dialect", Form::Object(&DIALECT)),
    ],
};

static DIALECT: Object = Object {
    name: "`dialect`",
    is_open: true,
    required: &[],
    optional: &[
        ("delimiter", Form::Text),
        ("quoteChar", Form::Text),
        ("doubleQuote", Form::Flag),
        ("escapeChar", Form::Text),
        ("header", Form::Flag),
    ],
};

static SCHEMA: Object = Object {
    name: "`schema`",
    is_open: true,
    required: &[("fields", Form::List(&Form::Object(&FIELD)))],
    optional: &[
        ("missingValues", Form::List(&Form::Text)),
        ("primaryKey", Form::Names),
        ("foreignKeys", Form::List(&Form::Object(&FOREIGN_KEY))),
        ("ptce:exactlyOneOf", Form::List(&TEXTS)),
        ("ptce:together", Form::List(&TEXTS)),
    ],
};

static FIELD: Object = Object {
    name: "the column",
    is_open: true,
    required: &[("name", Form::Text)],
    optional: &[
        ("type", Form::Text),
        ("format", Form::Text),
        ("unit", Form::Text),
        ("constraints", Form::Object(&CONSTRAINTS)),
        ("decimalChar", Form::Text),
        ("groupChar", Form::Text),
        ("bareNumber", Form::Flag),
        ("trueValues", Form::List(&Form::Text)),
        ("falseValues", Form::List(&Form::Text)),
    ],
};

static CONSTRAINTS: Object = Object {
    name: "`constraints`",
    is_open: false,
    required: &[],
    optional: &[
        ("required", Form::Flag),
        ("unique", Form::Flag),
        ("minLength", Form::Count),
        ("maxLength", Form::Count),
        ("minimum", Form::Any),
        ("maximum", Form::Any),
        ("pattern", Form::Text),
        ("enum", Form::List(&Form::Any)),
    ],
};

static FOREIGN_KEY: Object = Object {
    name: "the foreign key",
    is_open: false,
    required: &[
        ("fields", Form::Names),
        ("reference", Form::Object(&REFERENCE)),
    ],
    optional: &[],
};

static REFERENCE: Object = Object {
    name: "`reference`",
    is_open: false,
    required: &[("resource", Form::Text), ("fields", Form::Names)],
    optional: &[],
};

impl Form {
    /// What it is, in French and English.
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Any => ("une valeur", "a value"),
            Self::Text => ("un texte entre guillemets", "a text in quotes"),
            Self::Names => (
                "un nom entre guillemets, ou une liste de noms",
                "a name in quotes or a list of names",
            ),
            Self::Flag => (
                "true ou false, sans guillemets",
                "true or false, without quotes",
            ),
            Self::Count => ("un nombre entier", "a whole number"),
            Self::List(_) => ("une liste, entre crochets", "a list in square brackets"),
            Self::Object(_) => ("un objet, entre accolades", "an object in braces"),
        }
    }
}

impl Object {
    fn properties(&self) -> impl Iterator<Item = &'static (&'static str, Form)> {
        self.required.iter().chain(self.optional)
    }

    fn form(&self, name: &str) -> Option<&'static Form> {
        let mut all = self.properties();
        all.find(|(known, _)| *known == name).map(|(_, form)| form)
    }

    fn is_required(&self, name: &str) -> bool {
        self.required.iter().any(|(known, _)| *known == name)
    }

    /// The required property that a name stands for, misspelt.
    fn required_as(&self, name: &str) -> Option<&'static str> {
        let meant = nearest(name, self.properties().map(|(known, _)| *known))?;
        self.is_required(meant).then_some(meant)
    }
}

/// Adds all that is wrong with the form; gives the properties that are read, without those that are wrong
/// and can be missed. None where what is missing would be missed by others.
pub(super) fn check(node: &Node, description: &mut Description<'_>) -> Option<Json> {
    of_value(node, &WHOLE, "datapackage.json", description)
}

fn of_value(
    node: &Node,
    form: &'static Form,
    name: &str,
    description: &mut Description<'_>,
) -> Option<Json> {
    if description.found.iter().count() >= TOLD {
        return None;
    }
    let written = description.written(&node.range);
    let form = match (form, &node.value) {
        (Form::Any, _) | (Form::Text | Form::Names, Value::Text(_)) | (Form::Flag, Value::Flag) => {
            return serde_json::from_str(written).ok();
        }
        (Form::Count, Value::Number) if written.parse::<u64>().is_ok() => {
            return serde_json::from_str(written).ok();
        }
        (Form::Names, Value::List(all)) => return of_list(all, &Form::Text, name, description),
        (Form::List(form), Value::List(all)) => return of_list(all, form, name, description),
        (Form::Object(object), Value::Object(members)) => {
            return of_object(node, members, object, description);
        }
        (form, _) => form,
    };
    let (fr, en) = form.words();
    let found = match &node.value {
        Value::Object(_) => "an object".to_owned(),
        Value::List(_) => "a list".to_owned(),
        _ => format!("`{}`", shortened(written, SHOWN)),
    };
    let message = format!("`{name}` must be {en}, found {found}");
    let help = (&*format!("écrire {fr}"), &*format!("write {en}"));
    description.wrong_at("T041", message, node.range.clone(), help);
    None
}

fn of_list(
    all: &[Node],
    form: &'static Form,
    name: &str,
    description: &mut Description<'_>,
) -> Option<Json> {
    // Each is looked at, whatever was wrong before it.
    let read: Vec<_> = all
        .iter()
        .map(|one| of_value(one, form, name, description))
        .collect();
    read.into_iter().collect()
}

fn of_object(
    node: &Node,
    members: &[Member],
    object: &'static Object,
    description: &mut Description<'_>,
) -> Option<Json> {
    let named = members.iter().find(|one| one.name == "name");
    let called = match named.map(|one| &one.node.value) {
        Some(Value::Text(name)) if object.is_open => format!("{} `{name}`", object.name),
        _ => object.name.to_owned(),
    };
    let (mut read, mut misspelt) = (serde_json::Map::new(), Vec::new());
    let mut seen = Vec::new();
    for member in members {
        let name = member.name.as_str();
        let Some(form) = object.form(name) else {
            let is_there = |meant: &&str| members.iter().any(|one| one.name == *meant);
            let meant = object.required_as(name).filter(|meant| !is_there(meant));
            if meant.is_some() || !object.is_open {
                misspelt.extend(meant);
                unknown(member, object, &called, description);
            }
            continue;
        };
        if seen.contains(&name) {
            let message = format!("{called} has `{name}` twice");
            let help = ("n'en garder qu'une", "keep one of them");
            description.wrong_at("T041", message, member.at.clone(), help);
        }
        seen.push(name);
        // Null is as if it were not there.
        if object.is_required(name) || !matches!(member.node.value, Value::Null) {
            let value = of_value(&member.node, form, name, description);
            read.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
    let required = object.required.iter().map(|(name, _)| *name);
    let missing = required.filter(|name| !seen.contains(name) && !misspelt.contains(name));
    for name in missing {
        let message = format!("{called} has no `{name}`");
        let at = node.range.start..node.range.start + 1;
        let help = (
            &*format!("ajouter ici la propriété \"{name}\""),
            &*format!("add the property \"{name}\" here"),
        );
        description.wrong_at("T041", message, at, help);
    }
    let mut required = object.required.iter();
    let is_whole = required.all(|(name, _)| read.contains_key(*name));
    is_whole.then_some(Json::Object(read))
}

fn unknown(
    member: &Member,
    object: &'static Object,
    called: &str,
    description: &mut Description<'_>,
) {
    let name = &member.name;
    let known: Vec<&str> = object.properties().map(|(known, _)| *known).collect();
    let (fr, en) = match nearest(name, known.iter().copied()) {
        Some(near) => (
            format!("sans doute \"{near}\""),
            format!("perhaps \"{near}\""),
        ),
        None => {
            let known = known.join(", ");
            (
                format!("propriétés possibles : {known}"),
                format!("properties: {known}"),
            )
        }
    };
    let message = format!("{called} has no property `{name}`");
    description.wrong_at("T041", message, member.at.clone(), (&fr, &en));
}
