use super::*;

fn checked(changes: impl FnOnce(&mut Value), more: Value) -> Result<(), ProviderError> {
    let mut recipe: Value = serde_json::from_str(RECIPE).unwrap();
    changes(&mut recipe);
    let recipe = serde_json::from_value(recipe).unwrap();
    mapping::check_recipe(Some(&recipe), &settings(more))
}

fn advice(result: Result<(), ProviderError>) -> String {
    match result {
        Err(ProviderError::Misconfigured { detail }) => detail,
        other => panic!("{other:?}"),
    }
}

/// FO-02, FO-04
#[test]
fn the_recipe_that_the_settings_describe_is_taken() {
    assert_eq!(checked(|_| {}, json!({})), Ok(()));
}

/// FO-04, FO-25
#[test]
fn a_recipe_that_asks_for_more_or_less_than_was_agreed_is_refused() {
    let asked = |recipe: &Value| {
        recipe["idps"]["singpass"]["attributes"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let more = checked(
        |recipe| recipe["idps"]["singpass"]["attributes"] = json!(format!("{},sex", asked(recipe))),
        json!({}),
    );
    assert!(advice(more).contains("asks for sex"));
    let less = checked(
        |recipe| {
            recipe["idps"]["singpass"]["attributes"] = json!(asked(recipe).replace(",email", ""))
        },
        json!({}),
    );
    assert!(advice(less).contains("agree on email"));
}

#[test]
fn a_recipe_that_leads_elsewhere_is_refused_and_the_setting_is_named() {
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 7] = [
        (
            |recipe| recipe["federation"] = json!("google"),
            "settings.idp",
        ),
        (
            |recipe| drop(recipe.as_object_mut().unwrap().remove("federation")),
            "settings.idp",
        ),
        (
            |recipe| drop(recipe.as_object_mut().unwrap().remove("idps")),
            "settings.idp",
        ),
        (
            |recipe| recipe["idps"] = json!({ "google": {} }),
            "settings.idp",
        ),
        (
            |recipe| {
                recipe["idps"]["singpass"]["redirect_url"] =
                    json!("https://sdk.example.com/sdk/identity/return/")
            },
            "settings.redirect_url",
        ),
        (
            |recipe| recipe["idps"]["singpass"]["redirect_url"] = json!(null),
            "settings.redirect_url",
        ),
        (
            |recipe| recipe["idps"]["singpass"]["environment"] = json!("staging"),
            "environment",
        ),
    ];
    for (change, named) in cases {
        let advice = advice(checked(change, json!({})));
        assert!(advice.contains(named), "{named}: {advice}");
    }
    let none = mapping::check_recipe(None, &settings(json!({})));
    assert!(advice(none).contains("settings.recipe"));
}

/// FO-21
#[test]
fn another_identity_provider_has_a_recipe_without_attributes() {
    let google = checked(
        |recipe| {
            recipe["federation"] = json!("google");
            recipe["idps"] = json!({ "google": {
                "redirect_url": "https://sdk.example.com/sdk/identity/return",
                "client_id": "client",
                "scope": "openid profile email",
            } });
        },
        openid(),
    );
    assert_eq!(google, Ok(()));
}
