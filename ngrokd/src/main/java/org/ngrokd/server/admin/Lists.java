package org.ngrokd.server.admin;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.admin.Shown.Client;
import org.ngrokd.server.admin.Shown.OpenTunnel;
import org.ngrokd.server.admin.Shown.PerSecond;
import org.ngrokd.server.peers.Peers;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.TunnelMeter;

/** The tunnels and clients that are there, as an administrator sees them. Immutable. */
final class Lists {
  private static final double MILLI = 1e6;

  private final Subjects subjects;

  Lists(Subjects subjects) {
    this.subjects = subjects;
  }

  /** Where they are, among several servers. */
  private @Nullable String here() {
    return subjects.figures().peers().map(Peers::here).orElse(null);
  }

  /** In what order lists come; what counts is at the top. */
  enum Order {
    NAME,
    RATE,
    BYTES,
    CONNECTIONS;

    /**
     * One by its name.
     *
     * @throws IllegalArgumentException with what is allowed, when it is none
     */
    static Order of(String name) {
      return Stream.of(values())
          .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "sort is '" + name + "'; expected name, rate, bytes or connections"));
    }
  }

  /**
   * What of a list is wanted.
   *
   * @param match what has to stand in a row, in small letters; "" for nothing
   * @param most how many rows
   */
  record Wanted(Order order, String match, long most) {
    /** What one server tells another of its lists at most, so that it is an answer. */
    private static final long MOST_OF_OTHERS = 20_000;

    /** What others are asked for. */
    Wanted ofOthers() {
      return new Wanted(order, match, Math.min(most, MOST_OF_OTHERS));
    }

    boolean isAny(String... texts) {
      return match.isEmpty()
          || Stream.of(texts).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(match));
    }
  }

  /** Tunnels; all that match are counted. */
  Shown.Tunnels tunnels(Rates.Measured measured, Wanted wanted) {
    Present present = new Present(subjects, measured);
    List<OpenTunnel> all =
        subjects.tunnels().all().stream()
            .flatMap(meter -> tunnel(meter, present, measured, here()).stream())
            .filter(each -> wanted.isAny(each.url(), each.account(), each.client(), each.address()))
            .toList();
    return together(List.of(new Shown.Tunnels(all, all.size(), null)), null, wanted);
  }

  /** Of several servers. */
  static Shown.Tunnels together(
      List<Shown.Tunnels> parts, @Nullable List<Shown.Missing> missing, Wanted wanted) {
    return new Shown.Tunnels(
        parts.stream()
            .flatMap(each -> each.tunnels().stream())
            .sorted(tunnelOrder(wanted.order()).thenComparing(OpenTunnel::url))
            .limit(wanted.most())
            .toList(),
        parts.stream().mapToInt(Shown.Tunnels::all).sum(),
        missing);
  }

  private static Comparator<OpenTunnel> tunnelOrder(Order order) {
    return switch (order) {
      case NAME -> Comparator.comparing(OpenTunnel::url);
      case RATE ->
          Comparator.comparingDouble((OpenTunnel each) -> pace(each.perSecond())).reversed();
      case BYTES ->
          Comparator.comparingDouble((OpenTunnel each) -> bytes(each.perSecond())).reversed();
      case CONNECTIONS -> Comparator.comparingInt(OpenTunnel::open).reversed();
    };
  }

  /** Of a tunnel that knows no requests its connections count. */
  private static double pace(PerSecond rate) {
    return Math.max(rate.requests(), rate.connections());
  }

  private static double bytes(PerSecond rate) {
    return rate.bytesIn() + rate.bytesOut();
  }

  private static Optional<OpenTunnel> tunnel(
      TunnelMeter meter, Present present, Rates.Measured measured, @Nullable String node) {
    TunnelMeter.Reading reading = meter.reading();
    return meter
        .tunnel()
        .claim()
        .holder()
        .about()
        .map(
            client ->
                new OpenTunnel(
                    meter.id(),
                    meter.url(),
                    meter.tunnel().url().protocol().wireName(),
                    client.id(),
                    client.account(),
                    client.address(),
                    Shown.time(meter.since()),
                    present.visitsOf(meter),
                    reading.connections(),
                    reading.requests(),
                    reading.bytesIn(),
                    reading.bytesOut(),
                    measured.of(meter),
                    Shown.time(reading.lastSeen()),
                    node));
  }

  /** Clients; all that match are counted. */
  Shown.Clients clients(Rates.Measured measured, Wanted wanted) {
    Present present = new Present(subjects, measured);
    List<Client> all =
        subjects.holders().all().stream()
            .flatMap(holder -> holder.about().map(about -> client(holder, about, present)).stream())
            .filter(each -> wanted.isAny(each.id(), each.account(), each.address(), each.version()))
            .toList();
    return togetherClients(List.of(new Shown.Clients(all, all.size(), null)), null, wanted);
  }

  /** Of several servers. */
  static Shown.Clients togetherClients(
      List<Shown.Clients> parts, @Nullable List<Shown.Missing> missing, Wanted wanted) {
    return new Shown.Clients(
        parts.stream()
            .flatMap(each -> each.clients().stream())
            .sorted(clientOrder(wanted.order()).thenComparing(Client::id))
            .limit(wanted.most())
            .toList(),
        parts.stream().mapToInt(Shown.Clients::all).sum(),
        missing);
  }

  private static Comparator<Client> clientOrder(Order order) {
    return switch (order) {
      case NAME -> Comparator.comparing(Client::account).thenComparing(Client::since);
      case RATE -> Comparator.comparingDouble((Client each) -> pace(each.perSecond())).reversed();
      case BYTES -> Comparator.comparingDouble((Client each) -> bytes(each.perSecond())).reversed();
      case CONNECTIONS -> Comparator.comparingInt(Client::streams).reversed();
    };
  }

  private Client client(Holder holder, Holder.About about, Present present) {
    Present.Mine mine = present.of(holder);
    return new Client(
        about.id(),
        about.client(),
        about.account(),
        about.address(),
        about.version(),
        Shown.time(about.since()),
        Shown.time(about.lastSeen()),
        holder.roundTrip().map(time -> time.toNanos() / MILLI).orElse(null),
        mine.tunnels(),
        mine.visits(),
        mine.bytes(),
        mine.rate(),
        here());
  }
}
