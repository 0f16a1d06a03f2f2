//! Signing requests from OpenSSL 3.0.19, for what rcgen does not write itself. Their keys were thrown away.
//!
//! The first four differ in key and signature, the others in the extensions that they ask for.

/// P-384, signed with SHA-256 as OpenSSL signs by default: `openssl ecparam -genkey -noout -name secp384r1 -out key.pem`,
/// then `openssl req -new -key key.pem -subj /CN=db.internal`.
pub(super) const P384_SHA256: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIIBDTCBlQIBADAWMRQwEgYDVQQDDAtkYi5pbnRlcm5hbDB2MBAGByqGSM49AgEG
BSuBBAAiA2IABMXEKyH/hI6G5G1T7dWAf9D4hRAdihldqdECIwvm54dbeIl+llg4
7Yj6lWch6iieTdI8X5LU6+JvTPW1oNCdfC9wXOJ53Zs4C3YkMiXdAxydqy1mXK/g
XlK742GKEr63caAAMAoGCCqGSM49BAMCA2cAMGQCMCljJwPLG516Xexzhgq3v3Vm
8nbGGsisybVsIZsQTw0cO10BXoEKUe0Iz61ylJJnrQIwLqIHiETqHTgXEtobjoX+
41obsBM/aDm4ztHiRkDMLm6t/8DLOwIA3hCHOJJ3Kbta
-----END CERTIFICATE REQUEST-----
";

/// P-256, signed with SHA-384: the same with `-name prime256v1` and `-sha384`.
pub(super) const P256_SHA384: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIHRMHgCAQAwFjEUMBIGA1UEAwwLZGIuaW50ZXJuYWwwWTATBgcqhkjOPQIBBggq
hkjOPQMBBwNCAAR960PGTW3JEpCzizLvThRaZUa/BvNCMM2wUoCCWtHhDPUoBPsY
avncKVWrM/xXVmcxYUeZUEvnfCz00fuQAjQQoAAwCgYIKoZIzj0EAwMDSQAwRgIh
ANQzAAYLPFNnYd62qTbQbu1UVf8tOSscdeZD7hqe2+0xAiEAkxCmIV6B2lf3Svg8
K8PiWectQ/StKh9UJgqagDF8Mjw=
-----END CERTIFICATE REQUEST-----
";

/// RSA: the same with `openssl genrsa -out key.pem 2048`.
pub(super) const RSA_SHA256: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIICWzCCAUMCAQAwFjEUMBIGA1UEAwwLZGIuaW50ZXJuYWwwggEiMA0GCSqGSIb3
DQEBAQUAA4IBDwAwggEKAoIBAQCPwq0Y8uM3zgVInK8khE6ci736UHbMiGPv5i04
Q8KLrm1TLN5E1+qs5/cwuE2N5WYc9CTtLetlT0z9xTyyl/lHylTuUE+QDaYY1VGU
TR+/UWXZSSLrwEldiE48oKx5UZmj80FaOaiPKaYQsmelblbbxjnPrMQml6dP2mvA
7laAmsFT9NeY0ysGnPg5ujaMX4Hb44WyVQP8KCxOLA0UciUOX0oWi/EKpCKucdk7
TuThq5C8rvH56uXz+RY78nNj/OEHnQFfXjjACLlZmyI9hASpV0+gGoq9Y1ygCK32
8C70qsF0bKaZ5zmmKpgV7jWpVtqo8R0jMaFnThIkZmiHIMejAgMBAAGgADANBgkq
hkiG9w0BAQsFAAOCAQEAZ+dAYsXjgj2jVuaQDJZLOy5HWYMPk4eSMwETeQOT24Gu
KXw9ygbYdxfPgOFWheD4ND47TIbWb28dBgcgeuIOZ1A2Vcqca3fm8Y9QSiS7VKxd
XSgr/JmMKRNvs8jTnaX5RF4zZVlqoqEstSmZiSXFfK2Iw686hN5fJkvEeIL33fdf
TdbWT3hamvSaCUAl3E+hEQwVf1DgxMeVzYGHqq3FoCRVSFeMUAk7qwYhSLBnWb13
v6UrKba9bxP2WsQkV6JbxacsTRedKj31lC5TKeAK82xI5PCzrBPfUYlAuuV7G8Ez
dojQ1Q4ypYuLEkvtF3rK+3xVV7CEc+5m7kUHRldW4g==
-----END CERTIFICATE REQUEST-----
";

