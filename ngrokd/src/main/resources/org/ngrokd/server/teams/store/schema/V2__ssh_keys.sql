-- Public keys by which people come in by SSH.
CREATE TABLE ssh_keys (
  fingerprint  TEXT    ${bytewise} NOT NULL PRIMARY KEY, -- "SHA256:…", as ssh-keygen prints it
  account_id   TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  type         TEXT    NOT NULL,
  blob         TEXT    NOT NULL,                -- the key in Base64
  bits         INTEGER NOT NULL,
  label        TEXT    NOT NULL,
  created_at   BIGINT  NOT NULL,
  used_at      BIGINT  NOT NULL                 -- 0: never
);
CREATE INDEX ssh_keys_account ON ssh_keys (account_id);
