use super::*;

fn refused(more: Value) -> String {
    let connection = connection(more);
    let checked = FrankieOne::new()
        .unwrap()
        .check_settings(&connection, &["https://id.example.com".to_owned()]);
    checked.unwrap_err().to_string()
}

/// FO-04
#[test]
fn the_sixteen_recommended_attributes_are_the_default() {
    let settings = settings(json!({}));
    assert_eq!(settings.attributes.len(), 16);
    assert_eq!(settings.attributes, attributes::RECOMMENDED);
    assert_eq!(settings.approved_attributes, settings.attributes);
    let claimed: Vec<_> = settings
        .claims
        .values()
        .filter_map(|rule| rule.attribute.clone())
        .collect();
    for attribute in &settings.attributes {
        assert!(claimed.contains(attribute), "{attribute} is taken over");
    }
}

/// FO-25
#[test]
fn an_attribute_that_was_not_approved_keeps_the_server_from_starting() {
    let mut more = attributes::RECOMMENDED.to_vec();
    more.push("sex");
    let text = refused(json!({ "attributes": more }));
    assert!(text.contains("settings.attributes"), "{text}");
    assert!(
        text.contains("\"sex\" was not approved at Link-Up"),
        "{text}"
    );

    // And once it is approved, it may be asked for.
    settings(json!({ "attributes": more, "approved_attributes": more }));

    // Fewer than approved is no new list.
    settings(json!({
        "attributes": ["uinfin", "name", "dob", "regadd"],
        "claims": openid_claims(&["uinfin", "name", "dob", "regadd"]),
    }));
}

fn openid_claims(attributes: &[&str]) -> Value {
    attributes
        .iter()
        .map(|name| {
            let rule = json!({ "from": [format!("applicant.{name}")], "attribute": name });
            ((*name).to_owned(), rule)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// FO-21
#[test]
fn another_identity_provider_is_configuration() {
    let settings = settings(openid());
    assert_eq!(settings.claims.len(), 3);
}

#[test]
fn what_is_wrong_is_named() {
    let claim = |rule: Value| json!({ "claims": { "name": rule } });
    for (more, key) in [
        (
            json!({ "bff": "http://backend.example.com" }),
            "settings.bff",
        ),
        (
            json!({ "sdk_script": "https://assets.example.com/sdk.js?v=1" }),
            "settings.sdk_script",
        ),
        (
            json!({ "redirect_url": "https://sdk.example.com/sdk/identity/return/" }),
            "settings.redirect_url",
        ),
        (
            json!({ "redirect_url": "https://sdk.example.com/sdk/other/return" }),
            "settings.redirect_url",
        ),
        (
            json!({ "redirect_url": "http://sdk.example.com/sdk/identity/return" }),
            "settings.redirect_url",
        ),
        (json!({ "customer_id": "a:b" }), "settings.customer_id"),
        (
            json!({ "customer_child_id": "" }),
            "settings.customer_child_id",
        ),
        (json!({ "recipe": "" }), "settings.recipe"),
        (json!({ "idp_name": " " }), "settings.idp_name"),
        (
            json!({ "attributes": ["name", "name"] }),
            "settings.attributes",
        ),
        (
            json!({ "approved_attributes": ["na me"] }),
            "settings.approved_attributes",
        ),
        (
            json!({ "mandatory_attributes": ["sex"] }),
            "settings.mandatory_attributes",
        ),
        (
            json!({ "claims": openid_claims(&["uinfin"]) }),
            "settings.mandatory_attributes",
        ),
        (json!({ "claims": {} }), "settings.claims"),
        (claim(json!({ "from": [] })), "settings.claims.name"),
        (
            claim(json!({ "from": ["applicant.name"] })),
            "settings.claims.name",
        ),
        (
            claim(json!({ "from": ["applicant.name"], "attribute": "sex" })),
            "settings.claims.name",
        ),
        (
            claim(json!({ "from": ["applicant..name"], "attribute": "name" })),
            "settings",
        ),
        (
            json!({ "session_lifetime_seconds": 60 }),
            "settings.session_lifetime_seconds",
        ),
        (
            json!({ "data_lifetime_minutes": 0 }),
            "settings.data_lifetime_minutes",
        ),
        (json!({ "bf": "x" }), "settings"),
    ] {
        let text = refused(more.clone());
        assert!(
            text.starts_with(&format!("connections.identity.{key}: ")),
            "{more}: {text}"
        );
    }
    let mut without = connection(json!({}));
    without.secrets.clear();
    let adapter = FrankieOne::new().unwrap();
    let text = adapter.check_settings(&without, &[]).unwrap_err();
    assert!(text.to_string().contains("secrets.api_key"), "{text}");
}

#[test]
fn the_page_runs_the_vendors_script_and_lets_it_call_the_bff_only() {
    let page = FrankieOne::new()
        .unwrap()
        .sdk_page(&connection(json!({})))
        .unwrap()
        .unwrap();
    assert_eq!(
        page.scripts,
        ["https://assets.example.com/onesdk/v1.9.4/oneSdk.umd.js"]
    );
    assert_eq!(page.connect, ["https://backend.example.com"]);
    assert!(!page.camera);
}

/// FO-20: whatever comes from outside is text.
#[test]
fn our_own_script_writes_no_markup() {
    for word in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "createContextualFragment",
        "eval(",
        "Function(",
    ] {
        assert!(!GLUE.contains(word), "{word}");
    }
    assert!(!GLUE.contains("message)"), "an error's text is not read");
}
