//! The IdPs and what FrankieOne is registered with at each. A new OpenID Connect IdP is one row.

/// The protocol of an IdP.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// MyInfo v3.
    MyInfo,
    /// OpenID Connect, authorisation code flow.
    OpenId {
        /// What the recipe asks for.
        scope: &'static str,
        /// The claims that the IdP can give, beside `sub`.
        claims: &'static [&'static str],
        /// Whether the ID token carries them too; otherwise only the userinfo endpoint has them.
        claims_in_id_token: bool,
    },
}

#[derive(Debug)]
pub(crate) struct Idp {
    pub(crate) name: &'static str,
    /// As the pages show it.
    pub(crate) title: &'static str,
    pub(crate) kind: Kind,
}

pub(crate) const SINGPASS: &str = "singpass";

pub(crate) const ALL: &[Idp] = &[
    Idp {
        name: SINGPASS,
        title: "Singpass (simulator)",
        kind: Kind::MyInfo,
    },
    Idp {
        name: "google",
        title: "Google-like (simulator)",
        kind: Kind::OpenId {
            scope: "openid profile email",
            claims: &[
                "name",
                "given_name",
                "family_name",
                "email",
                "email_verified",
            ],
            claims_in_id_token: true,
        },
    },
    Idp {
        name: "okta",
        title: "Okta-like (simulator)",
        kind: Kind::OpenId {
            scope: "openid profile email address phone",
            claims: &[
                "name",
                "given_name",
                "family_name",
                "preferred_username",
                "birthdate",
                "email",
                "email_verified",
                "address",
                "phone_number",
                "phone_number_verified",
            ],
            claims_in_id_token: false,
        },
    },
    Idp {
        name: "facebook",
        title: "Facebook-like (simulator)",
        kind: Kind::OpenId {
            scope: "openid email",
            claims: &["name", "email"],
            claims_in_id_token: false,
        },
    },
];

/// The client id and secret of FrankieOne at the OpenID Connect IdPs.
pub(crate) const OPENID_CLIENT: &str = "sim-openid-client";
pub(crate) const OPENID_SECRET: &str = "sim-openid-secret";

/// FrankieOne at MyInfo, where requests are signed.
pub(crate) const MYINFO_CLIENT: &str = "sim-singpass";
/// FrankieOne at MyInfo's sandbox, where nothing is signed.
pub(crate) const MYINFO_SANDBOX_CLIENT: &str = "sim-singpass-sandbox";
pub(crate) const MYINFO_SECRET: &str = "sim-singpass-secret";

/// The attributes that the document recommends, registered at MyInfo; no other may be asked for.
pub(crate) const ATTRIBUTES: [&str; 16] = [
    "uinfin",
    "name",
    "aliasname",
    "hanyupinyinname",
    "hanyupinyinaliasname",
    "residentialstatus",
    "nationality",
    "dob",
    "regadd",
    "email",
    "mobileno",
    "passportnumber",
    "passportexpirydate",
    "passtype",
    "passstatus",
    "passexpirydate",
];

impl Idp {
    /// Where the browser is sent.
    pub(crate) fn authorise_url(&self, base: &str) -> String {
        match self.kind {
            Kind::MyInfo => format!("{base}/com/v3/authorise"),
            Kind::OpenId { .. } => format!("{}/authorize", self.issuer(base)),
        }
    }

    /// The issuer identifier of an OpenID Connect IdP.
    pub(crate) fn issuer(&self, base: &str) -> String {
        format!("{base}/oidc/{}", self.name)
    }
}

pub(crate) fn by_name(name: &str) -> Option<&'static Idp> {
    ALL.iter().find(|idp| idp.name == name)
}

/// An OpenID Connect IdP.
pub(crate) fn openid(name: &str) -> Option<&'static Idp> {
    by_name(name).filter(|idp| matches!(idp.kind, Kind::OpenId { .. }))
}

pub(crate) fn myinfo() -> Option<&'static Idp> {
    by_name(SINGPASS)
}

/// The client id that belongs to an environment of MyInfo.
pub(crate) fn myinfo_client(environment: crate::frankieone::switches::Environment) -> &'static str {
    match environment {
        crate::frankieone::switches::Environment::Sandbox => MYINFO_SANDBOX_CLIENT,
        crate::frankieone::switches::Environment::Test => MYINFO_CLIENT,
    }
}
