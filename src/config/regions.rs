//! The known regions, to suggest one for a misspelled name. Nothing else depends on the list, so
//! new regions work without a change.

use crate::text::lower;

/// The regions of all partitions except the isolated ones, from the endpoint data of botocore.
const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// The directions in the names of regions.
const DIRECTIONS: &[&str] = &[
    "central",
    "east",
    "north",
    "northeast",
    "northwest",
    "south",
    "southeast",
    "southwest",
    "west",
];

/// The known region that is most similar to a misspelled one. `None` for a known region, for one
/// that could be new, such as `eu-west-9`, and for one without a similar region.
pub(crate) fn nearest_region(region: &str) -> Option<&'static str> {
    const LONGEST: usize = 32;
    if region.len() > LONGEST || REGIONS.contains(&region) || may_be_new(region) {
        return None;
    }
    let name = lower(region);
    if let Some(zone) = REGIONS.iter().find(|known| is_zone_of(&name, known)) {
        return Some(zone);
    }
    let distance = |known: &&&str| strsim::osa_distance(&name, known);
    REGIONS.iter().min_by_key(distance).filter(|known| distance(known) <= 2).copied()
}

/// Whether a name is an availability zone of the region: its name and a letter.
fn is_zone_of(name: &str, region: &str) -> bool {
    let zone = name.strip_prefix(region);
    zone.is_some_and(|zone| zone.len() == 1 && zone.bytes().all(|it| it.is_ascii_lowercase()))
}

/// Whether a name has the form of a region: the area of a known one, a direction and a number.
fn may_be_new(region: &str) -> bool {
    let Some((rest, number)) = region.rsplit_once('-') else { return false };
    let Some((area, direction)) = rest.rsplit_once('-') else { return false };
    let is_number = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
    let is_area = |known: &&str| known.strip_prefix(area).is_some_and(|it| it.starts_with('-'));
    is_number
        && DIRECTIONS.contains(&direction)
        && (area.contains("iso") || REGIONS.iter().any(is_area))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggested_regions() {
        let cases = [
            ("eu-west1", Some("eu-west-1")),
            ("eu-wset-1", Some("eu-west-1")),
            ("EU-WEST-1", Some("eu-west-1")),
            ("eu_west_1", Some("eu-west-1")),
            ("us-east-1a", Some("us-east-1")),
            ("us-east", Some("us-east-1")),
            ("useast1", Some("us-east-1")),
            ("ap-southeast2", Some("ap-southeast-2")),
            ("us-gov-west1", Some("us-gov-west-1")),
            ("eu-west-1", None),
            ("eu-west-9", None),
            ("eu-northwest-1", None),
            ("us-gov-central-1", None),
            ("us-iso-east-1", None),
            ("us-isob-west-2", None),
            ("auto", None),
            ("local", None),
            ("aws-global", None),
            ("", None),
            ("garage", None),
        ];
        for (region, expected) in cases {
            assert_eq!(nearest_region(region), expected, "{region}");
        }
        assert!(REGIONS.is_sorted());
    }
}
