//! The key ring.

use super::*;

#[test]
fn outside_development_it_must_be_configured() {
    let text = LIVE.replace(
        "ring = [{ id = \"one\", secret = \"AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\" }]",
        "file = \"/nowhere/keys.toml\"",
    );
    assert_snapshot!(refusal(&text, &[]), @"default: keys.ring: is empty and /nowhere/keys.toml is not there; configure a key (openssl rand -base64 32)");
}

#[test]
fn its_keys_are_32_bytes_in_base64() {
    let key = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    assert_snapshot!(refusal(&live_with(key, "AQID"), &[]), @"vestibule.toml:5: keys.ring.one.secret: is not 32 bytes in base64; make one: openssl rand -base64 32");
    assert_snapshot!(refusal(&live_with(key, "not base64"), &[]), @"vestibule.toml:5: keys.ring.one.secret: is not 32 bytes in base64; make one: openssl rand -base64 32");
    assert_snapshot!(refusal(&live_with(key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), &[]), @"vestibule.toml:5: keys.ring.one.secret: is one byte 32 times, which is no secret; make one: openssl rand -base64 32");
}

#[test]
fn its_names_are_unique() {
    let text = live_with(
        "ring = [",
        "ring = [{ id = \"one\", secret = \"IQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\" }, ",
    );
    assert_snapshot!(refusal(&text, &[]), @"vestibule.toml:5: keys.ring: the key ring is unusable: two keys have the same name");
}

#[test]
fn in_development_it_is_made_once_and_only_its_owner_reads_it() {
    let folder = Folder::new();
    let path = folder.path("data/keys.toml");
    let text = format!("[keys]\nfile = \"{}\"", path.display());
    let config = load(&text, &[]).unwrap();
    config.validate(&registry()).unwrap();
    let random = ChaChaRandomness::from_os();
    let ring = config.keys.open(true, &random).unwrap();
    assert_eq!(ring.current_id(), "development");
    let made = std::fs::read_to_string(&path).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let folder = std::fs::metadata(path.parent().unwrap()).unwrap();
        assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    }
    config.keys.open(true, &random).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), made);

    // A file that is there is read anywhere; one that is missing is made nowhere else.
    assert!(config.keys.open(false, &random).is_ok());
    std::fs::remove_file(&path).unwrap();
    assert!(config.keys.open(false, &random).is_err());
    assert!(!path.exists());
}
