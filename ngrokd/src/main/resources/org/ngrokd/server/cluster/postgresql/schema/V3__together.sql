-- Nobody's clock counts any more: others see by its renewals whether a node goes on, and those whom it knows bury it.
-- A burial takes as long as the dead node had names, so no renewal and no claim waits for one.

DROP FUNCTION cluster_renew(TEXT, BIGINT, BOOLEAN, INTERVAL);
DROP FUNCTION cluster_bury(TEXT[]);

ALTER TABLE cluster_nodes
  DROP COLUMN expires_at,
  ADD COLUMN knows    TEXT[]  NOT NULL DEFAULT '{}', -- those of whom it surely knows that they live
  ADD COLUMN renewals BIGINT  NOT NULL DEFAULT 0,
  ADD COLUMN dead     BOOLEAN NOT NULL DEFAULT false;

CREATE FUNCTION cluster_join(a_node TEXT, an_address TEXT, for_clients TEXT, open_tunnels BIGINT, is_draining BOOLEAN)
RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO cluster_nodes (node, address, client_addr, tunnels, draining)
    VALUES (a_node, an_address, for_clients, open_tunnels, is_draining) ON CONFLICT DO NOTHING;
  PERFORM pg_notify('ngrokd_cluster', json_build_object('came', a_node)::text);
END
$$;

-- All who live; nobody when the node is dead: it never goes on again.
CREATE FUNCTION cluster_renew(a_node TEXT, open_tunnels BIGINT, is_draining BOOLEAN, known TEXT[])
RETURNS SETOF cluster_nodes LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cluster_nodes
    SET renewals = renewals + 1, tunnels = open_tunnels, draining = is_draining, knows = known
    WHERE node = a_node AND NOT dead;
  IF FOUND THEN
    RETURN QUERY SELECT * FROM cluster_nodes WHERE NOT dead;
  END IF;
END
$$;

-- Declares a node dead, by a mark that nothing takes back, unless it has gone on since it was seen.
CREATE FUNCTION cluster_bury(a_node TEXT, seen BIGINT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cluster_nodes SET dead = true WHERE node = a_node AND renewals = seen AND NOT dead;
  IF FOUND THEN
    PERFORM pg_notify('ngrokd_cluster', json_build_object('gone', a_node)::text);
  END IF;
END
$$;

-- Its names are free at once, and are removed later.
CREATE OR REPLACE FUNCTION cluster_leave(a_node TEXT) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
  UPDATE cluster_nodes SET dead = true WHERE node = a_node AND NOT dead;
  IF FOUND THEN
    PERFORM pg_notify('ngrokd_cluster', json_build_object('gone', a_node)::text);
  END IF;
END
$$;

-- Removes some names of one who is dead, and the dead with the last; whether there may be more. What somebody else holds is left to him.
CREATE FUNCTION cluster_bury_some(most INTEGER) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
DECLARE
  gone TEXT;
BEGIN
  SELECT node INTO gone FROM cluster_nodes WHERE dead ORDER BY node LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF gone IS NULL THEN
    RETURN false;
  END IF;
  DELETE FROM cluster_names
    WHERE name IN (SELECT name FROM cluster_names WHERE node = gone LIMIT most FOR UPDATE SKIP LOCKED);
  IF FOUND THEN
    RETURN true;
  END IF;
  IF EXISTS (SELECT FROM cluster_names WHERE node = gone) THEN
    RETURN false;
  END IF;
  DELETE FROM cluster_nodes WHERE node = gone;
  RETURN true;
END
$$;

-- Whether the first may take over from the second, which knows it, or is dead or not at its address any more.
CREATE FUNCTION cluster_may_take(a_node TEXT, from_node TEXT) RETURNS BOOLEAN LANGUAGE sql AS $$
  SELECT a_node = from_node OR EXISTS (
    SELECT FROM cluster_nodes here, cluster_nodes there
      WHERE here.node = a_node AND there.node = from_node
        AND (there.dead OR a_node = ANY (there.knows) OR here.address = there.address))
$$;

-- The epoch of a name that is free, or its owner's already; null: it is somebody else's; 0: not yet.
-- Of a node that is dead only this name is removed.
CREATE OR REPLACE FUNCTION cluster_claim(a_name TEXT, a_url TEXT, an_owner TEXT, a_node TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  given BIGINT;
  found_node TEXT;
  found_owner TEXT;
BEGIN
  IF NOT EXISTS (SELECT FROM cluster_nodes WHERE node = a_node AND NOT dead) THEN
    RAISE EXCEPTION 'the lease of this node is over';
  END IF;
  FOR attempt IN 1..4 LOOP -- it may change hands meanwhile
    INSERT INTO cluster_names VALUES (a_name, a_url, an_owner, a_node, 0) ON CONFLICT DO NOTHING;
    EXIT WHEN FOUND;
    UPDATE cluster_names SET url = a_url, node = a_node
      WHERE name = a_name AND owner = an_owner AND cluster_may_take(a_node, node);
    EXIT WHEN FOUND;
    SELECT node, owner INTO found_node, found_owner FROM cluster_names WHERE name = a_name;
    CONTINUE WHEN NOT FOUND;
    IF EXISTS (SELECT FROM cluster_nodes WHERE node = found_node AND NOT dead) THEN
      RETURN CASE WHEN found_owner = an_owner THEN 0 END;
    END IF;
    DELETE FROM cluster_names WHERE name = a_name AND node = found_node;
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
