-- Who lives, and who has which name. Nothing here outlives the servers but cluster_kept.

CREATE SEQUENCE cluster_epochs;

CREATE TABLE cluster_nodes (
  node       TEXT COLLATE "C" PRIMARY KEY,
  address    TEXT        NOT NULL,
  tunnels    BIGINT      NOT NULL,
  draining   BOOLEAN     NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);

-- A node that is gone takes its names along, and none can be claimed for one that is.
CREATE TABLE cluster_names (
  name  TEXT COLLATE "C" PRIMARY KEY,
  url   TEXT   NOT NULL,
  owner TEXT   NOT NULL,
  node  TEXT COLLATE "C" NOT NULL REFERENCES cluster_nodes ON DELETE CASCADE,
  epoch BIGINT NOT NULL
);

CREATE INDEX cluster_names_of_node ON cluster_names (node);

CREATE TABLE cluster_kept (
  name  TEXT COLLATE "C" PRIMARY KEY,
  value TEXT NOT NULL
);

-- Says goodbye to nodes whose lease has ended. A renewal under way holds the row, and is waited for or left alone.
CREATE FUNCTION cluster_bury(candidates TEXT[]) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  dead TEXT;
  any_dead BOOLEAN := false;
BEGIN
  FOR dead IN
    DELETE FROM cluster_nodes
      WHERE node = ANY (candidates) AND expires_at <= clock_timestamp()
      RETURNING node
  LOOP
    any_dead := true;
    PERFORM pg_notify('ngrokd_cluster', json_build_object('gone', dead)::text);
  END LOOP;
  RETURN any_dead;
END
$$;

-- The epoch of a name that is free, or its owner's already; null: it is somebody else's.
-- Nothing is locked before the dead are buried, or two who bury the same one would wait for each other.
CREATE FUNCTION cluster_claim(a_name TEXT, a_url TEXT, an_owner TEXT, a_node TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  given BIGINT;
BEGIN
  INSERT INTO cluster_names VALUES (a_name, a_url, an_owner, a_node, 0) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    UPDATE cluster_names SET url = a_url, node = a_node WHERE name = a_name AND owner = an_owner;
    IF NOT FOUND THEN
      IF cluster_bury(ARRAY(SELECT node FROM cluster_names WHERE name = a_name)) THEN
        INSERT INTO cluster_names VALUES (a_name, a_url, an_owner, a_node, 0) ON CONFLICT DO NOTHING;
      END IF;
    END IF;
  END IF;
  IF NOT EXISTS (SELECT FROM cluster_names WHERE name = a_name AND owner = an_owner AND node = a_node) THEN
    RETURN NULL;
  END IF;
  -- While the row is ours: a number drawn before it was would not be the greatest.
  UPDATE cluster_names SET epoch = nextval('cluster_epochs') WHERE name = a_name RETURNING epoch INTO given;
  PERFORM pg_notify(
    'ngrokd_cluster',
    json_build_object('name', a_name, 'url', a_url, 'node', a_node, 'epoch', given)::text);
  RETURN given;
END
$$;

CREATE FUNCTION cluster_release(a_name TEXT, an_epoch BIGINT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM cluster_names WHERE name = a_name AND epoch = an_epoch;
  IF FOUND THEN
    PERFORM pg_notify('ngrokd_cluster', json_build_object('name', a_name)::text);
  END IF;
END
$$;

CREATE FUNCTION cluster_leave(a_node TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM cluster_nodes WHERE node = a_node;
  IF FOUND THEN
    PERFORM pg_notify('ngrokd_cluster', json_build_object('gone', a_node)::text);
  END IF;
END
$$;

-- Whether the node goes on. One that does not never does again.
CREATE FUNCTION cluster_renew(a_node TEXT, open_tunnels BIGINT, is_draining BOOLEAN, lease INTERVAL) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  goes_on BOOLEAN;
BEGIN
  UPDATE cluster_nodes
    SET expires_at = clock_timestamp() + lease, tunnels = open_tunnels, draining = is_draining
    WHERE node = a_node AND expires_at > clock_timestamp();
  goes_on := FOUND;
  PERFORM cluster_bury(ARRAY(
    SELECT node FROM cluster_nodes WHERE expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED));
  RETURN goes_on;
END
$$;
