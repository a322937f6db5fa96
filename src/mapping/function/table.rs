//! The table of functions: what each is called, takes and does.

use super::{Definition, GREL, IDLAB, Parameter, dates, text};

const VALUE: Parameter = required(
    "value",
    &[
        (GREL, "valueParam"),
        (GREL, "valueParameter"),
        (IDLAB, "str"),
        (IDLAB, "_str"),
    ],
);
const FIND: Parameter = required(
    "find",
    &[
        (GREL, "param_find"),
        (GREL, "p_string_find"),
        (GREL, "param_string_find"),
    ],
);
const REPLACE: Parameter = required(
    "replace",
    &[(GREL, "param_replace"), (GREL, "p_string_replace")],
);
const SEPARATOR: Parameter = required(
    "separator",
    &[(GREL, "param_string_sep"), (GREL, "p_string_sep")],
);
const OTHER: Parameter = required(
    "other",
    &[
        (GREL, "valueParam2"),
        (GREL, "valueParameter2"),
        (IDLAB, "_delimiter"),
    ],
);

const fn required(
    name: &'static str,
    aliases: &'static [(&'static str, &'static str)],
) -> Parameter {
    Parameter {
        name,
        aliases,
        is_required: true,
    }
}

const fn optional(
    name: &'static str,
    aliases: &'static [(&'static str, &'static str)],
) -> Parameter {
    Parameter {
        name,
        aliases,
        is_required: false,
    }
}

/// All functions.
pub const FUNCTIONS: &[Definition] = &[
    Definition {
        name: "upper",
        aliases: &[
            (GREL, "toUpperCase"),
            (GREL, "toUppercase"),
            (IDLAB, "toUpperCase"),
        ],
        parameters: &[VALUE],
        call: text::upper,
    },
    Definition {
        name: "lower",
        aliases: &[
            (GREL, "toLowerCase"),
            (GREL, "toLowercase"),
            (IDLAB, "toLowerCase"),
        ],
        parameters: &[VALUE],
        call: text::lower,
    },
    Definition {
        name: "trim",
        aliases: &[(GREL, "string_trim"), (IDLAB, "trim")],
        parameters: &[VALUE],
        call: text::trim,
    },
    Definition {
        name: "replace",
        aliases: &[(GREL, "string_replace")],
        parameters: &[VALUE, FIND, REPLACE],
        call: text::replace,
    },
    Definition {
        name: "split",
        aliases: &[],
        parameters: &[VALUE, SEPARATOR],
        call: text::split,
    },
    // What other processors do under these names.
    Definition {
        name: "splitExact",
        aliases: &[(GREL, "string_split"), (IDLAB, "split")],
        parameters: &[VALUE, SEPARATOR],
        call: text::split_exact,
    },
    Definition {
        name: "concat",
        aliases: &[(IDLAB, "concat")],
        parameters: &[
            VALUE,
            required("other", &[(IDLAB, "otherStr")]),
            optional("separator", &[(IDLAB, "delimiter")]),
        ],
        call: text::concat,
    },
    Definition {
        name: "length",
        aliases: &[(GREL, "string_length")],
        parameters: &[VALUE],
        call: text::length,
    },
    Definition {
        name: "substring",
        aliases: &[(GREL, "string_substring")],
        parameters: &[
            VALUE,
            required(
                "from",
                &[(GREL, "p_int_i_from"), (GREL, "param_int_i_from")],
            ),
            optional(
                "to",
                &[(GREL, "p_int_i_opt_to"), (GREL, "param_int_i_opt_to")],
            ),
        ],
        call: text::substring,
    },
    Definition {
        name: "escape",
        aliases: &[(GREL, "escape")],
        parameters: &[
            VALUE,
            required("mode", &[(GREL, "modeParam"), (GREL, "p_string_mode")]),
        ],
        call: text::escape,
    },
    Definition {
        name: "slug",
        aliases: &[(IDLAB, "slugify")],
        parameters: &[VALUE],
        call: text::slug,
    },
    Definition {
        name: "sha256",
        aliases: &[],
        parameters: &[VALUE],
        call: text::sha256,
    },
    Definition {
        name: "equal",
        aliases: &[(IDLAB, "equal"), (GREL, "equals")],
        parameters: &[VALUE, OTHER],
        call: text::equal,
    },
    Definition {
        name: "notEqual",
        aliases: &[(IDLAB, "notEqual")],
        parameters: &[VALUE, OTHER],
        call: text::not_equal,
    },
    Definition {
        name: "if",
        aliases: &[(GREL, "controls_if")],
        parameters: &[
            required("condition", &[(GREL, "bool_b"), (GREL, "param_bool_b")]),
            optional("then", &[(GREL, "any_true"), (GREL, "param_any_true")]),
            optional("else", &[(GREL, "any_false"), (GREL, "param_any_false")]),
        ],
        call: text::choose,
    },
    Definition {
        name: "nullIf",
        aliases: &[],
        parameters: &[VALUE, required("null", &[])],
        call: text::null_if,
    },
    Definition {
        name: "coalesce",
        aliases: &[],
        parameters: &[optional("value", &[]), optional("other", &[])],
        call: text::coalesce,
    },
    Definition {
        name: "decimalComma",
        aliases: &[],
        parameters: &[VALUE],
        call: text::decimal_comma,
    },
    Definition {
        name: "date",
        aliases: &[],
        parameters: &[VALUE, required("format", &[])],
        call: dates::date,
    },
    Definition {
        name: "toUpperCaseURL",
        aliases: &[(IDLAB, "toUpperCaseURL")],
        parameters: &[VALUE],
        call: text::upper_url,
    },
    Definition {
        name: "alwaysABC",
        aliases: &[(IDLAB, "alwaysReturnsABC")],
        parameters: &[],
        call: text::always_abc,
    },
];