/// RSA, signed with the padding PSS: the same with `-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest`.
pub(super) const RSA_PSS: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIICjzCCAUMCAQAwFjEUMBIGA1UEAwwLZGIuaW50ZXJuYWwwggEiMA0GCSqGSIb3
DQEBAQUAA4IBDwAwggEKAoIBAQCPwq0Y8uM3zgVInK8khE6ci736UHbMiGPv5i04
Q8KLrm1TLN5E1+qs5/cwuE2N5WYc9CTtLetlT0z9xTyyl/lHylTuUE+QDaYY1VGU
TR+/UWXZSSLrwEldiE48oKx5UZmj80FaOaiPKaYQsmelblbbxjnPrMQml6dP2mvA
7laAmsFT9NeY0ysGnPg5ujaMX4Hb44WyVQP8KCxOLA0UciUOX0oWi/EKpCKucdk7
TuThq5C8rvH56uXz+RY78nNj/OEHnQFfXjjACLlZmyI9hASpV0+gGoq9Y1ygCK32
8C70qsF0bKaZ5zmmKpgV7jWpVtqo8R0jMaFnThIkZmiHIMejAgMBAAGgADBBBgkq
hkiG9w0BAQowNKAPMA0GCWCGSAFlAwQCAQUAoRwwGgYJKoZIhvcNAQEIMA0GCWCG
SAFlAwQCAQUAogMCASADggEBAGklES3Et8n6tGZyCAaeJGZ4jw3w1WHVvmvboZ26
ohcNX7ztNrteX8WtONy06n+kND1pTH+K4h8+f0u4RdOILhR2BywTvrjJuEFAGHcM
jKHS/UpexNUV7K7Rtszrj1hpmz/6I3J/3ARVwlA14gzJ882Rw5jCvSYJBWbQOAQ4
ozAJoiSTXBpauWOFcICGF2Fpf1idmRuF/OtbI+zx/Arpdzyo8lWlBoHx3eLE30e/
5Br/ip4BW01az3ZCl0h6HD2ZbFJ40DP20ikCGhukXlNDAsE4vXVcUIMKuUgH8uYa
IYS0H1pkHH6GK+MJseknNHJ+HzDy4GXM5dLxUhZWttUdbTM=
-----END CERTIFICATE REQUEST-----
";

/// A service: P-256 and, beside `-subj`, `-addext keyUsage=critical,digitalSignature,keyEncipherment`,
/// `-addext extendedKeyUsage=serverAuth,clientAuth`, `-addext basicConstraints=CA:FALSE`, and `-addext subjectAltName=` with
/// every kind of name that rcgen reads: `DNS:db.internal,IP:10.0.0.1,IP:::1,email:a@example,URI:spiffe://mesh/a` and
/// `otherName:1.3.6.1.4.1.311.20.2.3;UTF8:a@b`.
pub(super) const SERVICE: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIIBgjCCASgCAQAwFjEUMBIGA1UEAwwLZGIuaW50ZXJuYWwwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAQI1CHlgQYJy5hpJKk6XrK0P079Brtgsg+reR9Cv6KGFDgp
WE5/lkpzHD3n32MA0Y3JzPOBFjATHSDlruy2x2j0oIGvMIGsBgkqhkiG9w0BCQ4x
gZ4wgZswDgYDVR0PAQH/BAQDAgWgMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggrBgEF
BQcDAjBfBgNVHREEWDBWggtkYi5pbnRlcm5hbIcECgAAAYcQAAAAAAAAAAAAAAAA
AAAAAYEJYUBleGFtcGxlhg9zcGlmZmU6Ly9tZXNoL2GgEwYKKwYBBAGCNxQCA6AF
DANhQGIwCQYDVR0TBAIwADAKBggqhkjOPQQDAgNIADBFAiASmDUd7qASKkI+SuAW
610E8SF+T56kAHWZTozeMc/7DgIhALzqiHa2+u8/Xwoloj0jYPW7UiP432NGv5/W
4E8NOFEG
-----END CERTIFICATE REQUEST-----
";

/// A client, in an order of its own and with a purpose twice: `-addext extendedKeyUsage=clientAuth,serverAuth,clientAuth`,
/// `-addext keyUsage=keyAgreement,decipherOnly`, and `-addext basicConstraints=critical,CA:FALSE,pathlen:0`.
pub(super) const CLIENT: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIIBKTCB0QIBADAWMRQwEgYDVQQDDAtkYi5pbnRlcm5hbDBZMBMGByqGSM49AgEG
CCqGSM49AwEHA0IABAjUIeWBBgnLmGkkqTpesrQ/Tv0Gu2CyD6t5H0K/ooYUOClY
Tn+WSnMcPeffYwDRjcnM84EWMBMdIOWu7LbHaPSgWTBXBgkqhkiG9w0BCQ4xSjBI
MCcGA1UdJQQgMB4GCCsGAQUFBwMCBggrBgEFBQcDAQYIKwYBBQUHAwIwDAYDVR0P
BAUDAwcIgDAPBgNVHRMBAf8EBTADAgEAMAoGCCqGSM49BAMCA0cAMEQCIGaH2aOM
6DxBnt4RVWkUH1xw1KAphFZ/0HjmSFKg0zQ5AiBNzOQ+Sju84F05Ek4T4tIg1/rH
E1dtwt3LOuZLcMOtJQ==
-----END CERTIFICATE REQUEST-----
";

/// The values not as DER writes them, with bits of zero at the end and a default: `-addext keyUsage=DER:03:02:00:a0`, which
/// is digitalSignature and keyEncipherment, and `-addext basicConstraints=DER:30:03:01:01:00`, which is CA:FALSE.
pub(super) const NOT_DER: &str = "\
-----BEGIN CERTIFICATE REQUEST-----
MIH9MIGkAgEAMBYxFDASBgNVBAMMC2RiLmludGVybmFsMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAECNQh5YEGCcuYaSSpOl6ytD9O/Qa7YLIPq3kfQr+ihhQ4KVhO
f5ZKcxw9599jANGNyczzgRYwEx0g5a7stsdo9KAsMCoGCSqGSIb3DQEJDjEdMBsw
CwYDVR0PBAQDAgCgMAwGA1UdEwQFMAMBAQAwCgYIKoZIzj0EAwIDSAAwRQIgXCLo
yjqX0MYQTgRJJs290zjPf3EvqNaUlqIbWzqrDRUCIQC8deyV4h5s0C99SCSzjEx7
pdZyS1HVUJp7gEa+bgh/xQ==
-----END CERTIFICATE REQUEST-----
";
