package org.ngrokd.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.server.notices.Notices;
import org.ngrokd.server.notices.NotifyOptions;
import org.ngrokd.server.notices.Subject;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Holders;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRegistry;

/** Whoever is told when tunnels and clients come and go. Safe from any thread. */
final class NoticesWing implements AutoCloseable {
  private final String domain;
  private final TunnelRegistry tunnels;
  private final Holders holders;
  private Optional<NotifyOptions> options = Optional.empty();
  private Optional<Notices> notices = Optional.empty();
  private boolean isClosed;

  NoticesWing(String domain, TunnelRegistry tunnels, Holders holders) {
    this.domain = domain;
    this.tunnels = tunnels;
    this.holders = holders;
  }

  /**
   * Prepares to tell others.
   *
   * @param changed gets a line when these are others
   * @return what makes it so
   */
  synchronized Runnable prepare(Optional<NotifyOptions> wanted, List<String> changed) {
    if (wanted.equals(options)) {
      return () -> {};
    }
    changed.add("notify");
    return () -> tell(wanted);
  }

  /** From now on these are told; nobody, when there are none. */
  synchronized void tell(Optional<NotifyOptions> wanted) {
    options = wanted;
    end();
    if (wanted.isPresent() && !isClosed) {
      notices = Optional.of(Notices.start(wanted.get(), domain, this::present));
    }
  }

  /** By no method reference, for which the class would be loaded where nobody is told. */
  private void end() {
    if (notices.isPresent()) {
      notices.get().close();
    }
    notices = Optional.empty();
  }

  private Map<Subject, Subject.Details> present() {
    Map<Subject, Subject.Details> present = new HashMap<>();
    for (Tunnel tunnel : tunnels.all()) {
      tunnel
          .claim()
          .holder()
          .about()
          .ifPresent(
              client ->
                  present.put(
                      new Subject(Subject.Kind.TUNNEL, tunnel.url().toString()), details(client)));
    }
    for (Holder holder : holders.all()) {
      holder
          .about()
          .filter(client -> !client.account().isEmpty())
          .ifPresent(
              client ->
                  present.put(new Subject(Subject.Kind.CLIENT, client.account()), details(client)));
    }
    return present;
  }

  private static Subject.Details details(Holder.About client) {
    return new Subject.Details(client.address(), client.account());
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    end();
  }
}
