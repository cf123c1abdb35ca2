package org.ngrokd.server.admin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an administrator is told, as it is sent. Times are of ISO 8601, in UTC. */
final class Shown {
  private Shown() {}

  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The server as a whole. */
  record Status(Server server, Now now, Memory memory, Map<String, Long> limits, Slow slow) {}

  /** What it is; {@code state} is running or draining. */
  record Server(
      String version,
      long pid,
      String state,
      String since,
      long uptimeSeconds,
      String domain,
      Map<String, String> listeners,
      String stateDirectory) {}

  /** How many there are, and how much passes. */
  record Now(
      int clients,
      int tunnels,
      int visitors,
      int visitorsMost,
      int waitingForClients,
      int unknownClients,
      PerSecond perSecond) {}

  /** Bytes and descriptors, each with what there may be. */
  record Memory(
      long waiting,
      long waitingMost,
      long heap,
      long heapMost,
      long direct,
      long directMost,
      long descriptors,
      long descriptorsMost) {}

  /** What passes in a second. */
  record PerSecond(double requests, double connections, double bytesIn, double bytesOut) {
    static final PerSecond NOTHING = new PerSecond(0, 0, 0, 0);
  }

  /** Who is slow: the worst of each kind. */
  record Slow(List<HoldsMemory> holdsMemory, List<Stalled> stalled, List<Waits> waits) {}

  /** For whom most waits in memory; the kind is address, proxy, tunnel or client. */
  record HoldsMemory(String kind, String who, long bytes) {}

  /** Whose peer takes nothing of what waits for it. */
  record Stalled(String who, long bytes, long seconds) {}

  /** A visitor that waits, for the client or the service. */
  record Waits(String url, String visitor, String waitsFor, long seconds) {}

  /** All tunnels, or the first of an order. */
  record Tunnels(List<OpenTunnel> tunnels, int all, @Nullable List<Missing> missing) {}

  /** A server of the cluster that was asked, too, and why nothing of it is told. */
  record Missing(String node, String why) {}

  /** A tunnel that is open; {@code node} is left off where a server is alone. */
  record OpenTunnel(
      String id,
      String url,
      String protocol,
      String client,
      String account,
      String address,
      String since,
      int open,
      long connections,
      long requests,
      long bytesIn,
      long bytesOut,
      PerSecond perSecond,
      String lastSeen,
      @Nullable String node) {}

  /** All clients. */
  record Clients(List<Client> clients, int all, @Nullable List<Missing> missing) {}

  /** A client; {@code roundTripMillis} is left off where it is not known. */
  record Client(
      String id,
      String client,
      String account,
      String address,
      String version,
      String since,
      String lastSeen,
      @Nullable Double roundTripMillis,
      int tunnels,
      int streams,
      long bytesHeld,
      PerSecond perSecond,
      @Nullable String node) {}

  /** A client that was sent away, and what keeps it away. */
  record Kicked(String id, String address, String account, int tunnels, String advice) {}

  /** It takes nobody new; what is there has so long to end. */
  record Draining(long seconds) {}

  /** The servers of a cluster. */
  record Nodes(List<Node> nodes) {}

  /** One; {@code load} is left off where it does not say, and {@code trouble} where it does. */
  record Node(
      String id,
      String address,
      long tunnels,
      boolean isDraining,
      boolean isThis,
      @Nullable Load load,
      @Nullable String trouble) {}

  /** What it has to do. */
  record Load(String version, String since, Now now) {}

  /** Clients of which the id begins so. */
  record Found(List<String> ids) {}

  /** What another server is asked about. */
  record About(String id) {}

  /** What went wrong. */
  record Failure(String error) {}
}
