//! Reads certificates in Kubernetes objects: secrets of type `kubernetes.io/tls`, alone or in lists, as YAML or JSON.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, BufRead, Read as _},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, SeqAccess, Visitor},
};

/// A secret, and its certificates.
pub(crate) struct Secret {
    /// Such as `secret default/web tls.crt`.
    pub(crate) name: String,
    pub(crate) certificates: Result<Vec<u8>, String>,
}

/// Whether it begins as objects of Kubernetes do, in JSON or in YAML. Comments may stand before them.
pub(crate) fn is_like(beginning: &[u8]) -> bool {
    let mut lines = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).split(|octet| *octet == b'\n');
    let first = lines.find(|line| !matches!(line.trim_ascii(), [] | [b'#', ..])).unwrap_or_default();
    let keys: [&[u8]; 3] = [b"{", b"apiVersion:", b"kind:"];
    first.trim_ascii_end() == b"---" || keys.iter().any(|key| first.trim_ascii_start().starts_with(key))
}

/// The secrets of type TLS in all documents of `source`.
pub(crate) fn secrets(source: impl BufRead) -> Result<Vec<Secret>, String> {
    let mut text = String::new();
    let length =
        source.take(MOST_OCTETS + 1).read_to_string(&mut text).map_err(|error: io::Error| error.to_string())?;
    if length as u64 > MOST_OCTETS {
        return Err(format!("Kubernetes objects: more than {MOST_OCTETS} bytes"));
    }
    let mut secrets = Vec::new();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('{') {
        for object in serde_json::Deserializer::from_str(text).into_iter::<Object>() {
            let object = object.map_err(|error| refused("JSON", error.line() as u64, error.column() as u64))?;
            object.take(&mut secrets);
        }
    } else {
        let objects: Vec<Object> =
            serde_saphyr::from_multiple_with_options(text, options()).map_err(|error| match error.location() {
                Some(place) => refused("YAML", place.line(), place.column()),
                None => "Kubernetes objects: no YAML that can be read".to_owned(),
            })?;
        objects.into_iter().for_each(|object| object.take(&mut secrets));
    }
    if secrets.is_empty() {
        return Err("no secret of type kubernetes.io/tls".to_owned());
    }
    Ok(secrets)
}

/// The bounds on the text and on the expansion of its aliases. As many secrets as fit are read.
fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        with_snippet: false,
        budget: serde_saphyr::budget! { max_documents: usize::MAX, max_nodes: usize::MAX, max_events: usize::MAX },
    }
}

/// The error with the place that cannot be read. Both parsers would show the text there, which may be a private key.
fn refused(format: &str, line: u64, column: u64) -> String {
    format!("Kubernetes objects: no {format} that can be read at line {line}, column {column}")
}

/// The parts of an object that matter here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object {
    r#type: Option<Perhaps<String>>,
    metadata: Option<Perhaps<Metadata>>,
    data: Option<Perhaps<Data>>,
    string_data: Option<Perhaps<Data>>,
    /// The objects of a list that are secrets of type TLS, or lists.
    #[serde(default, deserialize_with = "read_items")]
    items: Vec<Object>,
}

type Data = BTreeMap<String, Perhaps<String>>;

#[derive(Deserialize)]
struct Metadata {
    name: Option<String>,
    namespace: Option<String>,
}

/// A value, if it is of the type that a secret has. Objects of other kinds have other types under the same names.
#[derive(Deserialize)]
#[serde(untagged)]
enum Perhaps<T> {
    Is(T),
    IsNot(IgnoredAny),
}

impl<T> Perhaps<T> {
    fn get(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::IsNot(_) => None,
        }
    }
}

/// Reads a list. Objects of no use are not kept: there may be millions of them.
fn read_items<'de, D: Deserializer<'de>>(list: D) -> Result<Vec<Object>, D::Error> {
    struct Items;

    impl<'de> Visitor<'de> for Items {
        type Value = Vec<Object>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = list.next_element::<Object>()? {
                items.extend(Some(item).filter(|item| item.is_tls() || !item.items.is_empty()));
            }
            Ok(items)
        }
    }

    list.deserialize_any(Items)
}

impl Object {
    fn is_tls(&self) -> bool {
        matches!(&self.r#type, Some(Perhaps::Is(name)) if name == "kubernetes.io/tls")
    }

    fn take(self, secrets: &mut Vec<Secret>) {
        if !self.is_tls() {
            self.items.into_iter().for_each(|item| item.take(secrets));
            return;
        }
        let name = self.metadata.and_then(Perhaps::get).map_or_else(String::new, |Metadata { name, namespace }| {
            format!("{}/{}", namespace.as_deref().unwrap_or("default"), name.as_deref().unwrap_or_default())
        });
        let [mut data, mut texts] =
            [self.data, self.string_data].map(|data| data.and_then(Perhaps::get).unwrap_or_default());
        let mut found = false;
        for key in ["tls.crt", "ca.crt"] {
            let decode = |base64: String| {
                let base64: String = base64.split_whitespace().collect();
                STANDARD.decode(base64).map_err(|error| format!("base64: {error}"))
            };
            let text = texts.remove(key).and_then(Perhaps::get).map(|text| Ok(text.into_bytes()));
            let certificates = text.or_else(|| data.remove(key).and_then(Perhaps::get).map(decode));
            // Some write an empty authority.
            let certificates =
                certificates.filter(|read| key == "tls.crt" || !matches!(read, Ok(read) if read.is_empty()));
            if let Some(certificates) = certificates {
                found = true;
                secrets.push(Secret { name: format!("secret {name} {key}"), certificates });
            }
        }
        if !found {
            secrets.push(Secret { name: format!("secret {name}"), certificates: Err("no tls.crt".to_owned()) });
        }
    }
}

const MOST_OCTETS: u64 = 64 << 20;
