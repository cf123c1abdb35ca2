-- Where clients reach a node and no other; '' where nobody has said.
ALTER TABLE cluster_nodes ADD COLUMN client_addr TEXT NOT NULL DEFAULT '';
