-- Whoever takes a name over is told from whom: that node may serve it until it hears of that. It is kept, for a claim whose answer was
-- lost is asked for again.

ALTER TABLE cluster_names ADD COLUMN taken_from TEXT NOT NULL DEFAULT '';

-- As cluster_claim, and from_node: the node that had the name for the same owner, and lives; '': there is none.
CREATE FUNCTION cluster_take(
  a_name TEXT, a_url TEXT, an_owner TEXT, a_node TEXT, OUT given BIGINT, OUT from_node TEXT) LANGUAGE plpgsql AS $$
DECLARE
  found_node TEXT;
  found_owner TEXT;
BEGIN
  IF NOT EXISTS (SELECT FROM cluster_nodes WHERE node = a_node AND NOT dead) THEN
    RAISE EXCEPTION 'the lease of this node is over';
  END IF;
  FOR attempt IN 1..4 LOOP -- it may change hands meanwhile
    INSERT INTO cluster_names (name, url, owner, node, epoch) VALUES (a_name, a_url, an_owner, a_node, 0) ON CONFLICT DO NOTHING;
    EXIT WHEN FOUND;
    UPDATE cluster_names SET url = a_url, node = a_node, taken_from = CASE WHEN node = a_node THEN taken_from ELSE node END
      WHERE name = a_name AND owner = an_owner AND cluster_may_take(a_node, node);
    EXIT WHEN FOUND;
    SELECT node, owner INTO found_node, found_owner FROM cluster_names WHERE name = a_name;
    CONTINUE WHEN NOT FOUND;
    IF EXISTS (SELECT FROM cluster_nodes WHERE node = found_node AND NOT dead) THEN
      given := CASE WHEN found_owner = an_owner THEN 0 END;
      RETURN;
    END IF;
    DELETE FROM cluster_names WHERE name = a_name AND node = found_node;
  END LOOP;
  -- While the row is ours: a number drawn before it was would not be the greatest.
  UPDATE cluster_names SET epoch = nextval('cluster_epochs')
    WHERE name = a_name AND owner = an_owner AND node = a_node RETURNING epoch, taken_from INTO given, from_node;
  IF FOUND THEN
    PERFORM pg_notify(
      'ngrokd_cluster',
      json_build_object('name', a_name, 'url', a_url, 'node', a_node, 'epoch', given)::text);
    IF from_node <> '' AND NOT EXISTS (SELECT FROM cluster_nodes WHERE node = from_node AND NOT dead) THEN
      from_node := '';
    END IF;
  END IF;
END
$$;

-- Of servers that are older.
CREATE OR REPLACE FUNCTION cluster_claim(a_name TEXT, a_url TEXT, an_owner TEXT, a_node TEXT) RETURNS BIGINT LANGUAGE sql AS $$
  SELECT given FROM cluster_take(a_name, a_url, an_owner, a_node)
$$;
