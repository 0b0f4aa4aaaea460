//! Who may do what (locus.md §3): ids `axis[:scope]`, roles, grants. Pure data and set tests.

use super::enums::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a capability is about.
    CapabilityAxis {
        /// Queries.
        Read = "locus.read",
        /// Packets, micro-tasks and edges.
        Write = "locus.write",
        /// Judging gates.
        Gate = "locus.gate",
        /// Deleting packets.
        Delete = "locus.delete",
        /// Exchanging events and the board.
        Sync = "locus.sync",
        /// Reading files.
        FsRead = "fs.read",
        /// Writing files.
        FsWrite = "fs.write",
    }
}

impl CapabilityAxis {
    /// Whether it may be narrowed by a scope.
    #[must_use]
    pub const fn takes_scope(self) -> bool {
        matches!(self, Self::FsRead | Self::FsWrite)
    }
}

text_enum! {
    /// A named set of grants.
    Role {
        /// Looks.
        Viewer = "viewer",
        /// Works.
        Coder = "coder",
        /// Judges gates, and does nothing else.
        Validator = "validator",
        /// Plans, and syncs.
        Orchestrator = "orchestrator",
        /// Everything.
        Operator = "operator",
    }
}

impl Role {
    /// What the role may do.
    #[must_use]
    pub const fn grants(self) -> Grants {
        use CapabilityAxis::{Delete, FsRead, FsWrite, Gate, Read, Sync, Write};
        match self {
            Self::Viewer => Grants::of(&[Read]),
            Self::Coder => Grants::of(&[Read, Write]),
            Self::Validator => Grants::of(&[Read, Gate]),
            Self::Orchestrator => Grants::of(&[Read, Write, Sync, FsRead, FsWrite]),
            Self::Operator => Grants::of(&[Read, Write, Gate, Delete, Sync, FsRead, FsWrite]),
        }
    }
}

/// A set of axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grants(u8);

impl Grants {
    /// These axes.
    #[must_use]
    pub const fn of(axes: &[CapabilityAxis]) -> Self {
        let mut bits = 0;
        let mut index = 0;
        while index < axes.len() {
            bits |= 1 << axes[index] as u8;
            index += 1;
        }
        Self(bits)
    }

    /// What both sets hold: a job's role narrows the process's role and never widens it.
    #[must_use]
    pub const fn narrowed_by(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the axis is granted.
    #[must_use]
    pub const fn holds(self, axis: CapabilityAxis) -> bool {
        self.0 & (1 << axis as u8) != 0
    }

    /// The axes in it, in the registry's order.
    pub fn axes(self) -> impl Iterator<Item = CapabilityAxis> {
        CapabilityAxis::ALL.iter().copied().filter(move |axis| self.holds(*axis))
    }
}

/// A capability as it is asked for: an axis, for `fs` perhaps with a scope (a path).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Capability {
    /// What it is about.
    pub axis: CapabilityAxis,
    /// The path it is limited to.
    pub scope: Option<String>,
}

/// Why a request is turned away before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CapabilityError {
    /// The registry has no such id: `HSK-4001`.
    #[error("unknown capability {0:?}")]
    Unknown(String),
    /// The id is known, but not held, or the request doesn't cover what the operation needs: `HSK-403-CAPABILITY`.
    #[error("{needed} is needed and not held{}", if *.requested { " by the capabilities requested" } else { " by this role" })]
    Denied {
        /// What is needed or was asked for.
        needed: CapabilityAxis,
        /// Whether the request itself left it out.
        requested: bool,
    },
    /// The request limits it to a path that the file is not below: `HSK-403-CAPABILITY`.
    #[error("{capability} was asked for, which does not cover {}", file.as_deref().unwrap_or("the project's own board"))]
    OutOfScope {
        /// As it was asked for.
        capability: Capability,
        /// The file; none if it is the project's own board.
        file: Option<String>,
    },
}

impl std::str::FromStr for Capability {
    type Err = CapabilityError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || CapabilityError::Unknown(text.to_owned());
        let (axis, scope) = match text.split_once(':') {
            Some((axis, scope)) => (axis, Some(scope)),
            None => (text, None),
        };
        let axis: CapabilityAxis = axis.parse().map_err(|_| unknown())?;
        match scope {
            Some(scope) if !axis.takes_scope() || scope.is_empty() || scope.contains('\0') => Err(unknown()),
            _ => Ok(Self { axis, scope: scope.map(str::to_owned) }),
        }
    }
}

