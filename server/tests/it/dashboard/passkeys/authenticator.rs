//! An authenticator, as far as the protocol tells it from a real one.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::VERIFIED;

/// Holds one passkey. What it says of itself can be changed, to see who believes it.
#[derive(Clone)]
pub(super) struct Authenticator {
    pub(super) key: SigningKey,
    pub(super) id: Vec<u8>,
    pub(super) user: String,
    /// Goes up with each signature, unless it is 0 (6.1.1).
    pub(super) counter: u32,
    pub(super) flags: u8,
    pub(super) origin: &'static str,
    pub(super) party: &'static str,
}

impl Authenticator {
    pub(super) fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 32],
            user: String::new(),
            counter: 1,
            flags: 0x01 | VERIFIED,
            origin: "http://localhost:3000",
            party: "localhost",
        }
    }

    /// One whose passkey is on several devices: it counts nothing.
    pub(super) fn synchronised() -> Self {
        Self {
            counter: 0,
            ..Self::new(7)
        }
    }

    pub(super) fn client_data(&self, kind: &str, options: &Value) -> String {
        json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false
        })
        .to_string()
    }

    pub(super) fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.party).to_vec();
        data.push(self.flags | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    pub(super) fn json(&self, response: Value) -> String {
        let id = BASE64.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "response": response,
            "clientExtensionResults": {}, "authenticatorAttachment": "platform"
        })
        .to_string()
    }

    /// What `navigator.credentials.create` answers.
    pub(super) fn makes(&mut self, options: &Value) -> String {
        self.user = options["user"]["id"].as_str().unwrap().to_owned();
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // COSE: an EC2 key for ES256 on P-256 (RFC 9053, 7.1.1).
        let point = self.key.verifying_key().to_encoded_point(false);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        let mut object = b"\xa3cfmtdnonegattStmt\xa0hauthData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        self.json(json!({
            "clientDataJSON": BASE64.encode(self.client_data("webauthn.create", options)),
            "attestationObject": BASE64.encode(object), "transports": ["internal"]
        }))
    }

    /// What `navigator.credentials.get` answers.
    pub(super) fn answers(&mut self, options: &Value) -> String {
        if self.counter > 0 {
            self.counter += 1;
        }
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(0);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.json(json!({
            "clientDataJSON": BASE64.encode(client_data), "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der()), "userHandle": self.user
        }))
    }
}
