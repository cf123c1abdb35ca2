package org.ngrokd.server.teams.run;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ngrokd.server.access.AccountSources;
import org.ngrokd.server.access.Meters;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.ssh.hostkeys.SshFacts;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.site.SiteRouter;
import org.ngrokd.server.tunnel.ClaimedNames;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.Transport;

/**
 * What of the server the wing works with.
 *
 * @param place where it is
 * @param names what visitors ask for
 * @param present who and what is there now
 */
public record Surroundings(
    Place place, Access access, Names names, SiteRouter.Present present, Sockets sockets) {
  /**
   * Where it is.
   *
   * @param domain the host of public URLs
   * @param isKnownToBrowsers whether browsers know the certificate, and take it for this host
   * @param tunnelAddr where clients come
   * @param clientConfigLine what their config needs to trust the certificate
   * @param trustedProxies peers that, now, are believed when they say whom they stand for
   */
  public record Place(
      String domain,
      StateDirectory state,
      Predicate<String> isKnownToBrowsers,
      Supplier<String> tunnelAddr,
      Supplier<String> clientConfigLine,
      Supplier<CidrList> trustedProxies) {}

  /**
   * What its own connections are made with.
   *
   * @param transport which sockets are used
   * @param budget what waiting bytes are charged to
   */
  public record Sockets(Transport transport, MemoryBudget budget) {}

  /**
   * Who may come in.
   *
   * @param sources to which that of the database is added
   * @param tcpPorts what public ports there are for tunnels, now
   * @param changed is run, on any thread, when accounts have changed
   * @param ssh how clients come by SSH; empty: not at all, or not yet
   */
  public record Access(
      AccountSources sources,
      Meters meters,
      Supplier<PortRanges> tcpPorts,
      Runnable changed,
      Supplier<Optional<SshFacts>> ssh) {}

  /**
   * What visitors ask for.
   *
   * @param http host and port of the http listener, as in URLs; empty: there is none
   * @param https the same for https
   */
  public record Names(ClaimedNames claimed, Optional<String> http, Optional<String> https) {}
}
