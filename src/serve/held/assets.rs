//! The files that pages refer to, compiled into the program: each under a name that holds the hash of all of
//! them, so that it may be kept for ever, and compressed once. The feature `editor` adds files ([`more`]).

#[cfg(not(feature = "editor"))]
#[path = "../assets/plain.rs"]
mod more;
#[cfg(feature = "editor")]
#[path = "../assets/yasgui.rs"]
mod more;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::sync::OnceLock;

/// The icon.
pub(in crate::serve) const ICON: &str = include_str!("../assets/icon.svg");
/// Name, ending, media type and text.
type Asset = (&'static str, &'static str, &'static str, &'static str);
/// The files of every build.
const FILES: [Asset; 4] = [
    (
        "site",
        "css",
        "text/css",
        include_str!("../assets/site.css"),
    ),
    (
        "site",
        "js",
        "text/javascript",
        include_str!("../assets/site.js"),
    ),
    (
        "editor",
        "js",
        "text/javascript",
        include_str!("../assets/editor.js"),
    ),
    ("icon", "svg", "image/svg+xml", ICON),
];
/// The level of zstd that is worth its time for what is compressed once.
const ZSTD: i32 = 17;

/// The files that pages refer to.
#[derive(Debug, Clone)]
pub struct Assets {
    /// 16 hexadecimal digits.
    pub hash: String,
    pub(in crate::serve) files: Vec<File>,
}

/// A file and its compressed forms, the better coding first.
#[derive(Debug, Clone)]
pub(in crate::serve) struct File {
    pub(in crate::serve) path: String,
    pub(in crate::serve) media_type: &'static str,
    pub(in crate::serve) plain: &'static str,
    coded: OnceLock<Vec<(&'static str, Bytes)>>,
}

impl File {
    /// Its compressed forms, made when somebody first asks for them.
    pub(in crate::serve) fn coded(&self) -> &[(&'static str, Bytes)] {
        self.coded.get_or_init(|| coded(self.plain.as_bytes()))
    }
}

impl Default for Assets {
    fn default() -> Self {
        let mut hash = Sha256::new();
        let all = || FILES.iter().chain(more::FILES);
        for (_, _, _, text) in all() {
            hash.update(text);
        }
        let hash = crate::graph::hex(&hash.finalize())[..16].to_owned();
        let file = |(name, ending, media_type, plain): &Asset| File {
            path: format!("/assets/{name}.{hash}.{ending}"),
            media_type,
            plain,
            coded: OnceLock::new(),
        };
        let files = all().map(file).collect();
        Self { hash, files }
    }
}

/// A file in each coding that is smaller than it.
fn coded(plain: &[u8]) -> Vec<(&'static str, Bytes)> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let gzip = gzip.write_all(plain).and_then(|()| gzip.finish());
    let all = [("zstd", zstd::encode_all(plain, ZSTD)), ("gzip", gzip)];
    let smaller = all
        .into_iter()
        .filter_map(|(name, bytes)| Some((name, bytes.ok()?)));
    smaller
        .filter(|(_, bytes)| bytes.len() < plain.len())
        .map(|(name, bytes)| (name, Bytes::from(bytes)))
        .collect()
}

impl Assets {
    /// The files compiled into the program.
    pub fn new() -> Self {
        Self::default()
    }

    /// The address of the stylesheet.
    pub fn style(&self) -> String {
        self.address("site", "css")
    }

    /// The address of the script, which pages work without.
    pub fn script(&self) -> String {
        self.address("site", "js")
    }

    /// The address of the script of the query editor.
    pub fn editor(&self) -> String {
        self.address("editor", "js")
    }

    /// The stylesheet and the scripts of the editor of the feature `editor`, in order; none without it.
    pub fn rich_editor(&self) -> Option<(String, [String; 2])> {
        let scripts = [self.address("yasgui", "js"), self.address("start", "js")];
        (!more::FILES.is_empty()).then(|| (self.address("yasgui", "css"), scripts))
    }

    /// The address of the icon.
    pub fn icon(&self) -> String {
        self.address("icon", "svg")
    }

    fn address(&self, name: &str, ending: &str) -> String {
        format!("/assets/{name}.{}.{ending}", self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_smaller_when_it_is_coded() {
        for file in Assets::new().files {
            let smallest = file
                .coded()
                .first()
                .map_or(usize::MAX, |(_, bytes)| bytes.len());
            assert!(smallest < file.plain.len(), "{}", file.path);
        }
    }
}
