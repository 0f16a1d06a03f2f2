//! Finds the path that ends last, in a time that grows with the number of certificates.
//!
//! ```text
//! leaf ── group ── issuer ── group ── root        reached: from the leaf upwards, each group once
//! leaf ── group ── issuer ── group ── root        found:   from the roots downwards, what ends last first
//! ```
//!
//! A path ends when the first of its certificates does. The best path from a certificate upwards is known as soon as the best
//! paths of its possible issuers are. So the certificates are taken in the order in which the best paths from them end. The
//! first one of a group is the issuer for all that look for theirs in the group.

use std::{cmp::Reverse, collections::BinaryHeap};

use time::UtcDateTime;

use super::links::Links;

/// The certificates from the leaf upwards.
pub(super) struct Path {
    pub(super) certificates: Vec<usize>,
    pub(super) end: PathEnd,
    /// Whether each certificate can be reached from the leaf.
    pub(super) reached: Vec<bool>,
    /// Whether an issuer is missing on any way from the leaf.
    pub(super) has_open_end: bool,
}

/// The reason why a path goes no further.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PathEnd {
    /// It is complete.
    Complete,
    /// The issuer is missing.
    Open,
    /// Every issuer leads back.
    Circle,
}

impl Path {
    /// The path from the leaf, or `None` if there is no certificate.
    ///
    /// Of several paths, the first difference in this list decides:
    ///
    /// 1. it is complete;
    /// 2. all its issuers are valid at `at`;
    /// 3. it ends last;
    /// 4. it is the shortest;
    /// 5. its certificates come first.
    pub(super) fn find(links: &Links<'_>, at: UtcDateTime) -> Option<Self> {
        let leaf = links.leaf()?;
        let reached = reach(links, leaf);
        let is_no_root = |index: usize| links.roots().is_some() && !links.is_last(index) && links.fits_itself(index);
        let is_open = |index: usize| links.is_open(index) || is_no_root(index);
        let open_ends: Vec<bool> =
            reached.iter().enumerate().map(|(index, reached)| *reached && is_open(index)).collect();
        let has_open_end = open_ends.contains(&true);
        let is_valid = |index: usize| {
            links
                .certificate(index)
                .and_then(|certificate| certificate.validity.ok())
                .is_some_and(|validity| validity.contains(at))
        };
        let is_reached = |index: usize| reached.get(index) == Some(&true);
        for end in [PathEnd::Complete, PathEnd::Open] {
            let is_end = |index: usize| match end {
                PathEnd::Complete => links.is_last(index),
                _ => open_ends.get(index) == Some(&true),
            };
            for only_valid in [true, false] {
                let may_have = |index: usize| is_reached(index) && (!only_valid || index == leaf || is_valid(index));
                if let Some(certificates) = best(links, leaf, is_end, may_have) {
                    return Some(Self { certificates, end, reached, has_open_end });
                }
            }
        }
        Some(Self { certificates: circle(links, leaf), end: PathEnd::Circle, reached, has_open_end })
    }
}

/// Which certificates can be reached from the leaf.
fn reach(links: &Links<'_>, leaf: usize) -> Vec<bool> {
    let (mut reached, mut entered) = (vec![false; links.len()], vec![false; links.groups()]);
    let mut next = vec![leaf];
    mark(&mut reached, leaf);
    while let Some(index) = next.pop() {
        if links.is_last(index) {
            continue;
        }
        for group in links.sought(index).filter(|group| mark(&mut entered, *group)) {
            next.extend(links.members(group).filter(|member| mark(&mut reached, *member)));
        }
    }
    reached
}

/// The best path from the leaf to an end.
fn best(
    links: &Links<'_>,
    leaf: usize,
    is_end: impl Fn(usize) -> bool,
    may_have: impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let mut steps: Vec<Option<Step>> = vec![None; links.len()];
    let mut opened = vec![false; links.groups()];
    let mut next = BinaryHeap::new();
    for index in (0..links.len()).filter(|index| is_end(*index) && may_have(*index)) {
        set(&mut steps, index, Step::End);
        next.push((not_after(links, index), Reverse(0_usize), Reverse(index)));
    }
    while let Some((ends, Reverse(length), Reverse(issuer))) = next.pop() {
        #[cfg(test)]
        crate::work::done(1);
        if issuer == leaf {
            return Some(walk(&steps, leaf));
        }
        for group in links.memberships(issuer) {
            if !mark(&mut opened, group) {
                continue;
            }
            for seeker in links.seekers(group) {
                if may_have(seeker) && !links.is_last(seeker) && steps.get(seeker) == Some(&None) {
                    set(&mut steps, seeker, Step::To(issuer));
                    let ends = ends.min(not_after(links, seeker));
                    next.push((ends, Reverse(length.saturating_add(1)), Reverse(seeker)));
                }
            }
        }
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    To(usize),
    End,
}

/// The certificates from the leaf to the end.
fn walk(steps: &[Option<Step>], leaf: usize) -> Vec<usize> {
    let mut path = vec![leaf];
    let mut at = leaf;
    while let Some(Some(Step::To(issuer))) = steps.get(at) {
        path.push(*issuer);
        at = *issuer;
    }
    path
}

/// The way from the leaf that takes from each group the certificate that ends last, until it leads back.
fn circle(links: &Links<'_>, leaf: usize) -> Vec<usize> {
    let last_of = |group: usize| links.members(group).map(|member| (not_after(links, member), Reverse(member))).max();
    let lasts: Vec<_> = (0..links.groups()).map(last_of).collect();
    let mut passed = vec![false; links.len()];
    let mut path = Vec::new();
    let mut next = Some(leaf);
    while let Some(index) = next.filter(|index| mark(&mut passed, *index)) {
        path.push(index);
        let issuers = links.sought(index).filter_map(|group| lasts.get(group).copied().flatten());
        next = issuers.max().map(|(_, Reverse(issuer))| issuer);
    }
    path
}

/// When the certificate ends. A certificate whose end cannot be read ends before all others.
fn not_after(links: &Links<'_>, index: usize) -> Option<UtcDateTime> {
    Some(links.certificate(index)?.validity.ok()?.not_after())
}

/// Marks the place, and returns whether it was not marked before.
fn mark(marks: &mut [bool], place: usize) -> bool {
    marks.get_mut(place).is_some_and(|mark| !core::mem::replace(mark, true))
}

fn set<T>(places: &mut [Option<T>], place: usize, value: T) {
    if let Some(place) = places.get_mut(place) {
        *place = Some(value);
    }
}
