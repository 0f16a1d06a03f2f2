//! Names that are safe to print.

use core::{
    fmt,
    hash::{BuildHasher, Hash, Hasher},
    net::IpAddr,
};
use std::sync::Arc;

use x509_parser::extensions::GeneralName;

use super::part::Span;
use crate::{
    der::{self, Element, ReadError, SEQUENCE, Tlv, id},
    print::write_escaped,
};

/// The name of a subject or an issuer.
///
/// It prints its attributes in their order, `C=FR, O=Example, CN=leaf`. Characters that could drive a terminal or be taken for
/// punctuation are escaped:
///
/// - control characters, as `\u{1b}` or `\n`;
/// - white space, except U+0020;
/// - combining marks that are no letters;
/// - characters that are invisible or change the direction of the text (Unicode's Default_Ignorable_Code_Point);
/// - `,`, `+`, `"`, `\`, `<`, `>` and `;`, with a backslash;
/// - bytes that are no text, as `\xff`.
///
/// A value that is not a string, or cannot be read, prints as `#` and its DER in hexadecimal.
///
/// Two names are equal if their DER is. [`is_same_as`](Self::is_same_as) compares their meaning.
///
/// It is read on demand from the certificate, and shares the certificate's octets.
///
/// # Examples
///
/// ```
/// use std::fs;
/// use notafter::inspect::Inspection;
///
/// let leaf = Inspection::from_der(&fs::read("docs/examples/leaf.der")?)?;
/// assert_eq!(leaf.issuer().to_string(), "O=Example, CN=Example Issuing CA");
/// assert_eq!(leaf.issuer().common_name().as_deref(), Some("Example Issuing CA"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Name {
    certificate: Arc<[u8]>,
    /// The whole element, or no octets if there is none.
    span: Span,
    is_read: bool,
}

impl Name {
    /// Reads the Name `name` in `certificate`. The second value is the first error, if a part of it cannot be read.
    pub(super) fn read(certificate: &Arc<[u8]>, element: Element, name: &Tlv<'_>) -> (Self, Option<ReadError>) {
        let error = der::Name::read(element, *name).err();
        let (certificate, span) = (Arc::clone(certificate), Span::of_element(name));
        (Self { certificate, span, is_read: error.is_none() }, error)
    }

    /// Makes the name that stands for a missing one.
    pub(super) fn unreadable(certificate: &Arc<[u8]>) -> Self {
        Self { certificate: Arc::clone(certificate), span: Span::default(), is_read: false }
    }

    /// Where it begins, in octets from the beginning of the certificate.
    pub(super) const fn offset(&self) -> usize {
        self.span.start()
    }

