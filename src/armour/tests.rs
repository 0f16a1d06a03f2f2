//! What is written is read again, by this crate and by another one.

use proptest::prelude::*;

use super::{encode::encode_to, reader::Reader};

fn read(text: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let blocks = Reader::new(text, |_| true, text.len()).map(|block| block.expect("a block"));
    blocks.map(|block| (block.label.as_bytes().to_vec(), block.content)).collect()
}

fn written(label: &str, content: &[u8]) -> String {
    let mut text = String::new();
    encode_to(&mut text, label, content);
    text
}

proptest! {
    #[test]
    fn what_is_written_is_read(label in "([A-Z0-9]{1,9} ){0,2}[A-Z0-9]{1,9}", content in prop::collection::vec(any::<u8>(), 1..2_000)) {
        let text = written(&label, &content);
        prop_assert_eq!(read(text.as_bytes()), [(label.as_bytes().to_vec(), content.clone())]);
        let peer = pem::parse(&text).expect("another reader reads it");
        prop_assert_eq!((peer.tag(), peer.contents()), (&*label, &*content));
        let peer = pem::encode_config(&peer, pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF));
        prop_assert_eq!(peer, text, "another writer writes it");
    }

    /// White space of any kind may stand anywhere between the boundaries, and around them.
    #[test]
    fn white_space_changes_nothing(
        content in prop::collection::vec(any::<u8>(), 1..300),
        spaces in prop::collection::vec((any::<prop::sample::Index>(), "[ \t\n\r\x0b\x0c]{1,3}"), 0..40),
        around in "[ \t\n\r]{0,3}",
    ) {
        let text = written("X", &content);
        let (begin, rest) = text.split_at(text.find('\n').unwrap_or_default());
        let (body, end) = rest.split_at(rest.find("-----END").unwrap_or_default());
        let mut body = body.to_owned();
        for (index, space) in spaces {
            let at = index.index(body.len() + 1);
            body.insert_str(at, &space);
        }
        let text = [&around, begin, &body, end, &around].concat();
        prop_assert_eq!(read(text.as_bytes()), [(b"X".to_vec(), content)]);
    }

    /// Whatever a text is, the reader ends, and tells lines that the text has.
    #[test]
    fn any_text_is_read(parts in prop::collection::vec(
        prop_oneof![
            "-----BEGIN [A-Z ]{0,9}-----", "-----END [A-Z ]{0,9}-----", "-{1,12}", "[A-Za-z0-9+/]{0,80}", "={0,3}",
            "\r\n|\n|\r", "[ \t]{1,3}", "[A-Z]{1,5}: [a-z]{0,5}", ".{0,20}",
        ],
        0..60,
    )) {
        let text = parts.concat();
        let mut reader = Reader::new(text.as_bytes(), |label| label != b"X", text.len());
        let mut before = 0;
        for block in reader.by_ref() {
            let line = match block {
                Ok(block) => block.line,
                Err(fault) => fault.of_block().0,
            };
            prop_assert!(line >= before && line >= 1, "{} after {}", line, before);
            before = line;
        }
        let breaks = text.replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(reader.lines(), breaks.lines().count(), "{:?}", text);
    }
}
