//! The `PKI_SIGN` header of MyInfo v3: the client writes it, the IdP checks it (Singpass MyInfo contract, 3.2).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer, Verifier};
use rsa::{RsaPrivateKey, RsaPublicKey};

const METHOD: &str = "RS256";

/// A request that is signed: method, URL without query, all parameters of query or form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) params: &'a [(&'a str, &'a str)],
}

/// The header's own parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PkiSign {
    /// Milliseconds since 1970.
    pub(crate) timestamp: String,
    pub(crate) nonce: String,
    pub(crate) app_id: String,
    signature: String,
    /// What stands after `Bearer`.
    pub(crate) bearer: Option<String>,
}

/// `METHOD&url&k=v&..`: sorted by key, bytewise; values are not escaped (contract P2).
fn base_string(request: &Signed<'_>, app_id: &str, nonce: &str, timestamp: &str) -> String {
    let mut params: Vec<(&str, &str)> = request.params.to_vec();
    params.extend([
        ("app_id", app_id),
        ("nonce", nonce),
        ("signature_method", METHOD),
        ("timestamp", timestamp),
    ]);
    params.sort_unstable();
    let params: Vec<String> = params
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{}&{}&{}", request.method, request.url, params.join("&"))
}

/// The header's value.
pub(crate) fn header(
    request: &Signed<'_>,
    app_id: &str,
    nonce: &str,
    timestamp: &str,
    key: &RsaPrivateKey,
    bearer: Option<&str>,
) -> String {
    let text = base_string(request, app_id, nonce, timestamp);
    let signature = SigningKey::<Sha256>::new(key.clone()).sign(text.as_bytes());
    let signature = STANDARD.encode(signature.to_bytes());
    let mut header = format!(
        "PKI_SIGN timestamp=\"{timestamp}\",nonce=\"{nonce}\",app_id=\"{app_id}\",\
         signature_method=\"{METHOD}\",signature=\"{signature}\""
    );
    if let Some(token) = bearer {
        header.push_str(",Bearer ");
        header.push_str(token);
    }
    header
}

impl PkiSign {
    /// Reads a header; every part exactly once and nothing else.
    pub(crate) fn parse(value: &str) -> Option<Self> {
        let mut found: [Option<String>; 5] = Default::default();
        let mut bearer = None;
        for part in value.strip_prefix("PKI_SIGN ")?.split(',') {
            let part = part.trim();
            if let Some(token) = part.strip_prefix("Bearer ") {
                if bearer.replace(token.to_owned()).is_some() {
                    return None;
                }
                continue;
            }
            let (name, quoted) = part.split_once('=')?;
            let text = quoted.strip_prefix('"')?.strip_suffix('"')?;
            let place = [
                "timestamp",
                "nonce",
                "app_id",
                "signature_method",
                "signature",
            ]
            .iter()
            .position(|known| *known == name)?;
            if found.get_mut(place)?.replace(text.to_owned()).is_some() {
                return None;
            }
        }
        let [timestamp, nonce, app_id, method, signature] = found;
        if method? != METHOD {
            return None;
        }
        Some(Self {
            timestamp: timestamp?,
            nonce: nonce?,
            app_id: app_id?,
            signature: signature?,
            bearer,
        })
    }

    /// Whether the owner of the key signed this very request.
    pub(crate) fn is_of(&self, request: &Signed<'_>, key: &RsaPublicKey) -> bool {
        let text = base_string(request, &self.app_id, &self.nonce, &self.timestamp);
        STANDARD
            .decode(&self.signature)
            .ok()
            .and_then(|bytes| Signature::try_from(bytes.as_slice()).ok())
            .is_some_and(|signature| {
                VerifyingKey::<Sha256>::new(key.clone())
                    .verify(text.as_bytes(), &signature)
                    .is_ok()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::{PkiSign, Signed, base_string, header};
    use crate::frankieone::keys::Keys;

    const REQUEST: Signed<'_> = Signed {
        method: "POST",
        url: "https://test.api.myinfo.gov.sg/com/v3/token",
        params: &[
            ("grant_type", "authorization_code"),
            ("code", "c/1+2"),
            ("client_id", "app"),
        ],
    };

    /// FO-08
    #[test]
    fn the_base_string_is_sorted_and_unescaped() {
        assert_eq!(
            base_string(&REQUEST, "app", "7", "1000"),
            "POST&https://test.api.myinfo.gov.sg/com/v3/token&app_id=app&client_id=app&code=c/1+2\
             &grant_type=authorization_code&nonce=7&signature_method=RS256&timestamp=1000"
        );
    }

    /// FO-08
    #[test]
    fn a_signature_holds_for_its_request_and_key_only() {
        let keys = Keys::load().expect("keys");
        let value = header(&REQUEST, "app", "7", "1000", &keys.bff.private, Some("t"));
        let read = PkiSign::parse(&value).expect("a header");
        assert_eq!(read.bearer.as_deref(), Some("t"));
        assert!(read.is_of(&REQUEST, &keys.bff.public));
        assert!(!read.is_of(&REQUEST, &keys.oidc.public));
        let other = Signed {
            url: "https://test.api.myinfo.gov.sg/com/v3/person",
            ..REQUEST
        };
        assert!(!read.is_of(&other, &keys.bff.public));
    }

    #[test]
    fn a_header_with_a_part_missing_twice_or_unknown_is_refused() {
        let good = "PKI_SIGN timestamp=\"1\",nonce=\"2\",app_id=\"a\",signature_method=\"RS256\",signature=\"s\"";
        assert!(PkiSign::parse(good).is_some());
        for bad in [
            good.replace("PKI_SIGN", "Bearer"),
            good.replace("nonce=\"2\",", ""),
            format!("{good},nonce=\"3\""),
            format!("{good},extra=\"3\""),
            good.replace("RS256", "none"),
        ] {
            assert_eq!(PkiSign::parse(&bad), None, "{bad}");
        }
    }
}
