//! ID tokens that are signed well and say something wrong, or something odd that is right.

use serde_json::{Map, Value, json};

use crate::bankid::id_token::Issuing;
use crate::bankid::personas;
use crate::bankid::plays::plays;

plays! {
    /// What the ID token says instead.
    ClaimAttack {
        IssWrong "iss_wrong" "The ID token's iss is another issuer.",
        IssOfOidc "iss_of_oidc" "The ID token's iss is BankID OIDC's.",
        IssSlash "iss_trailing_slash" "The ID token's iss has a slash at the end.",
        IssCase "iss_case" "The ID token's iss is in capitals.",
        IssPort "iss_port" "The ID token's iss has another port.",
        IssMissing "iss_missing" "The ID token has no iss.",
        SubMissing "sub_missing" "The ID token has no sub.",
        SubEmpty "sub_empty" "The ID token's sub is empty.",
        SubLong "sub_too_long" "The ID token's sub has 256 characters.",
        SubNumber "sub_number" "The ID token's sub is a number.",
        AudWrong "aud_wrong" "The ID token's aud is another client.",
        AudMissing "aud_missing" "The ID token has no aud.",
        AudArray "aud_array" "The ID token's aud is an array of the client alone, which is right.",
        AudEmpty "aud_empty" "The ID token's aud is an empty array.",
        AudObject "aud_object" "The ID token's aud is an object.",
        AudSeveral "aud_several_without_azp" "The ID token's aud has another client too, and there is no azp.",
        AudSeveralAzp "aud_several_azp_wrong" "The ID token's aud has another client too, which is the azp.",
        AzpWrong "azp_wrong" "The ID token's azp is another client.",
        ExpMissing "exp_missing" "The ID token has no exp.",
        Expired "expired" "The ID token expired ten minutes ago.",
        ExpText "exp_text" "The ID token's exp is a string.",
        ExpNegative "exp_negative" "The ID token's exp is negative.",
        ExpNull "exp_null" "The ID token's exp is null.",
        IatMissing "iat_missing" "The ID token has no iat.",
        IatFuture "iat_future" "The ID token's iat is two minutes ahead.",
        IatPast "iat_long_ago" "The ID token's iat is a day old, its exp ahead.",
        NbfFuture "nbf_future" "The ID token's nbf is two minutes ahead.",
        SlightlyFuture "slightly_future" "The ID token's iat and nbf are five seconds ahead, which is skew.",
        NonceWrong "nonce_wrong" "The ID token's nonce belongs to nothing.",
        NonceMissing "nonce_missing" "The ID token has no nonce.",
        NonceReplayed "nonce_replayed" "The ID token's nonce is that of the session that was exchanged before.",
        NonceForeign "nonce_foreign" "The ID token's nonce is that of the latest other session.",
        NonceOfPermission "nonce_of_permission" "The ID token's nonce is that of the permission statement.",
        NonceCase "nonce_case" "The ID token's nonce is the right one with its letters' case changed.",
        NonceNumber "nonce_number" "The ID token's nonce is a number.",
        AcrLoa30 "acr_loa_30" "The ID token's acr is urn:bankid:bis;LOA=30.",
        AcrLoa2 "acr_too_low" "The ID token's acr is urn:bankid:bis;LOA=2.",
        AcrPlain "acr_plain" "The ID token's acr is urn:bankid:bis.",
        AcrHigh "acr_high" "The ID token's acr is urn:bankid:bih, as if a step-up had been forced.",
        AcrOther "acr_other_service" "The ID token's acr is urn:bankid:bid;LOA=4, of another BankID service.",
        AcrSeveral "acr_several" "The ID token's acr names the right class and another one.",
        AcrMissing "acr_missing" "The ID token has no acr.",
        AcrArray "acr_array" "The ID token's acr is an array.",
        AcrNumber "acr_number" "The ID token's acr is the number 3.",
        TypWrong "typ_wrong" "The ID token's claim typ is Bearer.",
        AmrText "amr_text" "The ID token's amr is a string, as older tokens have it, which is right.",
        NninOther "sub_nnin_mismatch" "The ID token's sub_nnin is another person's than the login hint's and the grant's.",
        NninMalformed "sub_nnin_malformed" "The ID token's sub_nnin has letters.",
        NninNumber "sub_nnin_number" "The ID token's sub_nnin is a number.",
        NamesNumber "names_number" "The ID token's names are numbers.",
        NamesMarkup "names_markup" "The ID token's names are full of markup and of direction marks.",
        NamesLong "names_long" "The ID token's name has 10,000 characters.",
        BirthdateMalformed "birthdate_malformed" "The ID token's birthdate is 1990-02-31.",
        ProfileMissing "profile_missing" "The ID token has none of the claims that profile asks for.",
        Unasked "claims_unasked" "The ID token has claims that nobody asked for.",
        AtHashWrong "at_hash_wrong" "The answer has an access_token, and the ID token's at_hash is of another one.",
    }
}

/// Shorter than every tolerance.
const SKEW_S: i64 = 5;
/// Longer than every tolerance.
const FAR_S: i64 = 120;

