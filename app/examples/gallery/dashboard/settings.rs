//! Settings: clients and keys, endpoints, operators, connections.

mod clients;
mod connections;
mod endpoints;
mod operators;
mod retention;

use vestibule_app::dashboard::{
    Section,
    settings::{KeptView, Part, SettingsScreen},
};

use super::{Looks, Sample, at, sample};

pub(super) fn samples() -> Vec<Sample> {
    let kept = KeptView {
        lifetime_minutes: 10_080,
        link_minutes: 1_440,
        result_code_minutes: 10,
        deliveries_days: 30,
        signals_days: 90,
        is_retention_on: false,
    };
    let parts = vec![
        Part::Clients,
        Part::Endpoints,
        Part::Operators,
        Part::Connections,
        Part::Retention,
    ];
    let mut all = vec![
        at(
            "settings",
            Section::Settings,
            SettingsScreen { parts, kept },
        ),
        sample(
            "settings-viewer",
            Looks::Viewer(Some(Section::Settings)),
            SettingsScreen {
                parts: Vec::new(),
                kept,
            },
        ),
    ];
    for more in [
        clients::samples(),
        endpoints::samples(),
        operators::samples(),
        connections::samples(),
        retention::samples(),
    ] {
        all.extend(more);
    }
    all
}

fn own(text: &str) -> String {
    text.to_owned()
}

fn set(name: &str, screen: impl vestibule_app::dashboard::Screen) -> Sample {
    at(name, Section::Settings, screen)
}
