-- Times are milliseconds since 1970. What is random and secret is here only as its SHA-256.

-- Who may open tunnels, and sign in.
CREATE TABLE accounts (
  id            TEXT    NOT NULL PRIMARY KEY,
  provider      TEXT,                           -- with subject: who it is for the provider; none: by links only
  subject       TEXT,
  display_name  TEXT    NOT NULL,
  email         TEXT    NOT NULL,
  search        TEXT    NOT NULL,               -- what is looked through for a person: both, in lower case
  subdomain     TEXT    ${bytewise} NOT NULL UNIQUE, -- stands in names too
  role          TEXT    NOT NULL,               -- member or admin
  disabled      BOOLEAN NOT NULL,
  limits        TEXT    NOT NULL,               -- as an entry of users.yml without its token; '': the server's
  last_port     INTEGER NOT NULL,               -- 0: never had one
  created_at    BIGINT  NOT NULL,
  signed_in_at  BIGINT  NOT NULL,               -- 0: never
  UNIQUE (provider, subject)
);
CREATE INDEX accounts_email ON accounts (email);

-- Names and ports that are somebody's.
CREATE TABLE names (
  kind        TEXT   NOT NULL,                  -- subdomain, hostname or port
  name        TEXT   NOT NULL,
  account_id  TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at  BIGINT NOT NULL,
  PRIMARY KEY (kind, name)
);
CREATE INDEX names_account ON names (account_id);

-- What clients and programs show.
CREATE TABLE tokens (
  id            TEXT   NOT NULL PRIMARY KEY,    -- what stands in front of the secret
  account_id    TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  label         TEXT   NOT NULL,
  hash          TEXT   ${bytewise} NOT NULL,    -- of the whole token
  scopes        TEXT   NOT NULL,                -- '': opens tunnels; else what it may of the API, by commas
  created_at    BIGINT NOT NULL,
  used_at       BIGINT NOT NULL,                -- 0: never
  ends_at       BIGINT NOT NULL                 -- 0: never
);
CREATE INDEX tokens_account ON tokens (account_id);

-- Browsers that are signed in.
CREATE TABLE sessions (
  hash        TEXT   NOT NULL PRIMARY KEY,      -- of the cookie
  account_id  TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at  BIGINT NOT NULL,
  seen_at     BIGINT NOT NULL,
  address     TEXT   NOT NULL,
  agent       TEXT   NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);

-- Things that are good once and not for long: links to sign in, states of sign-ins that were used.
CREATE TABLE once (
  kind        TEXT   NOT NULL,
  hash        TEXT   NOT NULL,
  account_id  TEXT   REFERENCES accounts (id) ON DELETE CASCADE,
  ends_at     BIGINT NOT NULL,
  PRIMARY KEY (kind, hash)
);

-- Programs that ask to be signed in ("ngrok login").
CREATE TABLE devices (
  hash        TEXT    NOT NULL PRIMARY KEY,     -- of the program's code
  user_code   TEXT    ${bytewise} NOT NULL UNIQUE,
  address     TEXT    NOT NULL,
  program     TEXT    NOT NULL,
  state       TEXT    NOT NULL,                 -- waiting, allowed, denied
  account_id  TEXT    REFERENCES accounts (id) ON DELETE CASCADE,
  wrong       INTEGER NOT NULL,                 -- how often its code was typed wrong
  asked_at    BIGINT  NOT NULL,                 -- by the program, last
  ends_at     BIGINT  NOT NULL
);

-- Who did what. Lines are only ever added.
CREATE TABLE audit (
  seq      ${serial},
  at       BIGINT NOT NULL,
  who      TEXT   NOT NULL,                     -- a subdomain, or what did it by itself
  address  TEXT   NOT NULL,
  action   TEXT   NOT NULL,
  target   TEXT   NOT NULL,
  detail   TEXT   NOT NULL
);

-- The server's own: keys, the count of changes that other processes look at.
CREATE TABLE own (
  name   TEXT NOT NULL PRIMARY KEY,
  value  TEXT NOT NULL
);
INSERT INTO own (name, value) VALUES ('changes', '0');
