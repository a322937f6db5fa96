//! Columns renamed, missing, twice there, too many; rows too short and too long.

use super::{Case, ORGANISATIONS, PARTNERSHIPS, PROJECTS, Publication, all};

/// Names of columns that are not as described.
const NAMES: &[Case<'_>] = &[
    (
        PROJECTS,
        ",grant_eur,",
        ",grant,",
        &[
            "data/projects.csv:1:17: error[T011]: unknown column `grant` in the place of `grant_eur`",
        ],
    ),
    (
        PROJECTS,
        ",grant_eur,",
        ",Grant_EUR,",
        &[
            "data/projects.csv:1:17: error[T011]: the column `Grant_EUR` must be written `grant_eur`",
        ],
    ),
    (
        PROJECTS,
        ",grant_eur,",
        ",montant,",
        &[
            "data/projects.csv:1:17: error[T011]: unknown column `montant` in the place of `grant_eur`",
        ],
    ),
    (
        ORGANISATIONS,
        "key,name,code",
        "key,name,name",
        &[
            "data/organisations.csv:1: error[T012]: the column `code` is missing",
            "data/organisations.csv:1:10: error[T014]: the column `name` stands twice",
        ],
    ),
];

#[test]
fn headers() {
    all(NAMES);
    Publication::valid()
        .rewrite(PARTNERSHIPS, |text| {
            let lines = text
                .lines()
                .map(|line| line.rsplit_once(',').expect("cells").0);
            lines
                .collect::<Vec<_>>()
                .join("\n")
                .replace("Commune de L’Exemple", "C")
                .into_bytes()
        })
        .says(&["data/partnerships.csv:1: error[T012]: the column `line` is missing"]);
    Publication::valid()
        .rewrite(ORGANISATIONS, |text| {
            text.replace("note\n", "note,couleur,\n")
                .replace(",\n", ",,,\n")
                .replace("note,couleur,,,", "note,couleur,")
                .replace("en-tête.\n", "en-tête.,,\n")
                .into_bytes()
        })
        .says(&[
            "data/organisations.csv:1:36: error[T013]: unknown column `couleur`",
            "data/organisations.csv:1:44: error[T013]: the column number 8 has no name",
        ]);
    Publication::valid()
        .rewrite(ORGANISATIONS, |text| text.split_once('\n').expect("a header").1.as_bytes().to_vec())
        .says(&["data/organisations.csv:1: error[T012]: the first line holds none of the columns of the table"]);
}

#[test]
fn the_order_of_columns_is_free() {
    Publication::valid()
        .rewrite("data/evidence.csv", |text| {
            let swapped = text.lines().map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                [cells[3], cells[2], cells[0], cells[1]].join(",")
            });
            swapped.collect::<Vec<_>>().join("\n").into_bytes()
        })
        .says(&[]);
}

#[test]
fn rows() {
    all(&[
        (
            PARTNERSHIPS,
            "mairie-dijon,,Mairie",
            "mairie-dijon,Mairie",
            &[
                "data/partnerships.csv:4:41: error[T010]: the row has 5 cells where the header has 6 columns",
            ],
        ),
        (
            PARTNERSHIPS,
            "Mairie de Dijon",
            "Mairie de Dijon, Côte-d'Or",
            &[
                "data/partnerships.csv:4:51: error[T010]: the row has 7 cells where the header has 6 columns",
            ],
        ),
        (
            PARTNERSHIPS,
            "neo-56,2,cress-exemple,,CRESS d'Exemple,20\n",
            "neo-56,2,cress-exemple,,CRESS d'Exemple,20\n,,,,,\n",
            &["data/partnerships.csv:6: error[T015]: the row is empty"],
        ),
    ]);
}
