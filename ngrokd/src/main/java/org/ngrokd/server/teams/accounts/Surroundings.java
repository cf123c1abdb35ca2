package org.ngrokd.server.teams.accounts;

import org.ngrokd.server.access.Allowance;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.access.Reservations;

/**
 * What all accounts have in common.
 *
 * @param everybody what one may for which nothing else is said
 * @param reserved names that are kept for anybody
 * @param notes where is written what is not urgent
 */
record Surroundings(Allowance everybody, Reservations reserved, Meters meters, Notes notes) {}
