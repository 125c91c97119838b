//! Where data may go.

use super::*;

const CONTACT: &str = "\"contact_control\"";

fn staying_in(regions: &str) -> String {
    journey(CONTACT, &format!("regions = [{regions}]\n"), &[confirm("")])
}

#[test]
fn a_step_stays_in_the_journey_s_regions() {
    assert_snapshot!(findings(&staying_in("\"SG\", \"EU\"")), @"vestibule.toml:37: journeys.j.steps.0 (confirm).kind.provider.connection: connections.phone takes data to NO, but data of this journey stays in SG, EU; use a connection within, or add the region to the journey's regions if its texts say so [region-not-allowed]");
    passes(&staying_in("\"SG\", \"NO\""));
    passes(&staying_in("\"EEA\""));
    passes(&staying_in(""));
}

#[test]
fn a_connection_of_a_journey_with_regions_has_one() {
    let text = staying_in("\"NO\"").replace("region = \"NO\"\n", "");
    assert_snapshot!(findings(&text), @"vestibule.toml:36: journeys.j.steps.0 (confirm).kind.provider.connection: connections.phone.region is missing, but data of this journey stays in NO; write where the provider keeps and uses it [region-not-allowed]");
}

#[test]
fn regions_are_countries_and_two_unions() {
    let text = staying_in("\"NO\", \"no\", \"EUROPE\"")
        .replace("region = \"ID\"", "region = \"Indonesia\"");
    assert_snapshot!(findings(&text), @r#"
    vestibule.toml:14: connections.face.region: is no region; write the two capital letters of a country (ISO 3166-1), or EU or EEA [region-unknown]
    vestibule.toml:35: journeys.j.regions.1: is no region; write the two capital letters of a country (ISO 3166-1), or EU or EEA [region-unknown]
    vestibule.toml:35: journeys.j.regions.2: is no region; write the two capital letters of a country (ISO 3166-1), or EU or EEA [region-unknown]
    "#);
}
