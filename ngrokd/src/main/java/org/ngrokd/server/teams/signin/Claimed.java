package org.ngrokd.server.teams.signin;

import java.util.Optional;
import org.ngrokd.server.teams.store.AccountRow.Identity;
import org.ngrokd.server.teams.store.AccountRow.Person;
import org.ngrokd.server.teams.store.Role;

/**
 * Who a provider says that somebody is, and that they are let in. Immutable.
 *
 * @param identifier what the stable subdomain is made from
 * @param role empty where groups do not decide it
 */
record Claimed(Identity identity, Person person, String identifier, Optional<Role> role) {}
