//! Numbers.

use super::*;

#[test]
fn numbers_are_in_their_bounds() {
    let text = "[server]\nlisten = []\nmax_body_bytes = 1\nrequest_timeout_seconds = 0\nshutdown_grace_seconds = 601\n\
                [database]\nurl = \"mysql://canary@db\"\n[sessions]\nidle_minutes = 0\nabsolute_hours = 0\n\
                [limits]\nkeys = 1\naddress = { per_minute = 0, burst = 1 }\n[logging]\nfilter = \"=,=\"\n";
    assert_snapshot!(refusal(text, &[]), @r#"
    vestibule.toml:2: server.listen: is empty; name at least one address
    vestibule.toml:3: server.max_body_bytes: must be 1024 to 16777216
    vestibule.toml:4: server.request_timeout_seconds: must be 1 to 50
    vestibule.toml:5: server.shutdown_grace_seconds: must be at most 600
    vestibule.toml:7: database.url: begins neither with sqlite: nor with postgres://
    vestibule.toml:9: sessions.idle_minutes: must be 1 to 1440
    vestibule.toml:10: sessions.absolute_hours: must be 1 to 2160
    vestibule.toml:12: limits.keys: must be 100 to 10000000
    vestibule.toml:13: limits.address: per_minute and burst must be at least 1
    vestibule.toml:15: logging.filter: is not a filter such as "info,vestibule_server=debug"
    "#);
}
