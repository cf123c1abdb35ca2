package org.ngrokd.client;

/**
 * A tunnel that is open.
 *
 * @param name as it was asked for
 * @param protocol "http", "https" or "tcp"
 * @param url its public URL
 * @param localAddress where its connections go, "host:port"
 */
public record OpenTunnel(String name, String protocol, String url, String localAddress) {}
