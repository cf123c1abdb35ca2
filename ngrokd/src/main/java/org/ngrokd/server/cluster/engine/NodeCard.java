package org.ngrokd.server.cluster.engine;

/**
 * One life of a server.
 *
 * @param id 16 hexadecimal digits, of which the first is below 8
 * @param address "host:port" where other nodes reach it
 * @param tunnels how many are open
 * @param isDraining whether it takes nobody new
 * @param clientAddr "host:port" where clients reach it and no other; "": nobody has said
 */
public record NodeCard(
    String id, String address, long tunnels, boolean isDraining, String clientAddr) {
  /** Nobody has said where clients reach it. */
  public NodeCard(String id, String address, long tunnels, boolean isDraining) {
    this(id, address, tunnels, isDraining, "");
  }
}
