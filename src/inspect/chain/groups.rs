//! Numbers for values that are compared often, and lists by number.

use std::{
    collections::HashMap,
    hash::{Hash, RandomState},
};

use crate::inspect::Name;

/// Numbers for values, from 0 on: the same number for the same value.
pub(super) struct Numbers<K>(HashMap<K, usize>);

impl<K: Eq + Hash> Numbers<K> {
    pub(super) fn new() -> Self {
        Self(HashMap::new())
    }

    pub(super) fn of(&mut self, value: K) -> usize {
        let next = self.0.len();
        *self.0.entry(value).or_insert(next)
    }

    /// The number of `value`, if it was given one.
    pub(super) fn known(&self, value: &K) -> Option<usize> {
        self.0.get(value).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Numbers for names: the same number for names that are the same by RFC 5280 section 7.1.
pub(super) struct NameNumbers<'a> {
    digests: RandomState,
    numbers: Numbers<Compared<'a>>,
}

impl<'a> NameNumbers<'a> {
    pub(super) fn new() -> Self {
        Self { digests: RandomState::new(), numbers: Numbers::new() }
    }

    /// The number of a name, unless the name is empty or unreadable.
    pub(super) fn of(&mut self, name: &'a Name) -> Option<usize> {
        let name = name.identity()?;
        Some(self.numbers.of(Compared { digest: name.digest(&self.digests), name }))
    }
}

struct Compared<'a> {
    /// It has a secret of its own for each search, so that nobody can make different names with the same digest.
    digest: u64,
    name: &'a Name,
}

impl PartialEq for Compared<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.name.is_same_as(other.name)
    }
}

impl Eq for Compared<'_> {}

impl Hash for Compared<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_u64(self.digest);
    }
}

/// A list for each number, in one allocation.
pub(super) struct Lists {
    /// The end of each list. A list begins where the one before it ends.
    ends: Vec<usize>,
    items: Vec<usize>,
}

impl Lists {
    /// The lists with the numbers below `count`, of pairs of a number and an item.
    pub(super) fn of(count: usize, mut pairs: Vec<(usize, usize)>) -> Self {
        pairs.sort_unstable();
        let mut ends = Vec::with_capacity(count);
        let mut end = 0;
        for number in 0..count {
            end += pairs.get(end..).unwrap_or_default().iter().take_while(|(of, _)| *of == number).count();
            ends.push(end);
        }
        Self { ends, items: pairs.into_iter().map(|(_, item)| item).collect() }
    }

    /// The list with the number, in ascending order.
    pub(super) fn get(&self, number: usize) -> &[usize] {
        let begin = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let list = self.ends.get(number).and_then(|end| self.items.get(begin..*end)).unwrap_or_default();
        #[cfg(test)]
        crate::work::done(1);
        list
    }

    /// The list with the number, to go through all of it.
    pub(super) fn each(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        let list = self.get(number).iter().copied();
        #[cfg(test)]
        let list = list.inspect(|_| crate::work::done(1));
        list
    }
}
