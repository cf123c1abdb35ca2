package org.ngrokd.client;

/**
 * A tunnel that is open.
 *
 * @param name as it was asked for
 * @param protocol "http", "https", "tcp" or "tls"
 * @param url its public URL
 * @param localAddress where its connections go, "host:port", "https://host:port" or "unix:/path"
 */
public record OpenTunnel(String name, String protocol, String url, String localAddress) {}
