-- What the CA was asked within the last days.
CREATE TABLE certificates_ordered (
  domain      TEXT   ${bytewise} NOT NULL,      -- the registered one; empty: it brought no certificate
  ordered_at  BIGINT NOT NULL
);

-- Names that failed, and are not asked for before an end.
CREATE TABLE certificates_paused (
  name     TEXT   ${bytewise} NOT NULL PRIMARY KEY,
  seconds  BIGINT NOT NULL,                     -- how long; the next pause is twice as long
  ends_at  BIGINT NOT NULL
);

-- Names that one of the servers asks for now.
CREATE TABLE certificates_claimed (
  name     TEXT   ${bytewise} NOT NULL PRIMARY KEY,
  ends_at  BIGINT NOT NULL                      -- given up, if the server is no more
);
