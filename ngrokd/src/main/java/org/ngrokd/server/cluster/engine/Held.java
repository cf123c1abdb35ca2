package org.ngrokd.server.cluster.engine;

/**
 * That a name is a node's.
 *
 * @param name by which it is found
 * @param url whole
 * @param epoch of the claim
 */
public record Held(String name, String url, String node, long epoch) {}
