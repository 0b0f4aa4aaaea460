//! Escalation: which model works at which level, and how far a micro-task has climbed.

use super::strict_json::Object;
use super::{InvalidValue, Reference};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One level of an escalation chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalationLevel {
    /// Its number, counted from 0 without gaps.
    pub level: u64,
    /// The model that works there.
    pub model_id: Reference,
    /// An adapter on top of the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lora_id: Option<Reference>,
    /// Whether work stops here for a person; only the last level may be one.
    #[serde(default)]
    pub is_hard_gate: bool,
}

/// Levels 0..n without gaps, a hard gate only last (locus.md §2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Vec<Object<EscalationLevel>>", into = "Vec<EscalationLevel>")]
#[schemars(extend("minItems" = 1))]
pub struct EscalationChain(Vec<EscalationLevel>);

impl EscalationChain {
    /// The levels, in order.
    #[must_use]
    pub fn levels(&self) -> &[EscalationLevel] {
        &self.0
    }

    /// The level with this number, if the chain goes so far.
    #[must_use]
    pub fn level(&self, number: u64) -> Option<&EscalationLevel> {
        usize::try_from(number).ok().and_then(|index| self.0.get(index))
    }
}

impl TryFrom<Vec<EscalationLevel>> for EscalationChain {
    type Error = InvalidValue;
    fn try_from(levels: Vec<EscalationLevel>) -> Result<Self, Self::Error> {
        if levels.is_empty() {
            return Err(InvalidValue::new("an escalation chain needs a level"));
        }
        let last = levels.len() - 1;
        for (index, level) in levels.iter().enumerate() {
            if level.level != index as u64 {
                return Err(InvalidValue::new(format!(
                    "level {} stands where {index} should: levels run from 0 without gaps",
                    level.level
                )));
            }
            if level.is_hard_gate && index != last {
                return Err(InvalidValue::new(format!(
                    "level {index} is a hard gate but not the last level"
                )));
            }
        }
        Ok(Self(levels))
    }
}

impl TryFrom<Vec<Object<EscalationLevel>>> for EscalationChain {
    type Error = InvalidValue;
    fn try_from(levels: Vec<Object<EscalationLevel>>) -> Result<Self, Self::Error> {
        levels.into_iter().map(|Object(level)| level).collect::<Vec<_>>().try_into()
    }
}

impl From<EscalationChain> for Vec<EscalationLevel> {
    fn from(chain: EscalationChain) -> Self {
        chain.0
    }
}

impl Default for EscalationChain {
    /// Levels 0-1 the 7b coder, 2-3 the 13b, 4 the 32b, 5 the hard gate (locus.md §1).
    fn default() -> Self {
        let models = [
            "qwen2.5-coder:7b",
            "qwen2.5-coder:7b",
            "qwen2.5-coder:13b",
            "qwen2.5-coder:13b",
            "qwen2.5-coder:32b",
            "human",
        ];
        let levels = (0..).zip(models).filter_map(|(level, model)| {
            Some(EscalationLevel {
                level,
                model_id: model.parse().ok()?,
                lora_id: None,
                is_hard_gate: level == 5,
            })
        });
        Self(levels.collect())
    }
}

/// How far a micro-task has climbed its chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// The level it works at.
    pub current_level: u64,
    /// How often it went up.
    pub escalations_count: u64,
    /// How often it was started again further down.
    pub drop_backs_count: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_chain_obeys_its_own_rules() {
        let chain = EscalationChain::default();
        assert_eq!(chain.levels().len(), 6);
        assert!(chain.level(5).is_some_and(|level| level.is_hard_gate));
        assert_eq!(EscalationChain::try_from(chain.levels().to_vec()), Ok(chain));
    }

    #[test]
    fn gaps_and_early_hard_gates_are_refused() {
        let level = |level, is_hard_gate| EscalationLevel {
            level,
            model_id: "m".parse().unwrap(),
            lora_id: None,
            is_hard_gate,
        };
        for bad in [
            vec![],
            vec![level(1, false)],
            vec![level(0, false), level(2, false)],
            vec![level(0, true), level(1, false)],
        ] {
            assert!(EscalationChain::try_from(bad).is_err());
        }
    }
}
