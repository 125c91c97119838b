//! What operators may do. One table: the server asks it before it acts, pages ask it before they draw a button, and the tests
//! walk through it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::ClientName;

/// What an operator is. Each role includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Look at cases.
    Viewer,
    /// Decide on them.
    Reviewer,
    /// Look after clients, keys and operators.
    Admin,
}

impl Role {
    /// Every role there is.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Reviewer, Self::Admin];

    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Reviewer => "reviewer",
            Self::Admin => "admin",
        }
    }

    /// The role with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// How far an action goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// What is one client's: a grant for that client is enough.
    Client,
    /// What concerns everybody on this server: only a grant for every client is enough.
    Server,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $role:ident, $extent:ident;)*) => {
        /// Something an operator does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// Every action there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable text.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The least role that it takes, and for whom that role has to be held.
            #[must_use]
            pub const fn needs(self) -> (Role, Extent) {
                match self { $(Self::$name => (Role::$role, Extent::$extent),)* }
            }
        }
    };
}

actions! {
    /// See the numbers on the overview.
    SeeOverview = "see_overview", Viewer, Client;
    /// List and search onboardings.
    ListOnboardings = "list_onboardings", Viewer, Client;
    /// Read a case: its timeline, checks, messages and deliveries, values masked.
    ReadCase = "read_case", Viewer, Client;
    /// Read one masked value, with a reason.
    Reveal = "reveal", Reviewer, Client;
    /// Write a note.
    WriteNote = "write_note", Reviewer, Client;
    /// Approve or reject.
    Decide = "decide", Reviewer, Client;
    /// Ask for another attempt of a step.
    AllowAttempt = "allow_attempt", Reviewer, Client;
    /// End a case before its end.
    Cancel = "cancel", Reviewer, Client;
    /// Destroy what is known of a person.
    Erase = "erase", Admin, Client;
    /// Place a legal hold, which keeps everybody from erasing, and lift it.
    PlaceHold = "place_hold", Admin, Client;
    /// Make a new link.
    MakeLink = "make_link", Reviewer, Client;
    /// Send a webhook again.
    Redeliver = "redeliver", Reviewer, Client;
    /// Download the evidence bundle.
    DownloadEvidence = "download_evidence", Reviewer, Client;
    /// Export a list.
    Export = "export", Reviewer, Client;
    /// Change clients, return URLs and keys.
    ManageClients = "manage_clients", Admin, Client;
    /// Change webhook endpoints and their secrets.
    ManageEndpoints = "manage_endpoints", Admin, Client;
    /// Add clients.
    AddClients = "add_clients", Admin, Server;
    /// Add operators, and change what they may do.
    ManageOperators = "manage_operators", Admin, Server;
    /// See connections, journeys and what the linter says of them.
    SeeConnections = "see_connections", Viewer, Server;
    /// Pause and resume a connection, a journey or every new start.
    Pause = "pause", Admin, Server;
    /// Propose or confirm another version of a journey.
    ActivateJourney = "activate_journey", Admin, Server;
    /// See what retention erases, and let go on what its guard stopped.
    ManageRetention = "manage_retention", Admin, Server;
    /// Read and verify the audit log.
    ReadAudit = "read_audit", Admin, Server;
    /// Choose what the simulator does, in Development.
    UseSimulator = "use_simulator", Reviewer, Server;
}

/// Which clients' cases an operator sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visible {
    /// Everybody's, also those of start pages that anybody may use.
    Every,
    /// These clients'. May be empty.
    These(Vec<ClientName>),
}

/// What an operator was granted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    everywhere: Option<Role>,
    clients: BTreeMap<ClientName, Role>,
}

impl Grants {
    /// Adds a role for every client.
    pub fn everywhere(&mut self, role: Role) {
        self.everywhere = self.everywhere.max(Some(role));
    }

    /// Adds a role for one client.
    pub fn for_client(&mut self, client: ClientName, role: Role) {
        let held = self.clients.entry(client).or_insert(role);
        *held = role.max(*held);
    }

    /// Whether they may do it somewhere: whether a page that is about it has anything to show.
    #[must_use]
    pub fn may_somewhere(&self, action: Action) -> bool {
        let (role, extent) = action.needs();
        let of_client = || self.clients.values().any(|held| *held >= role);
        self.everywhere >= Some(role) || (extent == Extent::Client && of_client())
    }

    /// Whether they may do it to what is this client's. Onboardings of start pages that anybody may use are no client's: `None`.
    #[must_use]
    pub fn may(&self, action: Action, client: Option<&ClientName>) -> bool {
        let (role, extent) = action.needs();
        let held = || client.and_then(|client| self.clients.get(client)).copied();
        self.everywhere >= Some(role) || (extent == Extent::Client && held() >= Some(role))
    }

    /// For whom they may do it.
    #[must_use]
    pub fn visible(&self, action: Action) -> Visible {
        let (role, extent) = action.needs();
        if self.everywhere >= Some(role) {
            return Visible::Every;
        }
        let held = self.clients.iter().filter(|(_, held)| **held >= role);
        match extent {
            Extent::Client => Visible::These(held.map(|(client, _)| client.clone()).collect()),
            Extent::Server => Visible::These(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(name: &str) -> ClientName {
        ClientName::new(name).unwrap()
    }

    #[test]
    fn nobody_may_do_anything_at_first() {
        let none = Grants::default();
        for action in Action::ALL {
            assert!(!none.may_somewhere(*action));
            assert!(!none.may(*action, Some(&client("shop"))));
            assert!(!none.may(*action, None));
            assert_eq!(none.visible(*action), Visible::These(Vec::new()));
        }
    }

    #[test]
    fn a_grant_for_one_client_says_nothing_about_another_or_the_server() {
        let mut grants = Grants::default();
        grants.for_client(client("shop"), Role::Admin);
        for action in Action::ALL {
            let of_client = action.needs().1 == Extent::Client;
            assert_eq!(grants.may(*action, Some(&client("shop"))), of_client);
            assert_eq!(grants.may_somewhere(*action), of_client);
            assert!(!grants.may(*action, Some(&client("bank"))));
            assert!(!grants.may(*action, None));
        }
    }

    #[test]
    fn roles_include_the_ones_before() {
        let mut grants = Grants::default();
        grants.for_client(client("shop"), Role::Reviewer);
        grants.for_client(client("shop"), Role::Viewer);
        for action in Action::ALL {
            let (role, extent) = action.needs();
            let may = role <= Role::Reviewer && extent == Extent::Client;
            assert_eq!(
                grants.may(*action, Some(&client("shop"))),
                may,
                "{}",
                action.code()
            );
        }
        grants.everywhere(Role::Admin);
        for action in Action::ALL {
            assert!(grants.may(*action, None));
            assert_eq!(grants.visible(*action), Visible::Every);
        }
    }
}
