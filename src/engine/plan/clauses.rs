//! The clauses around a query's pattern, taken off one by one (SPARQL 1.1 §18.2.4, §18.2.5).

use super::Key;
use super::group::Clause;
use super::name::{Name, Slots};
use super::test::{Test, test};
use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};

/// What stands around a pattern.
#[derive(Default)]
pub(super) struct Clauses<'q> {
    pub offset: usize,
    pub limit: Option<usize>,
    pub distinct: bool,
    columns: &'q [Variable],
    order: &'q [OrderExpression],
    /// Other names of what groups have.
    same: Vec<(&'q str, &'q str)>,
    having: Vec<&'q Expression>,
    pub group: Option<Clause<'q>>,
}

impl<'q> Clauses<'q> {
    pub fn of(mut pattern: &'q GraphPattern) -> (Self, &'q GraphPattern) {
        let mut found = Self::default();
        if let GraphPattern::Slice {
            inner,
            start,
            length,
        } = pattern
        {
            (found.offset, found.limit, pattern) = (*start, *length, inner);
        }
        if let GraphPattern::Distinct { inner } = pattern {
            (found.distinct, pattern) = (true, inner);
        }
        if let GraphPattern::Project { inner, variables } = pattern {
            (found.columns, pattern) = (variables, inner);
        }
        if let GraphPattern::OrderBy { inner, expression } = pattern {
            (found.order, pattern) = (expression, inner);
        }
        let before = pattern;
        loop {
            match pattern {
                GraphPattern::Extend {
                    inner,
                    variable,
                    expression: Expression::Variable(other),
                } => {
                    found.same.push((variable.as_str(), other.as_str()));
                    pattern = inner;
                }
                GraphPattern::Filter { expr, inner } => {
                    found.having.push(expr);
                    pattern = inner;
                }
                GraphPattern::Group {
                    inner,
                    variables,
                    aggregates,
                } => {
                    found.group = Some((variables, aggregates));
                    return (found, inner);
                }
                _ => {
                    (found.same, found.having) = (Vec::new(), Vec::new());
                    return (found, before);
                }
            }
        }
    }

    /// Names that stand for others get their places.
    pub fn rename(&self, slots: &mut Slots<'q>) -> Option<()> {
        for (name, other) in self.same.iter().rev() {
            let slot = slots.get(&Name::Variable(other)).copied()?;
            slots.insert(Name::Variable(name), slot);
        }
        Some(())
    }

    /// The columns with their places.
    pub fn columns(&self, slots: &Slots<'q>) -> Vec<(Variable, Option<usize>)> {
        let column = |variable: &Variable| (variable.clone(), place(variable, slots));
        self.columns.iter().map(column).collect()
    }

    /// What rows are sorted by; none for sorting by what is computed.
    pub fn order(&self, slots: &Slots<'q>) -> Option<Vec<Key>> {
        let mut keys = Vec::new();
        for by in self.order {
            let (OrderExpression::Asc(Expression::Variable(variable))
            | OrderExpression::Desc(Expression::Variable(variable))) = by
            else {
                return None;
            };
            let descending = matches!(by, OrderExpression::Desc(_));
            keys.extend(place(variable, slots).map(|slot| Key { slot, descending }));
        }
        Some(keys)
    }

    /// What groups must meet.
    pub fn having(&self, slots: &Slots<'q>) -> Option<Option<Test>> {
        let tests = self.having.iter().map(|expression| test(expression, slots));
        let tests = tests.collect::<Option<Vec<_>>>()?;
        Some((!tests.is_empty()).then_some(Test::All(tests)))
    }
}

fn place(variable: &Variable, slots: &Slots<'_>) -> Option<usize> {
    slots.get(&Name::Variable(variable.as_str())).copied()
}
