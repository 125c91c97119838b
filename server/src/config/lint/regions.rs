//! Data stays where the journey says: regions are countries (ISO 3166-1 alpha-2), or the two unions below.

use super::{
    rule::Rule,
    subject::{Found, Subject, kind_key},
};
use crate::connection::Connection;

/// The European Union.
const EU: &str = "EU";
/// The European Economic Area: the Union, Iceland, Liechtenstein and Norway. The GDPR applies in all of it.
const EEA: &str = "EEA";

/// Member states of the European Union since 2020-02-01 (europa.eu, country profiles).
const MEMBERS: &str =
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";
/// Members of the European Economic Area that are not of the Union (EFTA, EEA Agreement).
const EEA_ONLY: &str = "IS LI NO";

/// ISO 3166-1 alpha-2, officially assigned codes (iso.org, Online Browsing Platform): 249.
const COUNTRIES: &str = "\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT \
MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ \
UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

fn lists(table: &str, code: &str) -> bool {
    table.split_ascii_whitespace().any(|known| known == code)
}

fn is_region(code: &str) -> bool {
    code == EU || code == EEA || lists(COUNTRIES, code)
}

/// Whether what stays in `region` stays in `allowed`.
fn is_within(region: &str, allowed: &str) -> bool {
    region == allowed
        || match allowed {
            EU => lists(MEMBERS, region),
            EEA => region == EU || lists(MEMBERS, region) || lists(EEA_ONLY, region),
            _ => false,
        }
}

const WHAT_A_REGION_IS: &str =
    "is no region; write the two capital letters of a country (ISO 3166-1), or EU or EEA";

pub(super) fn check_connection(connection: &Connection, found: &mut Found) {
    if connection
        .region
        .as_deref()
        .is_some_and(|region| !is_region(region))
    {
        found.add(Rule::RegionUnknown, "region", WHAT_A_REGION_IS);
    }
}

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    let allowed = &subject.journey.regions;
    for (place, region) in allowed.iter().enumerate() {
        if !is_region(region) {
            found.add(
                Rule::RegionUnknown,
                &format!("regions.{place}"),
                WHAT_A_REGION_IS,
            );
        }
    }
    if allowed.is_empty() {
        return;
    }
    for (at, step, behind) in subject.checked_elsewhere() {
        let name = &behind.connection.name;
        let key = format!("{}.connection", kind_key(at, step));
        match behind.connection.region.as_deref() {
            None => found.add(
                Rule::RegionNotAllowed,
                &key,
                format!(
                    "connections.{name}.region is missing, but data of this journey stays in {}; write where the provider \
                     keeps and uses it",
                    allowed.join(", ")
                ),
            ),
            Some(region) if !allowed.iter().any(|allowed| is_within(region, allowed)) => found.add(
                Rule::RegionNotAllowed,
                &key,
                format!(
                    "connections.{name} takes data to {region}, but data of this journey stays in {}; use a connection \
                     within, or add the region to the journey's regions if its texts say so",
                    allowed.join(", ")
                ),
            ),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        assert_eq!(COUNTRIES.split_ascii_whitespace().count(), 249);
        assert_eq!(MEMBERS.split_ascii_whitespace().count(), 27);
        let mut known: Vec<&str> = COUNTRIES.split_ascii_whitespace().collect();
        assert!(known.is_sorted());
        known.dedup();
        assert_eq!(known.len(), 249);
        let in_europe = format!("{MEMBERS} {EEA_ONLY}");
        assert!(
            in_europe
                .split_ascii_whitespace()
                .all(|code| known.contains(&code))
        );
    }

    #[test]
    fn a_member_state_is_within_its_union_and_not_the_other_way_round() {
        assert!(is_within("DE", "EU") && is_within("DE", "EEA") && is_within("EU", "EEA"));
        assert!(is_within("NO", "EEA") && !is_within("NO", "EU"));
        assert!(!is_within("EU", "DE") && !is_within("EEA", "EU"));
        assert!(!is_within("GB", "EEA") && !is_within("CH", "EEA") && !is_within("SG", "ID"));
    }
}
