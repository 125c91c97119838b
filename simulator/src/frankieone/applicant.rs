//! The imported individual as the BFF reads it back: `{applicant, documents}`, as OneSDK's applicant model has it.

use serde_json::{Value, json};

use crate::entropy::Entropy;
use crate::frankieone::session::Entity;

pub(crate) fn of(entity: &Entity, entropy: &Entropy) -> Value {
    let scenario = entity.scenario;
    let mut applicant = entity.individual.clone();
    let documents = applicant
        .as_object_mut()
        .and_then(|fields| fields.remove("documents"))
        .unwrap_or_else(|| json!([]));
    applicant["entityId"] = if scenario.is("read_back_other_entity") {
        json!(entropy.uuid())
    } else {
        json!(entity.id)
    };
    applicant["customerReference"] = if scenario.is("read_back_other_reference") {
        json!(format!("{}-other", entity.reference))
    } else {
        json!(entity.reference)
    };
    match scenario.name() {
        "read_back_differs" => {
            applicant["name"] = json!({
                "givenName": "SOMEBODY", "middleName": null, "familyName": "ELSE", "displayName": "SOMEBODY ELSE",
            });
            applicant["dateOfBirth"] = json!("1950-12-31");
        }
        "read_back_incomplete" => {
            applicant["name"] = json!({
                "givenName": null, "middleName": null, "familyName": null, "displayName": null,
            });
            applicant["dateOfBirth"] = Value::Null;
        }
        "read_back_unknown_fields" => {
            applicant["riskLevel"] = json!("UNHEARD_OF");
            applicant["name"]["honorific"] = json!("Dr");
        }
        _ => {}
    }
    json!({ "applicant": applicant, "documents": documents })
}
