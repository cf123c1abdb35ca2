package org.ngrokd.server.cluster.engine;

/**
 * One life of a server.
 *
 * @param id 16 hexadecimal digits, of which the first is below 8
 * @param address "host:port" where other nodes reach it
 * @param tunnels how many are open
 * @param isDraining whether it takes nobody new
 */
public record NodeCard(String id, String address, long tunnels, boolean isDraining) {}
