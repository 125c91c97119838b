//! Scenarios in the facts of an answer that says "done".

use serde_json::{Map, Value, json};

use crate::bankid::plays::plays;
use crate::external::session::Session;

plays! {
    /// What is odd about the facts.
    FactPlay {
        NotPermitted "not_permitted" "Beside the facts there is payment_approved, which the connection does not permit.",
        OnlyNotPermitted "only_not_permitted" "The only fact is payment_approved, which the connection does not permit.",
        UserProvided "user_provided" "The facts are marked user_provided: the person said so, and nobody verified it.",
        UserProvidedAsAssured "user_provided_assured" "The facts are marked user_provided and carry an assurance.",
        SelfAsserted "self_asserted" "The only fact is self_asserted.",
        UnknownFact "unknown_fact" "Beside the facts there is star_sign, which the contract does not know.",
        NoFacts "no_facts" "Done, with an empty list of facts.",
        WithoutFacts "without_facts" "Done, without facts.",
        TooManyFacts "too_many_facts" "Done, with 17 facts.",
        TooManyClaims "too_many_claims" "Done, with 33 claims in a fact.",
        LongClaim "long_claim" "Done, with a claim of 501 characters.",
        OddName "odd_claim_name" "Done, with a claim named <b>name</b>.",
        ControlCharacters "control_characters" "Done, with a line break in a claim.",
        NumberClaim "number_claim" "Done, with a number as a claim.",
        OddAssurance "odd_assurance" "Done, with an assurance whose scheme has blanks in it.",
        BorrowedAssurance "borrowed_assurance" "Done, with an assurance in the scheme signicat.loa.",
        TwoFacts "two_of_a_kind" "Done, with the same fact twice.",
        Evidence "with_evidence" "Done, with evidence of the service's own.",
    }
}

impl FactPlay {
    /// Changes the answer before it is signed.
    pub(crate) fn change(self, body: &mut Value) {
        let Some(facts) = body["facts"].as_array_mut() else {
            return;
        };
        let first = facts.first().cloned().unwrap_or_default();
        let mut each = |change: &dyn Fn(&mut Value)| facts.iter_mut().for_each(change);
        match self {
            Self::NotPermitted => facts.push(json!({ "kind": "payment_approved" })),
            Self::OnlyNotPermitted => *facts = vec![json!({ "kind": "payment_approved" })],
            Self::UserProvided => each(&|fact| {
                fact["user_provided"] = json!(true);
                fact["assurance"] = Value::Null;
            }),
            Self::UserProvidedAsAssured => each(&|fact| fact["user_provided"] = json!(true)),
            Self::SelfAsserted => {
                *facts = vec![json!({ "kind": "self_asserted", "claims": first["claims"] })];
            }
            Self::UnknownFact => facts.push(json!({ "kind": "star_sign" })),
            Self::NoFacts => facts.clear(),
            Self::WithoutFacts => {
                if let Some(fields) = body.as_object_mut() {
                    fields.remove("facts");
                }
            }
            Self::TooManyFacts => *facts = vec![first; 17],
            Self::TooManyClaims => each(&|fact| {
                let claims = (0..33).map(|number| (format!("claim_{number}"), json!("x")));
                fact["claims"] = Value::Object(claims.collect::<Map<_, _>>());
            }),
            Self::LongClaim => each(&|fact| fact["claims"]["nickname"] = json!("x".repeat(501))),
            Self::OddName => each(&|fact| fact["claims"]["<b>name</b>"] = json!("x")),
            Self::ControlCharacters => each(&|fact| fact["claims"]["nickname"] = json!("a\nb")),
            Self::NumberClaim => each(&|fact| fact["claims"]["age"] = json!(36)),
            Self::OddAssurance => {
                each(&|fact| fact["assurance"] = json!({ "scheme": "our own", "value": "high" }));
            }
            Self::BorrowedAssurance => {
                each(&|fact| {
                    fact["assurance"] = json!({ "scheme": "signicat.loa", "value": "high" });
                });
            }
            Self::TwoFacts => facts.push(first),
            Self::Evidence => {
                body["evidence"] = json!({ "file": "case-17", "looked_at_by": ["desk"] });
            }
        }
    }
}

/// The facts that the step asked for, about a synthetic person or about whom the inputs name.
pub(crate) fn facts(session: &Session) -> Vec<Value> {
    let input = |name: &str, otherwise: &str| {
        let given = session.begin.inputs.get(name);
        given.map_or(otherwise, String::as_str).to_owned()
    };
    session
        .facts
        .iter()
        .map(|kind| {
            let claims = match kind.as_str() {
                "identity" | "self_asserted" => json!({
                    "given_name": input("given_name", "Kari"),
                    "family_name": input("family_name", "Synthetic"),
                    "birthdate": input("birthdate", "1990-03-12"),
                }),
                "contact_control" => {
                    json!({ "phone_number": input("phone_number", "+4799999999") })
                }
                _ => json!({}),
            };
            json!({
                "kind": kind,
                "assurance": { "scheme": "company.level", "value": "checked" },
                "claims": claims,
            })
        })
        .collect()
}
