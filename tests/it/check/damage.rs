//! What spreadsheet programs do to tables, and what the value was.

use super::{Case, ORGANISATIONS, PROJECTS, all};

#[test]
fn leading_zeros() {
    all(&[
        (
            PROJECTS,
            ",01001,",
            ",1001,",
            &[
                "data/projects.csv:2:50: error[T031]: `postal_code` has lost its leading zero: `1001` was `01001`",
            ],
        ),
        (
            PROJECTS,
            ",01001,",
            ",1,",
            &[
                "data/projects.csv:2:50: error[T031]: `postal_code` has lost its leading zeros: `1` was `00001`",
            ],
        ),
        // The column allows any text, but the key of the row shows the zero.
        (
            ORGANISATIONS,
            ",01001,",
            ",1001,",
            &[
                "data/organisations.csv:2:36: error[T031]: `code` has lost its leading zero: `1001` was `01001`",
            ],
        ),
    ]);
}

/// What was taken for a date, and dates taken for numbers.
const DATES: &[Case<'_>] = &[
    (
        PROJECTS,
        "2015-05-02",
        "42736",
        &[
            "data/projects.csv:3:37: error[T032]: `since` was turned into a count of days: `42736` was `2017-01-01`",
        ],
    ),
    (
        PROJECTS,
        "2015-05-02",
        "janv-16",
        &[
            "data/projects.csv:3:37: error[T033]: `since` has lost its day: `janv-16` was in `2016-01`",
        ],
    ),
    (
        PROJECTS,
        "2015-05-02",
        "2-mai",
        &["data/projects.csv:3:37: error[T033]: `since` has lost its year: `2-mai`"],
    ),
    (
        PROJECTS,
        ",1-2,",
        ",1-févr,",
        &["data/projects.csv:2:66: error[T033]: `lot` was turned into a date: `1-févr` was `1-2`"],
    ),
    (
        PROJECTS,
        ",1-2,",
        ",01/02/2017,",
        &[
            "data/projects.csv:2:66: error[T033]: `lot` was turned into a date: `01/02/2017` was `1-2`",
        ],
    ),
    (
        PROJECTS,
        ",1-2,",
        ",42767,",
        &[
            "data/projects.csv:2:66: error[T032]: `lot` was turned into a date, then a count of days: `42767` was `1-2`",
        ],
    ),
    (
        PROJECTS,
        "1.25",
        "janv-16",
        &[
            "data/projects.csv:3:68: error[T033]: `share` was turned into a date: `janv-16` was perhaps `1.16`",
        ],
    ),
    (
        PROJECTS,
        "1.25",
        "1-2",
        &[
            "data/projects.csv:3:68: error[T033]: `share` was turned into a date: `1-2` was perhaps `1.2`",
        ],
    ),
    (
        PROJECTS,
        "26158",
        "01/01/2017",
        &[
            "data/projects.csv:3:31: error[T033]: `grant_eur` was turned into a date: `01/01/2017` was perhaps `42736`",
        ],
    ),
    (
        ORGANISATIONS,
        "Dijon,21231,,,",
        "Dijon,21231,,,janv-16",
        &[
            "data/organisations.csv:3:38: warning[T033]: `note` `janv-16` looks like a value that a spreadsheet took for a date",
        ],
    ),
];

#[test]
fn dates_made_of_numbers_and_numbers_made_of_dates() {
    all(DATES);
}

#[test]
fn scientific_notation() {
    all(&[
        (
            PROJECTS,
            "200000131",
            "\"2,0002E+08\"",
            &[
                "data/projects.csv:3:54: error[T034]: `siren` was turned into scientific notation: `2,0002E+08` was a number of 9 digits near 200020000",
            ],
        ),
        (
            PROJECTS,
            "26158",
            "2.6158E+04",
            &[
                "data/projects.csv:3:31: error[T034]: `grant_eur` was turned into scientific notation: `2.6158E+04` was `26158`",
            ],
        ),
        (
            ORGANISATIONS,
            "Dijon,21231",
            "Dijon,\"2,1231E+13\"",
            &[
                "data/organisations.csv:3:30: error[T034]: `code` was turned into scientific notation: `2,1231E+13` was a number of 14 digits near 21231000000000",
            ],
        ),
    ]);
}

#[test]
fn errors_of_formulas_and_damaged_accents() {
    all(&[
        (
            PROJECTS,
            "26158",
            "#REF!",
            &[
                "data/projects.csv:3:31: error[T035]: `grant_eur` holds the error of a spreadsheet, `#REF!`",
            ],
        ),
        (
            PROJECTS,
            "Verger commun",
            "#N/A",
            &[
                "data/projects.csv:4:8: error[T035]: `name` holds the error of a spreadsheet, `#N/A`",
            ],
        ),
        (
            PROJECTS,
            "2015-05-02",
            "########",
            &[
                "data/projects.csv:3:37: error[T035]: `since` holds the error of a spreadsheet, `########`",
            ],
        ),
        (
            PROJECTS,
            "Groupe Néo",
            "Groupe NÃ©o",
            &[
                "data/projects.csv:3:8: error[T036]: `name` was read in the wrong encoding: `Groupe NÃ©o 56` was `Groupe Néo 56`",
            ],
        ),
        (
            PROJECTS,
            "Groupe Néo",
            "Groupe N\u{fffd}o",
            &[
                "data/projects.csv:3:8: error[T036]: `name` has lost characters, found `Groupe N\u{fffd}o 56`",
            ],
        ),
    ]);
}
