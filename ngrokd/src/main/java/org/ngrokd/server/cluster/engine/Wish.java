package org.ngrokd.server.cluster.engine;

/**
 * A name that a node wants.
 *
 * @param name by which it is found
 * @param url whole
 * @param owner whoever comes with the same takes it over; a digest
 */
public record Wish(String name, String url, String owner, String node) {}
