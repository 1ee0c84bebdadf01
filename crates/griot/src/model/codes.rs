//! Closed lists: event types, outcomes, kinds of victims and actors, languages.

use std::fmt;
use std::str::FromStr;

/// Declares a closed list with a stable name for each member.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Every member, in the order of the codebook.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name, as published.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownCode;
            fn from_str(text: &str) -> Result<Self, UnknownCode> {
                Self::ALL.iter().copied().find(|code| code.as_str() == text)
                    .ok_or_else(|| UnknownCode { list: stringify!($name), found: text.to_owned() })
            }
        }
    };
}

/// A name that is not in a closed list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not one of {list}")]
pub struct UnknownCode {
    list: &'static str,
    found: String,
}

codes! {
    /// What happened: the sub-event types of the ACLED codebook, in snake case.
    EventType {
        /// Fighting between armed sides.
        ArmedClash = "armed_clash",
        /// State forces take a place back.
        GovernmentRegainsTerritory = "government_regains_territory",
        /// A non-state group takes a place.
        NonStateOvertakesTerritory = "non_state_overtakes_territory",
        /// Aircraft or drones strike.
        AirStrike = "air_strike",
        /// Artillery, rockets or missiles.
        Shelling = "shelling",
        /// Mine, IED, car bomb, remote bomb.
        ExplosiveDevice = "explosive_device",
        /// The bearer of the bomb dies or means to.
        SuicideBomb = "suicide_bomb",
        /// A grenade is thrown.
        Grenade = "grenade",
        /// Violence on people who cannot fight back.
        Attack = "attack",
        /// People are taken away by force.
        Abduction = "abduction",
        /// Sexual violence.
        SexualViolence = "sexual_violence",
        /// A demonstration without violence.
        PeacefulProtest = "peaceful_protest",
        /// A peaceful demonstration that forces break up.
        ProtestWithIntervention = "protest_with_intervention",
        /// Demonstrators use violence.
        ViolentDemonstration = "violent_demonstration",
        /// A crowd attacks people.
        MobViolence = "mob_violence",
        /// Ceasefire, accord, surrender.
        Agreement = "agreement",
        /// Arrests of a political or security kind.
        Arrests = "arrests",
        /// A coup, attempted or done.
        Coup = "coup",
        /// Troops or a state leave.
        Withdrawal = "withdrawal",
        /// Troops or a mission arrive.
        Deployment = "deployment",
        /// A base or territory changes hands without a fight.
        TransferOfBase = "transfer_of_base",
        /// Property is looted, burnt, destroyed.
        LootingDestruction = "looting_destruction",
        /// Sanctions.
        Sanction = "sanction",
        /// People flee.
        Displacement = "displacement",
        /// Other strategic developments.
        OtherStrategic = "other_strategic",
    }
}

impl EventType {
    /// The ACLED event type that this sub-event belongs to.
    pub fn family(self) -> Family {
        match self {
            Self::ArmedClash
            | Self::GovernmentRegainsTerritory
            | Self::NonStateOvertakesTerritory => Family::Battle,
            Self::AirStrike
            | Self::Shelling
            | Self::ExplosiveDevice
            | Self::SuicideBomb
            | Self::Grenade => Family::Remote,
            Self::Attack | Self::Abduction | Self::SexualViolence => Family::Civilians,
            Self::PeacefulProtest
            | Self::ProtestWithIntervention
            | Self::ViolentDemonstration
            | Self::MobViolence => Family::Demonstration,
            _ => Family::Strategic,
        }
    }
}

/// The ACLED event types above the sub-event types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Battles.
    Battle,
    /// Explosions and remote violence.
    Remote,
    /// Violence against civilians.
    Civilians,
    /// Demonstrations and riots.
    Demonstration,
    /// Strategic developments.
    Strategic,
}

codes! {
    /// What a toll counts.
    Outcome {
        /// Dead.
        Killed = "killed",
        /// Wounded.
        Wounded = "wounded",
        /// Taken away by force.
        Abducted = "abducted",
        /// Not found.
        Missing = "missing",
        /// Held by an authority.
        Detained = "detained",
        /// Driven from home.
        Displaced = "displaced",
        /// Laid down arms.
        Surrendered = "surrendered",
    }
}

codes! {
    /// Who the victims of a toll are.
    VictimKind {
        /// People who do not fight.
        Civilians = "civilians",
        /// Army, police, gendarmes, and volunteers or militias under them.
        StateForces = "state_forces",
        /// Fighters of any other group, suicide bombers.
        NonStateArmed = "non_state_armed",
        /// Peacekeepers.
        Peacekeepers = "peacekeepers",
        /// The words do not tell.
        Unknown = "unknown",
    }
}

impl VictimKind {
    /// Whether these victims bear arms.
    pub fn is_armed(self) -> bool {
        matches!(self, Self::StateForces | Self::NonStateArmed | Self::Peacekeepers)
    }
}

codes! {
    /// What an actor is.
    ActorKind {
        /// Armies, police, gendarmes, intelligence services.
        StateForces = "state_forces",
        /// Rebel and jihadist groups, gangs with arms.
        ArmedGroup = "armed_group",
        /// Self-defence groups and militias.
        Militia = "militia",
        /// Militias and companies that fight under an army (VDP, Wagner).
        StateAligned = "state_aligned",
        /// United Nations and African Union missions.
        Peacekeepers = "peacekeepers",
        /// Foreign forces and coalitions.
        ForeignForces = "foreign_forces",
        /// People who do not fight.
        Civilians = "civilians",
        /// Demonstrators, crowds.
        Protesters = "protesters",
        /// States, governments, ministries, presidencies.
        Government = "government",
        /// Parties and political movements.
        Party = "party",
        /// International and regional organisations.
        Organisation = "organisation",
        /// Civil society, associations, unions, monitors.
        CivilSociety = "civil_society",
        /// Newspapers, agencies, broadcasters.
        Media = "media",
        /// Hospitals, rescuers, aid agencies.
        Humanitarian = "humanitarian",
        /// Somebody whose kind the words do not tell.
        Unknown = "unknown",
    }
}

impl ActorKind {
    /// Whether actors of this kind bear arms.
    pub fn is_armed(self) -> bool {
        matches!(
            self,
            Self::StateForces
                | Self::ArmedGroup
                | Self::Militia
                | Self::StateAligned
                | Self::Peacekeepers
                | Self::ForeignForces
        )
    }
}

codes! {
    /// A language that griot has a lexicon for.
    Lang {
        /// French.
        Fr = "fr",
        /// English.
        En = "en",
    }
}