impl ClaimAttack {
    /// Bends the claims of a good ID token.
    pub(crate) fn bend(self, claims: &mut Map<String, Value>, issuing: &Issuing<'_>) {
        let now_s = issuing.now_s;
        let own = |name: &str| {
            claims
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let other = "sim-bankid-other";
        let (name, value) = match self {
            Self::IssWrong => ("iss", json!("https://issuer.example")),
            Self::IssOfOidc => ("iss", json!(issuing.oidc_issuer)),
            Self::IssSlash => ("iss", json!(format!("{}/", issuing.issuer))),
            Self::IssCase => ("iss", json!(issuing.issuer.to_uppercase())),
            Self::IssPort => ("iss", json!(with_other_port(issuing.issuer))),
            Self::IssMissing => ("iss", Value::Null),
            Self::SubMissing => ("sub", Value::Null),
            Self::SubEmpty => ("sub", json!("")),
            Self::SubLong => ("sub", json!("s".repeat(256))),
            Self::SubNumber => ("sub", json!(7)),
            Self::AudWrong => ("aud", json!(other)),
            Self::AudMissing => ("aud", Value::Null),
            Self::AudArray => ("aud", json!([own("aud")])),
            Self::AudEmpty => ("aud", json!([])),
            Self::AudObject => ("aud", json!({ "id": own("aud") })),
            Self::AudSeveral => {
                claims.remove("azp");
                ("aud", json!([issuing.client_id, other]))
            }
            Self::AudSeveralAzp => {
                claims.insert("azp".to_owned(), json!(other));
                ("aud", json!([issuing.client_id, other]))
            }
            Self::AzpWrong => ("azp", json!(other)),
            Self::ExpMissing => ("exp", Value::Null),
            Self::Expired => {
                claims.insert("iat".to_owned(), json!(now_s - 900));
                claims.insert("nbf".to_owned(), json!(now_s - 960));
                ("exp", json!(now_s - 600))
            }
            Self::ExpText => ("exp", json!((now_s + 300).to_string())),
            Self::ExpNegative => ("exp", json!(-now_s)),
            Self::ExpNull => return drop(claims.insert("exp".to_owned(), Value::Null)),
            Self::IatMissing => ("iat", Value::Null),
            Self::IatFuture => ("iat", json!(now_s + FAR_S)),
            Self::IatPast => ("iat", json!(now_s - 86_400)),
            Self::NbfFuture => ("nbf", json!(now_s + FAR_S)),
            Self::SlightlyFuture => {
                claims.insert("nbf".to_owned(), json!(now_s + SKEW_S));
                ("iat", json!(now_s + SKEW_S))
            }
            Self::NonceWrong => ("nonce", json!(issuing.noise)),
            Self::NonceMissing => ("nonce", Value::Null),
            Self::NonceReplayed => (
                "nonce",
                json!(issuing.replayed_nonce.as_deref().unwrap_or(issuing.noise)),
            ),
            Self::NonceForeign => (
                "nonce",
                json!(issuing.foreign_nonce.as_deref().unwrap_or(issuing.noise)),
            ),
            Self::NonceOfPermission => ("nonce", json!(issuing.statement_nonce)),
            Self::NonceCase => ("nonce", json!(case_changed(&own("nonce")))),
            Self::NonceNumber => ("nonce", json!(7)),
            Self::AcrLoa30 => ("acr", json!("urn:bankid:bis;LOA=30")),
            Self::AcrLoa2 => ("acr", json!("urn:bankid:bis;LOA=2")),
            Self::AcrPlain => ("acr", json!("urn:bankid:bis")),
            Self::AcrHigh => ("acr", json!("urn:bankid:bih")),
            Self::AcrOther => ("acr", json!("urn:bankid:bid;LOA=4")),
            Self::AcrSeveral => ("acr", json!("urn:bankid:bis;LOA=3 urn:bankid:bis;LOA=2")),
            Self::AcrMissing => ("acr", Value::Null),
            Self::AcrArray => ("acr", json!(["urn:bankid:bis;LOA=3"])),
            Self::AcrNumber => ("acr", json!(3)),
            Self::TypWrong => ("typ", json!("Bearer")),
            Self::AmrText => ("amr", json!("BIS")),
            Self::NninOther => {
                let other = personas::ALL
                    .iter()
                    .find(|one| one.nnin != issuing.persona.nnin);
                ("sub_nnin", json!(other.map(|one| one.nnin)))
            }
            Self::NninMalformed => ("sub_nnin", json!("1283903O1O8")),
            Self::NninNumber => ("sub_nnin", json!(12_839_030_108_u64)),
            Self::NamesNumber => {
                claims.insert("given_name".to_owned(), json!(1));
                claims.insert("family_name".to_owned(), json!(2));
                ("name", json!(3))
            }
            Self::NamesMarkup => {
                let markup = "<img src=x onerror=alert(1)>\u{202e}{{7*7}}";
                claims.insert("given_name".to_owned(), json!(markup));
                claims.insert("family_name".to_owned(), json!(markup));
                ("name", json!(markup))
            }
            Self::NamesLong => {
                claims.insert("given_name".to_owned(), json!("K".repeat(10_000)));
                ("name", json!("K".repeat(10_000)))
            }
            Self::BirthdateMalformed => ("birthdate", json!("1990-02-31")),
            Self::ProfileMissing => {
                for name in ["name", "given_name", "family_name", "birthdate"] {
                    claims.remove(name);
                }
                ("updated_at", Value::Null)
            }
            Self::Unasked => {
                claims.insert("phone_number".to_owned(), json!("+4740000000"));
                claims.insert("address".to_owned(), json!({ "country": "NO" }));
                ("role", json!("admin"))
            }
            Self::AtHashWrong => ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
        };
        match value {
            Value::Null => drop(claims.remove(name)),
            value => drop(claims.insert(name.to_owned(), value)),
        }
    }
}

fn with_other_port(issuer: &str) -> String {
    issuer
        .rsplit_once(':')
        .map_or_else(|| format!("{issuer}:1"), |(front, _)| format!("{front}:1"))
}

fn case_changed(text: &str) -> String {
    let changed = |letter: char| {
        if letter.is_ascii_lowercase() {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        }
    };
    text.chars().map(changed).collect()
}