    /// The name as DER, with its header, or no octets if the name cannot be read.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        self.content().map(|name| name.as_der()).unwrap_or_default()
    }

    /// Whether the name has no attributes.
    ///
    /// A certificate may have all its names in an extension, and an empty subject (RFC 5280 section 4.1.2.6).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content().is_some_and(|name| name.is_empty())
    }

    /// The last common name, escaped like the whole name.
    #[must_use]
    pub fn common_name(&self) -> Option<String> {
        let last = self.content()?.attributes().filter(|attribute| attribute.id() == id::COMMON_NAME).last()?;
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = last.print_value(&mut text);
        Some(text)
    }

    /// Whether the two are the same name as [RFC 5280 section 7.1] compares them.
    ///
    /// Case, blanks and types of text make no difference.
    ///
    /// The sets of attributes must be in the same order. The attributes within a set may be in any order. These parts of [RFC
    /// 4518] are not implemented:
    ///
    /// - normalisation by NFKC (section 2.3);
    /// - prohibited characters (sections 2.4 and 2.5);
    /// - the rule for a blank before a combining mark (section 2.6.1).
    ///
    /// A name with an unreadable part is the same as a name with the same octets. A name that cannot be read at all is the same
    /// as no other.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::fs;
    /// use notafter::inspect::Inspection;
    ///
    /// let chain = fs::read("docs/examples/chain.pem")?;
    /// let certificates: Vec<Inspection> =
    ///     Inspection::iter_from_slice(&chain).collect::<Result<_, _>>()?;
    /// let (issuer, root) = (certificates[1].issuer(), certificates[2].subject());
    /// assert_eq!(
    ///     (issuer.to_string(), root.to_string()),
    ///     ("O=Example, CN=EXAMPLE ROOT".into(), "O=Example, CN=Example Root".into())
    /// );
    /// assert_ne!(issuer, root);
    /// assert!(issuer.is_same_as(root), "another case, and another type of text");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// [RFC 5280 section 7.1]: https://www.rfc-editor.org/rfc/rfc5280#section-7.1
    /// [RFC 4518]: https://www.rfc-editor.org/rfc/rfc4518
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (self.content(), other.content()) {
            (Some(one), Some(other_name)) => {
                one == other_name || (self.is_read && other.is_read && one.is_same_as(&other_name))
            }
            _ => false,
        }
    }

    /// A digest that is equal for names that are the [same](Self::is_same_as). It is the key of an index of many names.
    ///
    /// Other names may have the same digest: compare the names that you find. Use one `digests` to build the index and to ask it.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::{collections::HashMap, fs, hash::RandomState};
    /// use notafter::inspect::Inspection;
    ///
    /// let chain = fs::read("docs/examples/chain.pem")?;
    /// let certificates: Vec<Inspection> =
    ///     Inspection::iter_from_slice(&chain).collect::<Result<_, _>>()?;
    /// let digests = RandomState::new();
    /// let mut by_subject: HashMap<u64, Vec<&Inspection>> = HashMap::new();
    /// for certificate in &certificates {
    ///     by_subject.entry(certificate.subject().digest(&digests)).or_default().push(certificate);
    /// }
    ///
    /// let name = certificates[1].issuer();
    /// let found = by_subject
    ///     .get(&name.digest(&digests))
    ///     .into_iter()
    ///     .flatten()
    ///     .find(|issuer| issuer.subject().is_same_as(name));
    /// assert_eq!(found, Some(&&certificates[2]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn digest(&self, digests: &impl BuildHasher) -> u64 {
        match self.content().filter(|_| self.is_read) {
            Some(name) => name.digest(digests),
            None => digests.hash_one(self.as_der()),
        }
    }

    /// The name, if it can tell certificates apart: it is neither empty nor unreadable.
    pub(super) fn identity(&self) -> Option<&Self> {
        self.content().is_some_and(|name| !name.is_empty()).then_some(self)
    }

    /// Prints the name for messages, cut after 120 characters.
    pub(super) fn excerpt(&self) -> impl fmt::Display {
        struct Excerpt<'a>(&'a Name);
        impl fmt::Display for Excerpt<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0.content() {
                    None => f.write_str("(unreadable)"),
                    Some(name) if name.is_empty() => f.write_str("(empty)"),
                    Some(name) => write!(f, "`{name}`"),
                }
            }
        }
        Excerpt(self)
    }

    fn content(&self) -> Option<der::Name<'_>> {
        let element = Tlv::of(Element::Subject, SEQUENCE, self.span.of_der(&self.certificate));
        element.ok().map(der::Name::of_known)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.as_der() == other.as_der()
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_der().hash(state);
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = self.content() else { return f.pad("(unreadable)") };
        if f.width().is_none() && f.precision().is_none() {
            return name.print(f);
        }
        let mut text = String::new();
        name.print(&mut text)?;
        f.pad(&text)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// A subject alternative name as text, if it has one, escaped like a [`Name`].
pub(super) fn general_name(name: &GeneralName<'_>) -> Option<String> {
    let mut text = String::new();
    match name {
        GeneralName::DNSName(name) | GeneralName::RFC822Name(name) | GeneralName::URI(name) => {
            push_escaped(&mut text, name.chars());
        }
        GeneralName::IPAddress(octets) => text = address(octets)?.to_string(),
        _ => return None,
    }
    Some(text)
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    let v4 = || <[u8; 4]>::try_from(octets).map(IpAddr::from);
    v4().or_else(|_| <[u8; 16]>::try_from(octets).map(IpAddr::from)).ok()
}

fn push_escaped(text: &mut String, chars: impl Iterator<Item = char>) {
    for char in chars {
        match char {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => text.extend(['\\', char]),
            // Writing to a string does not fail.
            _ => drop(write_escaped(text, char)),
        }
    }
}
