//! Bags of certificates, each with one thing that is rare in their links.

use crate::write;

pub fn seeds() {
    let leaf = Certificate { role: ENTITY, ends: 8, ..ca(LEAF, A) };
    let root = ca(A, A);
    let cases: [(&str, u8, Vec<Certificate>); 30] = [
        ("nothing", NO_ROOTS, vec![]),
        ("leaf-alone", NO_ROOTS, vec![leaf]),
        ("root-alone", NO_ROOTS, vec![root]),
        ("leaf-and-root", NO_ROOTS, vec![leaf, root]),
        ("root-before-its-leaf", NO_ROOTS, vec![root, leaf]),
        ("four", NO_ROOTS, vec![leaf, ca(A, B), ca(B, C), ca(C, C)]),
        ("issuer-missing", NO_ROOTS, vec![leaf, ca(A, B)]),
        ("stranger", NO_ROOTS, vec![leaf, root, ca(B, C)]),
        ("two-leaves", NO_ROOTS, vec![leaf, root, leaf]),
        ("name-in-other-letters", NO_ROOTS, vec![leaf, ca(A_WITH_BLANKS, A)]),
        ("names-of-nobody", NO_ROOTS, vec![ca(LEAF, NOBODY), ca(NOBODY, NOBODY)]),
        ("names-with-a-part-that-cannot-be-read", NO_ROOTS, vec![ca(LEAF, BROKEN), ca(BROKEN, BROKEN)]),
        ("root-twice", NO_ROOTS, vec![leaf, root, root]),
        ("root-renewed", NO_ROOTS, vec![leaf, Certificate { ends: 12, ..root }, Certificate { ends: 20, ..root }]),
        (
            "two-ways-of-which-the-longer-ends-last",
            NO_ROOTS,
            vec![leaf, Certificate { ends: 5, ..root }, ca(A, B), ca(B, B)],
        ),
        ("root-that-is-not-valid-yet", NO_ROOTS, vec![leaf, Certificate { begins: 15, ends: 28, ..root }, root]),
        ("circle", NO_ROOTS, vec![leaf, ca(A, B), ca(B, A)]),
        ("circle-with-a-way-out", NO_ROOTS, vec![leaf, ca(A, B), ca(B, A), ca(B, B)]),
        ("circle-without-a-leaf", NO_ROOTS, vec![ca(A, B), ca(B, C), ca(C, A)]),
        ("keys", NO_ROOTS, vec![Certificate { keys: BY_1, ..leaf }, Certificate { keys: KEY_1, ..root }]),
        ("another-key", NO_ROOTS, vec![Certificate { keys: BY_1, ..leaf }, Certificate { keys: KEY_2, ..root }]),
        (
            "key-that-only-one-of-two-names",
            NO_ROOTS,
            vec![Certificate { keys: BY_1, ..leaf }, Certificate { keys: KEY_2, ends: 25, ..root }, root],
        ),
        ("by-number", NO_ROOTS, vec![Certificate { named: A_NUMBER_0, ..leaf }, root]),
        (
            "by-another-number",
            NO_ROOTS,
            vec![Certificate { named: A_NUMBER_0, ..leaf }, Certificate { serial: 1, ..root }],
        ),
        ("issued-by-an-end-entity", NO_ROOTS, vec![leaf, Certificate { role: ENTITY, ..ca(A, B) }]),
        ("end-entity-that-issued-itself", NO_ROOTS, vec![Certificate { role: ENTITY, ..root }]),
        (
            "periods-that-cannot-be-read",
            NO_ROOTS,
            vec![Certificate { ends: UNREADABLE, ..leaf }, Certificate { ends: UNREADABLE, ..root }],
        ),
        (
            "periods-without-an-end",
            NO_ROOTS,
            vec![Certificate { ends: NEVER, ..leaf }, Certificate { ends: NEVER, ..root }],
        ),
        (
            "periods-without-a-common-second",
            NO_ROOTS,
            vec![Certificate { ends: 2, ..leaf }, Certificate { begins: 4, ..root }],
        ),
        ("role-that-cannot-be-read", NO_ROOTS, vec![leaf, Certificate { role: UNKNOWN, ..root }]),
    ];
    for (name, roots, certificates) in cases {
        put(name, roots, &certificates);
    }
    let own = Certificate { role: ENTITY, keys: KEY_3_BY_1, ..root };
    put("leaf-of-the-name-of-its-issuer", NO_ROOTS, &[own, Certificate { keys: KEY_2, ..root }]);
    put("stranger-under-a-root", 1 + 2, &[leaf, ca(B, A), root]);
    put("under-a-root", 1 + 2, &[leaf, ca(A, B), ca(B, B)]);
    put("under-no-root", 1, &[leaf, root]);
    put("under-another-root", 1 + 2, &[leaf, root, ca(B, B)]);
    put("under-a-cross-signed-root", 1 + 2, &[leaf, root, ca(A, B), ca(B, B)]);
    put("under-roots-alone", 1 + 4, &[root, ca(B, B)]);
    put("root-among-the-certificates", 1 + 2, &[leaf, root, root]);
    put(
        "root-that-issued-an-end-entity-of-its-name",
        1 + 2,
        &[leaf, root, Certificate { role: ENTITY, ..ca(A, C) }, ca(C, C)],
    );
}

fn put(name: &str, roots: u8, certificates: &[Certificate]) {
    let certificates = certificates.iter().flat_map(Certificate::octets);
    write("chains", name, [roots, IN_2026].into_iter().chain(certificates).collect::<Vec<u8>>());
}

/// A certificate before it is written: see `chains`.
#[derive(Clone, Copy)]
struct Certificate {
    names: (u8, u8),
    role: u8,
    keys: u8,
    serial: u8,
    named: u8,
    begins: u8,
    ends: u8,
}

impl Certificate {
    fn octets(&self) -> [u8; 8] {
        let Self { names: (subject, issuer), role, keys, serial, named, begins, ends } = *self;
        [subject, issuer, role, keys, serial, named, begins, ends]
    }
}

const fn ca(subject: u8, issuer: u8) -> Certificate {
    Certificate { names: (subject, issuer), role: 0, keys: 0, serial: 0, named: 0, begins: 0, ends: 10 }
}

const NO_ROOTS: u8 = 0;
const IN_2026: u8 = 6;

/// The names.
const A: u8 = 0;
const B: u8 = 1;
const C: u8 = 2;
const LEAF: u8 = 3;
const A_WITH_BLANKS: u8 = 4;
const NOBODY: u8 = 6;
const BROKEN: u8 = 7;

const ENTITY: u8 = 1;
const UNKNOWN: u8 = 2;
const KEY_1: u8 = 1;
const KEY_2: u8 = 2;
const BY_1: u8 = 4;
const KEY_3_BY_1: u8 = 3 + 4;
const A_NUMBER_0: u8 = 1;
const UNREADABLE: u8 = 30;
const NEVER: u8 = 31;
