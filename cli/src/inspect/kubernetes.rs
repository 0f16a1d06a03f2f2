//! Certificates in Kubernetes objects: secrets of type `kubernetes.io/tls`, alone or in lists, as YAML or JSON.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, Read as _},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;

/// A secret, and what it has for certificates.
pub(crate) struct Secret {
    /// Such as `secret default/web tls.crt`.
    pub(crate) name: String,
    pub(crate) certificates: Result<Vec<u8>, String>,
}

/// Whether it begins as objects of Kubernetes do, in JSON or in YAML.
pub(crate) fn is_like(beginning: &[u8]) -> bool {
    let text = beginning.trim_ascii_start();
    let keys: [&[u8]; 4] = [b"{", b"apiVersion:", b"kind:", b"---\n"];
    keys.iter().any(|key| text.starts_with(key))
}

/// The secrets of type TLS in all documents of `source`.
pub(crate) fn secrets(source: impl BufRead) -> Result<Vec<Secret>, String> {
    let mut text = String::new();
    let length =
        source.take(MOST_OCTETS + 1).read_to_string(&mut text).map_err(|error: io::Error| error.to_string())?;
    if length as u64 > MOST_OCTETS {
        return Err(format!("Kubernetes objects: more than {MOST_OCTETS} bytes"));
    }
    let objects: Vec<Object> = if text.trim_start().starts_with('{') {
        let read: Result<Vec<Object>, _> = serde_json::Deserializer::from_str(&text).into_iter().collect();
        read.map_err(|error| refused("JSON", error.line() as u64, error.column() as u64))?
    } else {
        let read = serde_saphyr::from_multiple(&text);
        read.map_err(|error| match error.location() {
            Some(place) => refused("YAML", place.line(), place.column()),
            None => "Kubernetes objects: no YAML that can be read".to_owned(),
        })?
    };
    let mut secrets = Vec::new();
    for object in objects {
        object.take(&mut secrets);
    }
    if secrets.is_empty() {
        return Err("no secret of type kubernetes.io/tls".to_owned());
    }
    Ok(secrets)
}

/// Where the text cannot be read. Both parsers would show what stands there, which may be a private key.
fn refused(format: &str, line: u64, column: u64) -> String {
    format!("Kubernetes objects: no {format} that can be read at line {line}, column {column}")
}

/// The parts of an object that matter here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Object {
    r#type: Option<String>,
    metadata: Option<Metadata>,
    data: Option<BTreeMap<String, Option<String>>>,
    string_data: Option<BTreeMap<String, Option<String>>>,
    /// Those of a list.
    items: Option<Vec<Object>>,
}

#[derive(Deserialize)]
struct Metadata {
    name: Option<String>,
    namespace: Option<String>,
}

impl Object {
    fn take(self, secrets: &mut Vec<Secret>) {
        for item in self.items.into_iter().flatten() {
            item.take(secrets);
        }
        if self.r#type.as_deref() != Some("kubernetes.io/tls") {
            return;
        }
        let name = self.metadata.map_or_else(String::new, |Metadata { name, namespace }| {
            format!("{}/{}", namespace.as_deref().unwrap_or("default"), name.as_deref().unwrap_or_default())
        });
        let [data, texts] = [self.data, self.string_data].map(Option::unwrap_or_default);
        let mut found = false;
        for key in ["tls.crt", "ca.crt"] {
            let decode = |base64: &String| {
                let base64: String = base64.split_whitespace().collect();
                STANDARD.decode(base64).map_err(|error| format!("base64: {error}"))
            };
            let text = texts.get(key).and_then(Option::as_ref).map(|text| Ok(text.clone().into_bytes()));
            let certificates = text.or_else(|| data.get(key).and_then(Option::as_ref).map(decode));
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
