//! The editor of the feature `editor`: @zazuko/yasgui, as its package holds it, and what starts it here.

use super::Asset;

/// What is served beside the files of every build.
pub(super) const FILES: &[Asset] = &[
    (
        "yasgui",
        "js",
        "text/javascript",
        include_str!(concat!(
            env!("OUT_DIR"),
            "/web/node_modules/@zazuko/yasgui/build/yasgui.min.js"
        )),
    ),
    (
        "yasgui",
        "css",
        "text/css",
        concat!(
            include_str!(concat!(
                env!("OUT_DIR"),
                "/web/node_modules/@zazuko/yasgui/build/yasgui.min.css"
            )),
            include_str!("yasgui.css"),
        ),
    ),
    ("start", "js", "text/javascript", include_str!("yasgui.js")),
];
