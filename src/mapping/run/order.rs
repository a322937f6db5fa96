//! Whether the subjects of each triples map ascend.
//!
//! In: subjects. Out: whether each comes after the one before; of parts of a table, whether the
//! next part goes on where the one before ended.

/// The first and the last subject of each block.
#[derive(Debug)]
pub struct Order {
    first: Vec<String>,
    last: Vec<String>,
}

impl Order {
    /// No subjects yet, of this many blocks.
    pub fn new(blocks: usize) -> Self {
        Self {
            first: vec![String::new(); blocks],
            last: vec![String::new(); blocks],
        }
    }

    /// Takes the next subject of a block; false when it does not come after the last one.
    pub fn follows(&mut self, block: usize, subject: &str) -> bool {
        let last = &mut self.last[block];
        if subject <= last.as_str() {
            return false;
        }
        if last.is_empty() {
            subject.clone_into(&mut self.first[block]);
        }
        last.clear();
        last.push_str(subject);
        true
    }

    /// Goes on with the order of the next part; false when that does not come after this.
    pub fn goes_on(&mut self, next: Self) -> bool {
        let parts = next.first.into_iter().zip(next.last);
        for ((first, last), own) in parts.zip(&mut self.last) {
            if last.is_empty() {
                continue;
            }
            if first.as_str() <= own.as_str() {
                return false;
            }
            *own = last;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn parts_go_on_where_the_last_ended() {
        let part = |subjects: &[&str]| {
            let mut order = Order::new(1);
            assert!(subjects.iter().all(|subject| order.follows(0, subject)));
            order
        };
        let mut order = part(&["a", "b"]);
        assert!(order.goes_on(part(&[])));
        assert!(order.goes_on(part(&["c", "d"])));
        assert!(!order.goes_on(part(&["d"])));
        assert!(!part(&["a"]).follows(0, "a"));
    }
}
