//! ID tokens that are no JSON Web Signature, or one that a parser may read in two ways. What can be signed is signed well.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::{Map, Value, json};

use crate::bankid::id_token::Issuing;
use crate::bankid::jwt::{segment, signing_input};
use crate::bankid::plays::plays;

plays! {
    /// What the id_token looks like instead.
    ShapeAttack {
        TwoSegments "two_segments" "The ID token has two parts.",
        FourSegments "four_segments" "The ID token has four parts.",
        FiveSegments "five_segments" "The ID token has five parts, as an encrypted one.",
        NoSegments "no_segments" "The ID token has no dots.",
        EmptyPayload "empty_payload" "The ID token's payload is empty, the signature that of the full one.",
        Padded "padded" "The ID token's parts are padded.",
        NotBase64Url "not_base64url" "The ID token's parts are base64 with plus and slash, and padded.",
        Blanks "blanks" "There are line breaks around the ID token and in it.",
        OneMegabyte "one_megabyte" "The ID token is longer than 1 MB.",
        DeeplyNested "deeply_nested" "A claim of the ID token is nested 10,000 deep.",
        DuplicateNonce "duplicate_nonce" "The ID token has the claim nonce twice, first wrong, then right.",
        DuplicateAud "duplicate_aud" "The ID token has the claim aud twice, first right, then wrong.",
        InvalidUtf8 "invalid_utf8" "A claim of the ID token is not UTF-8.",
        ExpOverflow "exp_overflow" "The ID token's exp is 1e400.",
        PayloadArray "payload_array" "The ID token's payload is an array.",
        PayloadText "payload_text" "The ID token's payload is a string.",
        HeaderArray "header_array" "The ID token's header is an array.",
    }
}

impl ShapeAttack {
    /// The token, from the header and the claims of a good one.
    pub(crate) fn forge(
        self,
        header: &Map<String, Value>,
        claims: &Map<String, Value>,
        issuing: &Issuing<'_>,
    ) -> String {
        let own = Value::Object(claims.clone()).to_string();
        let beginning = own.strip_suffix('}').unwrap_or(&own);
        let payload = match self {
            Self::OneMegabyte => {
                format!("{beginning},\"filling\":\"{}\"}}", "f".repeat(1_000_000)).into_bytes()
            }
            Self::DeeplyNested => {
                let (open, close) = ("[".repeat(10_000), "]".repeat(10_000));
                format!("{beginning},\"nested\":{open}{close}}}").into_bytes()
            }
            Self::DuplicateNonce => {
                let rest = own.strip_prefix('{').unwrap_or(&own);
                format!("{{\"nonce\":{},{rest}", json!(issuing.noise)).into_bytes()
            }
            Self::DuplicateAud => {
                format!("{beginning},\"aud\":\"sim-bankid-other\"}}").into_bytes()
            }
            Self::InvalidUtf8 => {
                let mut bytes = format!("{beginning},\"note\":\"").into_bytes();
                bytes.extend([0xff, 0xfe, b'"', b'}']);
                bytes
            }
            Self::ExpOverflow => {
                let mut others = claims.clone();
                others.remove("exp");
                let others = Value::Object(others).to_string();
                format!(
                    "{},\"exp\":1e400}}",
                    others.strip_suffix('}').unwrap_or(&others)
                )
                .into_bytes()
            }
            Self::PayloadArray => json!([claims]).to_string().into_bytes(),
            Self::PayloadText => json!(own).to_string().into_bytes(),
            _ => own.clone().into_bytes(),
        };
        let input = match self {
            Self::HeaderArray => format!(
                "{}.{}",
                segment(json!([header]).to_string()),
                segment(&payload)
            ),
            _ => signing_input(header, &payload),
        };
        let signature = issuing
            .keys
            .for_id_token(issuing.algorithm)
            .sign(issuing.algorithm, input.as_bytes());
        let token = format!("{input}.{}", segment(&signature));
        let (head, body) = input.split_once('.').unwrap_or((&input, ""));
        match self {
            Self::TwoSegments => input,
            Self::FourSegments => format!("{token}.{}", segment(b"more")),
            Self::FiveSegments => {
                let header =
                    json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT" }).to_string();
                format!(
                    "{}.{}.{}.{body}.{}",
                    segment(header),
                    segment([1; 256]),
                    segment([2; 12]),
                    segment([3; 16])
                )
            }
            Self::NoSegments => token.replace('.', ""),
            Self::EmptyPayload => format!("{head}..{}", segment(&signature)),
            Self::Padded => {
                let header = Value::Object(header.clone()).to_string();
                let parts =
                    [header.as_bytes(), &payload, &signature].map(|part| URL_SAFE.encode(part));
                parts.join(".")
            }
            Self::NotBase64Url => {
                let header = Value::Object(header.clone()).to_string();
                let parts =
                    [header.as_bytes(), &payload, &signature].map(|part| STANDARD.encode(part));
                parts.join(".")
            }
            Self::Blanks => format!("\n{head}\n.{body}.\n{}\n", segment(&signature)),
            _ => token,
        }
    }
}
