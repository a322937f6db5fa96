//! Values of the wrong type, out of a list, out of bounds, with spaces or invisible characters.

use super::{Case, ORGANISATIONS, PARTNERSHIPS, PROJECTS, Publication, all};

/// Values of another type than their column.
const TYPES: &[Case<'_>] = &[
    (
        PROJECTS,
        "26158",
        "26 158",
        &[
            "data/projects.csv:3:31: error[T004]: `grant_eur` must be a whole number of euros, found `26 158`",
        ],
    ),
    (
        PROJECTS,
        "26158",
        "\"26,158\"",
        &[
            "data/projects.csv:3:31: error[T004]: `grant_eur` must be a whole number of euros, found `26,158`",
        ],
    ),
    (
        PROJECTS,
        "26158",
        "26158.50",
        &[
            "data/projects.csv:3:31: error[T004]: `grant_eur` must be a whole number of euros, found `26158.50`",
        ],
    ),
    (
        PROJECTS,
        "1.25",
        "\"1,25\"",
        &["data/projects.csv:3:68: error[T004]: `share` must be a number, found `1,25`"],
    ),
    (
        PROJECTS,
        "2015-05-02",
        "02/05/2015",
        &[
            "data/projects.csv:3:37: error[T004]: `since` must be a date YYYY-MM-DD, found `02/05/2015`",
        ],
    ),
    (
        PROJECTS,
        "2015-05-02",
        "2015-02-30",
        &[
            "data/projects.csv:3:37: error[T004]: `since` must be a date YYYY-MM-DD, found `2015-02-30`",
        ],
    ),
    (
        PARTNERSHIPS,
        "neo-56,2",
        "neo-56,deux",
        &[
            "data/partnerships.csv:5:8: error[T004]: `position` must be a whole number, found `deux`",
        ],
    ),
    (
        ORGANISATIONS,
        "https://example.org/lexemple",
        "example.org",
        &[
            "data/organisations.csv:2:42: error[T020]: `website` must be an absolute address (IRI), found `example.org`",
        ],
    ),
    (
        ORGANISATIONS,
        "contact@example.org",
        "contact",
        &[
            "data/organisations.csv:2:71: error[T020]: `mailbox` must be an e-mail address, found `contact`",
        ],
    ),
];

#[test]
fn numbers_and_dates() {
    all(TYPES);
}

#[test]
fn lists_patterns_and_bounds() {
    let long = "x".repeat(51);
    let too_long =
        "data/projects.csv:4:1: error[T019]: `key` must have at most 50 characters, found 51";
    let dangling = "data/partnerships.csv:6:1: error[T027]: `project` refers to `verger`, which is no `key` of the table `projects`";
    let evidence = |line: u32| {
        format!(
            "data/evidence.csv:{line}:1: error[T027]: `project` refers to `verger`, which is no `key` of the table `projects`"
        )
    };
    all(&[
        (
            PROJECTS,
            "Néo 56,laureate",
            "Néo 56,lauréat",
            &[
                "data/projects.csv:3:22: error[T017]: `status` must be one of laureate, eligible, found `lauréat`",
            ],
        ),
        (
            PROJECTS,
            "75011",
            "7501A",
            &[
                "data/projects.csv:4:33: error[T018]: `postal_code` must match `[0-9]{5}`, found `7501A`",
            ],
        ),
        (
            PROJECTS,
            "26158",
            "-26158",
            &[
                "data/projects.csv:3:31: error[T019]: `grant_eur` must be at least 0, found `-26158`",
            ],
        ),
        (
            PROJECTS,
            "2015-05-02",
            "2014-05-02",
            &[
                "data/projects.csv:3:37: error[T019]: `since` must be at least 2015-01-01, found `2014-05-02`",
            ],
        ),
        (
            PROJECTS,
            "verger,",
            &format!("{long},"),
            &[&evidence(8), &evidence(9), dangling, too_long],
        ),
        (
            PROJECTS,
            "Groupe Néo 56",
            "",
            &["data/projects.csv:3:8: error[T016]: `name` must not be empty"],
        ),
    ]);
}

#[test]
fn spaces_and_invisible_characters() {
    all(&[
        (
            PROJECTS,
            "Verger commun",
            "Verger commun ",
            &[
                "data/projects.csv:4:8: error[T021]: `name` has spaces around its value, found `Verger commun `",
            ],
        ),
        (
            PROJECTS,
            "26158",
            "\u{a0}26158",
            &[
                "data/projects.csv:3:31: error[T021]: `grant_eur` has spaces around its value, found `\u{a0}26158`",
            ],
        ),
        (
            PROJECTS,
            "Verger commun",
            "Verger\u{200b} commun",
            &["data/projects.csv:4:8: error[T022]: `name` holds the invisible character U+200B"],
        ),
        (
            PROJECTS,
            "Verger commun",
            "Verger\u{202e} commun",
            &["data/projects.csv:4:8: error[T022]: `name` holds the invisible character U+202E"],
        ),
        (
            PROJECTS,
            "Verger commun",
            "Verger\u{85}commun",
            &["data/projects.csv:4:8: error[T022]: `name` holds the invisible character U+0085"],
        ),
        (
            PROJECTS,
            "Verger commun",
            "Verger\u{1b}[31m",
            &["data/projects.csv:4:14: error[T008]: control character U+001B in a cell"],
        ),
        (
            PROJECTS,
            "Verger commun",
            "Verger\u{0}",
            &["data/projects.csv:4:14: error[T008]: control character U+0000 in a cell"],
        ),
        (
            PROJECTS,
            "Groupe Néo",
            "Groupe Ne\u{301}o",
            &[
                "data/projects.csv:3:8: warning[T023]: `name` is not in Unicode form NFC: its accents stand apart",
            ],
        ),
    ]);
}

#[test]
fn what_spreadsheets_write_for_true_and_false() {
    let said = Publication::valid()
        .change(
            "data/datapackage.json",
            "\"share\", \"type\": \"number\"",
            "\"share\", \"type\": \"boolean\"",
        )
        .change(PROJECTS, ",0.5,", ",VRAI,")
        .change(PROJECTS, ",1.25,", ",Faux,")
        .check(&["--quiet"]);
    let text = said.lines.join("\n");
    for part in [
        "error[T004]: `share` must be true or false, found `VRAI`",
        "aide : écrire true ;",
        "aide : écrire false ;",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
