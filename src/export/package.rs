//! The Data Package of the files as they are served: the publication's own description with the
//! paths, sizes and hashes of the CSV files beside it.

use super::Sheet;
use crate::graph::hex;
use crate::text::Bilingual;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What is told of a file as served.
pub struct Served {
    bytes: usize,
    hash: String,
}

impl Served {
    /// The size and hash of a file.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.len(),
            hash: format!("sha256:{}", hex(&Sha256::digest(bytes))),
        }
    }
}

/// The title of a table in the description, or its name.
pub fn title(description: &Value, name: &str) -> Bilingual {
    let resource = resources(description).find(|resource| resource["name"] == name);
    let said = |key: &str| resource.and_then(|r| r[key].as_str()).map(str::to_owned);
    let fr = said("title").unwrap_or_else(|| name.to_owned());
    let en = said("title_en").unwrap_or_else(|| fr.clone());
    Bilingual::new(fr, en)
}

fn resources(description: &Value) -> impl Iterator<Item = &Value> {
    description["resources"].as_array().into_iter().flatten()
}

/// The description of the files as they are served.
pub fn describe(sheets: &[Sheet], description: &Value, served: &[Served]) -> Value {
    let mut package = description.clone();
    let resources = sheets.iter().zip(served).map(|(sheet, served)| {
        let said =
            resources(description).find(|resource| resource["name"] == sheet.table.name.as_str());
        resource(sheet, served, said.cloned().unwrap_or_else(|| json!({})))
    });
    package["resources"] = resources.collect();
    package
}

fn resource(sheet: &Sheet, served: &Served, mut resource: Value) -> Value {
    resource["path"] = json!(sheet.file);
    resource["format"] = json!("csv");
    resource["mediatype"] = json!("text/csv");
    resource["encoding"] = json!("utf-8");
    resource["bytes"] = json!(served.bytes);
    resource["hash"] = json!(served.hash);
    resource["dialect"] = json!({
        "delimiter": ",", "lineTerminator": "\n", "quoteChar": "\"", "doubleQuote": true, "header": true,
    });
    let fields = resource["schema"]["fields"].as_array_mut();
    for (at, field) in fields.into_iter().flatten().enumerate() {
        // An apostrophe that was put before a formula must not break the rules of its column.
        let pattern = field["constraints"]["pattern"].as_str().map(str::to_owned);
        if let Some(pattern) = pattern
            && at < sheet.table.fields.len()
            && sheet.changed(at)
        {
            field["constraints"]["pattern"] = json!(format!("'?(?:{pattern})"));
        }
    }
    resource
}
