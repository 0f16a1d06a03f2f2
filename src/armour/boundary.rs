//! The lines at which a block begins and ends.

/// The edge of a block that a boundary marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Begin,
    End,
}

/// A boundary at the beginning of a text.
#[derive(Debug)]
pub(super) struct Boundary<'a> {
    pub(super) edge: Edge,
    pub(super) label: &'a [u8],
    /// The rest of the text.
    pub(super) rest: &'a [u8],
}

impl<'a> Boundary<'a> {
    /// Reads a boundary at the beginning of `text`.
    ///
    /// There are exactly five dashes on each side, and one space before the label (RFC 7468 section 2). A label has no five
    /// dashes in a row. Its other characters are not checked here.
    pub(super) fn read(text: &'a [u8]) -> Option<Self> {
        let (edge, text) = match text.strip_prefix(BEGIN) {
            Some(rest) => (Edge::Begin, rest),
            None => (Edge::End, text.strip_prefix(END)?),
        };
        let length = text.windows(DASHES.len()).position(|window| window == DASHES)?;
        let (label, rest) = (text.get(..length)?, text.get(length + DASHES.len()..)?);
        // Files put together without a line break between them have two boundaries in one line.
        let is_next = rest.starts_with(BEGIN) || rest.starts_with(END);
        (is_next || rest.first() != Some(&b'-')).then_some(Self { edge, label, rest })
    }

    /// Whether `text` could be the beginning of a boundary, if there were more of it.
    pub(super) fn may_begin(text: &[u8]) -> bool {
        [BEGIN, END].into_iter().any(|edge| {
            let common = text.len().min(edge.len());
            text.get(..common) == edge.get(..common)
        })
    }
}

const DASHES: &[u8] = b"-----";
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
