//! Scenarios in the answer to "begin a check".

use serde_json::{Value, json};

use crate::bankid::plays::plays;
use crate::external::answers::Bend;

plays! {
    /// What is wrong with the answer to "begin a check".
    BeginPlay {
        Unsigned "begin_unsigned" "The answer to begin has no signature.",
        Forged "begin_forged" "The answer to begin is signed with a secret of nobody's.",
        OurSecret "begin_request_secret" "The answer to begin is signed with the secret of the requests.",
        Old "begin_old" "The answer to begin was signed ten minutes ago.",
        OtherMessage "begin_other_message" "The answer to begin has the webhook-id of another message.",
        OtherCheck "begin_other_check" "The answer to begin names another check.",
        OtherAttempt "begin_other_attempt" "The answer to begin names another attempt.",
        OtherType "begin_other_type" "The answer to begin is of type check.state.",
        OtherVersion "begin_other_version" "The answer to begin is of version 2.",
        NoId "begin_without_id" "The answer to begin has no id.",
        OddId "begin_odd_id" "The answer to begin has the id ../../admin.",
        LongId "begin_long_id" "The answer to begin has an id of 101 characters.",
        PageElsewhere "page_elsewhere" "The page is on another origin than the service's.",
        PageScript "page_script" "The page is a javascript: URL.",
        PagePlain "page_plain_http" "The page is http on another machine.",
        PageWithPassword "page_with_password" "The page's URL has a user name and a password.",
        PageRelative "page_relative" "The page is a path without an origin.",
        UnknownFields "begin_unknown_fields" "The answer to begin has fields that the contract does not know.",
    }
}

impl BeginPlay {
    pub(crate) fn bend(self) -> Bend {
        match self {
            Self::Unsigned => Bend::Unsigned,
            Self::Forged => Bend::Forged,
            Self::OurSecret => Bend::RequestSecret,
            Self::Old => Bend::Seconds(-600),
            Self::OtherMessage => Bend::OtherMessage,
            _ => Bend::Nothing,
        }
    }

    /// Changes the body before it is signed.
    pub(crate) fn change(self, body: &mut Value, another_id: &str) {
        match self {
            Self::OtherCheck => body["check"] = json!(another_id),
            Self::OtherAttempt => body["attempt"] = json!(another_id),
            Self::OtherType => body["type"] = json!("check.state"),
            Self::OtherVersion => body["version"] = json!(2),
            Self::NoId => {
                if let Some(fields) = body.as_object_mut() {
                    fields.remove("id");
                }
            }
            Self::OddId => body["id"] = json!("../../admin"),
            Self::LongId => body["id"] = json!("a".repeat(101)),
            Self::PageElsewhere => body["page"] = json!("http://127.0.0.1:9/page"),
            Self::PageScript => body["page"] = json!("javascript:alert(1)"),
            Self::PagePlain => body["page"] = json!("http://steps.example.com/page"),
            Self::PageWithPassword => {
                let page = body["page"].as_str().unwrap_or_default();
                body["page"] = json!(page.replacen("://", "://user:pass@", 1));
            }
            Self::PageRelative => body["page"] = json!("/pages/1"),
            Self::UnknownFields => {
                body["status"] = json!("done");
                body["theme"] = json!({ "colour": "red" });
            }
            Self::Unsigned | Self::Forged | Self::OurSecret | Self::Old | Self::OtherMessage => {}
        }
    }
}
