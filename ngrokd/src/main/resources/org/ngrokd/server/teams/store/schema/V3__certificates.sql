-- Certificates that the servers got from a CA, with their keys.
CREATE TABLE certificates (
  name     TEXT   ${bytewise} NOT NULL,         -- what it is kept by: its first
  kind     TEXT   NOT NULL,                     -- of its key: EC or RSA
  serial   TEXT   NOT NULL,                     -- in hexadecimal digits
  chain    TEXT   NOT NULL,                     -- DER in Base64, a line for each
  secret   TEXT   NOT NULL,                     -- the key, PKCS#8 in Base64
  used_at  BIGINT NOT NULL,
  PRIMARY KEY (name, kind)
);

-- Names whose certificates are to be got anew.
CREATE TABLE certificates_asked (
  name  TEXT ${bytewise} NOT NULL PRIMARY KEY
);
