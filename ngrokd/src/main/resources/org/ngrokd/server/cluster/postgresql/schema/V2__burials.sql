-- A burial takes as long as the dead node had names, so no renewal and no claim waits for one any more.

-- Declares a node dead whose lease has ended, by a mark that no clock takes back. A renewal under way is waited for.
CREATE FUNCTION cluster_declare_dead(a_node TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cluster_nodes SET expires_at = '-infinity'
    WHERE node = a_node AND expires_at <= clock_timestamp() AND expires_at > '-infinity';
  IF FOUND THEN
    PERFORM pg_notify('ngrokd_cluster', json_build_object('gone', a_node)::text);
  END IF;
END
$$;

-- Declares all dead that are, and tells whether there is somebody to bury.
CREATE FUNCTION cluster_look_for_dead() RETURNS BOOLEAN LANGUAGE plpgsql AS $$
BEGIN
  PERFORM cluster_declare_dead(node) FROM cluster_nodes
    WHERE expires_at <= clock_timestamp() AND expires_at > '-infinity';
  RETURN EXISTS (SELECT FROM cluster_nodes WHERE expires_at = '-infinity');
END
$$;

-- Removes some names of one who is dead, and the dead with the last; whether there may be more. What somebody else holds is left to him.
CREATE FUNCTION cluster_bury_some(most INTEGER) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  dead TEXT;
BEGIN
  SELECT node INTO dead FROM cluster_nodes WHERE expires_at = '-infinity' ORDER BY node LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF dead IS NULL THEN
    RETURN false;
  END IF;
  DELETE FROM cluster_names
    WHERE name IN (SELECT name FROM cluster_names WHERE node = dead LIMIT most FOR UPDATE SKIP LOCKED);
  IF FOUND THEN
    RETURN true;
  END IF;
  IF EXISTS (SELECT FROM cluster_names WHERE node = dead) THEN
    RETURN false;
  END IF;
  DELETE FROM cluster_nodes WHERE node = dead;
  RETURN true;
END
$$;

-- The epoch of a name that is free, or its owner's already; null: it is somebody else's.
-- Of a node that is dead only this name is removed.
CREATE OR REPLACE FUNCTION cluster_claim(a_name TEXT, a_url TEXT, an_owner TEXT, a_node TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  given BIGINT;
  of_node TEXT;
BEGIN
  IF NOT EXISTS (SELECT FROM cluster_nodes WHERE node = a_node AND expires_at > clock_timestamp()) THEN
    RAISE EXCEPTION 'the lease of this node is over';
  END IF;
  FOR attempt IN 1..4 LOOP -- it may change hands meanwhile
    INSERT INTO cluster_names VALUES (a_name, a_url, an_owner, a_node, 0) ON CONFLICT DO NOTHING;
    EXIT WHEN FOUND;
    UPDATE cluster_names SET url = a_url, node = a_node WHERE name = a_name AND owner = an_owner;
    EXIT WHEN FOUND;
    SELECT node INTO of_node FROM cluster_names WHERE name = a_name;
    CONTINUE WHEN NOT FOUND;
    PERFORM cluster_declare_dead(of_node);
    IF EXISTS (SELECT FROM cluster_nodes WHERE node = of_node AND expires_at > '-infinity') THEN
      RETURN NULL;
    END IF;
    DELETE FROM cluster_names WHERE name = a_name AND node = of_node;
  END LOOP;
  -- While the row is ours: a number drawn before it was would not be the greatest.
  UPDATE cluster_names SET epoch = nextval('cluster_epochs')
    WHERE name = a_name AND owner = an_owner AND node = a_node RETURNING epoch INTO given;
  IF FOUND THEN
    PERFORM pg_notify(
      'ngrokd_cluster',
      json_build_object('name', a_name, 'url', a_url, 'node', a_node, 'epoch', given)::text);
  END IF;
  RETURN given;
END
$$;

-- Its names are free at once, and are removed when it is buried.
CREATE OR REPLACE FUNCTION cluster_leave(a_node TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cluster_nodes SET expires_at = '-infinity' WHERE node = a_node AND expires_at > '-infinity';
  IF FOUND THEN
    PERFORM pg_notify('ngrokd_cluster', json_build_object('gone', a_node)::text);
  END IF;
END
$$;

-- Whether the node goes on. One that does not never does again.
CREATE OR REPLACE FUNCTION cluster_renew(a_node TEXT, open_tunnels BIGINT, is_draining BOOLEAN, lease INTERVAL) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cluster_nodes
    SET expires_at = clock_timestamp() + lease, tunnels = open_tunnels, draining = is_draining
    WHERE node = a_node AND expires_at > clock_timestamp();
  RETURN FOUND;
END
$$;

DROP FUNCTION cluster_bury(TEXT[]);
