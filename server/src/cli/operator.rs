//! `vestibule operator`: people who look after cases, or the server.

use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use vestibule::{id::OperatorName, permission::Role};

use super::{Failure, client::pretty, opened, told};
use crate::{
    config::Config,
    services::{
        ServiceError,
        audit::Actor,
        core::Core,
        operators::{self, Reach, setups, single_sign_on},
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum OperatorCommand {
    /// Add an operator, who may do nothing yet.
    Add {
        /// The name, which never changes.
        name: OperatorName,
        /// How others read it.
        #[arg(long, value_name = "TEXT")]
        display_name: String,
    },
    /// List the operators and what they may do.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Let an operator do something.
    Grant(GrantArguments),
    /// Print a link with which an operator chooses, once and within a day, a password and an authenticator app.
    SetUp {
        /// The operator; without it, the first of all, while nobody can sign in.
        name: Option<OperatorName>,
    },
    /// Say what the single sign-on calls an operator at their first sign-in there, and forget whom it meant before.
    SingleSignOn {
        /// The operator.
        name: OperatorName,
        /// The e-mail address, user name or subject there, as `dashboard.single_sign_on.claim` says; without it, the
        /// operator's name.
        #[arg(long, value_name = "TEXT")]
        claimed_as: Option<String>,
    },
    /// Take it back.
    Revoke(GrantArguments),
    /// Let an operator do nothing any more; what was granted stays for when it is enabled again.
    Disable {
        /// The operator.
        name: OperatorName,
    },
    /// Let a disabled operator do again what was granted.
    Enable {
        /// The operator.
        name: OperatorName,
    },
}

#[derive(Debug, Args)]
pub(super) struct GrantArguments {
    /// The operator.
    name: OperatorName,
    /// `viewer`, `reviewer` or `admin`; each includes the ones before it.
    #[arg(long, value_parser = PossibleValuesParser::new(Role::ALL.map(Role::code)).try_map(|text| role(&text)))]
    role: Role,
    /// For this client; `*` for every one, also those that come later.
    #[arg(long)]
    client: Reach,
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_code(text).ok_or_else(|| "none of viewer, reviewer, admin".to_owned())
}

/// Runs one of the commands.
pub(super) async fn operator(config: &Config, asked: OperatorCommand) -> Result<String, Failure> {
    let core = &*opened::core(config).await?;
    let actor = Actor::CommandLine;
    match asked {
        OperatorCommand::Add { name, display_name } => {
            operators::add(core, &name, &display_name, actor)
                .await
                .map_err(told)?;
            Ok(format!(
                "added; next: vestibule operator grant {name} --role viewer --client '*', then vestibule operator set-up {name}\n"
            ))
        }
        OperatorCommand::List { json } => list(core, json).await,
        OperatorCommand::Grant(GrantArguments { name, role, client }) => {
            known(
                operators::grant(core, &name, (role, &client), actor).await,
                &name,
            )?;
            Ok("granted\n".to_owned())
        }
        OperatorCommand::SetUp { name: Some(name) } => {
            let token = known(setups::make(core, &name, actor).await, &name)?;
            Ok(format!("{}\n", setups::url(core, &token)))
        }
        OperatorCommand::SetUp { name: None } => {
            let token = setups::make_first(core, actor).await.map_err(told)?;
            let token = token.ok_or("somebody can sign in already; say whom the link is for")?;
            Ok(format!("{}\n", setups::url(core, &token)))
        }
        OperatorCommand::SingleSignOn { name, claimed_as } => {
            let claimed_as = claimed_as.as_deref();
            known(
                single_sign_on::expect(core, &name, claimed_as, actor).await,
                &name,
            )?;
            Ok("done; the next sign-in there binds their account\n".to_owned())
        }
        OperatorCommand::Revoke(GrantArguments { name, role, client }) => {
            match operators::revoke(core, &name, (role, &client), actor).await {
                Err(ServiceError::NotFound) => Err(format!(
                    "there is no operator {name} with the role {} for {client}",
                    role.code()
                )
                .into()),
                done => Ok(done.map(|()| "revoked\n".to_owned())?),
            }
        }
        OperatorCommand::Disable { name } => {
            known(
                operators::set_disabled(core, &name, true, actor).await,
                &name,
            )?;
            Ok("disabled\n".to_owned())
        }
        OperatorCommand::Enable { name } => {
            known(
                operators::set_disabled(core, &name, false, actor).await,
                &name,
            )?;
            Ok("enabled\n".to_owned())
        }
    }
}

async fn list(core: &Core, json: bool) -> Result<String, Failure> {
    let all = operators::all(core).await?;
    if json {
        return pretty(&serde_json::to_value(all)?);
    }
    Ok(all
        .iter()
        .map(|operator| {
            let grants: Vec<String> = operator
                .grants
                .iter()
                .map(|grant| format!("{} for {}", grant.role.code(), grant.client))
                .collect();
            let state = if operator.enabled {
                "enabled"
            } else {
                "disabled"
            };
            format!(
                "{}  {state}  {}  {}\n",
                operator.name,
                operator.display_name,
                grants.join(", ")
            )
        })
        .collect())
}

fn known<T>(done: Result<T, ServiceError>, name: &OperatorName) -> Result<T, Failure> {
    match done {
        Err(ServiceError::NotFound) => {
            Err(format!("there is no operator {name}; `vestibule operator list`").into())
        }
        done => done.map_err(told),
    }
}
