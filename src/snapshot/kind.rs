//! The version of the format, and the kinds of sections that it has.

/// The version of the format; a change to anything that is stored is a new one.
pub const VERSION: u32 = 1;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $text:literal;)*) => {
        /// What a section holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $name = $number),* }

        impl Kind {
            /// All of them, in the order they are written.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name in messages.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

kinds! {
    /// No section: the header and the table.
    Header = 0, "header";
    /// Terms, sorted by key, front-coded in blocks.
    Terms = 1, "terms";
    /// Where each block of terms starts.
    Blocks = 2, "blocks of terms";
    /// Predicates with their statistics.
    Predicates = 3, "predicates";
    /// Classes with the number of their instances.
    Classes = 4, "classes";
    /// Graphs with the number of their triples.
    Graphs = 5, "graphs";
    /// Where each set of graphs starts.
    SetStarts = 6, "starts of graph sets";
    /// The graphs of each set.
    SetMembers = 7, "graph sets";
    /// Where the rows of each graph start.
    ListStarts = 8, "starts of graph rows";
    /// The rows of each small graph, in the order by subject.
    ListRows = 9, "graph rows";
    /// Totals.
    Totals = 10, "totals";
    /// By subject: which terms are subjects.
    SubjectTerms = 11, "subjects";
    /// By subject: where the rows of each start.
    SubjectStarts = 12, "starts of subjects";
    /// By subject: the predicate of each row.
    SubjectSecond = 13, "predicates by subject";
    /// By subject: the object of each row.
    SubjectThird = 14, "objects by subject";
    /// By subject: the graph set of each row.
    SubjectSets = 15, "graph sets by subject";
    /// By predicate: which predicates there are.
    PredicateTerms = 16, "rows of predicates";
    /// By predicate: where the rows of each start.
    PredicateStarts = 17, "starts of predicates";
    /// By predicate: the object of each row.
    PredicateSecond = 18, "objects by predicate";
    /// By predicate: the subject of each row.
    PredicateThird = 19, "subjects by predicate";
    /// By predicate: the graph set of each row.
    PredicateSets = 20, "graph sets by predicate";
    /// By object: which terms are objects.
    ObjectTerms = 21, "objects";
    /// By object: where the rows of each start.
    ObjectStarts = 22, "starts of objects";
    /// By object: the subject of each row.
    ObjectSecond = 23, "subjects by object";
    /// By object: the predicate of each row.
    ObjectThird = 24, "predicates by object";
    /// By object: the graph set of each row.
    ObjectSets = 25, "graph sets by object";
}
