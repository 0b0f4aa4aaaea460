//! Identifiers: a value of these types is always a valid one (locus.md §1).

use super::enums::text_enum;
use super::text_rule::{Pattern, Shape, TextRule};
use super::{InvalidValue, texts::validated_text};
use uuid::Uuid;

const WP_ID: Pattern = Pattern {
    regex: "^WP-[A-Za-z0-9][A-Za-z0-9._-]{0,124}$",
    matches: |text| {
        let bytes = text.strip_prefix("WP-").unwrap_or_default().as_bytes();
        bytes.len() <= 125
            && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    },
    refusal: "not a packet id: WP-, then a letter or digit, then letters, digits, '.', '_' or '-', at most 128 bytes",
};

const MT_ID: Pattern = Pattern {
    regex: "^MT-[0-9]{3,61}$",
    matches: |text| {
        let digits = text.strip_prefix("MT-").unwrap_or_default();
        (3..=61).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    },
    refusal: "not a micro-task id: MT- and three or more digits, at most 64 bytes",
};

validated_text! {
    /// Id of a Work Packet: `^WP-[A-Za-z0-9][A-Za-z0-9._-]*$`, at most 128 bytes, so that it is never usable as
    /// a path out of a folder.
    WpId, TextRule { max: None, shape: Shape::Only(WP_ID) }
}
validated_text! {
    /// Id of a Micro-Task within its packet: `^MT-[0-9]{3,}$`.
    MtId, TextRule { max: None, shape: Shape::Only(MT_ID) }
}
validated_text! {
    /// A person, agent or tool: 1 to 128 characters.
    UserId, TextRule::words(128)
}

/// Defines an id that is a UUID, written with a fixed prefix.
macro_rules! uuid_id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The text in front of the UUID.
            pub const PREFIX: &'static str = $prefix;

            /// The id made of this UUID.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID without its prefix.
            #[must_use]
            pub const fn uuid(&self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}{}", Self::PREFIX, self.0.hyphenated())
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidValue;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.strip_prefix(Self::PREFIX)
                    .filter(|rest| rest.len() == 36)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or_else(|| InvalidValue::new(concat!("not of the form ", $prefix, "{uuid}")))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                // Upper-case digits are read, but never written.
                let digit = if generator.contract().is_serialize() { "[0-9a-f]" } else { "[0-9A-Fa-f]" };
                let pattern = format!("^{}{digit}{{8}}-({digit}{{4}}-){{3}}{digit}{{12}}$", Self::PREFIX);
                schemars::json_schema!({ "type": "string", "pattern": pattern })
            }
        }
    };
}

uuid_id! {
    /// Id of a dependency edge.
    DependencyId, "dep_"
}
uuid_id! {
    /// Id of a Bronze record.
    BronzeId, "brz_"
}
uuid_id! {
    /// Id of a note.
    NoteId, "note_"
}
uuid_id! {
    /// Id of a diagnostic.
    DiagnosticId, "diag_"
}
uuid_id! {
    /// Id of an event (UUIDv7).
    EventId, ""
}
uuid_id! {
    /// Id that ties together what one request caused.
    TraceId, ""
}
uuid_id! {
    /// Id of one store among those that exchange events.
    ReplicaId, ""
}
uuid_id! {
    /// Idempotency key of a mutating job (cli.md §3).
    OpId, ""
}

text_enum! {
    /// Who acts (locus.md §5).
    ActorKind {
        /// A person.
        Human = "human",
        /// A coding agent or another program acting on its own.
        Agent = "agent",
        /// Locus itself.
        System = "system",
    }
}

text_enum! {
    /// By which way a change came in; set by the system, never a param (locus.md §3).
    Source {
        /// The job interface.
        Job = "job",
        /// A command typed by a person.
        Cli = "cli",
        /// The Task Board.
        TaskBoardSync = "task_board_sync",
        /// An import.
        Import = "import",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packet_ids_are_never_paths() {
        for bad in
            ["", "WP-", "WP-../../etc", "WP-a/b", "WP-a\\b", "WP-.hidden", "wp-1", "WP-a b", "WP-a\0", "WP-ä"]
        {
            assert!(bad.parse::<WpId>().is_err(), "{bad:?}");
        }
        assert!(format!("WP-{}", "a".repeat(125)).parse::<WpId>().is_ok());
        assert!(format!("WP-{}", "a".repeat(126)).parse::<WpId>().is_err());
        assert!("WP-1-Spec-Creation-System-v2.2.1-v1".parse::<WpId>().is_ok());
    }

    #[test]
    fn micro_task_ids_need_three_digits() {
        assert!("MT-001".parse::<MtId>().is_ok());
        for bad in ["MT-01", "MT-", "MT-0a1", "mt-001", "MT-001 "] {
            assert!(bad.parse::<MtId>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn prefixed_ids_read_what_they_write() {
        let id = DependencyId::new(Uuid::from_u128(7));
        assert_eq!(id.to_string(), "dep_00000000-0000-0000-0000-000000000007");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("00000000-0000-0000-0000-000000000007".parse::<DependencyId>().is_err());
        assert!("dep_00000000000000000000000000000007".parse::<DependencyId>().is_err());
    }
}