impl Capability {
    /// Whether the path is the scope or lies below it. A path with `..` lies nowhere.
    #[must_use]
    pub fn covers_path(&self, path: &str) -> bool {
        let Some(scope) = &self.scope else { return true };
        let below = path.strip_prefix(scope.trim_end_matches('/'));
        let inside = below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        inside && !path.split('/').any(|part| part == "..")
    }
}

impl TryFrom<String> for Capability {
    type Error = CapabilityError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl std::fmt::Display for Capability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.scope {
            Some(scope) => write!(f, "{}:{scope}", self.axis),
            None => write!(f, "{}", self.axis),
        }
    }
}

impl From<Capability> for String {
    fn from(capability: Capability) -> Self {
        capability.to_string()
    }
}

impl Grants {
    /// Whether a caller with these grants, who asked for `requested` (if anything), may do what needs `needs`.
    ///
    /// # Errors
    /// The first capability that is asked for and not held, that is needed and not asked for, or needed and not
    /// held.
    pub fn check(
        self,
        requested: Option<&[Capability]>,
        needs: &[CapabilityAxis],
    ) -> Result<(), CapabilityError> {
        if let Some(requested) = requested {
            if let Some(capability) = requested.iter().find(|capability| !self.holds(capability.axis)) {
                return Err(CapabilityError::Denied { needed: capability.axis, requested: false });
            }
            if let Some(need) = needs.iter().find(|need| !requested.iter().any(|c| c.axis == **need)) {
                return Err(CapabilityError::Denied { needed: *need, requested: true });
            }
        }
        match needs.iter().find(|need| !self.holds(**need)) {
            Some(need) => Err(CapabilityError::Denied { needed: *need, requested: false }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_file_capabilities_take_a_scope() {
        assert!("fs.read:docs".parse::<Capability>().is_ok());
        for unknown in
            ["locus.read:x", "fs.read:", "locus.fly", "storage.bronze.write", "", "fs", "LOCUS.READ"]
        {
            assert_eq!(unknown.parse::<Capability>(), Err(CapabilityError::Unknown(unknown.to_owned())));
        }
    }

    #[test]
    fn roles_hold_what_the_specification_lists() {
        let text: Vec<_> = Role::ALL
            .iter()
            .map(|role| {
                format!(
                    "{role}: {}",
                    role.grants().axes().map(CapabilityAxis::as_str).collect::<Vec<_>>().join(" ")
                )
            })
            .collect();
        insta::assert_snapshot!(text.join("\n"), @r"
        viewer: locus.read
        coder: locus.read locus.write
        validator: locus.read locus.gate
        orchestrator: locus.read locus.write locus.sync fs.read fs.write
        operator: locus.read locus.write locus.gate locus.delete locus.sync fs.read fs.write
        ");
    }

    #[test]
    fn a_request_must_be_held_and_must_cover_the_need() {
        let write = [CapabilityAxis::Write];
        let read: Vec<Capability> = vec!["locus.read".parse().unwrap()];
        let gate: Vec<Capability> = vec!["locus.gate".parse().unwrap(), "locus.write".parse().unwrap()];
        let coder = Role::Coder.grants();
        assert_eq!(coder.check(None, &write), Ok(()));
        assert!(matches!(
            coder.check(Some(&read), &write),
            Err(CapabilityError::Denied { needed: CapabilityAxis::Write, requested: true })
        ));
        assert!(matches!(
            coder.check(Some(&gate), &write),
            Err(CapabilityError::Denied { needed: CapabilityAxis::Gate, .. })
        ));
        assert!(coder.check(Some(&[]), &write).is_err());
    }

    #[test]
    fn a_scope_covers_what_lies_below_it() {
        let docs: Capability = "fs.read:docs/".parse().unwrap();
        for (path, covered) in [
            ("docs/TASK_BOARD.md", true),
            ("docs", true),
            ("docs2/x", false),
            ("docs/../x", false),
            ("/docs/x", false),
        ] {
            assert_eq!(docs.covers_path(path), covered, "{path}");
        }
    }

    #[test]
    fn a_second_role_narrows_and_never_widens() {
        for outer in Role::ALL {
            for inner in Role::ALL {
                let both = outer.grants().narrowed_by(inner.grants());
                assert!(both.axes().all(|axis| outer.grants().holds(axis) && inner.grants().holds(axis)));
            }
        }
    }
}
