-- What servers remember together: of use, and not needed. Kept for a month.

CREATE TABLE cluster_memory (
  name text PRIMARY KEY,
  value text NOT NULL,
  until timestamptz NOT NULL
);

CREATE INDEX cluster_memory_until ON cluster_memory (until);

-- Names come in order, so that two calls do not wait for each other. Each call clears a little away.
CREATE FUNCTION cluster_remember(names text[], vals text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO cluster_memory
    SELECT n, v, clock_timestamp() + interval '30 days' FROM unnest(names, vals) AS t (n, v)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, until = excluded.until;
  DELETE FROM cluster_memory WHERE name IN (
    SELECT name FROM cluster_memory WHERE until < clock_timestamp()
      ORDER BY until LIMIT 10 FOR UPDATE SKIP LOCKED);
END $$;
