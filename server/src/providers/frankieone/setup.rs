//! For whoever sets the account up: what can be tried without a person, and what FrankieOne and the identity provider have
//! to be told.

use crate::{
    connection::{Connection, SettingsError},
    provider::{Call, Diagnosis, OurAddresses, SheetEntry, SheetTopic},
};

use super::{mapping, requests, settings::Settings};

/// A machine session about a reference that nobody has, and the recipe. Neither makes an individual.
pub(super) async fn diagnose(call: Call<'_>) -> Vec<Diagnosis> {
    let Ok(settings) = Settings::read(call.connection) else {
        return Vec::new();
    };
    let reference = call.random.uuid_v4().to_string();
    let session = match requests::open_session(call, &settings, &reference).await {
        Ok(session) => session,
        Err(error) => return vec![Diagnosis::of::<()>("machine session", Err(error), "")],
    };
    let recipe = requests::read_recipe(call, &settings, &session)
        .await
        .and_then(|recipe| mapping::check_recipe(recipe.as_ref(), &settings));
    vec![
        Diagnosis::of("machine session", Ok(()), "of this customer and host"),
        Diagnosis::of(
            "recipe",
            recipe,
            "has the identity provider and the redirect URL",
        ),
    ]
}

/// What the recipe and the identity provider's link-up need (docs/providers/frankieone.md).
pub(super) fn sheet(
    connection: &Connection,
    ours: OurAddresses<'_>,
) -> Result<Vec<SheetEntry>, SettingsError> {
    let settings = Settings::read(connection)?;
    let customer = match &settings.customer_child_id {
        Some(child) => format!("{}:{child}", settings.customer_id),
        None => settings.customer_id.clone(),
    };
    Ok(vec![
        SheetEntry::new(SheetTopic::ClientId, [customer], "the customer"),
        SheetEntry::new(
            SheetTopic::RedirectUri,
            [settings.redirect_url.as_str()],
            format!(
                "letter by letter, in the recipe and with {}",
                settings.idp_name
            ),
        ),
        SheetEntry::new(
            SheetTopic::ScriptOrigin,
            ours.sdk_origin,
            "the page in which OneSDK runs",
        ),
        SheetEntry::new(
            SheetTopic::Permission,
            [&settings.recipe],
            format!("the recipe, with federation of {}", settings.idp),
        ),
        SheetEntry::new(
            SheetTopic::Attribute,
            &settings.attributes,
            format!("approved by {}", settings.idp_name),
        ),
        SheetEntry::new(
            SheetTopic::Authentication,
            ["machine session by API key"],
            "from our server only",
        ),
    ])
}
