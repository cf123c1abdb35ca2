package org.ngrokd.server.teams.signin;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What of this server its people are told when they sign in. Immutable.
 *
 * @param site where its own pages are
 * @param urlOfSubdomain the public URL of a tunnel with this subdomain
 * @param tunnelAddress where clients connect, as their config's server_addr has it; "" where that
 *     is not known
 */
public record ServerFacts(
    SiteAddress site, UnaryOperator<String> urlOfSubdomain, Supplier<String> tunnelAddress) {}
