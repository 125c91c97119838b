//! The names of journeys' versions.

use super::*;

#[test]
fn a_version_is_the_content_s_hash_and_not_the_file_s() {
    let version = |text: &str| {
        let config = load(text, &[]).unwrap();
        journey_version(config.journeys.values().next().unwrap())
    };
    let turned = base_with("minutes = 2\n", "")
        .replace("[journeys.phone]\n", "[journeys.phone]\nminutes=2\n");
    assert_eq!(version(BASE), version(&turned));
    assert_eq!(version(BASE).len(), 64);
    assert_ne!(
        version(BASE),
        version(&base_with("minutes = 2", "minutes = 3"))
    );
    assert_ne!(
        version(BASE),
        version(&base_with("\"Judul\"", "\"Judul lain\""))
    );
}
