package org.ngrokd.server.limits;

import java.util.Locale;

/** Every bound on what a stranger may ask of the server. */
public enum Limit {
  /** Control connections of one address. */
  CONTROLS_PER_ADDRESS,
  /** Time for a client's first message. */
  FIRST_MESSAGE,
  /** Connections on the tunnel listener that have not said who they are, in all. */
  UNAUTHENTICATED,
  /** One address' share of those. */
  UNAUTHENTICATED_SHARE,
  /** Connections by ssh that have not said who they are, of one address and in all. */
  SSH_STARTS,
  /** Queries of one address to the name server of the challenges, per second. */
  DNS_QUERIES,
  /** Visitors that wait for a proxy connection, in all. */
  PROXIES_WAITING,
  /** One client's share of those. */
  PROXIES_WAITING_SHARE,
  /** Tunnels of a control connection. */
  CLIENT_TUNNELS,
  /** Tunnels in all, and one address' share of them. */
  TUNNELS,
  /** Public TCP ports in all, and one address' share of them. */
  TCP_PORTS,
  /** Memory for the settings of one client's tunnels, or of all. */
  TUNNEL_SETTINGS,
  /** Lengths and counts in a client's message. */
  MESSAGE_FIELDS,
  /** Messages of a control connection per second. */
  CONTROL_MESSAGES,
  /** Public connections of one address. */
  PUBLIC_PER_ADDRESS,
  /** Public connections in all. */
  PUBLIC_TOTAL,
  /** One address' share of those. */
  PUBLIC_SHARE,
  /** File descriptors of the process. */
  FILE_DESCRIPTORS,
  /** Size and lines of a request head. */
  REQUEST_HEAD,
  /** Time for a request head. */
  REQUEST_HEAD_TIME,
  /** Time between two requests. */
  IDLE,
  /** Pace of a request's body. */
  BODY_RATE,
  /** What waits in memory for one address, tunnel or client. */
  MEMORY_SHARE,
  /** What waits in memory in all. */
  MEMORY_TOTAL,
  /** Time in which a peer takes nothing of what waits for it, while others need the room. */
  STALLED,
  /** A request whose trusted proxy names no visitor, for a tunnel that asks who it is. */
  UNNAMED_VISITOR,
  /** A tunnel's connections. */
  TUNNEL_CONNECTIONS,
  /** A token's tunnels. */
  TOKEN_TUNNELS,
  /** A token's new connections per second. */
  TOKEN_CONNECTION_RATE;

  /** As the metrics call it: "public_per_address". */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
